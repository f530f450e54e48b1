/** Answers that can be read in two ways: which reading wins, and when neither may. */
import { describe, expect, it } from 'vitest';
import { gate } from '../../../src/core/patch/gate.ts';
import type { Verdict } from '../../../src/core/patch/types.ts';
import { POLICY, resultsOf, rulesOf, text, treeOf } from './tree.ts';

const FILE = 'one\ntwo\n\nfour\nfive\nsix\n';
const tree = treeOf({ 'cluster/x.yaml': FILE });
const policy = { ...POLICY, contentRules: 'off' } as const;
const HEAD = '--- a/cluster/x.yaml\n+++ b/cluster/x.yaml\n';
const judge = (patch: string): Verdict => gate(text(patch), tree, policy);
const x = (patch: string): string | null | undefined => resultsOf(judge(patch))['cluster/x.yaml'];

describe('lines after the count is full', () => {
  it('belong to the hunk when the file confirms them', () => {
    expect(x(`${HEAD}@@ -1,2 +1,2 @@\n-one\n+ONE\n two\n\n four\n-five\n+FIVE\n`)).toBe(
      'ONE\ntwo\n\nfour\nFIVE\nsix\n',
    );
  });
  it('are prose when prose follows and the file does not know them', () => {
    expect(x(`${HEAD}@@ -1,2 +1,2 @@\n-one\n+ONE\n two\n\n- a remark\n+ another\n\nThat is all.\n`)).toBe(
      'ONE\ntwo\n\nfour\nfive\nsix\n',
    );
  });
  it('are neither when only added lines follow', () => {
    expect(rulesOf(judge(`${HEAD}@@ -1,2 +1,2 @@\n-one\n+ONE\n two\n\n+new\n`))).toEqual(['unclear']);
  });
  it('may be a rule of dashes', () => {
    expect(x(`${HEAD}@@ -1,2 +1,2 @@\n-one\n+ONE\n two\n\n---\n`)).toBe('ONE\ntwo\n\nfour\nfive\nsix\n');
  });
});

describe('what stands around a patch', () => {
  const HUNK = '@@ -1,2 +1,2 @@\n-one\n+ONE\n two\n';
  const want = FILE.replace('one', 'ONE');
  it('prose may touch its first line and its last', () => {
    expect(x(`This mends it:\n${HEAD}${HUNK}`)).toBe(want);
    expect(x(`${HEAD}${HUNK}Run it again.\n`)).toBe(want);
  });
  it('prose between two sections hides neither', () => {
    expect(x(`${HEAD}${HUNK}\nAnd then:\n\n${HEAD}@@ -5,2 +5,2 @@\n five\n-six\n+SIX\n`)).toBe(
      want.replace('six', 'SIX'),
    );
  });
  it('a file name may stand right above a block without a fence', () => {
    expect(x('cluster/x.yaml\n<<<<<<< SEARCH\none\n=======\nONE\n>>>>>>> REPLACE\n')).toBe(want);
  });
  it('a name in the line of the fence counts for its block', () => {
    expect(x('```yaml cluster/x.yaml\n<<<<<<< SEARCH\none\n=======\nONE\n>>>>>>> REPLACE\n```\n')).toBe(want);
  });
  it('a second block goes to the last file that was named', () => {
    const second = '<<<<<<< SEARCH\nsix\n=======\nSIX\n>>>>>>> REPLACE\n';
    expect(x(`cluster/x.yaml\n<<<<<<< SEARCH\none\n=======\nONE\n>>>>>>> REPLACE\n${second}`)).toBe(
      want.replace('six', 'SIX'),
    );
  });
  it('a block keeps the lines that both sides share', () => {
    const blanks = treeOf({ 'cluster/x.yaml': 'a  \nb\nc  \n' });
    const block = 'cluster/x.yaml\n<<<<<<< SEARCH\na\nb\nc\n=======\na\nB\nc\n>>>>>>> REPLACE\n';
    expect(resultsOf(gate(text(block), blanks, policy))).toEqual({ 'cluster/x.yaml': 'a  \nB\nc  \n' });
  });
});

describe('a section that adds', () => {
  it('never lands on a file that is there, whatever its headers leave out', () => {
    expect(
      rulesOf(
        judge(
          'diff --git a/cluster/x.yaml b/cluster/x.yaml\n--- /dev/null\n+++ b/cluster/x.yaml\n@@ -0,0 +1 @@\n+one\n',
        ),
      ),
    ).toEqual(['exists']);
    expect(rulesOf(judge(`${HEAD}@@ -0,0 +1 @@\n+one\n`))).toEqual(['no-context']);
  });
  it('may come without /dev/null when there is no such file', () => {
    expect(resultsOf(judge('--- a/cluster/apps/n\n+++ b/cluster/apps/n\n@@ -0,0 +1 @@\n+n\n'))).toEqual({
      'cluster/apps/n': 'n\n',
    });
  });
  it('may not have context', () => {
    expect(rulesOf(judge('--- /dev/null\n+++ b/cluster/apps/n\n@@ -0,0 +1,2 @@\n+n\n m\n'))).toEqual([
      'garbled',
    ]);
  });
});

it('the same exact edit twice is one edit', () => {
  const edit = { path: 'cluster/x.yaml', search: 'one', replace: 'ONE' };
  expect(resultsOf(gate({ form: 'edits', edits: [edit, edit] }, tree, policy))).toEqual({
    'cluster/x.yaml': FILE.replace('one', 'ONE'),
  });
  expect(rulesOf(gate({ form: 'edits', edits: [edit, { ...edit, replace: 'EINS' }] }, tree, policy))).toEqual(
    ['overlap'],
  );
});

it('a file of four lines may be rewritten whole, a longer one not by an excerpt', () => {
  const short = treeOf({ 'cluster/x.yaml': 'a\nb\nc\nd\n' });
  const whole = 'cluster/x.yaml\n```yaml\nz: 1\n```\n';
  expect(resultsOf(gate(text(whole), short, policy))).toEqual({ 'cluster/x.yaml': 'z: 1\n' });
  expect(rulesOf(gate(text(whole), tree, policy))).toEqual(['excerpt']);
});

it('no hint is given for a file that is nowhere', () => {
  const verdict = judge('--- a/cluster/q.txt\n+++ b/cluster/q.txt\n@@ @@\n-a\n+b\n');
  expect(!verdict.ok && verdict.violations[0]?.message).toBe('no such file is tracked');
});

describe('small print', () => {
  const add = '--- /dev/null\n+++ b/cluster/apps/n\n@@ -0,0 +1,2 @@\n+n\n+m\n';
  it('the policy may forbid new files, and may name several folders for them', () => {
    expect(rulesOf(gate(text(add), tree, { ...policy, allowNewFiles: false }))).toEqual(['new-file']);
    expect(
      rulesOf(
        gate(text(add), tree, { ...policy, allowedFiles: [], newFilesUnder: ['docs', 'cluster/apps'] }),
      ),
    ).toEqual([]);
    expect(rulesOf(gate(text(add), tree, { ...policy, allowedFiles: [], newFilesUnder: ['docs'] }))).toEqual([
      'scope',
    ]);
  });
  it('the mode in an index line counts', () => {
    const git = 'diff --git a/cluster/x.yaml b/cluster/x.yaml\nindex 1..2 120000\n';
    expect(rulesOf(judge(`${git}${HEAD}@@ -1 +1 @@\n-one\n+ONE\n`))).toEqual(['symlink']);
  });
  it('a section without a pair of names takes those of its git line, blanks and all', () => {
    const moved = treeOf({ 'cluster/a b': 'x\n' });
    const patch = 'diff --git a/cluster/a b b/cluster/a b\ndeleted file mode 100644\n';
    expect(resultsOf(gate(text(patch), moved, { ...policy, allowDelete: true }))).toEqual({
      'cluster/a b': null,
    });
  });
  it('blank lines at the end of a file outlive a whole-file answer', () => {
    const tail = treeOf({ 'cluster/x.yaml': 'a\nb\n\n\n' });
    expect(resultsOf(gate(text('cluster/x.yaml\n```\na\nB\n```\n'), tail, policy))).toEqual({
      'cluster/x.yaml': 'a\nB\n\n\n',
    });
    expect(resultsOf(gate(text('cluster/x.yaml\n```\na\nB\n\n\n\n```\n'), tail, policy))).toEqual({
      'cluster/x.yaml': 'a\nB\n\n\n',
    });
  });
  it('an edit in JSON needs all three of its parts', () => {
    expect(rulesOf(judge('{"edits": [{"path": "cluster/x.yaml", "search": "one"}]}'))).toEqual(['cut-off']);
    expect(rulesOf(judge('{"edits": ["one"]}'))).toEqual(['cut-off']);
  });
  it('a full context is whole even when the counts are short', () => {
    expect(x(`${HEAD}@@ -1,9 +1,8 @@\n-one\n+ONE\n two\n \n four\n`)).toBe('ONE\ntwo\n\nfour\nfive\nsix\n');
    expect(rulesOf(judge(`${HEAD}@@ -1,9 +1,9 @@\n-one\n+ONE\n two\n \n four\n five\n`))).toEqual([
      'cut-off',
    ]);
  });
});
