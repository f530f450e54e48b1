import { describe, expect, it } from 'vitest';
import { eolAt, joinFile, splitFile, trimEnd } from '../../../src/core/patch/lines.ts';

const BOM = '\xef\xbb\xbf';

describe('a file is split into lines', () => {
  it.each([
    ['nothing', '', []],
    ['one line', 'a\n', [['a', '\n']]],
    ['an open line', 'a', [['a', '']]],
    [
      'an empty line first',
      '\na',
      [
        ['', '\n'],
        ['a', ''],
      ],
    ],
    [
      'line ends of both kinds',
      'a\r\nb\n\r\n',
      [
        ['a', '\r\n'],
        ['b', '\n'],
        ['', '\r\n'],
      ],
    ],
    ['a carriage return alone', 'a\rb\r', [['a\rb\r', '']]],
    ['a byte order mark', `${BOM}a\n`, [['a', '\n']]],
    ['a byte order mark alone', BOM, []],
  ])('%s', (_, bytes, lines) => {
    const file = splitFile(bytes);
    expect(file.lines.map(({ text, eol }) => [text, eol])).toEqual(lines);
    expect(joinFile(file)).toBe(bytes);
  });
});

describe('a new line ends', () => {
  it.each([
    ['as the line before it', 'a\nb\r\nc\n', 2, '\r\n'],
    ['as the line before it, though others differ', 'a\r\nb\nc\r\n', 2, '\n'],
    ['as the first line, at the top', 'a\r\nb\n', 0, '\r\n'],
    ['as the first line, at the top, though the next differs', 'a\nb\r\n', 0, '\n'],
    ['as the last line that has an end', 'a\nb\r\nc', 3, '\r\n'],
    ['as the last line, past the end', 'a\nb\r\n', 9, '\r\n'],
    ['as the only line', 'a\r\n', 1, '\r\n'],
    ['plainly, when no line has an end', 'a', 1, '\n'],
    ['plainly, in an empty file', '', 0, '\n'],
  ])('%s', (_, bytes, index, eol) => expect(eolAt(splitFile(bytes), index)).toBe(eol));
});

describe('blanks at the end of a line', () => {
  it.each([
    ['a', 'a'],
    ['a \t\r ', 'a'],
    [' a b ', ' a b'],
    [' \t', ''],
    ['', ''],
    ['a\f', 'a\f'],
    ['a\xa0', 'a\xa0'],
  ])('%j', (text, trimmed) => expect(trimEnd(text)).toBe(trimmed));
});
