/** The plain git commands with which a human sees, merges or drops what orch keeps on the side branch. */

export interface ReviewCommands {
  readonly see: readonly string[];
  readonly merge: readonly string[];
  readonly drop: readonly string[];
}

/** A word for a POSIX shell: as it is when plain, else in single quotes. */
const word = (text: string): string =>
  /^[A-Za-z0-9_./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/**
 * Commands to paste, in order, for the branch `side` against `base` (branch names as a human writes them).
 * `parked` is a ref under refs/orch/parked: it conflicts with base, so its merge stops
 * for the human to settle.
 */
export const reviewCommands = (side: string, base: string, parked?: string): ReviewCommands => {
  if (parked !== undefined)
    return {
      see: [`git log --oneline --stat ${word(`${base}..${parked}`)}`],
      merge: [`git switch ${word(base)}`, `git merge --no-ff ${word(parked)}`],
      drop: [`git update-ref -d ${word(parked)}`],
    };
  return {
    see: [`git log --oneline --stat ${word(`${base}..${side}`)}`, `git diff ${word(`${base}...${side}`)}`],
    merge: [`git switch ${word(base)}`, `git merge --no-ff ${word(side)}`],
    drop: [`git branch -D ${word(side)}`],
  };
};
