import { describe, expect, it } from 'vitest';
import { applyReplacements, replaceWhole, wholeNewFile } from '../../../src/core/patch/rewrite.ts';

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
  it('may begin and end inside lines, whatever the line ends', () => {
    expect(built('x a\r\nb y\r\n', ['a\nb', 'p\nq'])).toBe('x p\r\nq y\r\n');
    expect(built('x a\r\nb y', ['a\nb', 'p\nq'])).toBe('x p\r\nq y');
    expect(built('x a\r\nb y\r\n', ['a\r\nb', 'p\r\nq'])).toBe('x p\r\nq y\r\n');
    expect(built('x a\nb y\n', ['a\r\nb', 'p\r\nq'])).toBe('x p\nq y\n');
    expect(built('\nx a\r\nb y\nc z\n', ['y\nc', 'p\nq'])).toBe('\nx a\r\nb p\nq z\n');
    expect(built('\nx a\r\nb y\r\n', ['b', 'p\nq'])).toBe('\nx a\r\np\nq y\r\n');
    expect(built('x a', ['a', 'p\nq'])).toBe('x p\nq');
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
    expect(built('a \nb\nc\n', ['a\r\nb\r\n', 'a\r\nx\r\n'])).toBe('a \nx\nc\n');
    expect(rule('a \nb\n', ['a\nq\n', 'x\n'])).toEqual(['not-found']);
  });
  it('are refused when two change the same text, or when a file is there already', () => {
    expect(rule('a b c\n', ['a b', 'x'], ['b c', 'y'])).toEqual(['overlap']);
    expect(rule('a b c\n', ['b c', 'y'], ['a b', 'x'])).toEqual(['overlap']);
    expect(rule('a b\n', ['a b', 'x'], ['a b', 'y'])).toEqual(['overlap']);
    expect(rule('a b\n', ['a', 'x'], ['a b', 'x'])).toEqual(['overlap']);
    expect(rule('a b\n', ['a b', 'x'], ['b', 'x'])).toEqual(['overlap']);
    expect(built('a b\n', ['a', 'x'], ['b', 'x'])).toBe('x x\n');
    expect(rule('a b c\n', ['', 'x'])).toEqual(['exists']);
    expect(rule('a\n', ['', 'x'], ['q', 'y'])).toEqual(['exists', 'not-found']);
  });
});

describe('a refused edit is told what to do', () => {
  it.each([
    ['', 'an empty search makes a new file, but the file exists'],
    ['port: 80', 'the search text only fits inside a longer word or number: give whole lines'],
  ])('%j', (search, told) =>
    expect(built('port: 8080\n', [search, 'x'])).toEqual([[expect.anything(), 1, told]]),
  );
  it('two edits of one text', () =>
    expect(built('a b c\n', ['a b', 'x'], ['b c', 'y'])).toEqual([
      ['overlap', 2, 'two edits change the same text: send each change once'],
    ]));
  it('an excerpt', () => {
    const made = replaceWhole('f', 'a\n'.repeat(9), ['x'], 1);
    expect('problems' in made && made.problems.map(({ message }) => message)).toEqual([
      'the text keeps less than half of the file: it reads like an excerpt; send a diff',
    ]);
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
    expect(whole('a\nb\nc', 'a', 'x', 'c')).toBe('a\nx\nc');
    expect(whole('a\r\nb\nc\n', 'a', 'b', 'x')).toBe('a\r\nb\nx\n');
    expect(whole('a\nb\n', 'a', 'b', 'c')).toBe('a\nb\nc\n');
    expect(whole('\xef\xbb\xbfa\nb\n', 'x', 'b')).toBe('\xef\xbb\xbfx\nb\n');
    expect(whole('a\nb\n', 'b')).toBe('b\n');
    expect(whole('', 'a')).toBe('a\n');
  });
  it('keeps blank lines at its end that were dropped, and makes no more', () => {
    expect(whole('a\nb\n\n\n', 'a', 'x')).toBe('a\nx\n\n\n');
    expect(whole('a\nb\n', 'a', 'x', '')).toBe('a\nx\n');
    expect(whole('a\nb\n\n', 'a', 'x', '', ' ', '')).toBe('a\nx\n\n');
  });
  it('gets no blank lines at its start that stand there for looks', () => {
    expect(whole('a\nb\n', '', ' ', 'a', 'x')).toBe('a\nx\n');
    expect(whole('\na\nb\n', '', '', 'a', 'x')).toBe('\na\nx\n');
    expect(whole('\na\nb\n', 'a', 'b')).toBe('a\nb\n');
  });
  it('is none when most lines stay, although more differ than a diff looks for', () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `line ${i}`);
    const fresh = lines.map((line, i) => (i % 7 === 0 ? `${line} now` : line));
    const made = replaceWhole('f', `${lines.join('\n')}\n`, fresh, 1);
    expect(made).toEqual({ bytes: `${fresh.join('\n')}\n` });
  });
  it('is an excerpt when it keeps less than two fifths of five lines or more', () => {
    const five = 'a\nb\nc\nd\ne\n';
    expect(whole(five, 'a', 'x', 'y', 'z', 'v')).toEqual([['excerpt', 3]]);
    expect(whole(five, 'a', 'b', 'y', 'z', 'v')).toBe('a\nb\ny\nz\nv\n');
    expect(whole('a\nb\nc\nd\n', 'x', 'y', 'z', 'v')).toBe('x\ny\nz\nv\n');
  });
  it('may be numbered when the file is', () => {
    expect(whole('1: a\n2: b\n', '1: a', '2: c')).toBe('1: a\n2: c\n');
    expect(whole('a\nb\n', '1: a', '2: b')).toEqual([['garbled', 3]]);
    expect(whole('a\nb\n', ' a', ' b')).toEqual([['garbled', 3]]);
  });
  it('has no line that stands for lines which are gone, where it stands', () => {
    const REST = '# the rest is unchanged';
    expect(whole('a\nb\nc\n', 'a', REST)).toEqual([['elided', 3]]);
    expect(whole('a\nb\nc\nd\n', 'a', 'x', REST)).toEqual([['elided', 3]]);
    expect(whole('a\nb\nc\n', 'a', REST, 'c')).toBe(`a\n${REST}\nc\n`);
    expect(whole('a\nb\n', 'a', REST, 'b')).toBe(`a\n${REST}\nb\n`);
    expect(whole(`${REST}\na\nb\nc\n`, REST, 'a', 'c')).toBe(`${REST}\na\nc\n`);
    expect(whole(`a\n${REST}\nb\n`, 'a')).toBe('a\n');
  });
  it('with such a line is told what to send', () => {
    const made = replaceWhole('f', 'a\nb\nc\n', ['a', '# unchanged'], 1);
    expect('problems' in made && made.problems).toEqual([
      {
        rule: 'elided',
        path: 'f',
        line: 1,
        message: 'a line stands for text that was left out: write every line in full',
      },
    ]);
  });
});

describe('a new file given whole', () => {
  const made = (...lines: readonly string[]): unknown => wholeNewFile('f', lines, 7);
  it('is its lines, without blank ones around them', () => {
    expect(made('a', '', 'b ')).toEqual({ bytes: 'a\n\nb \n' });
    expect(made('', ' ', 'a', '\t', '')).toEqual({ bytes: 'a\n' });
    expect(made()).toEqual({ bytes: '' });
  });
  it('is no listing', () => {
    const told = (message: string) => ({ problems: [{ rule: 'garbled', path: 'f', line: 7, message }] });
    expect(made('1: a', '2: b')).toEqual(
      told('every line begins with its line number: send the lines as they stand in the file'),
    );
    expect(made(' a', '', ' b')).toEqual(
      told('every line of the new file begins with a blank: send the lines without it'),
    );
  });
});
