import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT } from '../core/exit.ts';
import type { Context } from './context.ts';
import { stopSignal } from './stop-signal.ts';

/**
 * Does `again` every `ms` milliseconds until INT, TERM or HUP, or until nobody reads stdout any more.
 * Returns the exit code: 130 or 143 for the signal, 0 when the reader went away.
 */
export const untilStopped = async (
  context: Context,
  ms: number,
  again: () => Promise<void>,
): Promise<number> => {
  const stop = stopSignal(() => {});
  const ended = AbortSignal.any([stop.signal, context.gone]);
  try {
    while (!ended.aborted) {
      await again();
      if (!ended.aborted) await sleep(ms, undefined, { signal: ended });
    }
  } catch (error) {
    if ((error as Error).name !== 'AbortError' || !ended.aborted) throw error;
  } finally {
    stop.dispose();
  }
  return stop.exit() ?? EXIT.green;
};
