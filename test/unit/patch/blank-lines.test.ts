/** Empty lines of a hunk without their blank: context, lines that lost their plus, or there for looks. */
import { describe, expect, it } from 'vitest';
import { newFile } from '../../../src/core/patch/build.ts';
import { alreadyThere, locate, searchOf } from '../../../src/core/patch/locate.ts';
import type { Hunk, HunkLine } from '../../../src/core/patch/ops.ts';

const fileOf = (body: string) =>
  searchOf(body === '' ? [] : body.split('/').map((text) => ({ text, eol: '\n' as const })));
/** Hunk lines as a diff writes them, split at `/`; an empty one has lost its blank. */
const linesOf = (body: string): HunkLine[] =>
  body
    .split('/')
    .map((line, i) =>
      line === ''
        ? { kind: ' ', text: '', no: i + 1, bare: true }
        : { kind: line[0] as ' ', text: line.slice(1), no: i + 1 },
    );
const hunkOf = (body: string, counts: readonly number[] = [], more: Partial<Hunk> = {}): Hunk => ({
  no: 1,
  lines: linesOf(body),
  ...(counts.length > 0 ? { oldStart: 1, oldCount: counts[0]!, newCount: counts[1]! } : {}),
  ...more,
});
/** Where a hunk fits and its lines as they are taken, or the rule that it breaks. */
const placed = (file: string, hunk: Hunk): string => {
  const found = locate(fileOf(file), hunk, String);
  if ('rule' in found) return found.rule;
  return `${found.at}: ${found.lines.map((line) => (line.bare === true ? '~' : line.kind + line.text)).join('/')}`;
};

describe('empty lines in a hunk for a file', () => {
  it.each<readonly [string, string, string, readonly number[], string]>([
    ['under the header, which the file has', '/a/b', '/ a/-b', [], '0: ~/ a/-b'],
    ['under the header, which the file has not', 'a/b', '/ a/-b', [], 'not-found'],
    ['under the header, not counted', 'a/b', '/ a/-b', [2, 1], '0:  a/-b'],
    ['under the header, counted', 'a/b', '/ a/-b', [3, 2], 'not-found'],
    ['under the header, old lines counted with it', 'a/b', '/ a/-b', [3, 1], 'not-found'],
    ['under the header, new lines counted with it', 'a/b', '/ a/-b', [2, 2], 'not-found'],
    ['two under the header, one counted', 'x//a/b', '// a/-b', [3, 2], 'not-found'],
    ['at both ends, neither counted', 'a/b/c', '/ a/-b/', [2, 1], '0:  a/-b'],
    ['at both ends, the last counted', 'a/b//c', '/ a/-b/', [3, 2], '0:  a/-b/~'],
    ['at both ends, the file has the last', 'a/b//c', '/ a/-b/', [2, 1], '0:  a/-b'],
    ['at the end, which the file has', 'a/b//c', ' a/-b/', [], '0:  a/-b/~'],
    ['at the end, which the file has twice', 'a/b///c', ' a/-b///', [], '0:  a/-b/~/~'],
    ['at the end, which the file has as blanks', 'a/b/ /c', ' a/-b/', [], '0:  a/-b/~'],
    ['at the end, which the file has elsewhere', '//a/b/c', ' a/-b//', [], '2:  a/-b'],
    ['at the end, which the file has not', 'a/b/c', ' a/-b///', [], '0:  a/-b'],
    ['in the middle, which the file has not', 'a/b', ' a//-b', [], 'not-found'],
    ['in the middle, which the file has', 'a//b', ' a//-b', [], '0:  a/~/-b'],
    ['alone beside new lines', 'a//b', '/+x', [], 'not-found'],
    ['alone beside new lines, not counted', 'a//b', '/+x', [0, 1], 'no-context'],
    ['alone behind new lines', 'a//b', '+x/', [], 'no-context'],
    ['alone', 'a//b', '', [], 'no-context'],
    ['beside new lines of an empty file', '', '+x/', [], '0: +x'],
    ['above new lines of an empty file', '', '/+x', [0, 1], '0: +x'],
  ])('%s', (_, file, body, counts, want) => expect(placed(file, hunkOf(body, counts))).toBe(want));
  it('a line of blanks that a hunk quotes is no empty one', () => {
    expect(placed('a//b', hunkOf(' /+x', [1, 2], { oldStart: 2 }))).toBe('1:  /+x');
    expect(placed('a//b/', hunkOf(' /+x', [1, 2], { oldStart: 2 }))).toBe('ambiguous');
  });
});

describe('which of several places', () => {
  const TWINS = 'k/a/m/k/a/m';
  it.each<readonly [string, string, Partial<Hunk>, string]>([
    ['the number of the first', ' k/-a', { oldStart: 1 }, '0:  k/-a'],
    ['the number of the second', ' k/-a', { oldStart: 4 }, '3:  k/-a'],
    ['a number of neither', ' k/-a', { oldStart: 2 }, 'ambiguous'],
    ['no number', ' k/-a', {}, 'ambiguous'],
    ['a number, but nothing beside what goes', '-k/-a', { oldStart: 4 }, 'ambiguous'],
    ['the end of the file', ' a/-m', { atEnd: true }, '4:  a/-m'],
    ['the end of the file, where it is not', ' k/-a', { atEnd: true }, 'not-found'],
    ['one place, whatever the number', ' m/-k', { oldStart: 9 }, '2:  m/-k'],
  ])('%s', (_, body, more, want) => expect(placed(TWINS, hunkOf(body, [], more))).toBe(want));
  it('exact ones come first, each line of them', () => {
    expect(placed('k /a/k/a', hunkOf(' k/-a'))).toBe('2:  k/-a');
    expect(placed('k/a /k/a', hunkOf(' k/-a'))).toBe('2:  k/-a');
    expect(placed('k /a/k/a ', hunkOf(' k/-a'))).toBe('ambiguous');
    expect(placed('k/a/k/a', hunkOf(' k /-a '))).toBe('ambiguous');
  });
  it('the rarest line leads there, wherever it stands in the hunk', () => {
    expect(placed('a/a/b/a', hunkOf(' a/ a/-b'))).toBe('0:  a/ a/-b');
    expect(placed('a/b/a/a', hunkOf('-b/ a/ a'))).toBe('1: -b/ a/ a');
    expect(placed('b/a', hunkOf(' a/-b'))).toBe('not-found');
    expect(placed('a/b', hunkOf(' a/-b/ c'))).toBe('not-found');
    expect(placed('b/c', hunkOf(' a/-b'))).toBe('not-found');
  });
});

describe('a change that is there already', () => {
  const there = (file: string, at: number, body: string): boolean =>
    alreadyThere(fileOf(file), at, linesOf(body));
  it.each<readonly [string, string, number, string, boolean]>([
    ['behind its context', 'a/x', 0, ' a/+x', true],
    ['before its context', 'x/a', 1, '+x/ a', true],
    ['but for blanks in the file', 'a/x \t', 0, ' a/+x', true],
    ['but for blanks in the hunk', 'a/x', 0, ' a /+x ', true],
    ['two lines above', 'x/y/a', 2, '+x/+y/ a', true],
    ['two lines above at the top of a file', 'x/a', 1, '+w/+x/ a', false],
    ['between two lines of context', 'a/x/b', 0, ' a/+x/ b', false],
    ['only the first of two', 'a/x/b', 0, ' a/+x/+y', false],
    ['behind another line', 'a/q/x', 0, ' a/+x', false],
    ['further up than it is long', 'x/a/q/a', 3, '+x/ a', false],
    ['taken out and put back with another', 'a/x', 0, '-a/+a/+x', true],
    ['a line that still goes', 'a/x', 0, '-a/+x', false],
    ['nothing is added', 'a/b', 0, ' a/ b', false],
  ])('%s', (_, file, at, body, want) => expect(there(file, at, body)).toBe(want));
  it('a hunk without lines adds nothing', () => expect(alreadyThere(fileOf('a'), 0, [])).toBe(false));
  it.each<readonly [string, string, string, string]>([
    ['the new lines stand where the old ones are gone', 'a/x', ' a/-b/+x', 'already-applied'],
    ['the new lines stand among others', 'q/a/x/q', ' a/-b/+x', 'already-applied'],
    ['only some of them stand', 'a/q', ' a/-b/+x', 'not-found'],
    ['lines are only taken out', 'a/c', ' a/-b/ c', 'not-found'],
    ['lines are only moved', 'b/a', '-a/ b/+a', 'not-found'],
    ['what goes and comes again differs by blanks', 'a/c', ' a/-b/-c/+c ', 'not-found'],
  ])('told for a hunk without a place: %s', (_, file, body, want) =>
    expect(placed(file, hunkOf(body))).toBe(want),
  );
});

describe('empty lines in a new file', () => {
  const made = (body: string, counts: readonly number[] = [], more: Partial<Hunk> = {}): unknown => {
    const built = newFile('f', [hunkOf(body, counts, more)], false);
    return 'bytes' in built ? built.bytes : built.problems.map(({ rule }) => rule);
  };
  it.each<readonly [string, string, readonly number[], unknown]>([
    ['between added ones have lost their plus', '+a//+b', [], 'a\n\nb\n'],
    ['between added ones, counted', '+a//+b', [0, 3], 'a\n\nb\n'],
    ['between added ones, not counted', '+a//+b', [0, 2], ['garbled']],
    ['behind the second of three, not counted', '+a/+b//+c', [0, 3], ['garbled']],
    ['between added ones, one of two counted', '+a//+b//+c', [0, 4], 'a\n\nb\n\nc\n'],
    ['at the end', '+a//', [], 'a\n'],
    ['at the end, not counted', '+a/', [0, 1], 'a\n'],
    ['at the start', '/+a', [], 'a\n'],
    ['at the start, counted', '/+a', [0, 2], '\na\n'],
    ['at the start, not counted', '/+a', [0, 1], 'a\n'],
    ['at the start and the end', '/+a/', [0, 2], '\na\n'],
    ['at the start and the end, counted once more', '/+a/', [0, 3], 'a\n'],
    ['that were added as such', '+a/+/+b', [0, 3], 'a\n\nb\n'],
  ])('%s', (_, body, counts, want) => expect(made(body, counts)).toEqual(want));
});
