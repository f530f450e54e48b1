import type { WorldTime } from './types.ts';

/** Tells world time. Nothing in the world sleeps: every state is computed from the time at which something happened. */
export interface WorldClock {
  now(): WorldTime;
}

/**
 * A clock that runs `scale` times faster than the wall clock.
 * @param epoch world time at the start, ms since 1970; @param scale world ms per real ms.
 */
export const scaledClock = (epoch: WorldTime, scale: number): WorldClock => {
  const start = performance.now();
  return { now: () => Math.round(epoch + (performance.now() - start) * scale) };
};

/** World time as RFC 3339 in UTC with seconds, the form Kubernetes prints. */
export const rfc3339 = (at: WorldTime): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

/** How long ago, as kubectl prints ages: `45s`, `3m14s`, `12m`, `2h`. */
export const age = (since: WorldTime, now: WorldTime): string => {
  const seconds = Math.max(0, Math.floor((now - since) / SECOND));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10 && seconds % 60 !== 0) return `${minutes}m${seconds % 60}s`;
  return minutes < 180 ? `${minutes}m` : `${Math.floor(minutes / 60)}h`;
};
