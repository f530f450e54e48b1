import { describe, expect, it } from 'vitest';
import { garbledContent } from '../../../src/core/patch/result.ts';
import { applyReplacements, replaceWhole } from '../../../src/core/patch/rewrite.ts';
import { POLICY } from './tree.ts';

type Edit = readonly [search: string, replace: string];
const built = (before: string, ...edits: readonly Edit[]): unknown => {
  const made = applyReplacements(
    'f',
    before,
    edits.map(([search, replace], i) => ({ no: i + 1, search, replace })),
  );
  return 'bytes' in made ? made.bytes : made.problems.map(({ rule, line, message }) => [rule, line, message]);
};
const rule = (before: string, ...edits: readonly Edit[]): unknown => {
  const made = built(before, ...edits);
  return Array.isArray(made) ? made.map(([name]) => name) : made;
};

describe('exact edits', () => {
  it('change what they name, all on the original text, in any order', () => {
    expect(built('a\nb\nc\n', ['b', 'x'])).toBe('a\nx\nc\n');
    expect(built('a\nb\nc\n', ['c', 'a'], ['a', 'c'])).toBe('c\nb\na\n');
    expect(built('a\nb\n', ['a\n', ''])).toBe('b\n');
    expect(built('a\nb\n', ['b', 'x'], ['b', 'x'])).toBe('a\nx\n');
    expect(built('ab\ncd\n', ['ab\n', 'x\n'], ['cd\n', 'y\n'])).toBe('x\ny\n');
  });
  it('keep the line ends of the file', () => {
    expect(built('a\r\nb\r\n', ['a\nb', 'x\ny'])).toBe('x\r\ny\r\n');
    expect(built('a\nb\n', ['a\r\nb', 'x\r\ny'])).toBe('x\ny\n');
    expect(built('a\r\nb\nc\n', ['b\nc', 'x\ny'])).toBe('a\r\nx\ny\n');
  });
  it('are refused where the text stands more than once, with the lines', () => {
    expect(built('a\nb\na\n', ['a', 'x'])).toEqual([
      ['ambiguous', 1, 'the search text stands at 2 places (lines 1, 3): make it longer until it is unique'],
    ]);
    expect(rule('aaa\n', ['aa', 'x'])).toEqual(['ambiguous']);
    expect(built('a\n'.repeat(8), ['a', 'x'])).toEqual([
      [
        'ambiguous',
        1,
        'the search text stands at 8 places (lines 1, 2, 3, 4, 5, 6): make it longer until it is unique',
      ],
    ]);
  });
  it('never cut a word or a number in two', () => {
    expect(rule('port: 8080\n', ['port: 80', 'port: 81'])).toEqual(['not-found']);
    expect(rule('import: 80\n', ['port: 80', 'port: 81'])).toEqual(['not-found']);
    expect(rule('key: r\xc3\xa9\n', ['key: r', 'key: s'])).toEqual(['not-found']);
    expect(built('port: 80', ['port: 80', 'port: 81'])).toBe('port: 81');
    expect(built('port: 80;x', ['port: 80', 'port: 81'])).toBe('port: 81;x');
    expect(built('(port: 80)', ['port: 80', 'port: 81'])).toBe('(port: 81)');
  });
  it('see past blanks at the end of lines, and leave the lines they do not change as they are', () => {
    expect(built('a  \nb\nc\n', ['a\nb\n', 'a\nx\n'])).toBe('a  \nx\nc\n');
    expect(built('\xef\xbb\xbfq\na \nb\n', ['a\nb', 'a\nx'])).toBe('\xef\xbb\xbfq\na \nx\n');
    expect(built('a \r\nb\r\n', ['a\nb\n', 'a\nx\n'])).toBe('a \r\nx\r\n');
    expect(built('a \nb', ['a\nb', 'a\nx'])).toBe('a \nx');
    expect(rule('a \nb\n', ['a\nq\n', 'x\n'])).toEqual(['not-found']);
  });
  it('are refused when two change the same text, or when a file is there already', () => {
    expect(rule('a b c\n', ['a b', 'x'], ['b c', 'y'])).toEqual(['overlap']);
    expect(rule('a b c\n', ['b c', 'y'], ['a b', 'x'])).toEqual(['overlap']);
    expect(rule('a b\n', ['a b', 'x'], ['a b', 'y'])).toEqual(['overlap']);
    expect(rule('a b c\n', ['', 'x'])).toEqual(['exists']);
    expect(rule('a\n', ['', 'x'], ['q', 'y'])).toEqual(['exists', 'not-found']);
  });
});

describe('a file given whole', () => {
  const whole = (before: string, ...lines: readonly string[]): unknown => {
    const made = replaceWhole('f', before, lines, 3);
    return 'bytes' in made ? made.bytes : made.problems.map(({ rule: name, line }) => [name, line]);
  };
  it('keeps the bytes of lines that stay, their blanks and line ends', () => {
    expect(whole('a  \r\nb\r\nc\r\n', 'a', 'x', 'c')).toBe('a  \r\nx\r\nc\r\n');
    expect(whole('a\nb', 'a', 'x')).toBe('a\nx');
    expect(whole('a\nb', 'a', 'b', 'c')).toBe('a\nb\nc');
    expect(whole('a\nb\n', 'a', 'b', 'c')).toBe('a\nb\nc\n');
    expect(whole('\xef\xbb\xbfa\nb\n', 'x', 'b')).toBe('\xef\xbb\xbfx\nb\n');
    expect(whole('a\nb\n', 'b')).toBe('b\n');
    expect(whole('', 'a')).toBe('a\n');
  });
  it('keeps blank lines at its end that were dropped, and makes no more', () => {
    expect(whole('a\nb\n\n\n', 'a', 'x')).toBe('a\nx\n\n\n');
    expect(whole('a\nb\n', 'a', 'x', '')).toBe('a\nx\n\n');
  });
  it('is an excerpt when it keeps less than two fifths of five lines or more', () => {
    const five = 'a\nb\nc\nd\ne\n';
    expect(whole(five, 'a', 'x', 'y', 'z', 'v')).toEqual([['excerpt', 3]]);
    expect(whole(five, 'a', 'b', 'y', 'z', 'v')).toBe('a\nb\ny\nz\nv\n');
    expect(whole('a\nb\nc\nd\n', 'x', 'y', 'z', 'v')).toBe('x\ny\nz\nv\n');
  });
});

describe('text that was damaged on its way', () => {
  const hunk = (before: string, ...added: readonly string[]) => ({
    op: {
      kind: 'modify' as const,
      path: 'f',
      no: 1,
      body: {
        kind: 'hunks' as const,
        hunks: [{ no: 1, lines: added.map((text, i) => ({ kind: '+' as const, text, no: i })) }],
      },
    },
    before,
    after: `${before}${added.map((line) => `${line}\n`).join('')}`,
  });
  const found = (before: string, ...added: readonly string[]) =>
    garbledContent(hunk(before, ...added), POLICY).map(({ rule: name, line }) => [name, line]);

  it('HTML escapes, unless the file has them or the patch has the plain signs too', () => {
    for (const line of [
      'a &lt; b',
      'a &gt; b',
      'a &amp;&amp; b',
      '&quot;a&quot;',
      '&apos;',
      '&#39;',
      '&#039;',
      '&#x27;',
      '&#34;',
    ])
      expect(found('k\n', 'x', line)).toEqual([['html-escaped', 3]]);
    expect(found('a &amp; b\n', 'c &lt; d')).toEqual([]);
    expect(found('k\n', 'c &lt; d', 'e > f')).toEqual([]);
    expect(found('k\n', 'c &lt; d', 'e & f')).toEqual([]);
    expect(found('k\n', 'c &copy; d')).toEqual([]);
  });
  it('words that stand for what was left out, unless the file says so itself', () => {
    for (const line of [
      '...',
      '  # ...',
      '// …',
      '[...]',
      '# ... rest of the file unchanged ...',
      '... (the remaining lines)',
      '<!-- ... existing code ... -->',
    ])
      expect(found('k\n', line)).toEqual([['elided', 2]]);
    for (const line of [
      'echo waiting...',
      'message: the rest follows ...',
      '# the rest of it',
      '..',
      'rest: true',
    ])
      expect(found('k\n', line)).toEqual([]);
    expect(found('# ...\n', '  # ...')).toEqual([]);
  });
  it('a line that is too long, by the policy or by default', () => {
    expect(found('k\n', 'x'.repeat(4000))).toEqual([]);
    expect(found('k\n', 'x'.repeat(4001))).toEqual([['size', 2]]);
    const short = garbledContent(hunk('k\n', 'x'.repeat(11)), { ...POLICY, maxLineBytes: 10 });
    expect(short.map(({ message }) => message)).toEqual([
      'a line of 11 bytes is added; at most 10 are allowed',
    ]);
  });
  it('is not looked for in a file that goes', () => {
    expect(garbledContent({ ...hunk('k\n', '...'), after: undefined }, POLICY)).toEqual([]);
  });
});
