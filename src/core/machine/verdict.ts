import type { Candidate, Failure } from './state.ts';

/** What a failed re-run says of the newest candidate. */
export type RerunVerdict =
  /** It got further: kept. */
  | { readonly is: 'progress'; readonly detail: string }
  /** It did not help, or made it worse. */
  | { readonly is: 'take_back'; readonly detail: string }
  /** Another error at the same place: only green will tell. */
  | { readonly is: 'tentative'; readonly detail: string }
  /** The world failed, not the change. */
  | { readonly is: 'unjudged'; readonly detail: string };

/**
 * Judges the newest candidate by the failure of its re-run (DESIGN 3). A position of −1 means that no step was
 * reported; when only one side reports steps, −1 counts as before the first step.
 * @param seen the fingerprints of the episode before this failure.
 */
export const judgeRerun = (candidate: Candidate, failure: Failure, seen: readonly string[]): RerunVerdict => {
  if (failure.class !== 'repo')
    return { is: 'unjudged', detail: `The re-run could not tell (${failure.class}): ${failure.sentence}` };
  if (failure.fingerprint === candidate.fingerprint)
    return { is: 'take_back', detail: 'With this change the same error came back.' };
  const at = failure.step === undefined ? '' : ` at step ${failure.step}`;
  if (failure.stepIndex > candidate.step)
    return { is: 'progress', detail: `The stage got further and then failed${at}: ${failure.summary}` };
  if (failure.stepIndex < candidate.step)
    return { is: 'take_back', detail: `The stage failed earlier than before${at}: ${failure.summary}` };
  if (seen.includes(failure.fingerprint))
    return { is: 'take_back', detail: `An error that was seen before came back${at}: ${failure.summary}` };
  return { is: 'tentative', detail: `Another error came${at}: ${failure.summary}` };
};
