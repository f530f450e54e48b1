import type { ScriptedAnswer } from '../model/script.ts';

/** What a failure of this fault is: decides whether any model may see it. */
export type FaultKind = 'repo' | 'transient' | 'environment' | 'credential';

/** One wrong line: in `path`, `from` (which stands there once) becomes `to`. */
export interface PlantedEdit {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** A condition of the world that belongs to a fault. */
export interface FaultCondition {
  readonly condition: string;
  /** So many strikes; absent with `lastsMs` absent: until somebody lifts it. */
  readonly times?: number;
  /** So many real milliseconds from when it is first met. */
  readonly lastsMs?: number;
}

/** How the scripted models answer one error, turn by turn; the last answer repeats. */
export interface Scene {
  /** A text that stands in this error and in no other. */
  readonly sees: string;
  readonly executor: readonly ScriptedAnswer[];
  readonly escalation: readonly ScriptedAnswer[];
}

/** What one run of `orch` has to make of the fault, alone in a lab. */
export interface Expected {
  readonly class: FaultKind;
  readonly tier: 'retry' | 'none' | 'executor' | 'escalation' | 'diagnostics' | 'give_up';
  readonly executorCalls: number;
  readonly apiCalls: number;
  /** Commits on the side branch afterwards. */
  readonly commits: number;
  /** Exit code of `orch run all`. */
  readonly exit: 0 | 1 | 2;
  /** The rule of the patch gate that refuses an answer; whoever answers next is told so. */
  readonly refusedBy?: string;
}

export interface Fault {
  readonly id: string;
  readonly stage: 'vms' | 'talos' | 'infra' | 'apps' | 'ingress' | 'obs';
  readonly kind: FaultKind;
  /** One line for people: what is wrong tonight. */
  readonly title: string;
  /** Subject of the commit by which "the human" brought it in; empty when nothing in the repo is wrong. */
  readonly commit: string;
  /** Wrong lines, at most one commit. */
  readonly plant: readonly PlantedEdit[];
  readonly world?: FaultCondition;
  /** A line of the real tool's output that shows it. */
  readonly symptom: string;
  readonly scenes: readonly Scene[];
  readonly expected: Expected;
  /** Values that stand in the log and must never reach a model. */
  readonly mustNotLeave?: readonly string[];
}
