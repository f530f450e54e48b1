/** What the lines of a diff say that is not its effect: where it applies, and how git names it. */
const FRAME = /^(@@|index |similarity index |dissimilarity index )/;

/**
 * What a change does, whatever the file around it looks like meanwhile: for each file the lines that go and come, in
 * order, without context and line numbers. Two diffs of one effect are the same proposal.
 * @param diff as `git diff` prints it.
 */
export const effectOf = (diff: string): string =>
  diff
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith(' ') && !FRAME.test(line))
    .join('\n');
