/** What earlier nights left behind: fixes that were verified, and changes that a human rejected. */
import type { Proof } from '../core/machine/state.ts';

/** A verified fix on record (state/fixes.jsonl). */
export interface Fix {
  readonly stage: string;
  readonly fingerprint: string;
  readonly at: string;
  readonly summary: string;
  /** The edits as replayable search/replace, from the diff that was verified. */
  readonly diff: string;
  readonly commit: string;
  /** Absent: untested. */
  readonly proof?: Proof;
  /** The fixes on record before it were tried first, and did not help. */
  readonly instead?: true;
}

export interface Fixes {
  find(stage: string, fingerprint: string): Promise<Fix | undefined>;
  add(fix: Fix): Promise<void>;
}

/** A change that a human rejected (state/rejected.jsonl). */
export interface Rejection {
  readonly stage: string;
  readonly at: string;
  readonly summary: string;
  /** The commit of the side branch that was rejected. */
  readonly commit: string;
  /** As git wrote it, with full blob names: what it is known again by. */
  readonly diff: string;
}

export interface Rejections {
  /** The rejection of a change with this effect for this stage; or of this very commit. */
  find(stage: string, diff: string, commit?: string): Promise<Rejection | undefined>;
  add(rejection: Rejection): Promise<void>;
}
