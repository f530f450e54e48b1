import { becomeGreen, needHere, needRun, stageOf, withHere, withRun, withStage } from './change.ts';
import type { EventOf } from './events.ts';
import { IllegalTransition } from './illegal.ts';
import { noteCandidate, noteTried, triedBefore } from './records.ts';
import type { Candidate, State, Tried } from './state.ts';

/** Notes what was tried for the error a stage stands on. */
export const tried = (state: State, name: string, entry: Tried): State =>
  noteTried(state, name, stageOf(state, name, '').error ?? '', entry);

/** A candidate stands in the worktree: a re-run is due, unless the same tree was tried before in this episode. */
export const stand = (state: State, event: string, name: string, candidate: Candidate, at: string): State => {
  const known = triedBefore(state, name, candidate.tree);
  const put = withStage(state, name, at, (stage) => ({
    ...stage,
    candidates: [
      ...stage.candidates,
      known
        ? { ...candidate, verdict: 'take_back', why: 'The same change was tried before in this episode.' }
        : { ...candidate, verdict: 'pending' },
    ],
  }));
  return known ? put : withHere(put, event, name, { due: { to: 'attempt', kind: 'verify' }, unjudged: 0 });
};

const named = (state: State, event: string, name: string, commits: readonly string[]): Candidate[] =>
  commits.map((commit) => {
    const found = stageOf(state, name, '').candidates.find((candidate) => candidate.commit === commit);
    if (found === undefined)
      throw new IllegalTransition(event, `${commit} is not a candidate of stage ${name}`);
    return found;
  });

/** The side branch holds the candidates; where it could not advance they stay on their ref and a human is told. */
export const kept = (state: State, event: EventOf<'kept'>, at: string): State => {
  const { stage: name, type, refused } = event;
  const { due } = needHere(state, type, name);
  const gone = named(state, type, name, event.commits);
  const noted =
    refused === undefined
      ? state
      : withRun(state, type, (run) => ({ ...run, notes: [...run.notes, `${name}: ${refused}`] }));
  if (event.outcome === 'verified') {
    if (due.to !== 'keep') throw new IllegalTransition(`${type} (verified)`, `stage ${name} is not green`);
    return becomeGreen(noted, type, name, at, refused);
  }
  if (due.to !== 'remedy') throw new IllegalTransition(type, `stage ${name} waits for ${due.to}`);
  if (refused !== undefined)
    return withStage(noted, name, at, (stage) => ({
      ...stage,
      candidates: stage.candidates.map((held) =>
        gone.includes(held) ? { ...held, verdict: 'tentative' } : held,
      ),
    }));
  const told = gone.reduce(
    (next, candidate) => noteCandidate(next, name, candidate, 'progress', candidate.why ?? 'It helped.', at),
    noted,
  );
  return without(told, name, gone, at);
};

/** The worktree is without these candidates; the error's record says so to the next model. */
export const takenBack = (state: State, event: EventOf<'taken_back'>, at: string): State => {
  const { stage: name, type } = event;
  needRun(state, type);
  const { due } = needHere(state, type, name);
  if (due.to === 'keep' || due.to === 'nothing' || due.to.endsWith('_end'))
    throw new IllegalTransition(type, `stage ${name} waits for ${due.to}`);
  const gone = named(state, type, name, event.commits);
  const told = gone.reduce(
    (next, candidate) => noteCandidate(next, name, candidate, event.outcome, event.detail, at),
    state,
  );
  return without(told, name, gone, at);
};

const without = (state: State, name: string, gone: readonly Candidate[], at: string): State =>
  withStage(state, name, at, (stage) => ({
    ...stage,
    candidates: stage.candidates.filter(
      (candidate) => !gone.some((other) => other.commit === candidate.commit),
    ),
  }));
