import type { Actor } from '../types.ts';
import { needRun, withRun, withStage, withStatus } from './change.ts';
import type { EventOf } from './events.ts';
import { IllegalTransition } from './illegal.ts';
import { isGivenUp, isOpen, isRunning, isSettled } from './predicates.ts';
import { noteCandidate, optional, refill } from './records.ts';
import type { Progress, RunStageState, RunState, State } from './state.ts';

/** Opens a run. A run that never ended (kill -9) is closed as interrupted first; what it spent stays spent. */
export const runStarted = (before: State, event: EventOf<'run_started'>, at: string, actor: Actor): State => {
  const state = closeDeadRun(before, at);
  const stages: Record<string, RunStageState> = {};
  for (const { name } of event.plan) {
    const stage = state.stages[name];
    stages[name] = {
      progress: 'pending',
      due: { to: 'attempt', kind: 'first' },
      retries: 0,
      unjudged: 0,
      reopened: false,
      ...(isGivenUp(stage) ? { standing: stage?.reason ?? 'a human must look at it' } : {}),
      remembered: false,
    };
  }
  const run: RunState = {
    id: event.id,
    actor,
    startedAt: at,
    base: event.base,
    limits: event.limits,
    options: event.options,
    plan: event.plan,
    stages,
    attempts: 0,
    repairs: 0,
    spent: { calls: 0, tokens: 0, usd: 0 },
    notes: event.notes ?? [],
  };
  const night =
    state.night?.id === event.night
      ? state.night
      : { id: event.night, spent: { calls: 0, tokens: 0, usd: 0 } };
  const fresh = event.plan.reduce(
    (next, { name }) => withStage(next, name, at, (stage) => ({ ...stage, attempts: 0 })),
    state,
  );
  const { mapFile: _, ...kept } = fresh;
  return {
    ...kept,
    run,
    night,
    ...(event.order ? { order: event.order } : {}),
    ...(event.mapFile ? { mapFile: event.mapFile } : {}),
  };
};

/**
 * Closes a run whose process died: its running stages failed, or stand at give_up again; what was in the worktree
 * is gone (it is prepared anew). Counters, open calls and asked-for diagnostics stay.
 */
export const closeDeadRun = (state: State, at: string): State => {
  if (!isOpen(state.run)) return state;
  let next: State = state;
  for (const [name, stage] of Object.entries(state.stages)) {
    const detail = 'The run was killed before a re-run could judge it.';
    for (const candidate of stage.candidates)
      next = noteCandidate(next, name, candidate, 'untested', detail, at);
    const gaveUp = state.run.stages[name]?.standing;
    const reason = `interrupted: run ${state.run.id} did not end`;
    if (isRunning(stage) || stage.candidates.length > 0)
      next = withStage(next, name, at, (held) => ({
        ...withStatus(held, gaveUp === undefined ? 'failed' : 'give_up', at, gaveUp ?? reason),
        candidates: [],
      }));
  }
  return { ...next, run: closed(state.run, at, 'interrupted') };
};

const closed = (run: RunState, at: string, outcome: NonNullable<RunState['outcome']>): RunState => ({
  ...run,
  stages: Object.fromEntries(
    Object.entries(run.stages).map(([name, here]) => [
      name,
      isSettled(here.progress)
        ? here
        : { ...here, progress: leftAs(here.progress), due: { to: 'nothing' as const } },
    ]),
  ),
  endedAt: at,
  outcome,
});

const leftAs = (progress: Progress): Progress => (progress === 'active' ? 'interrupted' : 'not_started');

export const stopping = (state: State, event: EventOf<'stopping'>): State =>
  withRun(state, event.type, (run) => {
    if (Object.values(run.stages).some((here) => here.due.to === 'attempt_end'))
      throw new IllegalTransition(event.type, 'an attempt is under way: its end comes first');
    return { ...run, stopping: event.why, notes: [...run.notes, `stopped: ${event.detail}`] };
  });

export const runEnded = (state: State, event: EventOf<'run_ended'>, at: string): State => {
  const run = needRun(state, event.type);
  const active = run.plan.find(({ name }) => run.stages[name]?.progress === 'active');
  if (active !== undefined)
    throw new IllegalTransition(event.type, `stage ${active.name} has not ended in this run`);
  return { ...state, run: closed(run, at, event.outcome) };
};

/** A human says: begin again. Budgets are full, totals and first sightings stay. */
export const reset = (before: State, event: EventOf<'reset'>, at: string): State =>
  event.stages.reduce(
    (state, name) => {
      const idle = withStage(state, name, at, (stage) => {
        const { error, log, drifted, ...rest } = withStatus(stage, 'idle', at);
        return { ...rest, attempts: 0, episode: [], candidates: [], ...optional('log', log) };
      });
      return refill(idle, name);
    },
    closeDeadRun(before, at),
  );

export const paused = (state: State, event: EventOf<'paused'>, at: string): State =>
  withStage(closeDeadRun(state, at), event.stage, at, (stage) => ({ ...stage, paused: true }));

export const resumed = (state: State, event: EventOf<'resumed'>, at: string): State =>
  withStage(closeDeadRun(state, at), event.stage, at, (stage) => {
    const { paused: _, ...rest } = stage;
    return rest;
  });
