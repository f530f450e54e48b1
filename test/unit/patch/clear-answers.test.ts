/** One row for each hole that the blind set showed: the clear answer, and beside it what must stay refused. */
import { describe, expect, it } from 'vitest';
import { gate } from '../../../src/core/patch/gate.ts';
import { POLICY, resultsOf, rulesOf, text, treeOf } from './tree.ts';

const X = 'a: 1\nb: 2\nc: 3\nd: 4\n';
const WANT = 'a: 1\nb: 20\nc: 3\nd: 4\n';
const TWINS = 'k\nx\nm\n1\nk\nx\nm\n2\n';
const FILES = { 'cluster/x.yaml': X, 'cluster/t.yaml': TWINS, Makefile: 'a:\n\techo a\n' };
const HEAD = '--- a/cluster/x.yaml\n+++ b/cluster/x.yaml\n';
const HUNK = '@@ -1,3 +1,3 @@\n a: 1\n-b: 2\n+b: 20\n c: 3\n';
const DIFF = HEAD + HUNK;
const OTHER = `${HEAD}@@ -3,2 +3,2 @@\n c: 3\n-d: 4\n+d: 5\n`;
const fenced = (body: string, info = 'diff'): string => `\`\`\`${info}\n${body}\`\`\`\n`;
const OPEN = { ...POLICY, newFilesUnder: ['cluster/', 'scripts/'], allowDelete: true, allowRename: true };
const judge = (answer: string, files: Readonly<Record<string, string>> = FILES) =>
  gate(text(answer), treeOf(files), OPEN);
const x = (answer: string) => resultsOf(judge(answer))['cluster/x.yaml'];

describe('clear answers bring the intended tree', () => {
  it.each([
    ['reasoning with a draft in it', `<think>\n${OTHER}No.\n</think>\n${DIFF}`],
    ['reasoning whose opening tag was swallowed', `Maybe\n${OTHER}</think>\n\n${DIFF}`],
    ['the same hunk twice under one number', DIFF + HUNK],
    ['a draft and the same again, fenced', `${fenced(DIFF)}\nAgain:\n\n${fenced(DIFF)}`],
    ['every line quoted as in a mail', DIFF.replace(/^(?=.)/gm, '> ')],
    ['tags glued to its first and last line', `<patch>${DIFF.trimEnd()}</patch>`],
    ['real line ends in a JSON string', `{"patch": "${DIFF}"}`],
    ['an end token behind it', `${DIFF}<|im_end|>`],
    ['an empty line under the header', DIFF.replace('@@\n', '@@\n\n')],
    ['only the second name', DIFF.replace(/^--- .*\n/, '')],
    ['only the first name', DIFF.replace(/^\+\+\+ .*\n/m, '')],
    ['the second name twice', DIFF.replace(/^\+\+\+ .*\n/m, '$&$&')],
    ['the name in a heading', `### \`cluster/x.yaml\`\n\n${fenced(HUNK)}`],
    ['a fence in a longer fence', `\`\`\`\`markdown\n${fenced(DIFF)}\`\`\`\`\n`],
    ['a time stamp behind blanks', DIFF.replace(/^(---|\+\+\+) .*$/gm, '$& 2026-11-21 10:00:00')],
    ['names in backticks', DIFF.replace(/^(---|\+\+\+) (.*)$/gm, '$1 `$2`')],
    [
      'a log above with words like names',
      `--- FAIL: TestX (0.00s)\n+++ exited (status 1) +++\n\n${fenced(DIFF)}`,
    ],
    ['a numbered name over a whole file', `1. **cluster/x.yaml**\n\n${fenced(WANT, 'yaml')}`],
    ['a sentence over a whole file', `Here is the updated cluster/x.yaml:\n\n${fenced(WANT, 'yaml')}`],
    ['blank lines inside the fence of a whole file', `cluster/x.yaml\n${fenced(`\n${WANT}\n\n`, 'yaml')}`],
    [
      'a block under the marks of cline',
      'cluster/x.yaml\n------- SEARCH\nb: 2\n=======\nb: 20\n+++++++ REPLACE\n',
    ],
    ['a block under small marks', 'cluster/x.yaml\n<<<<<<< search\nb: 2\n=======\nb: 20\n>>>>>>> replace\n'],
    [
      'a block with the name on its mark',
      '<<<<<<< SEARCH cluster/x.yaml\nb: 2\n=======\nb: 20\n>>>>>>> REPLACE\n',
    ],
  ])('%s', (_, answer) => expect(x(answer)).toBe(WANT));

  it('a header with one number tells twins apart', () => {
    const twin = '--- a/cluster/t.yaml\n+++ b/cluster/t.yaml\n@@ -5,3 @@\n k\n-x\n+y\n m\n';
    expect(resultsOf(judge(twin))).toEqual({ 'cluster/t.yaml': 'k\nx\nm\n1\nk\ny\nm\n2\n' });
  });
  it('a file named without folder or ending', () => {
    const block = 'Makefile\n```\n<<<<<<< SEARCH\n\techo a\n=======\n\techo b\n>>>>>>> REPLACE\n```\n';
    expect(resultsOf(judge(block))).toEqual({ Makefile: 'a:\n\techo b\n' });
  });
  it('dev/null without its slash', () => {
    const made = judge('--- dev/null\n+++ b/cluster/n.yaml\n@@ -0,0 +1 @@\n+n: 1\n');
    expect(resultsOf(made)).toEqual({ 'cluster/n.yaml': 'n: 1\n' });
    const gone = judge(
      `--- a/cluster/x.yaml\n+++ b/dev/null\n@@ -1,4 +0,0 @@\n${X.replace(/^(?=.)/gm, '-')}`,
    );
    expect(resultsOf(gone)).toEqual({ 'cluster/x.yaml': null });
  });
  it('a file that begins with a byte order mark is deleted whole, and edited in its first line', () => {
    const files = { 'cluster/x.yaml': `\ufeff${X}` };
    const gone = `--- a/cluster/x.yaml\n+++ /dev/null\n@@ -1,4 +0,0 @@\n${X.replace(/^(?=.)/gm, '-')}`;
    expect(resultsOf(judge(gone, files))).toEqual({ 'cluster/x.yaml': null });
    const edit = JSON.stringify({ edits: [{ path: 'cluster/x.yaml', search: 'a: 1\n', replace: 'a: 9\n' }] });
    expect(resultsOf(judge(edit, files))['cluster/x.yaml']).toBe(`\ufeff${X.replace('1', '9')}`);
  });
  it('a rename sent twice', () => {
    const move =
      'diff --git a/cluster/x.yaml b/cluster/y.yaml\nsimilarity index 100%\nrename from cluster/x.yaml\nrename to cluster/y.yaml\n';
    expect(resultsOf(judge(`${fenced(move)}\n${fenced(move)}`))).toEqual({
      'cluster/x.yaml': null,
      'cluster/y.yaml': X,
    });
    expect(rulesOf(judge(move.replace('100%', '91%')))).toEqual(['cut-off']);
  });
});

const block = (search: string, replace: string): string =>
  `cluster/x.yaml\n\`\`\`\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n\`\`\`\n`;
const insert = (line: string): string => `${HEAD}@@ -1,2 +1,3 @@\n a: 1\n+${line}\n b: 2\n`;
const fresh = (body: string): string => `--- /dev/null\n+++ b/cluster/n.yaml\n@@ ... @@\n${body}`;

describe('what is not clear stays refused', () => {
  it.each([
    [
      'unclear',
      'a draft of another place that is taken back',
      `${fenced(OTHER)}\nWait, that is wrong:\n\n${fenced(DIFF)}`,
    ],
    [
      'overlap',
      'two answers that put different lines at one place',
      `${fenced(insert('p: 1'))}\nthen\n\n${fenced(insert('q: 1'))}`,
    ],
    [
      'overlap',
      'a block sent twice: it may be meant for a twin',
      block('a: 1', 'a: 1\nz: 1') + block('a: 1', 'a: 1\nz: 1'),
    ],
    [
      'not-found',
      'an empty first line that the header counts',
      DIFF.replace('@@ -1,3 +1,3 @@\n', '@@ -1,4 +1,4 @@\n\n'),
    ],
    ['no-context', 'lines with nothing but an empty one beside them', `${HEAD}@@ @@\n+z: 1\n\nThat is it.\n`],
    ['cut-off', 'removed lines at the end of a hunk without counts', `${HEAD}@@ ... @@\n a: 1\n-b: 2\n`],
    [
      'garbled',
      'a name alone above a hunk that leaves nothing',
      `--- a/cluster/x.yaml\n@@ -1,4 +0,0 @@\n${X.replace(/^(?=.)/gm, '-')}`,
    ],
    [
      'no-path',
      'added lines under a name in prose',
      `Like \`cluster/n.yaml\`:\n\n${fenced('@@ @@\n+n: 1\n')}`,
    ],
    ['garbled', 'a new file with a column too many', fresh('+ n: 1\n+ m: 2\n')],
    ['garbled', 'a new file with numbered lines', fresh('+1 | n: 1\n+2 | m: 2\n')],
    [
      'garbled',
      'an empty line in a new file that its header does not count',
      fresh('+n: 1\n\n+m: 2\n').replace('...', '-0,0 +1,2'),
    ],
    [
      'garbled',
      'a whole file with numbered lines',
      `cluster/x.yaml\n${fenced('1 | a: 1\n2 | b: 20\n3 | c: 3\n4 | d: 4\n')}`,
    ],
    [
      'elided',
      'a whole file with words for its middle',
      `cluster/x.yaml\n${fenced('a: 1\n# [unchanged]\nd: 4\n')}`,
    ],
    [
      'garbled',
      'a whole file with the end of a block',
      `cluster/x.yaml\n${fenced('b: 2\n=======\nb: 20\n>>>>>>> REPLACE\n')}`,
    ],
    [
      'no-path',
      'a whole file whose fence names it in words',
      fenced(WANT, 'yaml in the cluster/x.yaml file'),
    ],
    [
      'cut-off',
      'JSON that ends on the last line of a patch and is none',
      `{"patch": "${DIFF.trimEnd()} "q""}`,
    ],
    [
      'garbled',
      'a fence inside a hunk that goes on behind it',
      `${HEAD}@@ @@\n a: 1\n\`\`\`\n-b: 2\n+b: 20\n`,
    ],
    [
      'unclear',
      'a codex patch of which a part stands in a fence',
      `*** Begin Patch\n*** Update File: cluster/t.yaml\n 1\n+z\n\`\`\`\n*** Update File: cluster/x.yaml\n-b: 2\n+b: 20\n\`\`\`\n*** End Patch\n`,
    ],
  ])('%s: %s', (rule, _, answer) => expect(rulesOf(judge(answer))).toEqual([rule]));

  it('twins of which one has changed: the place that is left is not for both', () => {
    const stale = { 'cluster/t.yaml': TWINS.replace('m\n2', 'n\n2') };
    const hunk = (at: string): string => `@@ ${at} @@\n k\n-x\n+y\n m\n`;
    const names = '--- a/cluster/t.yaml\n+++ b/cluster/t.yaml\n';
    expect(rulesOf(judge(names + hunk('-1,3 +1,3') + hunk('-5,3 +5,3'), stale))).toEqual(['overlap']);
    expect(rulesOf(judge(names + hunk('...') + hunk('...'), stale))).toEqual(['overlap']);
  });
  it('an insertion that says its context again is not made twice', () => {
    const again = `${HEAD}@@ @@\n-a: 1\n+a: 1\n+z: 1\n`;
    expect(x(`${again} b: 2\n`)).toBe('a: 1\nz: 1\nb: 2\nc: 3\nd: 4\n');
    expect(rulesOf(judge(again, { 'cluster/x.yaml': 'a: 1\nz: 1\nb: 2\n' }))).toEqual(['already-applied']);
  });
  it('a new file whose content did not arrive is not made empty', () => {
    const head = 'diff --git a/cluster/n.yaml b/cluster/n.yaml\nnew file mode 100644\n';
    expect(rulesOf(judge(`${head}index 0000000..8b13789\n-`))).toEqual(['cut-off']);
    expect(resultsOf(judge(`${head}index 0000000..e69de29\n`))).toEqual({ 'cluster/n.yaml': '' });
  });
  it('a new file is never named with the marks around its name', () => {
    const answer = '--- /dev/null\n+++ b/`cluster/n.yaml`\n@@ -0,0 +1 @@\n+n: 1\n';
    expect(rulesOf(judge(answer))).toEqual(['twin-name']);
  });
});
