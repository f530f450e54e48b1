import { describe, expect, it } from 'vitest';
import {
  canonicalPath,
  fold,
  isGitDir,
  newNameProblem,
  splitGitHeader,
  unquote,
} from '../../../src/core/patch/names.ts';

describe('quoting of git', () => {
  it.each([
    ['plain name', 'plain name'],
    ['"quoted"', 'quoted'],
    ['"r\\303\\251seau.md"', 'r\xc3\xa9seau.md'],
    ['"a\\tb\\n\\"c\\"\\\\d"', 'a\tb\n"c"\\d'],
    ['"\\a\\b\\v\\f\\r"', '\x07\b\v\f\r'],
    ['"name"  ', 'name'],
    ['"name"\t2026-11-20', 'name'],
    ['""', ''],
  ])('%j is %j', (raw, name) => expect(unquote(raw)).toBe(name));
  it.each(['"open', '"', '"name" more', '"bad \\q escape"', '"\\', '"\\8"', '"\\12"', '"\\477"', '"x\\0123'])(
    '%j is broken',
    (raw) => expect(unquote(raw)).toBeUndefined(),
  );
});

describe('the names of a `diff --git` line', () => {
  it.each([
    ['a/x b/x', 'a/x', 'b/x'],
    ['a/x b/y  ', 'a/x', 'b/y'],
    ['a/two words.md b/two words.md', 'a/two words.md', 'b/two words.md'],
    ['two words two words', 'two words', 'two words'],
    ['"a/r\\303\\251 x" b/plain x', '"a/r\\303\\251 x"', 'b/plain x'],
    ['a/plain x "b/r\\303\\251 x"', 'a/plain x', '"b/r\\303\\251 x"'],
    ['"a/say \\"hi\\" x" "b/say \\"hi\\" x"', '"a/say \\"hi\\" x"', '"b/say \\"hi\\" x"'],
  ])('%s', (line, left, right) => expect(splitGitHeader(line)).toEqual([left, right]));
  it.each([
    'a/one two b/one three',
    'a/two words b/two word',
    'a/x y b/x',
    'x/two words y/two words',
    'x/two words b/two words',
    'a/two words y/two words',
    'a/two wordx b/two wordy',
    'a/two words a/two wordz',
    'x "a/x" "b/x',
    'a/x "b/x" c',
    'x "a/x" c',
    'one',
    'a/two wordsxb/two words',
    'b/two words a/two words',
  ])('%s cannot be told apart', (line) => expect(splitGitHeader(line)).toBeUndefined());
});

describe('a repo path', () => {
  it.each([
    ['"open', 'its quoting is broken'],
    ['bad\xff', 'it is not UTF-8'],
    ['', 'it is empty'],
    ['x'.repeat(1025), 'it is longer than 1024 characters'],
    ['a\x00b', 'it holds a control, blank-like or invisible character'],
    ['a\tb', 'it holds a control, blank-like or invisible character'],
    ['a\\b', 'it holds a backslash'],
    ['/etc/passwd', 'it is not relative'],
    ['C:/x', 'it is not relative'],
    ['z:x', 'it is not relative'],
    ['~/x', 'it is not relative'],
    ['a//b', 'it holds an empty, `.` or `..` segment; write the path as `git ls-files` does'],
    ['a/./b', 'it holds an empty, `.` or `..` segment; write the path as `git ls-files` does'],
    ['a/../b', 'it holds an empty, `.` or `..` segment; write the path as `git ls-files` does'],
    ['.', 'it holds an empty, `.` or `..` segment; write the path as `git ls-files` does'],
    ['a/', 'it holds an empty, `.` or `..` segment; write the path as `git ls-files` does'],
  ])('%j: %s', (raw, problem) => expect(canonicalPath(raw)).toEqual({ problem }));
  it.each(['x'.repeat(1024), 'a/b.yaml', 'a b', '.env.d/...x', 'backup~', 'a/b~', 'x/C:y', 'ab:c', '1:x'])(
    '%j is one',
    (path) => expect(canonicalPath(path)).toEqual({ path }),
  );
  it('is read as UTF-8', () => expect(canonicalPath('r\xc3\xa9')).toEqual({ path: 'r\u00e9' }));
});

describe('names that are the same to some file system', () => {
  it.each([
    ['README.md', 'readme.MD'],
    ['a/b..', 'a/b'],
    ['a. ./b', 'a/b'],
    ['re\u0301seau', 'r\u00e9seau'],
    ['a\u200bb', 'ab'],
    ['\uff41', 'a'],
  ])('%j and %j', (one, other) => expect(fold(one)).toBe(fold(other)));
  it('and others are not', () => {
    expect(fold('a.b')).not.toBe(fold('ab'));
    expect(fold('a /b')).toBe('a/b');
    expect(fold('a b')).toBe('a b');
  });
});

describe('the name of a new file', () => {
  const LETTER = 'it holds a letter or sign from outside the Latin script';
  const ENDS = 'a segment begins or ends in a blank or ends in a dot';
  it.each([
    ['re\u0301', 'it is not in Unicode form NFC'],
    ['a:b', 'it holds one of < > : " | ? * `'],
    ['`a.yaml`', 'it holds one of < > : " | ? * `'],
    ['a/b.', ENDS],
    ['a /b', ENDS],
    ['a/ b', ENDS],
    ['a~1', 'it looks like a short (8.3) name'],
    ['a~12.yaml', 'it looks like a short (8.3) name'],
    ['d~1/x', 'it looks like a short (8.3) name'],
    ['aux', 'it is a reserved device name'],
    ['a/Com1.txt', 'it is a reserved device name'],
    ['lpt9', 'it is a reserved device name'],
    ['prn.yaml', 'it is a reserved device name'],
    ['-rf', 'a segment begins with a dash'],
    ['a/-x', 'a segment begins with a dash'],
    ['bl\u043eg', LETTER],
    ['x\u{1f600}', LETTER],
    ['x\u0080', LETTER],
  ])('%j: %s', (path, problem) => expect(newNameProblem(path)).toBe(problem));
  it.each([
    'console',
    'falcon',
    'falcon.yaml',
    'compose',
    'lptx',
    'com10',
    'a~b',
    'x~1a',
    'été',
    'a-b',
    'a.b',
    '\x7f',
  ])('%j is fine', (path) => expect(newNameProblem(path)).toBeUndefined());
});

describe('.git in disguise', () => {
  it.each([
    '.git',
    '.GIT',
    '.git.',
    '.git . .',
    '.git::$INDEX_ALLOCATION',
    '.g\u200cit',
    'git~1',
    'GIT~12',
    'gi7eba~1',
  ])('%j', (segment) => expect(isGitDir(segment)).toBe(true));
  it.each([
    'git',
    '.gitx',
    'x.git',
    '.github',
    'xgit~1',
    'git~1x',
    'git~',
    'gi7eb~1',
    'gizzzz~1',
    'gi7eba~x',
  ])('not %j', (segment) => expect(isGitDir(segment)).toBe(false));
});
