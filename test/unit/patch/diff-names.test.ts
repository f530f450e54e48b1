/** Names of a diff of which a part is missing, doubled or said in words: read where only one file can be meant. */
import { describe, expect, it } from 'vitest';
import { gate } from '../../../src/core/patch/gate.ts';
import type { Files } from './tree.ts';
import { POLICY, resultsOf, text, treeOf } from './tree.ts';

const FILE = 'one\ntwo\nthree\nfour\nfive\n';
const FOUR = FILE.replace('four', 'FOUR');
const FILES: Files = { 'cluster/x.yaml': FILE, 'cluster/y.yaml': FILE.replace('one', 'eins') };
const policy = { ...POLICY, contentRules: 'off' } as const;
/** The files as they would be, or the first rule that is broken, with its line. */
const judged = (answer: string, files = FILES): unknown => {
  const verdict = gate(text(answer), treeOf(files), policy);
  if (verdict.ok) return resultsOf(verdict);
  const { rule, line } = verdict.violations[0]!;
  return line === undefined ? rule : `${rule} ${line}`;
};
const HUNK = '@@ -3,3 +3,3 @@ section\n three\n-four\n+FOUR\n five\n';
const FIRST = '@@ -1,2 +1,2 @@\n-one\n+ONE\n two\n';
const OLD = '--- a/cluster/x.yaml\n';
const NEW = '+++ b/cluster/x.yaml\n';
const GIT = 'diff --git a/cluster/x.yaml b/cluster/x.yaml\n';
const fenced = (body: string): string => `\`\`\`diff\n${body}\`\`\`\n`;
const X = { 'cluster/x.yaml': FOUR };

describe('one name of two', () => {
  it.each([
    ['the old one', OLD + HUNK],
    ['the new one', NEW + HUNK],
    ['the old one under a git line', GIT + OLD + HUNK],
    ['the new one under a git line', GIT + NEW + HUNK],
    ['the new one under an index line', `Index: cluster/x.yaml\n${NEW}${HUNK}`],
    ['the new one under words that hold the old one', `from ${OLD}${NEW}${HUNK}`],
    ['the new one twice', OLD + NEW + NEW + HUNK],
  ])('is enough: %s', (_, answer) => expect(judged(answer)).toEqual(X));
  it.each([
    ['with nothing behind it', NEW.trimEnd(), 'garbled 1'],
    ['above words', `${NEW}words\n${HUNK}`, 'garbled 1'],
    ['above another', `${OLD}\n${OLD}${HUNK}`, 'garbled 1'],
    ['of another file than the git line', `${GIT}+++ b/cluster/y.yaml\n${HUNK}`, 'headers-disagree 1'],
    ['of a hunk that leaves nothing', `${OLD}@@ -1 +0,0 @@\n-one\n`, 'garbled 1'],
    ['above hunks of two files', `${NEW}${HUNK}+++ b/cluster/y.yaml\n${HUNK}`, 'garbled 1'],
  ])('is not enough %s', (_, answer, want) => expect(judged(answer)).toBe(want));
});

describe('a second file under one name', () => {
  it.each([
    ['a new name behind a whole section', `${OLD}${NEW}${HUNK}+++ b/cluster/y.yaml\n${HUNK}`, 'garbled 8'],
    ['an old name behind a whole section', `${OLD}${NEW}${HUNK}--- a/cluster/y.yaml\n${HUNK}`, 'garbled 8'],
    [
      'a new name behind a hunk without counts',
      `${GIT}@@ @@\n-four\n+FOUR\n+++ b/cluster/y.yaml\n${HUNK}`,
      'garbled 5',
    ],
    ['a new name behind a section without names', `${GIT}${HUNK}+++ b/cluster/y.yaml\n${HUNK}`, 'garbled 7'],
    ['a new name behind a blank line', `${GIT}${HUNK}\n+++ b/cluster/y.yaml\n${HUNK}`, 'garbled 8'],
  ])('is not made a part of the first: %s', (_, answer, want) => expect(judged(answer)).toBe(want));
  it.each([
    ['a new name above a blank line', `${OLD}${NEW}${HUNK}+++ b/cluster/y.yaml\n\n${HUNK}`, 'garbled 8'],
    [
      'a new name and no hunk header',
      `${OLD}${NEW}${HUNK}+++ b/cluster/y.yaml\n three\n-four\n`,
      'garbled 8',
    ],
    ['a heading', `${OLD}${NEW}${FIRST}\n### \`cluster/y.yaml\`\n\n${HUNK}`, 'unclear 8'],
    ['a heading above blanks', `${OLD}${NEW}${FIRST}\n# cluster/y.yaml\n \t\n${HUNK}`, 'unclear 8'],
    ['a name in bold', `${OLD}${NEW}${FIRST}**cluster/y.yaml**\n${HUNK}`, 'unclear 7'],
    ['a sentence', `${OLD}${NEW}${FIRST}\nThen in \`cluster/y.yaml\`:\n\n${HUNK}`, 'unclear 8'],
    ['a comment in its fence', fenced(`${OLD}${NEW}${FIRST}\n# cluster/y.yaml\n${HUNK}`), 'unclear 9'],
    [
      'a heading under a heading',
      `### cluster/x.yaml\n${fenced(`${FIRST}\n# cluster/y.yaml\n${HUNK}`)}`,
      'unclear 8',
    ],
  ])('is not joined to the first: %s', (_, answer, want) => expect(judged(answer)).toBe(want));
  it.each([
    ['the same file', '### `cluster/x.yaml`'],
    ['the same file, said shorter', 'In `x.yaml`:'],
    ['its folder and name', 'In `k/x.yaml`, too:'],
    ['a key', 'The `spec.port` of it:'],
    ['two files', 'As `cluster/y.yaml` and `cluster/z.yaml` have it:'],
    ['words', 'And the other place:'],
    ['no words', ''],
    ['another file, further up', 'As in `cluster/y.yaml`:\n\nSo:'],
  ])('but %s named between two hunks says nothing', (_, words) => {
    const files = { 'cluster/k/x.yaml': FILE };
    const answer = `${OLD}${NEW}${FIRST}\n${words}\n\n${HUNK}`.replaceAll(
      'cluster/x.yaml',
      'cluster/k/x.yaml',
    );
    expect(judged(answer, files)).toEqual({ 'cluster/k/x.yaml': FOUR.replace('one', 'ONE') });
  });
  it('is told to have names of its own', () => {
    const answer = `${OLD}${NEW}${FIRST}\ncluster/y.yaml:\n${HUNK}`;
    const verdict = gate(text(answer), treeOf(FILES), policy);
    expect(verdict.ok ? [] : verdict.violations.map(({ message }) => message)).toEqual([
      'this line names another file than the headers above it: begin every file with its --- and +++ lines',
    ]);
  });
  it('but lines that look like names may be content', () => {
    const lua = { 'x.lua': 'a\n-- done\nb\n++ c\n' };
    const head = '--- a/x.lua\n+++ b/x.lua\n';
    expect(judged(`${head}@@ -1,3 +1,2 @@\n a\n--- done\n b\n`, lua)).toEqual({ 'x.lua': 'a\nb\n++ c\n' });
    expect(judged(`${head}@@ -1,2 +1,1 @@\n a\n--- done\n@@ -3,1 +2,1 @@\n-b\n+B\n`, lua)).toEqual({
      'x.lua': 'a\nB\n++ c\n',
    });
    expect(judged(`${head}@@ @@\n a\n--- done\n@@ @@\n-b\n+B\n`, lua)).toEqual({ 'x.lua': 'a\nB\n++ c\n' });
    expect(judged(`${head}@@ -1 +1,2 @@\n a\n+++ two words\n@@ -3,1 +4,1 @@\n-b\n+B\n`, lua)).toEqual({
      'x.lua': 'a\n++ two words\n-- done\nB\n++ c\n',
    });
  });
});

describe('a pair of names', () => {
  it('may be words where a hunk follows', () => {
    const files = { 'two words': FILE };
    expect(judged(`--- two words\n+++ two words\n${HUNK}`, files)).toEqual({ 'two words': FOUR });
  });
  it.each([
    ['words in both', '--- FAIL: TestX (0.00s)\n+++ exited (status 1) +++\n\n', X],
    ['words in the first', '--- two words\n+++ b/cluster/y.yaml\n\n', 'garbled 2'],
    ['words in the second', '--- a/cluster/y.yaml\n+++ two words\n\n', 'garbled 1'],
  ])('is none with %s and no hunk', (_, above, want) =>
    expect(judged(above + OLD + NEW + HUNK)).toEqual(want),
  );
});

describe('a name above the fence', () => {
  const under = (name: string, body: string, files = FILES): unknown =>
    judged(`### \`${name}\`\n\n${fenced(body)}`, files);
  it('has no prefix', () => {
    const files = { 'b/x.yaml': FILE, 'x.yaml': FILE };
    expect(under('b/x.yaml', HUNK, files)).toEqual({ 'b/x.yaml': FOUR });
    expect(under('x.yaml', HUNK, files)).toEqual({ 'x.yaml': FOUR });
  });
  it('is believed when some hunk holds lines of the file', () => {
    expect(under('cluster/x.yaml', HUNK)).toEqual(X);
    expect(under('cluster/x.yaml', `${HUNK}@@ @@\n+six\n`)).toBe('no-context 9');
    expect(under('cluster/x.yaml', '@@ @@\n+six\n')).toBe('no-path 4');
    expect(under('cluster/x.yaml', '@@ @@\n\n+six\n')).toBe('no-path 4');
    expect(under('cluster/x.yaml', '@@ @@\n+six\n\n+seven\n')).toBe('no-path 4');
  });
  it('counts only where the diff names none', () => {
    expect(under('cluster/y.yaml', OLD + NEW + HUNK)).toEqual(X);
    expect(under('The change', HUNK)).toBe('no-path 4');
  });
});

describe('a header that tells of content', () => {
  const NEW_FILE = 'diff --git a/cluster/apps/n b/cluster/apps/n\nnew file mode 100644\n';
  const INDEX = 'index 0000000..8b13789\n';
  it('has it', () =>
    expect(judged(`${NEW_FILE}${INDEX}--- /dev/null\n+++ b/cluster/apps/n\n@@ -0,0 +1 @@\n+n\n`)).toEqual({
      'cluster/apps/n': 'n\n',
    }));
  it('of a new file is cut off without it, of a file that stays it is empty', () => {
    expect(judged(NEW_FILE + INDEX)).toBe('cut-off 1');
    expect(judged(`${OLD}${NEW}${HUNK}${NEW_FILE}${INDEX}`)).toBe('cut-off 8');
    expect(judged(`${GIT}index 12ab..34cd 100644\n`)).toBe('empty 1');
  });
  it('is told so', () => {
    const verdict = gate(text(NEW_FILE + INDEX), treeOf(FILES), policy);
    expect(verdict.ok ? [] : verdict.violations.map(({ message }) => message)).toEqual([
      'the header of this file tells of content and no hunk follows: the answer was cut off',
    ]);
  });
});
