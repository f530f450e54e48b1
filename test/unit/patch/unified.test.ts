/** Headers of unified diffs, and what stands around the hunks. */
import { describe, expect, it } from 'vitest';
import { gate } from '../../../src/core/patch/gate.ts';
import type { Verdict } from '../../../src/core/patch/types.ts';
import { POLICY, resultsOf, text, treeOf } from './tree.ts';

const FILE = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n';
const tree = treeOf({ 'cluster/x.yaml': FILE, 'cluster/y.yaml': 'k: 1\n' });
const judge = (patch: string): Verdict => gate(text(patch), tree, { ...POLICY, contentRules: 'off' });

const HUNK = '@@ -2,5 +2,5 @@\n two\n three\n-four\n+FOUR\n five\n six\n';
const HEAD = '--- a/cluster/x.yaml\n+++ b/cluster/x.yaml\n';
const GIT = 'diff --git a/cluster/x.yaml b/cluster/x.yaml\n';
const DIFF = HEAD + HUNK;
const LATER = '@@ -6,3 +6,3 @@\n six\n-seven\n+SEVEN\n eight\n';
const fenced = (body: string): string => `\`\`\`diff\n${body}\`\`\`\n`;

const FOUR = FILE.replace('four', 'FOUR');
const BOTH = FOUR.replace('seven', 'SEVEN');

describe('is read', () => {
  it.each([
    ['a whole git diff in a fence', fenced(`${GIT}index 12ab..34cd 100644\n${DIFF}`)],
    ['an index without a mode', `${GIT}index 12ab..34cd\n${DIFF}`],
    ['an index without a mode in a fence', fenced(`${GIT}index 12ab..34cd\n${DIFF}`)],
    ['a mode that stays', `${GIT}old mode 100644\nnew mode 100644\n${DIFF}`],
    [
      'blanks behind the names',
      DIFF.replace('a/cluster/x.yaml', '$&  ').replace('b/cluster/x.yaml', '$& \t'),
    ],
    ['names in quotes', DIFF.replace('a/cluster/x.yaml', '"$&"').replace('b/cluster/x.yaml', '"$&"')],
    [
      'names in quotes with their times',
      DIFF.replace('a/cluster/x.yaml', '"$&"\t2025').replace('b/cluster/x.yaml', '"$&"\t2025'),
    ],
    ['the name of an index line alone', `Index: cluster/x.yaml\n==========\n${HUNK}`],
    ['the name of a git line alone', GIT + HUNK],
    ['the names twice', HEAD + DIFF],
    ['the names twice with a blank line between', `${GIT}${HEAD}\n${DIFF}`],
    ['a line that tells of an index', `See Index: x\n\n${DIFF}`],
    ['a line that tells of names', `Between --- a/x and +++ b/x:\n\n${DIFF}`],
    ['a line that ends in signs', `Mind the @@@\n\n${DIFF}`],
    ['a blank line under the names in a fence', fenced(`${GIT}\n${DIFF}`)],
    ['blanks under the names in a fence', fenced(`${GIT}\t\n${DIFF}`)],
    ['a comment under the names in a fence', fenced(`${GIT}# of four\n${DIFF}`)],
    ['the head of a mail in a fence', fenced(`From 1234 Mon\n${GIT}From x\n${DIFF}`)],
    ['a note on the line end under the names in a fence', fenced(`${GIT}\\ No newline at end\n${DIFF}`)],
    ['words above the diff in a fence', fenced(`Here it is:\n${DIFF}`)],
    ['a change at the end of a fence', fenced(`${HEAD}@@ @@\n three\n-four\n+FOUR\n`)],
    ['fewer lines than the hunk says, in a fence', fenced(`${HEAD}@@ -2,9 +2,9 @@\n three\n-four\n+FOUR\n`)],
    ['a word at the end that begins like a header', `${DIFF}\ndiff\n`],
    ['a word at the end of a fence that begins like a header', fenced(`${DIFF}diff\n`).trimEnd()],
    ['blanks at the end', `Patch:\n\n${DIFF.replace(/^/gm, '    ')}`],
  ])('%s', (_, patch) => expect(resultsOf(judge(patch))).toEqual({ 'cluster/x.yaml': FOUR }));

  it.each([
    ['a change at the end of a hunk', `${HEAD}@@ @@\n three\n-four\n+FOUR\n${LATER}`],
    ['a change at the end of a hunk in a fence', fenced(`${HEAD}@@ @@\n three\n-four\n+FOUR\n${LATER}`)],
    ['fewer lines than the hunk says', `${HEAD}@@ -2,9 +2,9 @@\n three\n-four\n+FOUR\n${LATER}`],
    ['two sections of one file', DIFF + HEAD + LATER],
  ])('%s', (_, patch) => expect(resultsOf(judge(patch))).toEqual({ 'cluster/x.yaml': BOTH }));
});

const HEADERS = [
  'old mode 120000',
  'new mode 120000',
  'new file mode 120000',
  'deleted file mode 100644',
  'rename from cluster/y.yaml',
  'rename to cluster/z.yaml',
  'copy from cluster/y.yaml',
  'copy to cluster/z.yaml',
  'index 12ab..34cd 120000',
  'GIT binary patch',
  'Binary files a/cluster/x.yaml and b/cluster/x.yaml differ',
];

it.each(HEADERS)('%s counts as a header alone, not within a line', (header) => {
  expect(judge(`${GIT}${header}\n${DIFF}`).ok).toBe(false);
  expect(resultsOf(judge(`${GIT}no ${header}\n${DIFF}`))).toEqual({ 'cluster/x.yaml': FOUR });
});

it.each(HEADERS.filter((header) => /\d$|patch$|differ$/.test(header)))(
  '%s counts without more behind it',
  (header) => expect(resultsOf(judge(`${GIT}${header} or so\n${DIFF}`))).toEqual({ 'cluster/x.yaml': FOUR }),
);

it.each(['similarity index 90%', 'dissimilarity index 9%', 'index 12ab..34cd', '='.repeat(67)])(
  '%s says nothing that matters',
  (header) => {
    expect(resultsOf(judge(fenced(`${GIT}${header}\n${DIFF}`)))).toEqual({ 'cluster/x.yaml': FOUR });
    expect(judge(fenced(`${GIT}no ${header}\n${DIFF}`)).ok).toBe(false);
  },
);

it('a hunk without its header may begin with comments that look like names', () => {
  const lua = treeOf({ 'cluster/i.lua': 'a\n-- end\nb\n' });
  const patch = '--- a/cluster/i.lua\n+++ b/cluster/i.lua\n--- end\n+++ fin\n b\n';
  expect(resultsOf(gate(text(patch), lua, POLICY))).toEqual({ 'cluster/i.lua': 'a\n++ fin\nb\n' });
});

describe('is refused, with the line', () => {
  it.each([
    ['a file that was no file', `${GIT}old mode 120000\nnew mode 100644\n${DIFF}`, 'symlink 1'],
    ['a file that was no file by its index', `${GIT}index 1..2 120000\n${DIFF}`, 'symlink 1'],
    ['names that disagree with the index line', `Index: cluster/y.yaml\n${DIFF}`, 'headers-disagree 1'],
    ['names without hunks at the end', HEAD, 'empty 1'],
    ['names without hunks above others', `${HEAD}\n${DIFF.replaceAll('x.yaml', 'y.yaml')}`, 'empty 1'],
    ['only a second name, twice', `+++ b/cluster/x.yaml\n${HUNK}+++ b/cluster/y.yaml\n${HUNK}`, 'garbled 1'],
    ['a name above a name in a line', `--- a/cluster/x.yaml\nto +++ b/cluster/x.yaml\n${HUNK}`, 'garbled 1'],
    ['a merge', DIFF.replace('@@ -2,5 +2,5 @@', '@@@ -2,5 -2,5 +2,5 @@@ section'), 'unclear 3'],
    ['a hunk without a name', `\n${HUNK}`, 'no-path 2'],
    ['a hunk without its header at its first line', `${HEAD} zwei\n-four\n+FOUR\n`, 'not-found 2'],
    ['a header behind the names in a fence', fenced(`${HEAD}rename to cluster/z.yaml\n${HUNK}`), 'garbled 4'],
    ['words between the names and the hunk in a fence', fenced(`${GIT}words # From\n${HUNK}`), 'garbled 3'],
    ['a part of a header at the end', `${DIFF}\ndiff --g`, 'cut-off 11'],
    ['moves without a file', 'rename from a\nrename to b\n', 'no-patch'],
  ])('%s', (_, patch, said) => {
    const verdict = judge(patch);
    const first = verdict.ok ? undefined : verdict.violations[0]!;
    expect([first?.rule, first?.line].filter((part) => part !== undefined).join(' ')).toBe(said);
  });

  it.each([
    [
      'a merge',
      DIFF.replace('@@ -2', '@@@ -2'),
      'combined diffs of merges are not read: send a plain unified diff',
    ],
    [
      'a hunk without a name',
      HUNK,
      'the hunk stands under no file name: begin every file with its --- and +++ lines',
    ],
    [
      'a line of no hunk',
      fenced(`${GIT}words\n${HUNK}`),
      'this line belongs to no hunk: every line of a hunk must begin with a blank, + or -',
    ],
    ['a part of a header', `${DIFF}\ndiff --g`, 'the answer ends inside a header: it was cut off'],
    [
      'HTML',
      DIFF.replace('FOUR', '&lt;'),
      'the patch is HTML-escaped (&lt; &gt; &amp; &quot;): send it as plain text',
    ],
    [
      'dots',
      DIFF.replace('FOUR', '...'),
      'a line stands for text that was left out: write every line in full',
    ],
  ])('telling what to do: %s', (_, patch, told) => {
    const verdict = judge(patch);
    expect(verdict.ok ? [] : verdict.violations.map(({ message }) => message)).toEqual([told]);
  });
});

describe('a new file takes the line ends of its lines, not of its headers', () => {
  const NEW = '--- /dev/null\n+++ b/cluster/apps/n.yaml\n@@ -0,0 +1,2 @@\n+n: 1\n+m: 2\n';
  const [names, body] = [NEW.slice(0, NEW.indexOf('@@')), NEW.slice(NEW.indexOf('@@'))];
  const crlf = (part: string): string => part.replaceAll('\n', '\r\n');
  it.each([
    ['plain', NEW, 'n: 1\nm: 2\n'],
    ['all of them CRLF, by transport', crlf(NEW), 'n: 1\nm: 2\n'],
    ['CRLF in the lines alone', names + crlf(body), 'n: 1\r\nm: 2\r\n'],
    ['CRLF in the names alone', crlf(names) + body, 'n: 1\nm: 2\n'],
  ])('%s', (_, patch, made) => expect(resultsOf(judge(patch))).toEqual({ 'cluster/apps/n.yaml': made }));
});
