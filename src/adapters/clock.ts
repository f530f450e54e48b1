import { performance } from 'node:perf_hooks';
import { setTimeout as after } from 'node:timers/promises';
import type { Clock } from '../ports.ts';
import { hasCode } from './store/files.ts';

/** The machine's clock. `sleep` ends early, without an error, when its signal aborts. */
export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  monotonic: () => performance.now(),
  random: () => Math.random(),
  async sleep(ms, signal) {
    try {
      await after(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (!hasCode(error, 'ABORT_ERR')) throw error;
    }
  },
};
