import { describe, expect, it } from 'vitest';
import { gate } from '../../../src/core/patch/gate.ts';
import type { Verdict } from '../../../src/core/patch/types.ts';
import { POLICY, resultsOf, rulesOf, text, treeOf } from './tree.ts';

const FILE = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n';
const WANT = FILE.replace('four', 'FOUR');
const tree = treeOf({ 'cluster/x.yaml': FILE, 'cluster/y.yaml': 'k: 1\n' });
const policy = { ...POLICY, contentRules: 'off' } as const;
const judge = (patch: string): Verdict => gate(text(patch), tree, policy);
const x = (verdict: Verdict): string | null | undefined => resultsOf(verdict)['cluster/x.yaml'];

const HUNK = '@@ -2,5 +2,5 @@\n two\n three\n-four\n+FOUR\n five\n six\n';
const HEAD = '--- a/cluster/x.yaml\n+++ b/cluster/x.yaml\n';
const DIFF = HEAD + HUNK;

describe('unified diffs as models leave them', () => {
  const GOOD: Readonly<Record<string, string>> = {
    clean: `diff --git a/cluster/x.yaml b/cluster/x.yaml\nindex 1234567..89abcde 100644\n${DIFF}`,
    'no git line': DIFF,
    'no prefixes': DIFF.replace('a/', '').replace('b/', ''),
    'wrong counts': DIFF.replace('-2,5 +2,5', '-2,9 +2,1'),
    'wrong lines': DIFF.replace('-2,5 +2,5', '-40,5 +40,5'),
    'no numbers': DIFF.replace('@@ -2,5 +2,5 @@', '@@ @@'),
    'dots for numbers': DIFF.replace('@@ -2,5 +2,5 @@', '@@ ... @@'),
    'no hunk header': DIFF.replace('@@ -2,5 +2,5 @@\n', ''),
    'time stamps':
      'Index: cluster/x.yaml\n===================================================================\n--- cluster/x.yaml\t2025-01-01 00:00\n+++ cluster/x.yaml\t2025-01-01 00:01\n'.concat(
        HUNK,
      ),
    'in a fence': `Here it is:\n\n\`\`\`diff\n${DIFF}\`\`\`\n\nRun it again.\n`,
    'with prose, no fence': `The port is wrong.\n\n${DIFF}\nThat should do. Notes:\n- nothing else\n+ easy to take back\n`,
    'indented block': `Patch:\n\n${DIFF.replace(/^(?=.)/gm, '    ')}\nDone.\n`,
    'CRLF throughout': DIFF.replaceAll('\n', '\r\n'),
    'no newline at the end': DIFF.trimEnd(),
    'in JSON': JSON.stringify({ type: 'patch', patch: DIFF }),
    'in fenced JSON': `\`\`\`json\n${JSON.stringify({ answer: { diff: DIFF } })}\n\`\`\`\n`,
    'plus before minus': DIFF.replace('-four\n+FOUR', '+FOUR\n-four'),
    'trailing blanks added': DIFF.replace(' three\n', ' three  \n'),
    'twice the same': DIFF + DIFF,
    'a mail by git format-patch': `From 1234567 Mon Sep 17 00:00:00 2001\nFrom: x <x@y>\nSubject: [PATCH] four\n\n---\n cluster/x.yaml | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\ndiff --git a/cluster/x.yaml b/cluster/x.yaml\nindex 1..2 100644\n${DIFF}-- \n2.39.5\n\n`,
    'a line of diff -u': `diff -u a/cluster/x.yaml b/cluster/x.yaml\n${DIFF}`,
    'mnemonic prefixes': DIFF.replace('a/', 'i/').replace('b/', 'w/'),
    'a word after the hunk in the fence': `\`\`\`diff\n${DIFF}EOF\n\`\`\`\n`,
    'a longer fence': `\`\`\`\`diff\n${DIFF}\`\`\`\`\n`,
    'one start number': DIFF.replace('-2,5 +2,5', '-2'),
    'a BOM in front': `\ufeff${DIFF}`,
  };
  it.each(Object.entries(GOOD))('%s', (_, patch) => expect(x(judge(patch))).toBe(WANT));

  const BAD: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'empty'],
    ['prose', 'I cannot fix this.\n', 'no-patch'],
    ['hunks without a name', HUNK, 'no-path'],
    ['an open fence', `\`\`\`diff\n${DIFF}`, 'cut-off'],
    ['cut in the changed lines', DIFF.slice(0, DIFF.indexOf('+FOUR')), 'cut-off'],
    ['cut in a line', DIFF.slice(0, DIFF.indexOf('+FOUR') + 3), 'cut-off'],
    [
      'cut in the context between changes',
      `${HEAD}@@ -2,7 +2,7 @@\n two\n-three\n+THREE\n four\n`,
      'cut-off',
    ],
    ['cut before the changes of the last hunk', `${DIFF}@@ -6,3 +6,3 @@\n six\n seven\n`, 'cut-off'],
    ['cut in the word diff', `${DIFF}diff`, 'cut-off'],
    [
      'a line that lost its column',
      `${HEAD}@@ -1,8 +1,8 @@\n one\n-two\n+TWO\n three\nfour\n five\n-six\n+SIX\n`,
      'garbled',
    ],
    ['cut without numbers', `${HEAD}@@ @@\n three\n-four\n+FO`, 'cut-off'],
    ['cut before a hunk', `${DIFF}diff --git a/cluster/y.yaml b/cluster/y.yaml\n`, 'empty'],
    [
      'cut in a header',
      `${DIFF}diff --git a/cluster/y.yaml b/cluster/y.yaml\n--- a/cluster/y.yaml\n`,
      'garbled',
    ],
    ['context that is not there', DIFF.replace(' three', ' drei'), 'not-found'],
    ['a removed line that is not there', DIFF.replace('-four', '-vier'), 'not-found'],
    ['context that lost its column', DIFF.replace(' two\n three', 'two\nthree'), 'garbled'],
    ['already applied', HEAD + HUNK.replace('-four', '-3').replace('+FOUR', '+four'), 'already-applied'],
    ['a no-op', HEAD + HUNK.replace('+FOUR', '+four'), 'no-op'],
    ['an insertion without context', `${HEAD}@@ -3,0 +4,1 @@\n+new\n`, 'no-context'],
    ['two changes of one line', DIFF + HEAD + HUNK.replace('+FOUR', '+VIER'), 'overlap'],
    ['a file that is not there', DIFF.replaceAll('x.yaml', 'z.yaml'), 'no-file'],
    ['a file that is there added', `--- /dev/null\n+++ b/cluster/y.yaml\n@@ -0,0 +1 @@\n+k: 2\n`, 'exists'],
    ['a NUL byte', DIFF.replace('FOUR', 'FO\0UR'), 'binary'],
    ['a lone surrogate', DIFF.replace('FOUR', '\ud800'), 'not-utf8'],
    ['cut JSON', JSON.stringify({ patch: DIFF }).slice(0, -20), 'cut-off'],
    ['JSON without a patch', '{"type": "diagnostics", "commands": 1}', 'cut-off'],
    ['a combined diff', DIFF.replace('@@ -2,5 +2,5 @@', '@@@ -2,5 -2,5 +2,5 @@@'), 'unclear'],
    [
      'a context diff',
      '*** cluster/x.yaml\n--- cluster/x.yaml\n***************\n*** 4 ****\n! four\n--- 4 ----\n! FOUR\n',
      'garbled',
    ],
    ['a normal diff', '4c4\n< four\n---\n> FOUR\n', 'no-patch'],
    ['half in a fence', `${DIFF}\n\`\`\`diff\n${DIFF.replaceAll('x.yaml', 'y.yaml')}\`\`\`\n`, 'unclear'],
  ];
  it.each(BAD)('refuses %s', (_, patch, rule) => expect(rulesOf(judge(patch))).toEqual([rule]));

  it('takes hunks in any order and headers repeated', () => {
    const second = '@@ -7,2 +7,2 @@\n seven\n-eight\n+EIGHT\n';
    const want = WANT.replace('eight', 'EIGHT');
    expect(x(judge(`${HEAD}${second}${HUNK}`))).toBe(want);
    expect(x(judge(`${DIFF}${HEAD}${second}`))).toBe(want);
    expect(x(judge(`\`\`\`diff\n${DIFF}\`\`\`\nand\n\`\`\`diff\n${HEAD}${second}\`\`\`\n`))).toBe(want);
  });

  it('refuses HTML escapes but lets real entities be', () => {
    const html = treeOf({ 'cluster/x.yaml': 'cmd: a\nend: 1\n' });
    const patch = (line: string): string =>
      `--- a/cluster/x.yaml\n+++ b/cluster/x.yaml\n@@ -1,2 +1,2 @@\n-cmd: a\n+${line}\n end: 1\n`;
    expect(rulesOf(gate(text(patch('cmd: a &amp;&amp; b &gt; c')), html, policy))).toEqual(['html-escaped']);
    expect(rulesOf(gate(text(patch('cmd: <b>R&amp;D</b>')), html, policy))).toEqual([]);
  });

  it('refuses text that was left out', () => {
    expect(rulesOf(judge(DIFF.replace('+FOUR\n', '+FOUR\n+# ... rest of the file unchanged ...\n')))).toEqual(
      ['elided'],
    );
    expect(rulesOf(judge(DIFF.replace('+FOUR\n', '+...\n')))).toEqual(['elided']);
  });

  it('reads a removed comment as content even when a hunk header follows soon', () => {
    const sql = treeOf({ 'cluster/q.sql': 'a\n-- old\nb\nc\nd\ne\n' });
    const patch =
      '--- a/cluster/q.sql\n+++ b/cluster/q.sql\n@@ -1,3 +1,2 @@\n a\n--- old\n b\n@@ -4,3 +3,3 @@\n c\n-d\n+D\n e\n';
    expect(resultsOf(gate(text(patch), sql, policy))).toEqual({ 'cluster/q.sql': 'a\nb\nc\nD\ne\n' });
  });

  it('reads --- and +++ inside a hunk as content', () => {
    const lua = treeOf({ 'cluster/i.lua': 'a\n-- end of init\nreturn M\n' });
    const patch =
      '--- a/cluster/i.lua\n+++ b/cluster/i.lua\n@@ -1,3 +1,3 @@\n a\n--- end of init\n+++ b/x.yaml\n return M\n';
    expect(resultsOf(gate(text(patch), lua, policy))).toEqual({
      'cluster/i.lua': 'a\n++ b/x.yaml\nreturn M\n',
    });
  });
});

describe('places', () => {
  const twice = treeOf({ 'cluster/x.yaml': 'a:\n  p: 1\n  q: 1\nb:\n  p: 1\n  q: 1\n' });
  const patch = (header: string): string =>
    `--- a/cluster/x.yaml\n+++ b/cluster/x.yaml\n${header}\n-  p: 1\n+  p: 2\n   q: 1\n`;
  it('refuses two fitting places and names them', () => {
    const verdict = gate(text(patch('@@ @@')), twice, policy);
    expect(rulesOf(verdict)).toEqual(['ambiguous']);
    expect(!verdict.ok && verdict.model).toMatch(/2 places \(lines 2, 5\)/);
  });
  it('believes a line number that names one of them exactly', () => {
    expect(resultsOf(gate(text(patch('@@ -5,2 +5,2 @@')), twice, policy))['cluster/x.yaml']).toBe(
      'a:\n  p: 1\n  q: 1\nb:\n  p: 2\n  q: 1\n',
    );
    expect(rulesOf(gate(text(patch('@@ -4,2 +4,2 @@')), twice, policy))).toEqual(['ambiguous']);
  });
  it('does not believe a number without any context', () => {
    expect(
      rulesOf(
        gate(
          text('--- a/cluster/x.yaml\n+++ b/cluster/x.yaml\n@@ -5,1 +5,1 @@\n-  p: 1\n+  p: 2\n'),
          twice,
          policy,
        ),
      ),
    ).toEqual(['ambiguous']);
  });
  it('does not add a second time what stands there', () => {
    const verdict = judge(`${HEAD}@@ @@\n three\n+four\n`);
    expect(rulesOf(verdict)).toEqual(['already-applied']);
  });
});

describe('other formats', () => {
  it('codex: update, add, end of file', () => {
    const patch =
      '*** Begin Patch\n*** Update File: cluster/x.yaml\n@@ two\n three\n-four\n+FOUR\n*** Add File: cluster/apps/n.yaml\n+n: 1\n+m: 2\n*** End Patch\n';
    expect(resultsOf(judge(patch))).toEqual({
      'cluster/x.yaml': WANT,
      'cluster/apps/n.yaml': 'n: 1\nm: 2\n',
    });
    const end =
      '*** Begin Patch\n*** Update File: cluster/x.yaml\n@@\n-eight\n+EIGHT\n*** End of File\n*** End Patch';
    expect(x(judge(end))).toBe(FILE.replace('eight', 'EIGHT'));
    expect(rulesOf(judge(patch.replace('*** End Patch\n', '')))).toEqual(['cut-off']);
    expect(rulesOf(judge(patch.replace('+n: 1', 'n: 1')))).toEqual(['garbled']);
  });

  const block = (path: string, search: string, replace: string): string =>
    `${path}\n\`\`\`yaml\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n\`\`\`\n`;
  it('search/replace blocks', () => {
    expect(x(judge(block('cluster/x.yaml', 'four\n', 'FOUR\n')))).toBe(WANT);
    expect(x(judge(block('**`cluster/x.yaml`:**', 'four\n', 'FOUR\n')))).toBe(WANT);
    expect(resultsOf(judge(block('cluster/apps/n.yaml', '', 'n: 1\n')))).toEqual({
      'cluster/apps/n.yaml': 'n: 1\n',
    });
    expect(rulesOf(judge(block('', 'four\n', 'FOUR\n')))).toEqual(['no-path']);
    expect(
      rulesOf(judge(block('cluster/x.yaml', 'four\n', 'FOUR\n').replace('>>>>>>> REPLACE\n', ''))),
    ).toEqual(['cut-off']);
    expect(rulesOf(judge(block('cluster/x.yaml', 'four\n', 'a\n=======\nb\n')))).toEqual(['unclear']);
    expect(
      rulesOf(
        judge(block('cluster/x.yaml', 'four\n', 'FOUR\n') + DIFF.replace('---', 'diff --git a/x b/x\n---')),
      ),
    ).toEqual(['unclear']);
  });

  const whole = (path: string, content: string): string => `${path}\n\`\`\`yaml\n${content}\`\`\`\n`;
  it('whole files', () => {
    expect(x(judge(whole('cluster/x.yaml', WANT)))).toBe(WANT);
    expect(resultsOf(judge(whole('### cluster/apps/n.yaml', 'n: 1\n')))).toEqual({
      'cluster/apps/n.yaml': 'n: 1\n',
    });
    expect(rulesOf(judge(whole('cluster/x.yaml', 'FOUR\n')))).toEqual(['excerpt']);
    expect(rulesOf(judge(whole('cluster/x.yaml', WANT).replace(/```\n$/, '')))).toEqual(['cut-off']);
    expect(rulesOf(judge(whole('cluster/x.yaml', FILE)))).toEqual(['no-op']);
    expect(rulesOf(judge(whole('cluster/x.yaml', `${FILE}# ... rest unchanged\n`)))).toEqual(['elided']);
  });

  it('JSON edits', () => {
    const edits = (...list: readonly (readonly [string, string])[]): Verdict =>
      gate(
        {
          form: 'edits',
          edits: list.map(([search, replace]) => ({ path: 'cluster/x.yaml', search, replace })),
        },
        tree,
        policy,
      );
    expect(x(edits(['four', 'FOUR']))).toBe(WANT);
    expect(x(edits(['six', 'SIX'], ['four', 'FOUR']))).toBe(WANT.replace('six', 'SIX'));
    expect(rulesOf(edits(['vier', 'x']))).toEqual(['not-found']);
    expect(rulesOf(edits(['e', 'x']))).toEqual(['ambiguous']);
    expect(rulesOf(edits(['igh', 'x']))).toEqual(['not-found']);
    expect(rulesOf(edits(['three\nfour', 'x'], ['four\nfive', 'y']))).toEqual(['overlap']);
    expect(rulesOf(edits(['', 'x']))).toEqual(['exists']);
    const blanks = treeOf({ 'cluster/x.yaml': 'a  \nb\nc\t\nd' });
    const loose = (search: string, replace: string): Verdict =>
      gate({ form: 'edits', edits: [{ path: 'cluster/x.yaml', search, replace }] }, blanks, policy);
    expect(x(loose('a\nb\nc', 'a\nB\nnew\nc'))).toBe('a  \nB\nnew\nc\t\nd');
    expect(x(loose('c\nd', 'c\nD'))).toBe('a  \nb\nc\t\nD');
    expect(rulesOf(edits(['four ', 'x ']))).toEqual([]);
    expect(x(judge(JSON.stringify({ edits: [{ file: 'cluster/x.yaml', old: 'four', new: 'FOUR' }] })))).toBe(
      WANT,
    );
  });
});
