/** Git commands for a human's shell, to paste where orch itself must not go on. */

/** A word for a POSIX shell: as it is when plain, else in single quotes. */
const word = (text: string): string =>
  /^[A-Za-z0-9_./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** The words as one command line. */
export const line = (...words: readonly string[]): string => words.map(word).join(' ');

/** Merges `from` (a branch, a commit, or a ref under refs/orch/parked) into the branch `base`. */
export const mergeByHand = (from: string, base: string): string =>
  `${line('git', 'switch', base)} && ${line('git', 'merge', '--no-ff', from)}`;
