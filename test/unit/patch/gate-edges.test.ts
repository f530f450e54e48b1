/** The gate as a whole: what is said of an answer, word by word, and what an accepted one holds. */
import { describe, expect, it } from 'vitest';
import { gate, touchedPaths } from '../../../src/core/patch/gate.ts';
import type { GatePolicy, Proposal, Tree, Verdict } from '../../../src/core/patch/types.ts';
import { POLICY, resultsOf, text, treeOf } from './tree.ts';

const tree = treeOf(
  {
    'cluster/apps/a.yaml': 'a: 1\nb: 2\n',
    'cluster/apps/b.yaml': 'c: 3\n',
    'cluster/apps/empty.yaml': '',
    'scripts/run.sh': 'true\n',
    'bin.dat': 'a\0b\n',
  },
  { 'scripts/run.sh': '100755' },
);
const FREE: GatePolicy = {
  ...POLICY,
  allowDelete: true,
  allowRename: true,
  allowModeChange: true,
  contentRules: 'off',
};
const judge = (patch: string, policy: GatePolicy = FREE, over: Tree = tree): Verdict =>
  gate(text(patch), over, policy);
const edit = (path: string, search: string, replace: string): Proposal => ({
  form: 'edits',
  edits: [{ path, search, replace }],
});
const refusals = (verdict: Verdict): unknown => (verdict.ok ? [] : verdict.violations);

const A = '--- a/cluster/apps/a.yaml\n+++ b/cluster/apps/a.yaml\n';
const FIRST = `${A}@@ -1 +1 @@\n-a: 1\n+a: 10\n`;
const add = (path: string, line = 'n: 1') => `--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+${line}\n`;
const git = (from: string, to: string, ...heads: readonly string[]) =>
  `diff --git a/${from} b/${to}\n${heads.map((head) => `${head}\n`).join('')}`;
const move = (from: string, to: string) =>
  git(from, to, 'similarity index 100%', `rename from ${from}`, `rename to ${to}`);
const gone = (path: string, body: string) =>
  `${git(path, path, 'deleted file mode 100644')}--- a/${path}\n+++ /dev/null\n${body}`;

describe('what is said, word by word', () => {
  it.each<readonly [string, string, readonly object[]]>([
    [
      'two texts for one file',
      add('cluster/apps/n.yaml') + add('cluster/apps/n.yaml', 'n: 2'),
      [
        {
          rule: 'unclear',
          path: 'cluster/apps/n.yaml',
          line: 5,
          message: 'two sections of the patch do different things to this file',
        },
      ],
    ],
    [
      'a file and its twin',
      add('cluster/apps/n.yaml') + add('cluster/apps/N.yaml'),
      [
        {
          rule: 'twin-name',
          path: 'cluster/apps/N.yaml',
          message: 'the patch adds another file of the same name but for case or look',
        },
      ],
    ],
    [
      'a file and a folder of its name',
      add('cluster/apps/n') + add('cluster/apps/n/m'),
      [
        {
          rule: 'twin-name',
          path: 'cluster/apps/n',
          message: 'the patch adds another file of the same name but for case or look',
        },
      ],
    ],
    [
      'a file moved away and changed',
      FIRST + move('cluster/apps/a.yaml', 'cluster/apps/n.yaml'),
      [
        {
          rule: 'unclear',
          path: 'cluster/apps/a.yaml',
          message: 'the patch moves this file away and changes it too',
        },
      ],
    ],
    [
      'a file deleted that reads otherwise',
      gone('cluster/apps/a.yaml', '@@ -1 +0,0 @@\n-a: 1\n'),
      [
        {
          rule: 'not-found',
          path: 'cluster/apps/a.yaml',
          line: 1,
          message: 'the patch deletes the file but its lines are not all of the file: it has changed since',
        },
      ],
    ],
    [
      'a section without a hunk',
      `${FIRST}${A.replaceAll('a.yaml', 'b.yaml')}`,
      [
        {
          rule: 'empty',
          path: 'cluster/apps/b.yaml',
          line: 6,
          message: 'the section of this file holds no hunk: it was cut off or left out',
        },
      ],
    ],
    [
      'lines that were there already',
      'cluster/apps/a.yaml\n```yaml\na: 1\nb: 2\n```\n',
      [{ rule: 'no-op', message: 'the patch changes nothing: the files already read like this' }],
    ],
  ])('of %s', (_, patch, violations) => expect(refusals(judge(patch))).toStrictEqual(violations));

  it('of a file that is binary', () =>
    expect(refusals(gate(edit('bin.dat', 'a', 'b'), tree, FREE))).toStrictEqual([
      { rule: 'binary', path: 'bin.dat', message: 'the file is binary' },
    ]));
  it('of a file that nobody loaded', () => {
    const message = 'the file was not loaded before judging: this is a defect of orch';
    const unread: Tree = { ...tree, read: () => undefined };
    const path = 'cluster/apps/a.yaml';
    const told = [{ rule: 'internal', path, message }];
    expect(refusals(judge(FIRST, FREE, unread))).toStrictEqual(told);
    expect(refusals(judge(move(path, 'cluster/apps/n.yaml'), FREE, unread))).toStrictEqual(told);
    expect(judge(add('cluster/apps/n.yaml'), FREE, unread).ok).toBe(true);
  });
  it('of an answer that is too long, before it is read', () => {
    const policy = { ...FREE, maxPatchBytes: 5 };
    const told = (bytes: number) => [
      { rule: 'size', message: `the answer is ${bytes} bytes long; at most 5 are read` },
    ];
    expect(refusals(judge('no patch', policy))).toStrictEqual(told(8));
    expect(refusals(judge('prose', policy))).not.toStrictEqual(told(5));
    expect(refusals(gate(edit('a', 'b', 'cccccc'), tree, policy))).toMatchObject([{ rule: 'size' }]);
  });
});

describe('sections of one file', () => {
  it('of which one moves it and one is the same are one', () => {
    const moved = move('cluster/apps/a.yaml', 'cluster/apps/n.yaml');
    expect(resultsOf(judge(moved + moved))).toEqual({
      'cluster/apps/a.yaml': null,
      'cluster/apps/n.yaml': 'a: 1\nb: 2\n',
    });
    const changed = (line: string) =>
      `${moved}--- a/cluster/apps/a.yaml\n+++ b/cluster/apps/n.yaml\n@@ -1 +1 @@\n-a: 1\n+${line}\n`;
    expect(refusals(judge(changed('a: 2') + changed('a: 3')))).toMatchObject([{ rule: 'unclear' }]);
  });
  it('that put the same lines at two numbered places are two changes', () => {
    const path = 'cluster/apps/t.yaml';
    const twins = treeOf({ [path]: '- k\n- v: 1\n- k\n- v: 1\n' });
    const at = (line: number) =>
      `--- a/${path}\n+++ b/${path}\n@@ -${line},2 +${line},2 @@\n - k\n-- v: 1\n+- v: 2\n`;
    const made = (patch: string) => resultsOf(judge(patch, FREE, twins))[path];
    expect(made(at(1) + at(3))).toBe('- k\n- v: 2\n- k\n- v: 2\n');
    expect(made(at(3) + at(3))).toBe('- k\n- v: 1\n- k\n- v: 2\n');
  });
  it('of two files that are twins in the tree already change both', () => {
    const twins = treeOf({ 'cluster/apps/t.yaml': 'v: 1\n', 'cluster/apps/T.yaml': 'v: 1\n' });
    const one = (path: string) => `--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-v: 1\n+v: 2\n`;
    expect(resultsOf(judge(one('cluster/apps/t.yaml') + one('cluster/apps/T.yaml'), FREE, twins))).toEqual({
      'cluster/apps/t.yaml': 'v: 2\n',
      'cluster/apps/T.yaml': 'v: 2\n',
    });
  });
  it('that differ in one sign are two changes', () => {
    const context = FIRST.replace('@@ -1 +1 @@\n-a: 1\n+a: 10\n', '@@ -1,2 +1,3 @@\n a: 1\n+x: 1\n b: 2\n');
    const removal = FIRST.replace('@@ -1 +1 @@\n-a: 1\n+a: 10\n', '@@ -1,2 +1 @@\n-a: 1\n b: 2\n');
    expect(resultsOf(judge(context + context))).toEqual({ 'cluster/apps/a.yaml': 'a: 1\nx: 1\nb: 2\n' });
    expect(resultsOf(judge(removal + removal))).toEqual({ 'cluster/apps/a.yaml': 'b: 2\n' });
    expect(resultsOf(judge(removal + context))).toEqual({ 'cluster/apps/a.yaml': 'x: 1\nb: 2\n' });
  });
});

describe('what an accepted answer holds', () => {
  const bytes = (body: string) => new Uint8Array(Buffer.from(body));
  it.each<readonly [string, string, readonly [files: readonly object[], changedLines: number]]>([
    ['a change', FIRST, [[{ path: 'cluster/apps/a.yaml', op: 'modify', bytes: bytes('a: 10\nb: 2\n') }], 2]],
    [
      'a new file',
      add('cluster/apps/n'),
      [[{ path: 'cluster/apps/n', op: 'add', bytes: bytes('n: 1\n') }], 1],
    ],
    [
      'a new file that is run',
      git('scripts/n.sh', 'scripts/n.sh', 'new file mode 100755') + add('scripts/n.sh'),
      [[{ path: 'scripts/n.sh', op: 'add', bytes: bytes('n: 1\n'), mode: '100755' }], 1],
    ],
    [
      'a deletion',
      gone('cluster/apps/b.yaml', '@@ -1 +0,0 @@\n-c: 3\n'),
      [[{ path: 'cluster/apps/b.yaml', op: 'delete' }], 1],
    ],
    [
      'a deletion without lines',
      '*** Begin Patch\n*** Delete File: cluster/apps/a.yaml\n*** End Patch\n',
      [[{ path: 'cluster/apps/a.yaml', op: 'delete' }], 2],
    ],
    [
      'a moved file that is run',
      move('scripts/run.sh', 'scripts/go.sh'),
      [
        [
          { path: 'scripts/run.sh', op: 'delete' },
          { path: 'scripts/go.sh', op: 'add', bytes: bytes('true\n'), mode: '100755' },
        ],
        0,
      ],
    ],
    [
      'a moved file that is run no longer',
      git(
        'scripts/run.sh',
        'scripts/go.sh',
        'old mode 100755',
        'new mode 100644',
        'similarity index 100%',
        'rename from scripts/run.sh',
        'rename to scripts/go.sh',
      ),
      [
        [
          { path: 'scripts/run.sh', op: 'delete' },
          { path: 'scripts/go.sh', op: 'add', bytes: bytes('true\n') },
        ],
        0,
      ],
    ],
  ])('%s', (_, patch, [files, changedLines]) =>
    expect(judge(patch)).toStrictEqual({ ok: true, files, changedLines }),
  );
  it('only what changes: an edit that leaves a file as it is counts for nothing', () => {
    const both: Proposal = {
      form: 'edits',
      edits: [
        { path: 'cluster/apps/a.yaml', search: 'a: 1', replace: 'a: 1' },
        { path: 'cluster/apps/b.yaml', search: 'c: 3', replace: 'c: 4' },
      ],
    };
    expect(resultsOf(gate(both, tree, { ...FREE, maxFiles: 1 }))).toEqual({
      'cluster/apps/b.yaml': 'c: 4\n',
    });
  });
  it('a new file with the line ends that the patch has', () => {
    const path = 'cluster/apps/n.yaml';
    const crlf = '--- /dev/null\n+++ b/cluster/apps/n.yaml\n@@ -0,0 +1,2 @@\n+n: 1\r\n+m: 2\r\n';
    expect(resultsOf(judge(crlf))).toEqual({ [path]: 'n: 1\r\nm: 2\r\n' });
    expect(resultsOf(judge(crlf.replaceAll(/\r?\n/g, '\r\n')))).toEqual({ [path]: 'n: 1\nm: 2\n' });
  });
  it('a new file of several lines', () => {
    const parts: Proposal = {
      form: 'edits',
      edits: [{ path: 'cluster/apps/n.yaml', search: '', replace: 'n: 1\nm: 2' }],
    };
    expect(resultsOf(gate(parts, tree, FREE))).toEqual({ 'cluster/apps/n.yaml': 'n: 1\nm: 2' });
  });
});

describe('files to be loaded', () => {
  it('are named once each, in order', () => {
    expect(touchedPaths(text(FIRST + FIRST + add('cluster/apps/n.yaml')))).toEqual([
      ...new Set(touchedPaths(text(FIRST + add('cluster/apps/n.yaml')))),
    ]);
    expect(touchedPaths(edit('a/b', 'x', 'y'))).toEqual(['a/b']);
    expect(touchedPaths(text('nothing'))).toStrictEqual([]);
  });
});
