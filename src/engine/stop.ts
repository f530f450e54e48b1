import type { Engine } from './ports.ts';

/** Why nothing new may be started, if so. */
export const stopReason = (
  engine: Engine,
): { readonly why: 'signal' | 'deadline'; readonly detail: string } | undefined => {
  const { input, ports } = engine;
  if (input.signal?.aborted === true) return { why: 'signal', detail: 'a signal asked the run to stop' };
  if (ports.clock.monotonic() < engine.deadline) return undefined;
  const minutes = Math.round(input.limits.deadlineMs / 60_000);
  return { why: 'deadline', detail: `the deadline of ${minutes} min has passed` };
};
