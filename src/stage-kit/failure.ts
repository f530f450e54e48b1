/** Expected trouble inside a stage: it is printed as it stands, and what the tool itself said comes first. */
export class StageFailure extends Error {
  override readonly name = 'StageFailure';
  /** What the tool or the controller said, verbatim; this is what is fingerprinted. */
  readonly evidence: string;
  /** Exit code of the stage: 1, or 127 when a binary is missing. */
  readonly exit: number;

  /**
   * @param summary one sentence: what could not be done.
   * @param evidence the tool's own words; empty when the summary says it all.
   * @param exit exit code of the stage.
   */
  constructor(summary: string, evidence = '', exit = 1) {
    super(summary);
    this.evidence = evidence;
    this.exit = exit;
  }
}

/**
 * Tells whether a caught value is a failure whose evidence or summary matches.
 * @param error anything caught; @param pattern searched in evidence and summary.
 */
export const failureMatches = (error: unknown, pattern: RegExp): error is StageFailure =>
  error instanceof StageFailure && (pattern.test(error.evidence) || pattern.test(error.message));
