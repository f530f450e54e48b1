import { describe, expect, it } from 'vitest';
import type { Body, Hunk, HunkLine, Section } from '../../../src/core/patch/ops.ts';
import { possiblePaths, resolveSection } from '../../../src/core/patch/resolve.ts';
import { treeOf } from './tree.ts';

const tree = treeOf(
  { 'x.yaml': '', 'a/y.yaml': '', 'y.yaml': '', 'run.sh': '', 'b/only.yaml': '' },
  { 'run.sh': '100755' },
);
const hunk = (...kinds: readonly HunkLine['kind'][]): Hunk => ({
  no: 1,
  lines: kinds.map((kind, no) => ({ kind, text: 't', no })),
});
const hunks = (...list: readonly Hunk[]): Body => ({ kind: 'hunks', hunks: list });
const CHANGE = hunks(hunk(' ', '-', '+'));
const NEW = hunks(hunk('+', '+'));

const section = (old: string | null, fresh: string | null, more: Partial<Section> = {}): Section => ({
  no: 5,
  names: [[old, fresh]],
  prefixed: true,
  body: CHANGE,
  ...more,
});
/** `kind path`, with what else there is; a refusal as `rule: message`. */
const says = (wanted: Section): string => {
  const op = resolveSection(wanted, tree);
  if ('rule' in op) return `${op.rule}: ${op.message}`;
  const from = op.from === undefined ? '' : ` from ${op.from}`;
  return `${op.kind} ${op.path}${from}${op.asksMode === undefined ? '' : ` as ${op.asksMode}`}`;
};
const DISAGREE =
  'headers-disagree: the headers of this file section do not all name the same file: use `--- a/PATH` and `+++ b/PATH` with one path';

describe('which file is meant', () => {
  it.each([
    ['a/x.yaml', 'b/x.yaml', 'modify x.yaml'],
    ['x.yaml', 'x.yaml', 'modify x.yaml'],
    ['i/x.yaml', 'w/x.yaml', 'modify x.yaml'],
    ['c/x.yaml', 'o/x.yaml', 'modify x.yaml'],
    ['b/only.yaml', 'b/only.yaml', 'modify b/only.yaml'],
    ['a/y.yaml', 'b/y.yaml', 'modify y.yaml'],
    ['i/none.yaml', 'i/none.yaml', 'modify none.yaml'],
    ['data/none.yaml', 'data/none.yaml', 'modify data/none.yaml'],
    ['a/x.yaml', null, 'delete x.yaml'],
    [null, 'w/n.yaml', 'add n.yaml'],
  ])('%s and %s', (old, fresh, words) => expect(says(section(old, fresh))).toBe(words));
  it.each([
    ['a/x.yaml', 'b/y.yaml'],
    ['x/x.yaml', 'y/x.yaml'],
    ['a/y.yaml', 'a/y.yaml'],
    ['a/none.yaml', 'a/none.yaml'],
    [null, 'b/n.yaml'],
    [null, null],
  ])('%s and %s: nobody can tell', (old, fresh) => expect(says(section(old, fresh))).toBe(DISAGREE));
  it('other formats have no prefixes', () =>
    expect(says(section('a/y.yaml', 'a/y.yaml', { prefixed: false }))).toBe('modify a/y.yaml'));
  it('all headers must agree', () => {
    const names = [
      ['a/x.yaml', 'b/x.yaml'],
      ['a/x.yaml', 'b/y.yaml'],
    ] as const;
    expect(says(section(null, null, { names }))).toBe(DISAGREE);
    const same = [
      ['a/x.yaml', 'b/x.yaml'],
      ['a/x.yaml', null],
    ] as const;
    expect(says(section(null, null, { names: same }))).toBe('delete x.yaml');
  });
  it('a name that is no repo path is refused wherever it stands', () => {
    const BAD =
      'path: the file name "../x" is not a repo path: it holds an empty, `.` or `..` segment; write the path as `git ls-files` does';
    expect(says(section('../x', 'b/x.yaml'))).toBe(BAD);
    expect(says(section('a/x.yaml', '../x'))).toBe(BAD);
    expect(says(section('a/x.yaml', 'b/x.yaml', { renameFrom: '../x', renameTo: 'n' }))).toBe(BAD);
    expect(says(section('a/x.yaml', 'b/x.yaml', { renameFrom: 'x.yaml', renameTo: '../x' }))).toBe(BAD);
  });
});

describe('renames', () => {
  const moved = { renameFrom: 'x.yaml', renameTo: 'n.yaml' };
  it('have names of their own, which the headers must give, too', () => {
    expect(says(section('a/x.yaml', 'b/n.yaml', moved))).toBe('rename n.yaml from x.yaml');
    expect(says(section('x.yaml', 'n.yaml', moved))).toBe('rename n.yaml from x.yaml');
    expect(says(section('a/x.yaml', 'b/m.yaml', moved))).toBe(DISAGREE);
    expect(says(section('a/m.yaml', 'b/n.yaml', moved))).toBe(DISAGREE);
    const twice = (old: string, fresh: string): Section => ({
      ...section(null, null, moved),
      names: [
        ['a/x.yaml', 'b/n.yaml'],
        [old, fresh],
      ],
    });
    expect(says(twice('a/x.yaml', 'b/n.yaml'))).toBe('rename n.yaml from x.yaml');
    expect(says(twice('a/m.yaml', 'b/n.yaml'))).toBe(DISAGREE);
    expect(says(twice('a/x.yaml', 'b/m.yaml'))).toBe(DISAGREE);
    const deep = { renameFrom: 'a/y.yaml', renameTo: 'a/n.yaml' };
    expect(says(section('a/y.yaml', 'a/n.yaml', deep))).toBe('rename a/n.yaml from a/y.yaml');
  });
  it('have two ends', () => {
    expect(says(section('a/x.yaml', 'b/x.yaml', { renameFrom: 'x.yaml' }))).toBe(DISAGREE);
    expect(says(section('a/x.yaml', 'b/x.yaml', { renameTo: 'x.yaml' }))).toBe(DISAGREE);
  });
  it('are no copies', () =>
    expect(says(section('a/x.yaml', 'b/x.yaml', { copy: true }))).toBe(
      'rename: copies are refused: add the file with its content',
    ));
});

describe('what is done', () => {
  it('adding and deleting by the headers', () => {
    const both = (more: Partial<Section>) => says(section('a/x.yaml', 'b/x.yaml', more));
    expect(both({ deletedMode: '100644' })).toBe('delete x.yaml');
    expect(both({ op: 'delete' })).toBe('delete x.yaml');
    expect(both({ newFileMode: '100644' })).toBe('add x.yaml');
    expect(both({ op: 'add' })).toBe('add x.yaml');
    expect(both({ binary: true })).toBe('binary: binary patches are refused: change text files only');
  });
  it('a file that is not there and only gets lines is new', () => {
    const gets = (body: Body, path = 'n.yaml') => says(section(`a/${path}`, `b/${path}`, { body }));
    expect(gets(NEW)).toBe('add n.yaml');
    expect(gets(NEW, 'x.yaml')).toBe('modify x.yaml');
    expect(gets(CHANGE)).toBe('modify n.yaml');
    expect(gets(hunks(hunk(' ', '+')))).toBe('modify n.yaml');
    expect(gets(hunks(hunk('+'), hunk('+')))).toBe('modify n.yaml');
    expect(gets(hunks())).toBe('modify n.yaml');
    const bare: HunkLine = { kind: ' ', text: '', no: 1, bare: true };
    expect(gets(hunks({ no: 1, lines: [...hunk('+').lines, bare] }))).toBe('add n.yaml');
    expect(gets(hunks({ no: 1, lines: [bare] }))).toBe('modify n.yaml');
    expect(gets({ kind: 'whole', lines: ['t'] })).toBe('add n.yaml');
    const edit = (search: string) => ({ no: 1, search, replace: 'r' });
    expect(gets({ kind: 'replacements', replacements: [edit('')] })).toBe('add n.yaml');
    expect(gets({ kind: 'replacements', replacements: [edit('s')] })).toBe('modify n.yaml');
    expect(gets({ kind: 'replacements', replacements: [edit(''), edit('')] })).toBe('modify n.yaml');
  });
  it('the mode is told only where it is another than the file has', () => {
    const mode = (more: Partial<Section>, path = 'x.yaml') => says(section(`a/${path}`, `b/${path}`, more));
    expect(mode({ oldMode: '100644', newMode: '100755' })).toBe('modify x.yaml as 100755');
    expect(mode({ oldMode: '100644', newMode: '100755' }, 'run.sh')).toBe('modify run.sh');
    expect(mode({ newMode: '100644' }, 'run.sh')).toBe('modify run.sh as 100644');
    expect(mode({ oldMode: '100644' }, 'run.sh')).toBe('modify run.sh');
    expect(mode({ oldMode: '120000' })).toBe('modify x.yaml as 120000');
    expect(mode({ newMode: '160000' })).toBe('modify x.yaml as 160000');
    expect(mode({ deletedMode: '120000' })).toBe('delete x.yaml as 120000');
    expect(mode({ newFileMode: '100755' }, 'n.sh')).toBe('add n.sh as 100755');
    expect(mode({ newFileMode: '100644' }, 'n.sh')).toBe('add n.sh');
  });
  it('line ends of a new file are handed on', () => {
    expect(resolveSection(section(null, 'w/n', { crlf: true, body: NEW }), tree)).toEqual({
      kind: 'add',
      path: 'n',
      no: 5,
      body: NEW,
      crlf: true,
    });
    expect(resolveSection(section(null, 'w/n', { body: NEW }), tree)).toEqual({
      kind: 'add',
      path: 'n',
      no: 5,
      body: NEW,
    });
  });
});

describe('the files to load', () => {
  it('are all that any reading could mean', () => {
    expect(possiblePaths(section('a/x', null))).toEqual(['a/x', 'x']);
    expect(possiblePaths(section('a/x', 'b/x', { prefixed: false }))).toEqual(['a/x', 'b/x']);
    expect(possiblePaths(section('../x', 'y', { renameFrom: 'a/f', renameTo: 'g' }))).toEqual([
      'y',
      'a/f',
      'f',
      'g',
    ]);
  });
});
