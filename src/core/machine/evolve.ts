import { attemptEnded, attemptStarted, waited } from './attempts.ts';
import { callEnded, callStarted, diagnosed } from './calls.ts';
import { kept, takenBack } from './candidates.ts';
import type { Recorded } from './events.ts';
import { IllegalTransition, never } from './illegal.ts';
import { proofEnded, proofStarted } from './proofs.ts';
import { repairEnded, repairStarted } from './repairs.ts';
import { paused, reset, resumed, runEnded, runStarted, stopping } from './runs.ts';
import { gaveUp, reopened, skipped, stageFailed } from './stages.ts';
import type { State } from './state.ts';

/**
 * Folds one recorded event into the state. Pure: folding logs/events.jsonl from `initialState` gives the saved
 * state. Throws `IllegalTransition` for an event that cannot follow, a wrong sequence number included.
 */
export const evolve = (state: State, recorded: Recorded): State => {
  if (recorded.seq !== state.serial + 1)
    throw new IllegalTransition(
      `event ${recorded.seq} (${recorded.event.type})`,
      `the state stands at ${state.serial}`,
    );
  return { ...fold(state, recorded), serial: recorded.seq };
};

const fold = (state: State, { event, at, actor }: Recorded): State => {
  switch (event.type) {
    case 'run_started':
      return runStarted(state, event, at, actor);
    case 'attempt_started':
      return attemptStarted(state, event, at);
    case 'attempt_ended':
      return attemptEnded(state, event, at);
    case 'waited':
      return waited(state, event);
    case 'repair_started':
      return repairStarted(state, event, at);
    case 'repair_ended':
      return repairEnded(state, event, at);
    case 'call_started':
      return callStarted(state, event, at);
    case 'call_ended':
      return callEnded(state, event, at);
    case 'diagnosed':
      return diagnosed(state, event, at);
    case 'proof_started':
      return proofStarted(state, event, at);
    case 'proof_ended':
      return proofEnded(state, event, at);
    case 'kept':
      return kept(state, event, at);
    case 'taken_back':
      return takenBack(state, event, at);
    case 'gave_up':
      return gaveUp(state, event, at);
    case 'stage_failed':
      return stageFailed(state, event, at);
    case 'reopened':
      return reopened(state, event, at);
    case 'skipped':
      return skipped(state, event, at);
    case 'stopping':
      return stopping(state, event);
    case 'run_ended':
      return runEnded(state, event, at);
    case 'reset':
      return reset(state, event, at);
    case 'paused':
      return paused(state, event, at);
    case 'resumed':
      return resumed(state, event, at);
  }
  return never(event);
};
