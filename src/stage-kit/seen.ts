import type { Finding, Seen } from './types.ts';

/**
 * One look out of several: failing when any fails, else waiting when any waits, else ready.
 * @param all looks at different things, taken together.
 */
export const allSeen = (all: readonly Seen[]): Seen => {
  const failing = all.flatMap((each) => (each.state === 'failing' ? [each] : []));
  if (failing.length > 0)
    // Several pods of one workload are one trouble.
    return {
      state: 'failing',
      for: [...new Set(failing.map((each) => each.for))].join(', '),
      text: [...new Set(failing.map((each) => each.text))].join('\n'),
    };
  const waiting = all.flatMap((each) => (each.state === 'waiting' ? [each.for] : []));
  if (waiting.length > 0) return { state: 'waiting', for: waiting.join(', ') };
  return {
    state: 'ready',
    detail: all.flatMap((each) => (each.state === 'ready' ? [each.detail] : [])).join(', '),
  };
};

/** What a look means to a check: anything but ready is a drift that is waited for. */
export const asFinding = (seen: Seen, effect = 'waits for it'): Finding =>
  seen.state === 'ready'
    ? { state: 'ok', detail: seen.detail }
    : { state: 'drift', detail: `not yet: ${seen.for}`, effect };
