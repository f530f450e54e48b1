import { IllegalTransition } from './illegal.ts';
import { isOpen } from './predicates.ts';
import { refill } from './records.ts';
import type { Due, Progress, RunStageState, RunState, StageState, State, Status } from './state.ts';

const idle = (at: string): StageState => ({
  status: 'idle',
  since: at,
  attempts: 0,
  episode: [],
  candidates: [],
});

/** The state of a stage; idle when it was never touched. */
export const stageOf = (state: State, name: string, at: string): StageState => state.stages[name] ?? idle(at);

/** Changes one stage. */
export const withStage = (
  state: State,
  name: string,
  at: string,
  change: (stage: StageState) => StageState,
): State => ({ ...state, stages: { ...state.stages, [name]: change(stageOf(state, name, at)) } });

/** The open run; anything that needs one is illegal without. */
export const needRun = (state: State, event: string): RunState => {
  if (!isOpen(state.run)) throw new IllegalTransition(event, 'no run is open');
  return state.run;
};

/** Changes the open run. */
export const withRun = (state: State, event: string, change: (run: RunState) => RunState): State => ({
  ...state,
  run: change(needRun(state, event)),
});

/** The stage's place in the open run; illegal when the plan does not name it. */
export const needHere = (state: State, event: string, name: string): RunStageState => {
  const here = needRun(state, event).stages[name];
  if (here === undefined) throw new IllegalTransition(event, `stage ${name} is not in the plan of this run`);
  return here;
};

/** Changes the stage's place in the open run. */
export const withHere = (
  state: State,
  event: string,
  name: string,
  change: Partial<RunStageState>,
): State => {
  const here = needHere(state, event, name);
  return withRun(state, event, (run) => ({
    ...run,
    stages: { ...run.stages, [name]: { ...here, ...change } },
  }));
};

/** Refuses an event that does not answer what the stage waits for. */
export const needDue = <T extends Due['to']>(state: State, event: string, name: string, ...allowed: T[]) => {
  const { due } = needHere(state, event, name);
  if (!allowed.some((to) => to === due.to))
    throw new IllegalTransition(
      event,
      `stage ${name} waits for ${due.to} (allowed after: ${allowed.join(', ')})`,
    );
  return due as Extract<Due, { to: T }>;
};

/** A stage with another status; `since` moves only when the status does; the phase goes with running. */
export const withStatus = (stage: StageState, status: Status, at: string, reason?: string): StageState => {
  const { phase, reason: before, ...rest } = stage;
  return {
    ...rest,
    status,
    since: stage.status === status ? stage.since : at,
    ...(reason === undefined ? {} : { reason }),
  };
};

/** The stage has ended in this run. */
export const settle = (state: State, event: string, name: string, progress: Progress): State =>
  withHere(state, event, name, { progress, due: { to: 'nothing' } });

/** The stage is green: the episode is closed and every budget of its errors is full again. */
export const becomeGreen = (
  state: State,
  event: string,
  name: string,
  at: string,
  reason: string | undefined,
): State => {
  const green = withStage(state, name, at, (stage) => {
    const { error, ...rest } = withStatus(stage, 'green', at, reason);
    return { ...rest, episode: [], candidates: [], lastGreen: at };
  });
  const ended = settle(refill(green, name), event, name, 'green');
  const { standing, ...here } = needHere(ended, event, name);
  return withRun(ended, event, (run) => ({ ...run, stages: { ...run.stages, [name]: here } }));
};
