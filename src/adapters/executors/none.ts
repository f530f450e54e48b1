import type { Executor } from '../../ports.ts';

/** The executor of a workspace that wants none: the escalation model takes over at once. */
export const noneExecutor = (): Executor => ({
  kind: 'none',
  repair: async () => ({ kind: 'unavailable', reason: 'no executor is configured' }),
});
