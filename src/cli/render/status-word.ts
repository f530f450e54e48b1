import type { Status } from '../../core/machine/state.ts';

/** A status as people read it. */
export const STATUS_WORD: Record<Status, string> = {
  idle: 'idle',
  running: 'running',
  green: 'green',
  failed: 'failed',
  give_up: 'gave up',
};
