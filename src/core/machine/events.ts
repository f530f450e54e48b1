import type { Actor, Limits, Spend } from '../types.ts';
import type { AttemptKind, Candidate, Failure, PlannedStage, Proof, ProofSeen, RunOptions } from './state.ts';

/** An event as it stands in logs/events.jsonl. Folding these in order gives the saved state. */
export interface Recorded {
  readonly seq: number;
  readonly at: string;
  readonly actor: Actor;
  readonly run?: string;
  readonly event: Event;
}

/** How one model call or executor repair came out, before any re-run. */
export type ReplyOutcome =
  /** Passed the gate and stands as a candidate in the worktree. */
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  /** A patch that the gate refused. */
  | {
      readonly kind: 'refused';
      readonly summary: string;
      readonly detail: string;
      readonly tree?: string;
      /** The kept diff of a change that only content rules refuse: a human may take it. */
      readonly held?: string;
    }
  /** Nothing that could be read as an answer; a cut-off reply; no change. */
  | { readonly kind: 'unusable'; readonly summary: string; readonly detail: string }
  /** Escalation only: commands to run before the next call. */
  | {
      readonly kind: 'diagnostics';
      readonly commands: readonly (readonly string[])[];
      readonly summary: string;
    }
  /** The model says that the repo is not the place; ends in give_up with the layer named. */
  | {
      readonly kind: 'not_fixable';
      readonly layer: string;
      readonly summary: string;
      readonly detail: string;
    }
  /** Nothing was sent or accepted (unreachable, 401, 429, quota): refunded, not a call. */
  | { readonly kind: 'unsent'; readonly reason: string }
  /** The answer was lost in a kill: the call is spent. */
  | { readonly kind: 'lost'; readonly reason: string };

export type Event =
  | {
      readonly type: 'run_started';
      readonly id: string;
      readonly night: string;
      readonly base: string;
      readonly plan: readonly PlannedStage[];
      /** Every stage of the map, in its order, for status. */
      readonly order?: readonly string[];
      /** Where the map is, when that is not the usual place. */
      readonly mapFile?: string;
      readonly limits: Limits;
      readonly options: RunOptions;
      /** What a human should know: a parked side branch, uncommitted edits. */
      readonly notes?: readonly string[];
    }
  /** Recorded before the child is spawned. */
  | {
      readonly type: 'attempt_started';
      readonly stage: string;
      readonly kind: AttemptKind;
      readonly log: string;
    }
  | {
      readonly type: 'attempt_ended';
      readonly stage: string;
      readonly kind: AttemptKind;
      readonly outcome: 'green' | 'failed' | 'interrupted';
      readonly ms: number;
      /** Steps that applied something although the stage was green before. */
      readonly drifted?: number;
      /** What the steps applied, `step: what drifted and what was done`, in their order. */
      readonly changes?: readonly string[];
      /** For the human: what the stage saw and never changes by itself. */
      readonly notices?: readonly string[];
      readonly failure?: Failure;
      /** A verified fix on record for this fingerprint exists. */
      readonly remembered?: boolean;
    }
  /** The wait before a transient retry is over. */
  | { readonly type: 'waited'; readonly stage: string }
  /** Recorded, and so spent, before the executor is asked (or the remembered fix is tried). */
  | {
      readonly type: 'repair_started';
      readonly stage: string;
      readonly source: 'executor' | 'remembered';
      readonly caseDir?: string;
    }
  | {
      readonly type: 'repair_ended';
      readonly stage: string;
      readonly source: 'executor' | 'remembered';
      readonly result: ReplyOutcome;
      readonly spend: Spend;
    }
  /** Recorded, and so spent, before the request is sent. */
  | {
      readonly type: 'call_started';
      readonly stage: string;
      readonly call: number;
      readonly caseDir: string;
      readonly version: 'v1' | 'v2' | 'refinement';
    }
  | {
      readonly type: 'call_ended';
      readonly stage: string;
      readonly call: number;
      readonly result: ReplyOutcome;
      readonly spend: Spend;
    }
  | { readonly type: 'diagnosed'; readonly stage: string; readonly ran: number; readonly refused: number }
  /** Recorded, and counted as an attempt, before the change is taken back for the checks. */
  | { readonly type: 'proof_started'; readonly stage: string; readonly log: string }
  /** The change stands in the worktree again; what the checks saw without it. */
  | { readonly type: 'proof_ended'; readonly stage: string; readonly seen: ProofSeen; readonly ms: number }
  /** The side branch holds the stage's candidates now. */
  | {
      readonly type: 'kept';
      readonly stage: string;
      readonly commits: readonly string[];
      readonly outcome: 'verified' | 'progress';
      /** Where a proof was asked for. */
      readonly proof?: Proof;
      /** The commits as they stand on the side branch, with the outcome in their trailers. */
      readonly onBranch?: readonly string[];
      /** The side branch could not advance (moved, checked out elsewhere); the candidates stay on their ref. */
      readonly refused?: string;
    }
  /** The worktree is without these candidates again. */
  | {
      readonly type: 'taken_back';
      readonly stage: string;
      readonly commits: readonly string[];
      readonly outcome: 'taken_back' | 'untested';
      readonly detail: string;
    }
  | { readonly type: 'gave_up'; readonly stage: string; readonly reason: string }
  /** No model may or can help, a later run may: the stage ends the run failed. */
  | { readonly type: 'stage_failed'; readonly stage: string; readonly reason: string }
  | { readonly type: 'reopened'; readonly stage: string; readonly by: string }
  | {
      readonly type: 'skipped';
      readonly stage: string;
      readonly why: 'blocked' | 'paused';
      readonly reason: string;
    }
  | { readonly type: 'stopping'; readonly why: 'deadline' | 'signal' | 'fail_fast'; readonly detail: string }
  | { readonly type: 'run_ended'; readonly outcome: 'green' | 'failed' | 'give_up' | 'interrupted' }
  | { readonly type: 'reset'; readonly stages: readonly string[] }
  | { readonly type: 'paused'; readonly stage: string }
  | { readonly type: 'resumed'; readonly stage: string };

/** One kind of event. */
export type EventOf<T extends Event['type']> = Extract<Event, { readonly type: T }>;
