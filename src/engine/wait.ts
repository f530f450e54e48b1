import type { Action } from '../core/machine/actions.ts';
import type { Engine } from './ports.ts';
import { stopReason } from './stop.ts';

/** At most this part is added to a wait, so that many runs do not knock in step. */
const JITTER = 0.2;

/** Waits before a transient retry; a signal or the deadline cuts it, and then the retry does not come. */
export const wait = async (engine: Engine, action: Action & { do: 'wait' }): Promise<void> => {
  const { clock, reporter } = engine.ports;
  const wanted = action.ms * (1 + JITTER * clock.random());
  const left = engine.deadline - clock.monotonic();
  reporter.note(`${action.stage}: waiting ${Math.round(wanted / 1000)} s, then again (${action.reason})`);
  await clock.sleep(Math.max(0, Math.min(wanted, left)), engine.input.signal);
  if (stopReason(engine) === undefined) await engine.record({ type: 'waited', stage: action.stage });
};
