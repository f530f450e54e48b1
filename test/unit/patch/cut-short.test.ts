/** Which last hunk of an answer must have gone on, by its own lines and by the place where it fits. */
import { describe, expect, it } from 'vitest';
import { maybeCut, provedWhole } from '../../../src/core/patch/cut.ts';
import type { Hunk, HunkLine } from '../../../src/core/patch/ops.ts';

/** Lines as a diff writes them, split at commas; an empty one has lost its blank. */
const linesOf = (body: string): HunkLine[] =>
  body === 'none'
    ? []
    : body
        .split(',')
        .map((line, i) =>
          line === ''
            ? { kind: ' ', text: '', no: i + 1, bare: true }
            : { kind: line[0] as ' ', text: line.slice(1), no: i + 1 },
        );
type Counts = readonly [old?: number, fresh?: number];
const hunkOf = (body: string, [oldCount, newCount]: Counts, more: Partial<Hunk>): Hunk => ({
  no: 1,
  lines: linesOf(body),
  ...(oldCount === undefined ? {} : { oldStart: 1, oldCount }),
  ...(newCount === undefined ? {} : { newCount }),
  ...more,
});
const cut = (body: string, counts: Counts, more: Partial<Hunk> = {}): boolean =>
  maybeCut(hunkOf(body, counts, { open: true, ...more }));

describe('the last hunk of an answer that nothing closes', () => {
  it.each<readonly [string, string, Counts, boolean]>([
    ['a change with the lines that its header counts', ' a,-b,+x', [2, 2], false],
    ['an old line fewer', ' a,-b,+x', [3, 2], true],
    ['a new line fewer', ' a,-b,+x', [2, 3], true],
    ['both fewer', ' a,-b,+x', [3, 3], true],
    ['more old lines than counted say nothing', ' a,-b,+x', [1, 3], false],
    ['more new lines than counted say nothing', ' a,-b,+x', [3, 1], false],
    ['no counts', ' a,-b,+x', [], false],
    ['no counts, and nothing in place of what goes', ' a,-b', [], true],
    ['no counts, and an empty line behind what goes', ' a,-b,', [], false],
    ['counts that say so, and nothing in place of what goes', ' a,-b', [2, 1], false],
    ['one old line fewer, the last one goes', ' a,-b', [3, 1], true],
    ['no new count, and nothing in place of what goes', ' a,-b', [2], true],
    ['no new count, and something in place of what goes', ' a,-b,+x', [2], false],
    ['only context, as counted', ' a, b', [2, 2], false],
    ['only context, less than counted', ' a, b', [3, 3], true],
    ['only context, less than counted on one side', ' a, b', [2, 3], true],
    ['only context, less than counted on the old side', ' a, b', [3, 2], true],
    ['only context, more than counted', ' a, b', [1, 3], false],
    ['only context, three lines of five', ' a, b, c', [5, 5], true],
    ['no line although some are counted', 'none', [1, 1], true],
    ['no line, none counted', 'none', [0, 0], false],
    ['one line of context behind the change, all that is counted', '-b,+x, c', [2, 2], false],
    ['one, one or two that are counted were left out', '-b,+x, c', [3, 3], false],
    ['one, two left out', '-b,+x, c', [4, 4], false],
    ['one, three missing', '-b,+x, c', [5, 5], true],
    ['one, more new lines missing than old ones', '-b,+x, c', [2, 3], true],
    ['one, more old lines missing than new ones', '-b,+x, c', [3, 2], true],
    ['two, one missing', '-b,+x, c, d', [4, 4], false],
    ['two, two missing', '-b,+x, c, d', [5, 5], true],
    ['two, fewer counted than there are', '-b,+x, c, d', [2, 5], false],
    ['three, as git gives them', '-b,+x, c, d, e', [4, 4], false],
    ['three, many missing: the change is whole', '-b,+x, c, d, e', [9, 9], false],
    ['three, new lines missing', '-b,+x, c, d, e', [4, 9], false],
    ['four, as counted', '-b,+x, c, d, e, f', [5, 5], false],
    ['four, and more are counted: another change follows', '-b,+x, c, d, e, f', [9, 9], true],
    ['empty lines behind the change are counted', '-b,+x,,', [3, 3], false],
    ['empty lines behind the change are no context', '-b,+x,,', [4, 4], true],
    ['empty lines behind context', '-b,+x, c,', [4, 4], false],
    ['an empty line between context', '-b,+x,, c', [4, 4], false],
  ])('%s', (_, body, counts, want) => {
    expect(cut(body, counts)).toBe(want);
    expect(cut(body, counts, { open: false })).toBe(false);
    expect(maybeCut(hunkOf(body, counts, {}))).toBe(false);
  });
  it.each<readonly [string, string, Counts, boolean]>([
    ['a change with the lines that its header counts', ' a,-b,+x', [2, 2], false],
    ['an old line more than counted', ' a,-b,+x', [1, 2], true],
    ['a new line more than counted', ' a,-b,+x', [2, 1], true],
    ['no counts', ' a,-b,+x', [], true],
    ['context behind the change, as counted', '-b,+x, c', [2, 2], false],
    ['context behind the change, more than counted', '-b,+x, c', [1, 2], false],
    ['only context, more than counted', ' a, b', [1, 1], false],
  ])('that ends in the middle of a line: %s', (_, body, counts, want) => {
    expect(cut(body, counts, { unterminated: true })).toBe(want);
    if (want) expect(cut(body, counts, { unterminated: false })).toBe(false);
  });
});

describe('the place shows that nothing is missing', () => {
  type Row = readonly [string, string, Counts, Partial<Hunk>, number, number, boolean];
  it.each<Row>([
    ['context to the end of the file', '-b,+x, c', [9, 9], {}, 1, 3, true],
    ['context to the end of the file, in mid-line', '-b,+x, c', [9, 9], { unterminated: true }, 1, 3, true],
    ['context, and more of the file behind it', '-b,+x, c', [9, 9], {}, 1, 4, false],
    ['context, and an empty line that is there', '-b,+x, c,', [9, 9], {}, 1, 4, true],
    ['context above the end only', '-b,+x, c,', [9, 9], {}, 1, 3, false],
    ['a change at the end, as many missing on both sides', '-b,+x', [3, 3], {}, 1, 2, true],
    ['a change at the end, in mid-line', '-b,+x', [3, 3], { unterminated: true }, 1, 2, false],
    ['a change at the end, a new line missing', '-b,+x', [3, 4], {}, 1, 2, false],
    ['a change at the end, an old line missing', '-b,+x', [4, 3], {}, 1, 2, false],
    ['an empty line below the change is no context: a new line missing', '-b,+x,', [3, 4], {}, 1, 3, false],
    ['an empty line below the change, as many missing on both sides', '-b,+x,', [3, 3], {}, 1, 3, true],
    ['a change before the end', '-b,+x', [3, 3], {}, 1, 3, false],
    ['all of it goes', '-a,-b', [9, 4], {}, 0, 2, true],
    ['all of it goes but the end', '-a,-b', [9, 4], {}, 0, 3, false],
    ['without counts, what goes at the end', '-a,+x,-b', [], {}, 0, 2, true],
    ['without counts, what goes before the end', '-a,+x,-b', [], {}, 0, 3, false],
    ['without a new count, what goes at the end', '-a,+x,-b', [2], {}, 0, 2, true],
    ['a first line 0 of some lines: no header says so', '-b,+x', [3, 4], { oldStart: 0 }, 1, 9, true],
    ['a first line 0 of no lines: a new file', '+x', [0, 2], { oldStart: 0 }, 0, 0, false],
    ['a first line 0, in mid-line', '-b,+x', [3, 4], { oldStart: 0, unterminated: true }, 1, 9, false],
    ['lines for an empty file, fewer than counted', '+x', [0, 2], {}, 0, 0, false],
    ['lines for an empty file, both sides wrong', '+x', [1, 2], {}, 0, 0, false],
  ])('%s', (_, body, counts, more, at, total, want) =>
    expect(provedWhole(hunkOf(body, counts, more), at, total)).toBe(want),
  );
});
