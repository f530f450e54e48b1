import type { FailureClass } from '../../../../src/core/types.ts';

/**
 * A message as a tool prints it, in our own arrangement: names, hosts and ids are ours, the form is the tool's.
 * `from` is the public thread or the facts file where the form was seen, or from which it differs by the one fact judged
 * (another code, another errno).
 */
export interface Message {
  readonly text: string;
  readonly class: FailureClass;
  readonly from: string;
  /** Stage in which it is judged; '' when absent. */
  readonly stage?: string;
  readonly rule?: string;
  readonly reopen?: string;
}
