/** Git commands for a human's shell, to paste where orch itself must not go on. */
import type { Place } from './place.ts';

/** A word for a POSIX shell: as it is when plain, else in single quotes. */
const word = (text: string): string =>
  /^[A-Za-z0-9_./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** The words as one command line. */
export const line = (...words: readonly string[]): string => words.map(word).join(' ');

/** Merges `from` (a branch, a commit, or a ref under refs/orch/parked) into the branch `base`. */
export const mergeByHand = (from: string, base: string): string =>
  `${line('git', 'switch', base)} && ${line('git', 'merge', '--no-ff', from)}`;

/** Ends a rebase, a merge or a bisect that is under way in `folder`. */
export const endThere = (folder: string): string =>
  `End it (${line('git', '-C', folder, 'status')} says how)`;

/** What helps when base and the side branch have no commit in common: a shallow clone, or a base that was rewritten. */
export const joined = async ({ git }: Place): Promise<string> => {
  const shallow = (await git(['rev-parse', '--is-shallow-repository'])).text.trim() === 'true';
  return shallow
    ? 'This clone is shallow; get the rest of it: git fetch --unshallow'
    : 'Take the ones you want by their numbers; the next run sets this side branch aside and starts it from base again.';
};
