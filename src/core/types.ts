/** The shared vocabulary of the core. Plain readonly data; times are ISO-8601 strings that come in from outside. */

export type FailureClass = 'transient' | 'environment' | 'credential' | 'prerequisite' | 'repo' | 'internal';

/** What the rules say of a failure: the class, which rule decided, and what a human is told. */
export interface Classification {
  readonly class: FailureClass;
  /** Name of the rule in the table; `default` when none matched. */
  readonly rule: string;
  /** One sentence for the human. */
  readonly sentence: string;
  /** What to check or run next. */
  readonly check: string;
  /** For `prerequisite`: the earlier stage to run again. */
  readonly reopen?: string;
}

/** The name of a failure. `hash` counts; `loose` only says "similar to". */
export interface Fingerprint {
  /** 16 hex digits over the canonical lines, the stage and the exit code. */
  readonly hash: string;
  /** 16 hex digits with names and numbers as parameters. */
  readonly loose: string;
  /** One line, at most 160 characters, unmasked. */
  readonly summary: string;
  /** The error block as it stood in the log, at most 40 lines. */
  readonly block: readonly string[];
}

/** One line that a stage wrote on fd 3 (DESIGN 4). */
export interface StepReport {
  readonly step: string;
  /** Position of the step in its stage, from 0; the measure of "further". */
  readonly index: number;
  readonly phase: 'check' | 'apply' | 'verify';
  readonly outcome: 'started' | 'ok' | 'changed' | 'drift' | 'failed';
  readonly ms?: number;
  /** What was found, applied or waited for, in plain words. */
  readonly detail?: string;
  /** What an apply would do about a drift, in plain words. */
  readonly effect?: string;
  /** The drift line by line, where there is such a thing; only `orch plan` is told. */
  readonly diff?: string;
  /** For the human: what was seen and is never changed by orch, one sentence each. */
  readonly notices?: readonly string[];
}

/** What bounds a call to any model; shared by everything that spends (DESIGN 12). */
export interface Spend {
  readonly calls: number;
  readonly tokens: number;
  readonly usd: number;
}

/** Every number that bounds work. Durations in milliseconds. */
export interface Limits {
  /** The occurrence that escalates (EXECUTOR_RETRY_THRESHOLD). Executor repairs per error = this − 1. */
  readonly executorRetryThreshold: number;
  /** API calls per error until green or reset (API_CALL_BUDGET). */
  readonly apiCallBudget: number;
  readonly attemptsPerRun: number;
  readonly apiCallsPerRun: number;
  readonly repairsPerRun: number;
  readonly tokensPerRun: number;
  readonly usdPerRun: number;
  readonly tokensPerNight: number;
  readonly usdPerNight: number;
  readonly apiCallsPerNight: number;
  /** Waits before each retry of a transient failure; the length is the budget. */
  readonly backoffMs: readonly number[];
  /** A whole stage that took longer than this is not run again just to see whether an error repeats. */
  readonly reproduceUnderMs: number;
  readonly deadlineMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  executorRetryThreshold: 3,
  apiCallBudget: 3,
  attemptsPerRun: 20,
  apiCallsPerRun: 6,
  repairsPerRun: 12,
  tokensPerRun: 600_000,
  usdPerRun: 5,
  tokensPerNight: 1_200_000,
  usdPerNight: 10,
  apiCallsPerNight: 12,
  backoffMs: [30_000, 60_000, 120_000],
  reproduceUnderMs: 120_000,
  deadlineMs: 3 * 3_600_000,
};

/** Who did it: `human`, `cron`, `task:ID` or `remote:NAME`. */
export type Actor = 'human' | 'cron' | `task:${string}` | `remote:${string}`;
