import { describe, expect, it } from 'vitest';
import { applyHunks, newFile } from '../../../src/core/patch/build.ts';
import type { Hunk, HunkLine } from '../../../src/core/patch/ops.ts';

/** A hunk as a diff writes it; `\` after a line: no newline at the end of the file. */
const hunkOf = (body: string, no = 1): Hunk => {
  const lines: HunkLine[] = [];
  for (const [i, line] of body.split('\n').entries()) {
    if (line === '\\') lines.push({ ...lines.pop()!, noEol: true });
    else lines.push({ kind: line[0] as ' ', text: line.slice(1), no: no + i });
  }
  return { no, lines };
};
const apply = (before: string, ...bodies: readonly string[]): unknown => {
  const made = applyHunks(
    'f',
    before,
    bodies.map((body, i) => hunkOf(body, 10 * (i + 1))),
  );
  return 'bytes' in made ? made.bytes : made.problems.map(({ rule, line }) => [rule, line]);
};

describe('several hunks', () => {
  it('are all placed on the original, in any order', () => {
    expect(apply('a\nb\nc\n', '-a\n+c', '-c\n+a')).toBe('c\nb\na\n');
    expect(apply('a\nb\nc\n', '-c\n+a', '-a\n+c')).toBe('c\nb\na\n');
    expect(apply('a\nb\nc\nd\n', ' a\n-b\n+x\n c\n-d\n+y')).toBe('a\nx\nc\ny\n');
  });
  it('may put lines next to each other, but never change one line twice', () => {
    expect(apply('a\nb\n', ' a\n+x', ' a\n+y')).toBe('a\nx\ny\nb\n');
    expect(apply('a\nb\nc\n', '-a\n+x', '-b\n+y')).toBe('x\ny\nc\n');
    expect(apply('a\nb\nc\n', '-a\n+x', '-a\n+y')).toEqual([['overlap', 20]]);
    expect(apply('a\nb\nc\n', '-a\n-b\n+x', '-b\n+y')).toEqual([['overlap', 20]]);
    expect(apply('a\nb\nc\n', '-b\n+y', '-a\n-b\n+x')).toEqual([['overlap', 10]]);
    expect(apply('a\nb\n', ' a\n-b', ' a\n+x')).toEqual([['overlap', 21]]);
    expect(apply('a\nb\n', ' a\n+x', ' a\n-b')).toEqual([['overlap', 21]]);
  });
  it('are refused each for its own reason', () => {
    expect(apply('a\nb\n', '-q\n+x', '-b\n+y', '-r\n+z')).toEqual([
      ['not-found', 10],
      ['not-found', 30],
    ]);
    expect(apply('a\nx\n', ' a\n+x')).toEqual([['already-applied', 10]]);
  });
});

describe('two hunks under one number', () => {
  const numbered = (before: string, ...bodies: readonly string[]): unknown => {
    const hunks = bodies.map((body, i) => ({ ...hunkOf(body, 10 * (i + 1)), oldStart: 1 }));
    const made = applyHunks('f', before, hunks);
    return 'bytes' in made ? made.bytes : made.problems.map(({ rule, line }) => [rule, line]);
  };
  it('are one when they do the same at one place', () => {
    expect(numbered('a\nb\n', '-a\n+x', '-a\n+x')).toBe('x\nb\n');
    expect(numbered('a\nb\n', ' a\n+x\n+y', ' a\n+x\n+y')).toBe('a\nx\ny\nb\n');
    expect(numbered('a\nb\n', '-a', '-a')).toBe('b\n');
  });
  it('are two at two places, as are two changes in one hunk', () => {
    expect(numbered('a\nk\nb\n', '-a\n+x', '-b\n+x')).toBe('x\nk\nx\n');
    expect(numbered('a\nk\na\n', '-a\n+x\n k\n-a\n+x')).toBe('x\nk\nx\n');
  });
  it.each([
    ['takes out more', '-a\n-b\n+x'],
    ['puts in more', '-a\n+x\n+y'],
    ['puts in less', '-a'],
    ['puts in another line', '-a\n+y'],
  ])('contradict when one %s', (_, other) => {
    expect(numbered('a\nb\n', '-a\n+x', other)).toEqual([['overlap', 20]]);
    expect(numbered('a\nb\n', other, '-a\n+x')).toEqual([['overlap', 20]]);
  });
  it('contradict when they put different lines at one place, as a draft and its correction do', () => {
    expect(numbered('a\nb\n', ' a\n+x\n b', ' a\n+x\n+y\n b')).toEqual([['overlap', 21]]);
    expect(numbered('a\nb\n', ' a\n+x', ' a\n+y')).toEqual([['overlap', 21]]);
    expect(apply('a\nb\n', ' a\n+x', ' a\n+y')).toBe('a\nx\ny\nb\n');
  });
  it('or under none contradict when they begin with the same line', () => {
    expect(apply('a\nb\n', ' a\n+x', ' a\n+x\n+y')).toEqual([['overlap', 21]]);
    expect(apply('a\nb\n', ' a\n+x\n+y', ' a\n+x\n+z')).toEqual([['overlap', 21]]);
    expect(apply('a\nb\n', ' a\n+x\n+y', ' a\n+z\n+y')).toBe('a\nx\ny\nz\ny\nb\n');
    expect(apply('a\nb\n', ' a\n+x', ' b\n+x\n+y')).toBe('a\nx\nb\nx\ny\n');
  });
  it('contradict when the second of two lines differs', () =>
    expect(numbered('a\nb\n', '-a\n+x\n+y', '-a\n+x\n+z')).toEqual([['overlap', 20]]));
});

describe('line ends', () => {
  it('of the file win; a line that takes the place of another takes its end', () => {
    expect(apply('a\r\nb\r\n', '-a\n+x\n+y')).toBe('x\r\ny\r\nb\r\n');
    expect(apply('a\r\nb\nc\n', '-b\n+x')).toBe('a\r\nx\nc\n');
    expect(apply('a\nb\r\nc\n', '-a\n-b\n+x\n+y')).toBe('x\ny\r\nc\n');
    expect(apply('a\nb\r\nc\n', '-b\n+x\n+y')).toBe('a\nx\r\ny\nc\n');
  });
  it('at the end of the file stay as they were, unless a marker says otherwise', () => {
    expect(apply('a\nb', '-a\n+x')).toBe('x\nb');
    expect(apply('a\nb', '-b\n+x')).toBe('a\nx');
    expect(apply('a\nb', ' b\n+x')).toBe('a\nb\nx');
    expect(apply('a\nb', '-b\n\\\n+x')).toBe('a\nx\n');
    expect(apply('a\r\nb', '-b\n\\\n+x')).toBe('a\r\nx\r\n');
    expect(apply('a\nb', '-b\n\\\n+x\n\\')).toBe('a\nx');
    expect(apply('a\r\nb\n', '-b\n\\\n+x')).toBe('a\r\nx\n');
    expect(apply('a\nb\n', '+x\n\\\n-b')).toBe('a\nx');
    expect(apply('a\nb\n', '-b\n+x\n\\')).toBe('a\nx');
    expect(apply('a\nb\n', '-a\n+x\n b\n\\')).toBe('x\nb');
    expect(apply('a\nb\n', '-b')).toBe('a\n');
    expect(apply('a\nb', '-b')).toBe('a');
  });
  it('a byte order mark stays in front', () =>
    expect(apply('\xef\xbb\xbfa\n', '-a\n+x')).toBe('\xef\xbb\xbfx\n'));
  it('an empty file gets its first lines', () => {
    expect(apply('', '+a\n+b')).toBe('a\nb\n');
    expect(apply('', '+a\n\\')).toBe('a');
  });
});

describe('a new file', () => {
  const made = (crlf: boolean, ...list: readonly Hunk[]): unknown => {
    const built = newFile('f', list, crlf);
    return 'bytes' in built ? built.bytes : built.problems.map(({ rule, line }) => [rule, line]);
  };
  it('is made of its added lines, with one kind of line end', () => {
    expect(made(false, hunkOf('+a\n+b'))).toBe('a\nb\n');
    expect(made(true, hunkOf('+a\n+b'))).toBe('a\r\nb\r\n');
    expect(made(false, hunkOf('+a\n+b\n\\'))).toBe('a\nb');
    expect(made(false)).toBe('');
    expect(made(false, { no: 1, lines: [], newCount: 0 })).toBe('');
    expect(made(false, { no: 1, lines: [], newCount: 1 })).toEqual([['garbled', 1]]);
    expect(made(false, { ...hunkOf('+a', 7), newCount: 3, open: true })).toEqual([['cut-off', 7]]);
  });
  it('has neither context nor removed lines', () => {
    expect(made(false, hunkOf(' a\n+b', 7))).toEqual([['garbled', 7]]);
    expect(made(false, hunkOf('-a\n+b', 7), hunkOf('+c', 9))).toEqual([['garbled', 7]]);
  });
  it('may end in an empty line that lost its plus, which is not counted', () => {
    const tail: HunkLine = { kind: ' ', text: '', no: 3, bare: true };
    expect(made(false, { no: 1, lines: [...hunkOf('+a').lines, tail] })).toBe('a\n');
    const open: Hunk = { no: 1, lines: [...hunkOf('+a').lines, tail], newCount: 2, open: true };
    expect(made(false, open)).toEqual([['cut-off', 1]]);
  });
});
