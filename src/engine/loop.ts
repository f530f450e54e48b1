import type { Action } from '../core/machine/actions.ts';
import { decide } from '../core/machine/decide.ts';
import type { Event } from '../core/machine/events.ts';
import { never } from '../core/machine/illegal.ts';
import type { State } from '../core/machine/state.ts';
import { attempt } from './attempt.ts';
import type { Engine, EnginePorts, RunInput } from './ports.ts';
import { begin } from './start.ts';
import { stopReason } from './stop.ts';
import { wait } from './wait.ts';

/**
 * One run: load → [ decide → perform → event → evolve → save ]* → the final state, whose `run.outcome` says how it
 * went. Expected trouble is in the state; what is thrown is OrchError (state, git, …) or a bug.
 */
export const runLoop = async (ports: EnginePorts, input: RunInput): Promise<State> => {
  const { store, reporter } = ports;
  const record = async (event: Event): Promise<State> => {
    const recorded = await store.record(event, input.actor, input.id);
    reporter.event(recorded, store.state);
    return store.state;
  };
  await store.load();
  const engine = await begin(ports, input, record);
  try {
    for (;;) {
      const action = decide(store.state);
      if (action.do === 'nothing') return store.state;
      const stop = startsSomething(action) ? stopReason(engine) : undefined;
      if (stop === undefined) await perform(engine, action);
      else await record({ type: 'stopping', ...stop });
    }
  } finally {
    await engine.ahead.close();
  }
};

/** Nothing new is started after a signal or the deadline; what is under way is brought to a clean end. */
const startsSomething = (action: Action): boolean => {
  switch (action.do) {
    case 'attempt':
    case 'wait':
    case 'prove':
    case 'repair':
    case 'diagnose':
    case 'escalate':
    case 'reopen':
      return true;
    case 'skip':
    case 'stop':
    case 'keep':
    case 'take_back':
    case 'give_up':
    case 'fail':
    case 'end':
    case 'nothing':
      return false;
  }
  return never(action);
};

/** What a quiet night never does is loaded when it is done. */
const perform = async (engine: Engine, action: Action): Promise<unknown> => {
  const { record } = engine;
  switch (action.do) {
    case 'attempt':
      return attempt(engine, action);
    case 'wait':
      return wait(engine, action);
    case 'repair':
      return (await import('./repair.ts')).repair(engine, action);
    case 'escalate':
      return (await import('./escalate.ts')).escalate(engine, action);
    case 'diagnose':
      return (await import('./diagnose.ts')).diagnose(engine, action);
    case 'prove':
      return (await import('./prove.ts')).prove(engine, action);
    case 'keep':
      return (await import('./candidates.ts')).keep(engine, action);
    case 'take_back':
      return (await import('./candidates.ts')).takeBack(engine, action);
    case 'give_up':
      return record({ type: 'gave_up', stage: action.stage, reason: action.reason });
    case 'fail':
      return record({ type: 'stage_failed', stage: action.stage, reason: action.reason });
    case 'reopen':
      return record({ type: 'reopened', stage: action.stage, by: action.by });
    case 'skip':
      return record({ type: 'skipped', stage: action.stage, why: action.why, reason: action.reason });
    case 'stop':
      return record({ type: 'stopping', why: action.why, detail: action.detail });
    case 'end':
      return record({ type: 'run_ended', outcome: action.outcome });
    case 'nothing':
      return undefined;
  }
  return never(action);
};
