/** What a change does, apart from where in a file it stands: by this a rejected change is known again. */

/** The diff without what moves when the file around the change moves: blob names, line numbers, modes' hashes. */
const changeOf = (diff: string): string =>
  diff
    .split('\n')
    .filter((line) => !line.startsWith('index '))
    .map((line) => (line.startsWith('@@ ') ? '@@' : line))
    .join('\n')
    .trimEnd();

/** Path and resulting blob of every file, in git's order. */
const resultsOf = (diff: string): string =>
  diff
    .split('\n')
    .map((line) => /^(?:diff --git (.*)|index \w+\.\.(\w+))/.exec(line))
    .flatMap((found) => (found === null ? [] : [found[1] ?? found[2] ?? '']))
    .join('\n');

/**
 * True when two diffs have one effect: the same lines in the same surroundings, or the same files with the same
 * resulting bytes.
 * @param a,b unified diffs as git writes them with `--full-index` and three lines of context.
 */
export const sameEffect = (a: string, b: string): boolean =>
  changeOf(a) === changeOf(b) || (/^index /m.test(a) && resultsOf(a) === resultsOf(b));
