import { needDue, needHere, needRun, settle, stageOf, withHere, withStage, withStatus } from './change.ts';
import type { EventOf } from './events.ts';
import { IllegalTransition } from './illegal.ts';
import { isGivenUp, isUnderWay } from './predicates.ts';
import { withRecord } from './records.ts';
import type { State } from './state.ts';

/** A stage ends only when nothing is under way and its worktree holds no candidate. */
const mayEnd = (state: State, event: string, name: string): void => {
  const here = needHere(state, event, name);
  if (here.due.to === 'nothing') throw new IllegalTransition(event, `stage ${name} has ended in this run`);
  if (isUnderWay(here)) throw new IllegalTransition(event, `stage ${name} waits for ${here.due.to}`);
  if (stageOf(state, name, '').candidates.length > 0)
    throw new IllegalTransition(event, `stage ${name} has candidates in the worktree`);
};

export const gaveUp = (state: State, event: EventOf<'gave_up'>, at: string): State => {
  mayEnd(state, event.type, event.stage);
  const noted = withRecord(state, event.stage, stageOf(state, event.stage, at).error ?? '', (record) => ({
    ...record,
    givenUp: event.reason,
  }));
  const stopped = withStage(noted, event.stage, at, (stage) =>
    withStatus(stage, 'give_up', at, event.reason),
  );
  return settle(stopped, event.type, event.stage, 'give_up');
};

export const stageFailed = (state: State, event: EventOf<'stage_failed'>, at: string): State => {
  mayEnd(state, event.type, event.stage);
  const failed = withStage(state, event.stage, at, (stage) => withStatus(stage, 'failed', at, event.reason));
  return settle(failed, event.type, event.stage, 'failed');
};

/** `stage` runs a second time, then `by` again; until then `by` is failed. */
export const reopened = (state: State, event: EventOf<'reopened'>, at: string): State => {
  const { type, stage, by } = event;
  const due = needDue(state, type, by, 'reopen');
  const there = needHere(state, type, stage);
  if (due.stage !== stage || there.reopened || there.progress !== 'green')
    throw new IllegalTransition(type, `stage ${by} asked for ${due.stage}, which is ${there.progress}`);
  const first = withHere(state, type, stage, {
    progress: 'pending',
    reopened: true,
    due: { to: 'attempt', kind: 'again' },
  });
  const waits = withStage(first, by, at, (held) =>
    withStatus(held, 'failed', at, `waits for ${stage} to run again`),
  );
  return withHere(waits, type, by, { progress: 'pending', due: { to: 'attempt', kind: 'again' } });
};

/** Blocked by a need, or paused: the status stays what it was; a give_up keeps its own reason. */
export const skipped = (state: State, event: EventOf<'skipped'>, at: string): State => {
  const run = needRun(state, event.type);
  const here = needHere(state, event.type, event.stage);
  if (here.progress !== 'pending')
    throw new IllegalTransition(event.type, `stage ${event.stage} is ${here.progress} in run ${run.id}`);
  const told = withStage(state, event.stage, at, (stage) =>
    isGivenUp(stage) ? stage : withStatus(stage, stage.status, at, event.reason),
  );
  return settle(told, event.type, event.stage, event.why);
};
