import type { Tried } from '../../core/machine/state.ts';

/** What came of a proposal, for people. */
export const OUTCOME: Record<Tried['outcome'], string> = {
  verified: 'verified: the stage was green with it',
  progress: 'progress: a later step was reached with it',
  taken_back: 'taken back: it did not help',
  untested: 'taken back untested',
  refused: 'refused by the patch gate',
  unusable: 'no usable answer',
  diagnostics: 'asked for diagnostics',
  not_fixable: 'said that the repo is not the place',
  lost: 'the answer was lost',
};

const ANSWER: Readonly<Record<string, string>> = {
  refused: OUTCOME.refused,
  unusable: OUTCOME.unusable,
  diagnostics: OUTCOME.diagnostics,
  not_fixable: OUTCOME.not_fixable,
  lost: OUTCOME.lost,
  unsent: 'could not be asked',
};

/** What `verify: counterfactual` found. */
const PROVED: Readonly<Record<string, string>> = {
  caused: ', and proved the cause: the same error came back without it',
  coincided: ', but not proved the cause: without it the checks found no such error',
  untested: ', and not proved',
};

/** What became of a change that was kept or taken back; `verdict` is `verified`, or `verified, caused`. */
export const verdictWord = (verdict: string): string | undefined => {
  const [judged, proof = ''] = verdict.split(', ');
  const word = OUTCOME[judged as Tried['outcome']];
  return word === undefined ? undefined : `${word}${PROVED[proof] ?? ''}`;
};

/** What came of one answer of a case's summary; `verdict` is its candidate's, from the event log. */
export const answerWord = (outcome: string, verdict: string | undefined): string =>
  outcome === 'candidate'
    ? (verdictWord(verdict ?? '') ?? 'proposed a change that was not judged yet')
    : (ANSWER[outcome] ?? outcome);
