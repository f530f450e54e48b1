import type { FailureClass } from '../types.ts';

/** One row of the table. */
export interface Rule {
  /** Stable name, shown to people and stored with the error. */
  readonly name: string;
  readonly class: FailureClass;
  /** What a line must say. Every form is bounded: no nested repetition. */
  readonly form: RegExp;
  /** What the same line must not say. */
  readonly unless?: RegExp;
  /** Stages in which the rule holds; absent: all. */
  readonly stages?: readonly string[];
  /** For the human. `$1` to `$9` stand for what `form` captured. */
  readonly sentence: string;
  /** What to check or run next; captures as in `sentence`. */
  readonly check: string;
  /** For `prerequisite`: the earlier stage to run again. */
  readonly reopen?: string;
}
