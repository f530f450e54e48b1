/** The exit codes: the one table. `cli/main.ts` is the one place that exits with them. */
export const EXIT = {
  green: 0,
  failed: 1,
  giveUp: 2,
  changes: 3,
  usage: 64,
  unavailable: 69,
  internal: 70,
  state: 74,
  locked: 75,
  refused: 77,
  config: 78,
  hangup: 129,
  interrupt: 130,
  terminated: 143,
} as const;

export type ExitName = keyof typeof EXIT;

/** Trouble that ends the command: what happened, why, what to do next. Anything else that is thrown is our bug (70). */
export class OrchError extends Error {
  override readonly name = 'OrchError';
  readonly exit: ExitName;
  readonly next: string;

  /** @param what what happened and why, one sentence with the path; @param next the next step for the human. */
  constructor(exit: ExitName, what: string, next: string, options?: ErrorOptions) {
    super(what, options);
    this.exit = exit;
    this.next = next;
  }
}
