import { decide } from '../../src/core/machine/decide.ts';
import type { Event, Recorded } from '../../src/core/machine/events.ts';
import { evolve } from '../../src/core/machine/evolve.ts';
import { type Candidate, type Failure, initialState, type State } from '../../src/core/machine/state.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/core/types.ts';

export const AT = '2026-11-20T22:00:00.000Z';
export const NO_SPEND = { calls: 0, tokens: 0, usd: 0 };

/** Folds events in order. */
export const given = (...events: readonly Event[]): State => when(initialState, ...events);

/** Folds more events onto a state. */
export const when = (state: State, ...events: readonly Event[]): State =>
  events.reduce((folded, event) => evolve(folded, recorded(folded, event)), state);

export const recorded = (state: State, event: Event): Recorded => ({
  seq: state.serial + 1,
  at: AT,
  actor: 'human',
  run: 'r1',
  event,
});

export const next = decide;

type Started = Extract<Event, { type: 'run_started' }>;

export const started = (
  changes: {
    readonly id?: string;
    readonly night?: string;
    readonly plan?: Started['plan'];
    readonly limits?: Partial<Limits>;
    readonly options?: Partial<Started['options']>;
  } = {},
): Started => ({
  type: 'run_started',
  id: changes.id ?? 'r1',
  night: changes.night ?? 'n1',
  base: 'base',
  plan: changes.plan ?? [{ name: 'a', needs: [] }],
  limits: { ...DEFAULT_LIMITS, ...changes.limits },
  options: {
    ai: true,
    here: false,
    failFast: false,
    executor: 'command',
    escalation: true,
    ...changes.options,
  },
});

export const failure = (fingerprint = 'A', changes: Partial<Failure> = {}): Failure => ({
  fingerprint,
  loose: fingerprint,
  class: 'repo',
  rule: 'default',
  sentence: `${fingerprint} went wrong.`,
  check: 'read the log',
  summary: `error ${fingerprint}`,
  block: [`error ${fingerprint}`],
  stepIndex: -1,
  exitCode: 1,
  ...changes,
});

type Kind = Extract<Event, { type: 'attempt_started' }>['kind'];

/** Both events of an attempt that failed. */
export const fails = (
  kind: Kind,
  what: Failure = failure(),
  stage = 'a',
  more: { readonly ms?: number; readonly remembered?: boolean } = {},
): Event[] => [
  { type: 'attempt_started', stage, kind, log: 'log' },
  { type: 'attempt_ended', stage, kind, outcome: 'failed', ms: 10, failure: what, ...more },
];

/** Both events of an attempt that became green. */
export const greens = (kind: Kind, stage = 'a'): Event[] => [
  { type: 'attempt_started', stage, kind, log: 'log' },
  { type: 'attempt_ended', stage, kind, outcome: 'green', ms: 10 },
];

/** A failure that came back unchanged: the ladder is next. */
export const broken = (what: Failure = failure(), stage = 'a'): Event[] => [
  ...fails('first', what, stage),
  ...fails('reproduce', what, stage),
];

export const candidate = (commit: string, changes: Partial<Candidate> = {}): Candidate => ({
  commit,
  tree: `tree-${commit}`,
  source: 'executor',
  fingerprint: 'A',
  step: -1,
  paths: ['config/a.yaml'],
  summary: `change ${commit}`,
  verdict: 'pending',
  ...changes,
});

type Result = Extract<Event, { type: 'repair_ended' }>['result'];

/** Both events of an executor repair. */
export const repairs = (
  result: Result,
  source: 'executor' | 'remembered' = 'executor',
  stage = 'a',
): Event[] => [
  { type: 'repair_started', stage, source },
  { type: 'repair_ended', stage, source, result, spend: { calls: 1, tokens: 100, usd: 0 } },
];

/** Both events of an API call. */
export const calls = (call: number, result: Result, stage = 'a'): Event[] => [
  { type: 'call_started', stage, call, caseDir: 'escalations/a', version: 'v1' },
  { type: 'call_ended', stage, call, result, spend: { calls: 1, tokens: 1000, usd: 0.1 } },
];

export const stands = (commit: string, changes: Partial<Candidate> = {}): Result => ({
  kind: 'candidate',
  candidate: candidate(commit, changes),
});
export const refused: Result = { kind: 'refused', summary: 'a patch', detail: 'it touches main' };
export const unusable: Result = { kind: 'unusable', summary: 'no usable answer', detail: 'cut off' };
