import { systemClock } from '../../adapters/clock.ts';
import { accept, diffOf, reject } from '../../adapters/git/review.ts';
import { fileLock } from '../../adapters/lock.ts';
import { openRejections } from '../../adapters/rejections.ts';
import { OrchError } from '../../core/exit.ts';
import { type Entry, entryOf, type Review } from './open.ts';

const short = (commit: string): string => commit.slice(0, 10);

/** What came of a decision. */
export interface Decided {
  /** For a human, one line. */
  readonly told: string;
  readonly commits: readonly string[];
}

/** No run moves the side branch meanwhile. */
const locked = async <T>({ root }: Review, purpose: string, work: () => Promise<T>): Promise<T> => {
  const held = await fileLock({ root, clock: systemClock }).acquire(purpose);
  try {
    return await work();
  } finally {
    await held.release();
  }
};

/** A commit that was rejected stands below `entry`, and the one that takes it back above: without it, it would come along. */
const demandWhole = (review: Review, entry: Entry, self: string): void => {
  const older = review.entries.filter(({ number }) => number >= entry.number).length;
  if (review.rejected.size === 0 || older === 0) return;
  throw new OrchError(
    'refused',
    `commits were rejected that ${entry.number} may be built on: what takes them back comes after it`,
    `${self} review accept all takes what is left, and nothing that was rejected`,
  );
};

/**
 * Takes commits over to base: all, or one with those it is built on (the older ones).
 * @param given `all`, a number of the list or a commit.
 */
export const acceptOf = (review: Review, given: string, self: string): Promise<Decided> => {
  const { entries, tip, base, place, side } = review;
  const entry = given === 'all' ? entries[0] : entryOf(review, given, self);
  if (entry === undefined || tip === undefined)
    throw new OrchError('usage', 'there is nothing to review', `${self} review`);
  if (given !== 'all') demandWhole(review, entry, self);
  const to = given === 'all' ? tip : entry.commit;
  const taken = entries.filter(({ number }) => number >= entry.number);
  const message = `Merge ${taken.length === 1 ? short(to) : `${taken.length} commits`} of ${side} into ${base.name}\n\n${taken
    .map(({ subject }) => `* ${subject}`)
    .join('\n')}\n`;
  return locked(review, `orch review accept ${given}`, async () => {
    await accept(place, base, to, message);
    const what = taken.map(({ commit, subject }) => `${short(commit)} ${subject}`).join('; ');
    return { told: `${base.name} has it now: ${what}`, commits: taken.map(({ commit }) => commit) };
  });
};

/** Takes one commit back on the side branch, and remembers its effect, so that no model brings it again. */
export const rejectOf = (review: Review, given: string, self: string): Promise<Decided> => {
  const { place, tip = '', root } = review;
  const { commit, subject, stage, fingerprint } = entryOf(review, given, self);
  return locked(review, `orch review reject ${given}`, async () => {
    const diff = await diffOf(place.git, commit);
    await reject(place, tip, commit, subject);
    await openRejections(root).add({ stage, fingerprint, at: systemClock.now(), subject, commit, diff });
    return { told: `rejected, and not to be proposed again: ${short(commit)} ${subject}`, commits: [commit] };
  });
};
