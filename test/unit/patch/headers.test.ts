/** The header lines of one file in a diff, each alone: what it says, and what only looks like it. */
import { describe, expect, it } from 'vitest';
import { type Draft, extended, headerName } from '../../../src/core/patch/headers.ts';

describe('a name as headers give it', () => {
  it.each([
    ['a/x', 'a/x'],
    ['a/two words', 'a/two words'],
    ['a/x  \t', 'a/x'],
    [' a/x', ' a/x'],
    ['a/x\t2026-11-21 10:00:00', 'a/x'],
    ['a/x\twhatever stands here', 'a/x'],
    ['a/x 2026-11-21 10:00', 'a/x'],
    ['a/x  2026-11-21T10:00:00.123456', 'a/x'],
    ['a/x 2026-11-21 10:00:00 +0100', 'a/x'],
    ['a/x 2026-11-21 10:00:00 UTC  ', 'a/x'],
    ['a/x 2026-11-21T10:00:00Z', 'a/x'],
    ['a/x 2026-11-21', 'a/x 2026-11-21'],
    ['a/x 2026-11-21 10:00:00 b', 'a/x 2026-11-21 10:00:00 b'],
    ['a/2026-11-21 10:00 b', 'a/2026-11-21 10:00 b'],
    ['`a/x`', 'a/x'],
    ['`a/x` ', 'a/x'],
    ['`a/x', '`a/x'],
    ['a/x`', 'a/x`'],
    ['a/`x`', 'a/`x`'],
    ['`a/x`y', '`a/x`y'],
    ['`a`x`', '`a`x`'],
    ['``', '``'],
    ['"a/x"', '"a/x"'],
  ])('%j is %j', (raw, name) => expect(headerName(raw)).toBe(name));
  it.each([
    '/dev/null',
    'dev/null',
    'a/dev/null',
    'b/dev/null',
    '/dev/null\t1970',
    '`/dev/null`',
    'dev/null ',
  ])('%j is no file', (raw) => expect(headerName(raw)).toBeNull());
  it.each([
    'c/dev/null',
    'ab/dev/null',
    '/a/dev/null',
    '/dev/null/x',
    '/dev/nulls',
    'xdev/null',
    'dev',
    '//dev/null',
  ])('%j is a file', (raw) => expect(headerName(raw)).toBe(raw));
});

const draftOf = (more: Partial<Draft> = {}): Draft => ({ no: 1, names: [], hunks: [], head: true, ...more });
/** What a header line adds to a draft; undefined when it is none. */
const said = (text: string, more: Partial<Draft> = {}): unknown => {
  const draft = draftOf(more);
  if (!extended(draft, text)) {
    expect(draft).toEqual(draftOf(more));
    return undefined;
  }
  const { no: _, names: __, hunks: ___, head: ____, ...rest } = draft;
  return rest;
};

describe('a header line', () => {
  it.each<readonly [string, Partial<Draft>]>([
    ['old mode 100644', { oldMode: '100644' }],
    ['new mode 100755', { newMode: '100755' }],
    ['new file mode 120000', { newFileMode: '120000' }],
    ['deleted file mode 100644', { deletedMode: '100644' }],
    ['rename from two words', { renameFrom: 'two words' }],
    ['rename from /dev/null', { renameFrom: '' }],
    ['rename from `x`', { renameFrom: 'x' }],
    ['rename to two words\t', { renameTo: 'two words' }],
    ['rename to /dev/null', { renameTo: '' }],
    ['copy from x', { copy: true }],
    ['copy to x', { copy: true }],
    ['index 12ab..34cd 100755', { oldMode: '100755', changes: true }],
    ['index 12ab..34cd', { changes: true }],
    ['index 0000000..e69de29', {}],
    ['index 0000000..e69de29bb2', {}],
    ['index 0000000..e69de29 100644', { oldMode: '100644', changes: true }],
    ['GIT binary patch', { binary: true }],
    ['Binary files a/x y and b/x differ', { binary: true }],
    ['similarity index 9%', { changes: true }],
    ['similarity index 95%', { changes: true }],
    ['similarity index 100%', {}],
    ['dissimilarity index 90%', { changes: true }],
    ['==========', {}],
    ['='.repeat(67), {}],
  ])('%s', (text, want) => expect(said(text)).toEqual(want));
  it.each([
    'old mode',
    'old mode x',
    'old mode 100644 x',
    ' old mode 100644',
    'new mode 1 2',
    'new files mode 100644',
    'deleted mode 100644',
    'rename from ',
    'rename x to y',
    'copy x to y',
    'copy in x',
    'index x..y',
    'index 12ab',
    'index 12ab..34cd x',
    'index 12ab..34cd 100644 x',
    'index 12ab..',
    'GIT binary patches',
    'Binary files differ',
    'Binary files a and b differ.',
    'similarity index ',
    'dissimilarity index ',
    '=========',
    '========== x',
    '',
    'prose',
  ])('is not %j', (text) => expect(said(text)).toBeUndefined());
  it('an index names the mode only where no other line did', () => {
    expect(said('index 1..2 120000', { oldMode: '100644' })).toEqual({ oldMode: '100644', changes: true });
    expect(said('old mode 120000', { oldMode: '100644' })).toEqual({ oldMode: '120000' });
  });
});
