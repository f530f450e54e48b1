import { readState } from '../adapters/store/store.ts';
import { isOpen } from '../core/machine/predicates.ts';
import { closeDeadRun } from '../core/machine/runs.ts';
import type { State } from '../core/machine/state.ts';

const lastKnown = (state: State): string =>
  Object.values(state.stages)
    .map(({ since }) => since)
    .reduce((last, since) => (since > last ? since : last), state.run?.startedAt ?? '');

/**
 * The saved state for people, read-only and without the lock: a run whose process is gone (kill -9, power) stands as
 * the next run will close it, since the last time that is known. Throws OrchError `state` for a corrupt file.
 */
export const seenState = async (root: string): Promise<State> => {
  const first = await readState(root);
  if (!isOpen(first.run)) return first;
  // Loaded here: only a state in the middle of a run needs it, and `status` must start fast.
  const { atWork } = await import('../adapters/lock.ts');
  if (await atWork(root)) return first;
  // Read again: the run may have ended between the two looks.
  const last = await readState(root);
  return closeDeadRun(last, lastKnown(last));
};
