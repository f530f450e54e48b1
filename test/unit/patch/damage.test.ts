/** Damage to a diff that once led to a tree nobody asked for. */
import { describe, expect, it } from 'vitest';
import { gate } from '../../../src/core/patch/gate.ts';
import type { Verdict } from '../../../src/core/patch/types.ts';
import { POLICY, resultsOf, rulesOf, text, treeOf } from './tree.ts';

const FILE = 'one\ntwo\nthree\nfour\nfive\n';
const tree = treeOf({ 'cluster/x.yaml': FILE });
const policy = { ...POLICY, contentRules: 'off' } as const;
const judge = (patch: string): Verdict => gate(text(patch), tree, policy);
const HEAD = '--- a/cluster/x.yaml\n+++ b/cluster/x.yaml\n';
const ADD = '--- /dev/null\n+++ b/cluster/apps/n\n';

describe('lines that lost their plus', () => {
  it('make no empty new file', () => {
    expect(rulesOf(judge(`${ADD}@@ -0,0 +1,2 @@\nn: 1\nm: 2\n`))).toEqual(['garbled']);
    expect(rulesOf(judge(`${ADD}@@ @@\nn: 1\nm: 2\n`))).toEqual(['garbled']);
  });
  it('are not dropped from the end of a new file', () => {
    expect(rulesOf(judge(`${ADD}@@ -0,0 +1,2 @@\n+n: 1\nm: 2\n`))).toEqual(['garbled']);
  });
  it('are not dropped from the end of a change', () => {
    expect(rulesOf(judge(`${HEAD}@@ -2,1 +2,2 @@\n-two\n+TWO\nnew\n`))).toEqual(['garbled']);
  });
  it('are told from a remark by the counts, or by the blank line before it', () => {
    expect(resultsOf(judge(`${ADD}@@ -0,0 +1,1 @@\n+n: 1\nThat is all.\n`))).toEqual({
      'cluster/apps/n': 'n: 1\n',
    });
    expect(resultsOf(judge(`${HEAD}@@ -1,9 +1,9 @@\n one\n-two\n+TWO\n three\n\nThat is all.\n`))).toEqual({
      'cluster/x.yaml': FILE.replace('two', 'TWO'),
    });
  });
  it('are taken as empty lines where only a new file can be meant', () => {
    expect(resultsOf(judge(`${ADD}@@ -0,0 +1,4 @@\n+a\n\n\n+b\n`))).toEqual({
      'cluster/apps/n': 'a\n\n\nb\n',
    });
  });
  it('an empty new file may still be asked for', () => {
    const patch =
      'diff --git a/cluster/apps/n b/cluster/apps/n\nnew file mode 100644\nindex 0000000..e69de29\n';
    expect(resultsOf(judge(patch))).toEqual({ 'cluster/apps/n': '' });
  });
});

describe('"No newline at end of file" where the file does not end', () => {
  const MARK = '\\ No newline at end of file\n';
  it.each([
    ['after context', `@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n${MARK}`],
    ['after an added line', `@@ -1,2 +1,2 @@\n one\n-two\n+TWO\n${MARK}`],
    ['inside a hunk', `@@ -1,5 +1,5 @@\n one\n-two\n+TWO\n${MARK} three\n four\n five\n`],
  ])('%s takes no newline away', (_, hunk) =>
    expect(resultsOf(judge(HEAD + hunk))).toEqual({ 'cluster/x.yaml': FILE.replace('two', 'TWO') }),
  );
});

it('a model that got stuck on empty lines costs neither its patch nor the memory', () => {
  const blanks = '\n'.repeat(190_000);
  expect(resultsOf(judge(`${HEAD}@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n${blanks}`))).toEqual({
    'cluster/x.yaml': FILE.replace('two', 'TWO'),
  });
});
