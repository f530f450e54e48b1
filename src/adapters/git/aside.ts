import type { Place } from './place.ts';
import { reorder } from './stack.ts';
import { type Standing, standAt } from './standing.ts';

const refsStay = async (): Promise<void> => undefined;

/**
 * Does some work while the worktree stands without one change, and puts it there again whatever comes of the work.
 * Only the worktree moves: the candidate's ref holds the change all the time, and a kill in between leaves what the
 * next `prepare` mends like any other.
 * @param commit the change's name as `commit` gave it.
 * @throws when it does not stand, or another change is built on it (our bug: only a change that stands alone is proved).
 */
export const withoutChange = async <T>(
  place: Place,
  standing: Standing,
  commit: string,
  work: () => Promise<T>,
): Promise<{ readonly standing: Standing; readonly result: T }> => {
  const rest = standing.stack.filter((held) => held.name !== commit);
  if (rest.length === standing.stack.length)
    throw new Error(`repo: ${commit} does not stand in the worktree`);
  const below = await reorder(place.git, standing.start, rest);
  if (below === undefined) throw new Error('repo: a change cannot be set aside from under one that stays');
  let now = await standAt(place, standing, below.at(-1)?.commit ?? standing.start, refsStay);
  try {
    const result = await work();
    now = await standAt(place, now, standing.head, refsStay);
    return { standing: now, result };
  } catch (error) {
    await standAt(place, now, standing.head, refsStay);
    throw error;
  }
};
