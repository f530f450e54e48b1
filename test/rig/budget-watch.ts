import assert from 'node:assert/strict';
import type { Recorded } from '../../src/core/machine/events.ts';
import { isGreen } from '../../src/core/machine/predicates.ts';
import type { State } from '../../src/core/machine/state.ts';
import type { Limits } from '../../src/core/types.ts';

/**
 * Counts what is spent from the events alone, beside the machine's own counters, and fails when a bound is passed:
 * calls per error until green or reset, calls, repairs and attempts per run, one send per open call.
 */
export const watchBudgets = (limits: Limits) => {
  const perError = new Map<string, number>();
  const open = new Map<string, string>();
  let run = { calls: 0, attempts: 0, repairs: 0 };
  let callsEver = 0;
  const forget = (stage: string): void => {
    for (const key of perError.keys()) if (key.startsWith(`${stage}:`)) perError.delete(key);
    open.delete(stage);
  };
  const see = ({ event }: Recorded, state: State): void => {
    switch (event.type) {
      case 'run_started':
        run = { calls: 0, attempts: 0, repairs: 0 };
        break;
      case 'attempt_started':
      case 'proof_started':
        run.attempts += 1;
        assert.ok(run.attempts <= limits.attemptsPerRun, 'attempts of a run');
        break;
      case 'repair_started':
        run.repairs += 1;
        assert.ok(run.repairs <= limits.repairsPerRun, 'repairs of a run');
        break;
      case 'repair_ended':
        if (event.result.kind === 'unsent') run.repairs -= 1;
        break;
      case 'call_started': {
        const key = `${event.stage}:${state.stages[event.stage]?.error}`;
        assert.ok(!open.has(key), `a second send for an open call of ${key}`);
        open.set(key, key);
        perError.set(key, (perError.get(key) ?? 0) + 1);
        run.calls += 1;
        callsEver += 1;
        assert.ok((perError.get(key) ?? 0) <= limits.apiCallBudget, `calls for ${key}`);
        assert.ok(run.calls <= limits.apiCallsPerRun, 'calls of a run');
        break;
      }
      case 'call_ended': {
        const key = `${event.stage}:${state.stages[event.stage]?.error}`;
        open.delete(key);
        if (event.result.kind === 'unsent') {
          perError.set(key, (perError.get(key) ?? 0) - 1);
          run.calls -= 1;
        }
        break;
      }
      case 'reset':
        for (const stage of event.stages) forget(stage);
        break;
      default:
        break;
    }
    if ('stage' in event && isGreen(state.stages[event.stage]) && greenBy.has(event.type)) {
      forget(event.stage);
      for (const key of open.keys()) if (key.startsWith(`${event.stage}:`)) open.delete(key);
    }
  };
  return { see, callsEver: () => callsEver };
};

const greenBy = new Set(['attempt_ended', 'kept']);
