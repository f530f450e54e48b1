/** What stands around a diff in an answer: fences, indentation, prose. */
import { describe, expect, it } from 'vitest';
import { gate } from '../../../src/core/patch/gate.ts';
import type { Verdict, Violation } from '../../../src/core/patch/types.ts';
import { POLICY, resultsOf, text, treeOf } from './tree.ts';

const FILE = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n';
const WANT = FILE.replace('four', 'FOUR');
const tree = treeOf({
  'cluster/x.yaml': FILE,
  'cluster/y.yaml': 'k: 1\n',
  'cluster/r.md': 'a\n```\nb\n```\nc\n',
});
const policy = { ...POLICY, contentRules: 'off' } as const;
const judge = (answer: string): Verdict => gate(text(answer), tree, policy);
const x = (answer: string): string | null | undefined => resultsOf(judge(answer))['cluster/x.yaml'];
/** Rule and line of every violation. */
const why = (answer: string): unknown => {
  const verdict = judge(answer);
  return verdict.ok ? 'accepted' : verdict.violations.map((v: Violation) => [v.rule, v.line]);
};
const HEAD = '--- a/cluster/x.yaml\n+++ b/cluster/x.yaml\n';
const DIFF = `${HEAD}@@ -3,3 +3,3 @@\n three\n-four\n+FOUR\n five\n`;
const indented = (answer: string, by = '    '): string => answer.replace(/^(?=.)/gm, by);

describe('the frame of a diff', () => {
  const other = `${HEAD.replaceAll('x.yaml', 'y.yaml')}@@ -1 +1 @@\n-k: 1\n+k: 2\n`;
  it.each([
    ['a tab before every line', DIFF.replace(/^(?=.)/gm, '\t')],
    ['two blanks before every line', DIFF.replace(/^(?=.)/gm, '  ')],
    ['a fence of tildes', `~~~diff\n${DIFF}~~~\n`],
    ['a fence that never closes, but before the patch is over', `${DIFF}\n\`\`\`\nthe end\n`],
    ['a fence of output before', `\`\`\`\nerror: four\n\`\`\`\n\`\`\`diff\n${DIFF}\`\`\`\n`],
    ['an open fence of output after', `\`\`\`diff\n${DIFF}\`\`\`\n\`\`\`\nls\n`],
    [
      'a longer fence that holds a shorter one as prose',
      `\`\`\`\`diff\n${DIFF}\`\`\`\`\n\`\`\`sh\nmake\n\`\`\`\n`,
    ],
  ])('%s is taken off', (_, answer) => expect(x(answer)).toBe(WANT));
  it('two fences are two parts of one answer', () =>
    expect(resultsOf(judge(`\`\`\`diff\n${DIFF}\`\`\`\nand\n\`\`\`diff\n${other}\`\`\`\n`))).toEqual({
      'cluster/x.yaml': WANT,
      'cluster/y.yaml': 'k: 2\n',
    }));
  it('an indented fence inside a hunk is content', () => {
    const answer = '--- a/cluster/r.md\n+++ b/cluster/r.md\n@@ -1,4 +1,4 @@\n a\n ```\n-b\n+B\n ```\n';
    const want = { 'cluster/r.md': 'a\n```\nB\n```\nc\n' };
    expect(resultsOf(judge(answer))).toEqual(want);
    expect(resultsOf(judge(`\`\`\`diff\n${answer}\`\`\`\n`))).toEqual(want);
  });
  it('an open one is a cut-off answer, told by the line under it', () => {
    expect(why(`Here:\n\`\`\`diff\n${DIFF}`)).toEqual([['cut-off', 3]]);
    expect(why(`\`\`\`diff\n${DIFF}\`\`\`\n\`\`\`diff\n${other}`)).toEqual([['cut-off', 11]]);
  });
  it('an answer of blanks is empty, one with a NUL is no text', () => {
    expect(why('  \n\t\n')).toEqual([['empty', undefined]]);
    expect(why(`${DIFF}\0`)).toEqual([['binary', undefined]]);
  });
});

describe('an indented answer', () => {
  const BLOCK = 'cluster/x.yaml\n<<<<<<< SEARCH\nfour\n=======\nFOUR\n>>>>>>> REPLACE\n';
  it.each([
    ['a block', indented(BLOCK)],
    [
      'a codex patch',
      indented('*** Begin Patch\n*** Update File: cluster/x.yaml\n-four\n+FOUR\n*** End Patch\n'),
    ],
    ['one line at the margin', indented(DIFF).replace('    -four', '-four')],
  ])('is read: %s', (_, answer) => expect(x(answer)).toBe(WANT));
  it('has empty lines that may hold fewer blanks', () => {
    const add = '--- /dev/null\n+++ b/cluster/apps/n\n@@ -0,0 +1,3 @@\n+a\nBLANK\n+b\n';
    expect(resultsOf(judge(indented(add).replace('    BLANK', '  ')))).toEqual({
      'cluster/apps/n': 'a\n\nb\n',
    });
  });
  it.each([
    ['a diff', `Not so:\n\n    --- a/q\n    +++ b/q\n\n${DIFF}`],
    ['a block', `Not so:\n\n    <<<<<<< SEARCH\n\n${BLOCK}`],
    [
      'a codex patch',
      `Not so:\n\n    diff --git a/q b/q\n\n*** Update File: cluster/x.yaml\n-four\n+FOUR\n*** End Patch\n`,
    ],
  ])('is a quotation above %s at the margin', (_, answer) => expect(x(answer)).toBe(WANT));
  it('is told by its first column: in the middle of a line a header is content', () => {
    const whole = 'a:\n  b: c  --- d\n  \n  e: f\n';
    expect(
      resultsOf(judge(`cluster/apps/n\n\`\`\`\n${whole}\`\`\`\n`.replace('apps/n', 'apps/n.yaml'))),
    ).toEqual({
      'cluster/apps/n.yaml': whole,
    });
  });
});

describe('a fence around a diff', () => {
  const fenced = `\`\`\`diff\n${DIFF}\`\`\`\n`;
  it.each([
    ['blanks behind its end', fenced.replace(/```\n$/, '```  \n')],
    ['prose that speaks of diffs', `I ran diff --git with +++ b and @@ -1.\n${fenced}`],
    ['a sum under a heading', `@@ all\n+++\n${fenced}`],
  ])('may have %s', (_, answer) => expect(x(answer)).toBe(WANT));
  it.each(['diff --git a/q b/q', '+++ b/q', '@@ -1 +1 @@'])(
    'has no part of the patch outside: %s',
    (line) => {
      expect(why(`${line}\n${fenced}`)).toEqual([['unclear', undefined]]);
      expect(why(`${fenced}${line}\n`)).toEqual([['unclear', undefined]]);
    },
  );
});
