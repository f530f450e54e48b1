/** Signs that a text is a listing or an outline of a file, each beside a file that only looks like it. */
import { describe, expect, it } from 'vitest';
import { listingProblem, standsIn } from '../../../src/core/patch/listing.ts';

const NUMBERED = 'every line begins with its line number: send the lines as they stand in the file';
const SHIFTED = 'every line of the new file begins with a blank: send the lines without it';

describe('a text that is to be all of a file', () => {
  it.each([
    ['numbers and bars', ['1 | a', '2 | b', '3 | c'], NUMBERED],
    ['numbers and bars, no blanks', ['1|a', '2|b'], NUMBERED],
    ['numbers and colons', ['1: a', '2: b'], NUMBERED],
    ['numbers and tabs, as cat -n', ['     9\ta', '    10\tb'], NUMBERED],
    ['numbers from the middle of a file', ['99: a', '100: b', '101: c'], NUMBERED],
    ['numbers of empty lines', ['1:', '2:'], NUMBERED],
    ['a blank in front', [' a', ' b'], SHIFTED],
    ['a blank in front of all that is written', [' a', '', '  b', ' '], SHIFTED],
    ['two blanks in front', ['  a', '  b'], SHIFTED],
  ])('is none with %s', (_, lines, want) => expect(listingProblem(lines)).toBe(want));
  it.each([
    ['no lines', []],
    ['blank lines', ['', ' ', '  ']],
    ['one numbered line', ['1: a']],
    ['one indented line', [' a']],
    ['one indented line among blank ones', ['', ' a', ' ']],
    ['a number left out', ['1: a', '3: b']],
    ['a number twice', ['1: a', '1: b']],
    ['numbers that go down', ['2: a', '1: b']],
    ['numbers that only begin', ['1: a', '2: b', 'c']],
    ['numbers that begin later', ['a', '1: b', '2: c']],
    ['numbers and dots: a list', ['1. a', '2. b']],
    ['numbers alone', ['1', '2']],
    ['numbers and blanks', ['1 a', '2 b']],
    ['numbers of seven figures', ['1000001: a', '1000002: b']],
    ['numbers behind words', ['a 1: b', 'a 2: c']],
    ['one line in the first column', [' a', 'b', ' c']],
    ['tabs', ['\ta', '\tb']],
    ['lines as they are', ['a:', '  b: 1']],
  ])('is one with %s', (_, lines) => expect(listingProblem(lines)).toBeUndefined());
});

describe('a line that stands for others', () => {
  it.each([
    'unchanged',
    '# unchanged',
    '# [unchanged]',
    '// omitted',
    '(snip)',
    '<!-- snipped -->',
    '... truncated ...',
    'as before',
    '# same as before',
    'No change',
    '# no changes here',
    '# the rest is unchanged',
    '# rest of the file stays',
    'remainder omitted',
    '# remaining lines remain',
    '// existing code here',
    '# other keys as above',
    '# previous lines as below',
    '# everything else stays',
    '# the rest remains the same',
  ])('%j', (line) => expect(standsIn(line)).toBe(true));
  it.each([
    'unchanged: true',
    'a unchanged',
    'unchanged b',
    'snippet',
    'state: unchanged',
    '# the rest',
    'rest: same',
    'other = same',
    'the restore stays',
    'a: rest is unchanged',
    '# see the rest above',
    'no changes there',
    'hereafter',
    '',
  ])('not %j', (line) => expect(standsIn(line)).toBe(false));
});
