import type { Actor, Classification, FailureClass, Limits, Spend } from '../types.ts';

export const STATUSES = ['idle', 'running', 'green', 'failed', 'give_up'] as const;
export type Status = (typeof STATUSES)[number];
type Phase = 'stage' | 'repair' | 'escalation' | 'diagnostics';

/** Who wrote a proposal. `remembered` is a verified fix on record. */
export type Source = 'executor' | 'escalation' | 'remembered';

/**
 * Whether a change is the cause of green. `caused`: the same error came back without it; `coincided`: it did not;
 * `untested`: nobody looked, or nothing could be seen.
 */
export type Proof = 'caused' | 'coincided' | 'untested';

/** What the checks saw with a change taken back; `nothing` with the reason that they could not look. */
export type ProofSeen =
  | { readonly saw: 'failure'; readonly fingerprint: string; readonly stepIndex: number }
  | { readonly saw: 'drift' | 'green' }
  | { readonly saw: 'nothing'; readonly reason: string };

/** A change that is in the repair worktree and not yet on the side branch. */
export interface Candidate {
  readonly commit: string;
  /** The tree it makes: "the same tree is not tried twice in an episode". */
  readonly tree: string;
  readonly source: Source;
  /** The fingerprint it was written for, and the step that had failed (-1: no step reports). */
  readonly fingerprint: string;
  readonly step: number;
  readonly paths: readonly string[];
  readonly summary: string;
  /** Where its diff is kept: a file name in the record's case folder. */
  readonly patch?: string;
  /** `pending` until the re-run; `tentative`: another error came, judged when the stage is green. */
  readonly verdict: 'pending' | 'tentative' | 'keep' | 'take_back';
  readonly why?: string;
  /** Absent until it is proved; a remembered fix brings that of its record, and is not proved again. */
  readonly proof?: Proof;
}

/** One thing that was tried for an error and what came of it: told to the next model and to the human. */
export interface Tried {
  readonly at: string;
  readonly source: Source;
  readonly outcome:
    | 'verified'
    | 'progress'
    | 'taken_back'
    | 'untested'
    | 'refused'
    | 'unusable'
    | 'diagnostics'
    | 'not_fixable'
    | 'lost';
  readonly summary: string;
  /** The precise paragraph for the next prompt: violations, the new error, the reason. */
  readonly detail: string;
  readonly tree?: string;
  readonly commit?: string;
  readonly paths?: readonly string[];
  /** Where the diff is kept that waits for the human's word, relative to the workspace. */
  readonly held?: string;
}

/** The counters of one (stage, fingerprint). Episode counters refill only on green or reset. */
export interface ErrorRecord {
  readonly stage: string;
  readonly fingerprint: string;
  readonly loose: string;
  readonly class: FailureClass;
  readonly rule: string;
  readonly sentence: string;
  readonly check: string;
  readonly summary: string;
  readonly block: readonly string[];
  readonly step?: string;
  readonly stepIndex: number;
  readonly exitCode: number | null;
  readonly log: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** All sightings ever. */
  readonly total: number;
  /** Sightings in this episode; a reproduction is not one. */
  readonly occurrences: number;
  /** Executor repairs spent in this episode. */
  readonly repairs: number;
  /** API calls spent in this episode; a refunded call is not one. */
  readonly calls: number;
  /** A call whose answer is not yet recorded: its number, and the case folder. Survives a kill. */
  readonly openCall?: number;
  readonly caseDir?: string;
  /** Commands the escalation model asked for and that were not run yet. */
  readonly wanted?: readonly (readonly string[])[];
  readonly diagnosed: boolean;
  /** A verified fix on record was tried in this episode. */
  readonly replayed: boolean;
  readonly reproduced?: 'reproduced' | 'flaky' | 'unknown';
  readonly tried: readonly Tried[];
  readonly givenUp?: string;
  /** What the episode that green or a reset closed had come to: for the human, never for counting. */
  readonly lastEpisode?: Pick<ErrorRecord, 'occurrences' | 'repairs' | 'calls'>;
}

export interface StageState {
  readonly status: Status;
  readonly phase?: Phase;
  readonly since: string;
  /** Attempts of the present run (or of the last one). */
  readonly attempts: number;
  /** The fingerprint the stage stands on while it is not green. */
  readonly error?: string;
  /** Why it is not green, in one line: the error's summary or the reason that no attempt was made. */
  readonly reason?: string;
  readonly log?: string;
  readonly paused?: boolean;
  /** Fingerprints seen in this episode, oldest first; empty when green. */
  readonly episode: readonly string[];
  readonly candidates: readonly Candidate[];
  readonly lastGreen?: string;
  readonly drifted?: number;
  /** What its last whole attempt had to say to the human: seen, and never acted on. */
  readonly notices?: readonly string[];
}

/** How far one stage of the plan has come in this run. */
export type Progress =
  | 'pending'
  | 'active'
  | 'green'
  | 'failed'
  | 'give_up'
  | 'blocked'
  | 'paused'
  | 'interrupted'
  | 'not_started';

export interface PlannedStage {
  readonly name: string;
  readonly needs: readonly string[];
}

export interface RunOptions {
  readonly ai: boolean;
  readonly here: boolean;
  readonly failFast: boolean;
  /** The executor's kind; `none` sends the first repeat straight to escalation. */
  readonly executor: string;
  readonly escalation: boolean;
  /** `counterfactual`: a fix is proved by checks without it; absent: no proof is made. */
  readonly verify?: 'counterfactual';
}

/** What a stage of the run waits for: `decide` reads it, only `evolve` writes it. */
export type Due =
  /** An attempt. `step`: only this one, for a reproduction. */
  | { readonly to: 'attempt'; readonly kind: AttemptKind; readonly step?: string }
  /** Time to pass, then an attempt of that kind. */
  | { readonly to: 'wait'; readonly ms: number; readonly kind: AttemptKind }
  /** Under way: the end of what was started. A kill here is closed by the next `run_started`. */
  | { readonly to: 'attempt_end'; readonly kind: AttemptKind; readonly step?: string }
  | { readonly to: 'repair_end'; readonly source: 'executor' | 'remembered' }
  | { readonly to: 'call_end'; readonly call: number }
  | { readonly to: 'proof_end' }
  /** A failure of class repo is on the table: the next rung of the ladder. */
  | { readonly to: 'remedy' }
  /** Green with candidates: the side branch must take them first. */
  | { readonly to: 'keep' }
  | { readonly to: 'reopen'; readonly stage: string }
  | { readonly to: 'fail'; readonly reason: string }
  | { readonly to: 'give_up'; readonly reason: string }
  /** The stage has ended in this run. */
  | { readonly to: 'nothing' };

export interface RunStageState {
  readonly progress: Progress;
  readonly due: Due;
  /** Transient retries spent in this run. */
  readonly retries: number;
  /** Re-runs with a candidate that judged nothing, for a reason other than a transient one. */
  readonly unjudged: number;
  /** It ran a second time in this run because a later stage asked for it. */
  readonly reopened: boolean;
  /** Why the stage stood at give_up as the run began: one attempt, no model. */
  readonly standing?: string;
  /** A verified fix is on record for the error the stage stands on. */
  readonly remembered: boolean;
  readonly lastMs?: number;
}

export type AttemptKind = 'first' | 'retry' | 'reproduce' | 'verify' | 'again';

export interface RunState {
  readonly id: string;
  readonly actor: Actor;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly base: string;
  readonly limits: Limits;
  readonly options: RunOptions;
  readonly plan: readonly PlannedStage[];
  readonly stages: Readonly<Record<string, RunStageState>>;
  readonly attempts: number;
  readonly repairs: number;
  readonly spent: Spend;
  /** The executor did not answer: it is not asked again in this run. */
  readonly executorDown?: string;
  /** The escalation model could not be reached or refused the key: not asked again in this run. */
  readonly escalationDown?: string;
  readonly stopping?: 'deadline' | 'signal' | 'fail_fast';
  /** What a human should know of this run: a parked side branch, uncommitted edits, a branch that could not advance. */
  readonly notes: readonly string[];
  readonly outcome?: 'green' | 'failed' | 'give_up' | 'interrupted';
}

interface NightState {
  /** The night's name, for example 2026-11-20: evening and the morning after share one. */
  readonly id: string;
  readonly spent: Spend;
}

/** All that is saved. `serial` is the seq of the last event folded in. */
export interface State {
  readonly version: 1;
  readonly serial: number;
  readonly stages: Readonly<Record<string, StageState>>;
  /** Every stage of the map, in its order, as the last run saw it. */
  readonly order?: readonly string[];
  /** The map of the last run when it is not the usual one: the next command must name it. */
  readonly mapFile?: string;
  /** Keyed `stage:fingerprint`. */
  readonly errors: Readonly<Record<string, ErrorRecord>>;
  readonly night?: NightState;
  readonly run?: RunState;
}

export const initialState: State = { version: 1, serial: 0, stages: {}, errors: {} };

/** A failed attempt, named and classified. */
export interface Failure extends Classification {
  readonly fingerprint: string;
  readonly loose: string;
  readonly summary: string;
  readonly block: readonly string[];
  /** The failing step and its position; -1 when the stage reports no steps. */
  readonly step?: string;
  readonly stepIndex: number;
  readonly exitCode: number | null;
}
