/** What the human has not committed. */
import { fields } from './git.ts';
import type { Place } from './place.ts';

const STATUS = [
  'status',
  '--porcelain=v2',
  '-z',
  '--untracked-files=no',
  '--no-renames',
  '--ignore-submodules=dirty',
];

/** The path of an entry: after 8 words for a changed file, after 10 for an unmerged one (git-status(1), format v2). */
const pathOf = (line: string): string | undefined =>
  /^1 (?:\S+ ){7}(.+)$/s.exec(line)?.[1] ?? /^u (?:\S+ ){9}(.+)$/s.exec(line)?.[1];

/**
 * Tracked files with staged or unstaged changes, repo-relative, sorted. Reads only: without optional locks git
 * does not refresh the index on the way.
 */
export const uncommittedIn = async (place: Place): Promise<readonly string[]> =>
  fields((await place.git(STATUS)).text)
    .map(pathOf)
    .filter((path) => path !== undefined)
    .sort();
