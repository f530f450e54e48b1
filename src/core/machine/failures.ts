import { needHere, needRun, stageOf, withHere, withStage } from './change.ts';
import { never } from './illegal.ts';
import { mayRepair } from './predicates.ts';
import { recordOf, withRecord } from './records.ts';
import type { Candidate, Due, Failure, RunStageState, State } from './state.ts';
import { judgeRerun } from './verdict.ts';

const remedy: Due = { to: 'remedy' };
const sentence = (failure: Failure): string => `${failure.sentence} Check: ${failure.check}`;

/** What comes after a failed attempt without a candidate on trial, by class (DESIGN 5). */
export const afterFailure = (state: State, event: string, name: string, failure: Failure): State => {
  const here = needHere(state, event, name);
  if (here.standing !== undefined)
    return withHere(state, event, name, { due: { to: 'give_up', reason: here.standing } });
  switch (failure.class) {
    case 'transient':
      return retry(state, event, name, failure, 'retry');
    case 'environment':
    case 'credential':
    case 'internal':
      return withHere(state, event, name, { due: { to: 'fail', reason: sentence(failure) } });
    case 'prerequisite':
      return withHere(state, event, name, {
        due: mayReopen(state, event, failure.reopen)
          ? { to: 'reopen', stage: failure.reopen ?? '' }
          : { to: 'fail', reason: sentence(failure) },
      });
    case 'repo':
      return proveOrRemedy(state, event, name, failure);
  }
  return never(failure.class);
};

/** The next wait of the transient budget, or the end of it. */
const retry = (
  state: State,
  event: string,
  name: string,
  failure: Failure,
  kind: 'retry' | 'verify',
): State => {
  const { retries } = needHere(state, event, name);
  const { backoffMs } = needRun(state, event).limits;
  const ms = backoffMs[retries];
  const spent = `It did not clear up in ${backoffMs.length} retries. ${sentence(failure)}`;
  return ms === undefined
    ? withHere(state, event, name, { due: { to: 'fail', reason: spent } })
    : withHere(state, event, name, { due: { to: 'wait', ms, kind }, retries: retries + 1 });
};

/** A prerequisite may send the run back to a stage that was green in it, once per stage and run. */
const mayReopen = (state: State, event: string, target: string | undefined): boolean => {
  const there = target === undefined ? undefined : needRun(state, event).stages[target];
  return there !== undefined && there.progress === 'green' && !there.reopened;
};

/** The first repo failure of an episode is run once more unchanged, where that is cheap; else the ladder begins. */
const proveOrRemedy = (state: State, event: string, name: string, failure: Failure): State => {
  const run = needRun(state, event);
  const proved = stageOf(state, name, '').episode.some(
    (fingerprint) => recordOf(state, name, fingerprint)?.reproduced !== undefined,
  );
  if (proved || !mayRepair(run)) return withHere(state, event, name, { due: remedy });
  if (failure.step !== undefined)
    return withHere(state, event, name, {
      due: { to: 'attempt', kind: 'reproduce', step: failure.step },
    });
  if ((needHere(state, event, name).lastMs ?? 0) < run.limits.reproduceUnderMs)
    return withHere(state, event, name, { due: { to: 'attempt', kind: 'reproduce' } });
  const unknown = withRecord(state, name, failure.fingerprint, (record) => ({
    ...record,
    reproduced: 'unknown',
  }));
  return withHere(unknown, event, name, { due: remedy });
};

/** What comes after a failed re-run with candidates in the worktree: the verdict (DESIGN 3). */
export const afterRerun = (
  state: State,
  event: string,
  name: string,
  failure: Failure,
  seen: readonly string[],
  at: string,
): State => {
  const { candidates } = stageOf(state, name, at);
  const newest = candidates.at(-1);
  if (newest === undefined) return afterFailure(state, event, name, failure);
  const verdict = judgeRerun(newest, failure, seen);
  const mark = (change: (candidate: Candidate) => Candidate, error: string): State =>
    withHere(
      withStage(state, name, at, (stage) => ({ ...stage, error, candidates: stage.candidates.map(change) })),
      event,
      name,
      // What is known of a remembered fix was said of this failure, not of the one before.
      error === failure.fingerprint
        ? { due: remedy, unjudged: 0 }
        : { due: remedy, unjudged: 0, remembered: false },
    );
  switch (verdict.is) {
    case 'unjudged':
      return rerun(state, event, name, failure);
    case 'progress':
      return mark((held) => ({ ...held, verdict: 'keep', why: verdict.detail }), failure.fingerprint);
    case 'take_back':
      // The tree goes back to where the candidate was written, and so does the error.
      return mark(
        (held) => (held === newest ? { ...held, verdict: 'take_back', why: verdict.detail } : held),
        newest.fingerprint,
      );
    case 'tentative':
      return mark(
        (held) => (held === newest ? { ...held, verdict: 'tentative', why: verdict.detail } : held),
        failure.fingerprint,
      );
  }
};

/** A re-run that judged nothing: transient ones with backoff, others once more, then the stage fails. */
const rerun = (state: State, event: string, name: string, failure: Failure): State => {
  const here: RunStageState = needHere(state, event, name);
  if (failure.class === 'transient') return retry(state, event, name, failure, 'verify');
  return here.unjudged === 0
    ? withHere(state, event, name, { due: { to: 'attempt', kind: 'verify' }, unjudged: 1 })
    : withHere(state, event, name, { due: { to: 'fail', reason: sentence(failure) } });
};
