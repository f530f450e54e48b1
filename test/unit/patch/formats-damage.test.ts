/** What each format does with its own kinds of damage: which answer is still read, and which is refused for what. */
import { describe, expect, it } from 'vitest';
import { blockToHunk, namedPath } from '../../../src/core/patch/blocks.ts';
import { gate } from '../../../src/core/patch/gate.ts';
import type { HunkLine } from '../../../src/core/patch/ops.ts';
import type { Verdict, Violation } from '../../../src/core/patch/types.ts';
import { POLICY, resultsOf, text, treeOf } from './tree.ts';

const FILE = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n';
const WANT = FILE.replace('four', 'FOUR');
const tree = treeOf({
  'cluster/x.yaml': FILE,
  'cluster/y.yaml': 'k: 1\n',
  'cluster/r.md': 'a\n```\nb\n```\nc\n',
});
const policy = { ...POLICY, contentRules: 'off', allowRename: true, allowDelete: true } as const;
const judge = (answer: string): Verdict => gate(text(answer), tree, policy);
const x = (answer: string): string | null | undefined => resultsOf(judge(answer))['cluster/x.yaml'];
/** Rule and line of every violation. */
const why = (answer: string): unknown => {
  const verdict = judge(answer);
  return verdict.ok ? 'accepted' : verdict.violations.map((v: Violation) => [v.rule, v.line]);
};
const HEAD = '--- a/cluster/x.yaml\n+++ b/cluster/x.yaml\n';
const DIFF = `${HEAD}@@ -3,3 +3,3 @@\n three\n-four\n+FOUR\n five\n`;

describe('the name above a block', () => {
  it.each([
    ['cluster/x.yaml', 'cluster/x.yaml'],
    ['  cluster/x.yaml  ', 'cluster/x.yaml'],
    ['### cluster/x.yaml', 'cluster/x.yaml'],
    ['  ##  cluster/x.yaml', 'cluster/x.yaml'],
    ['- cluster/x.yaml', 'cluster/x.yaml'],
    ['* cluster/x.yaml', 'cluster/x.yaml'],
    ['// cluster/x.yaml', 'cluster/x.yaml'],
    ['**cluster/x.yaml**', 'cluster/x.yaml'],
    ['**cluster/x.yaml:**', 'cluster/x.yaml'],
    ['cluster/x.yaml:', 'cluster/x.yaml'],
    ['`cluster/x.yaml`', 'cluster/x.yaml'],
    ['File: cluster/x.yaml', 'cluster/x.yaml'],
    ['filename: cluster/x.yaml', 'cluster/x.yaml'],
    ['Path: `cluster/x.yaml`', 'cluster/x.yaml'],
    ['Change `cluster/x.yaml` like this:', 'cluster/x.yaml'],
    ['my folder/a file.yaml', 'my folder/a file.yaml'],
    ['my - folder/a file.yaml', 'my - folder/a file.yaml'],
    ['`my folder/a file.yaml`', 'my folder/a file.yaml'],
    ['my/a:b', 'my/a:b'],
    ['my path:/a:b.yaml', 'my path:/a:b.yaml'],
    ['Makefile.am', 'Makefile.am'],
    ['### `Makefile`', 'Makefile'],
    ['**Dockerfile**', 'Dockerfile'],
    ['2. **cluster/x.yaml**', 'cluster/x.yaml'],
    ['1) `cluster/x.yaml`:', 'cluster/x.yaml'],
    ['In `my folder/a file.yaml`, change:', 'my folder/a file.yaml'],
    ['Update cluster/x.yaml:', 'cluster/x.yaml'],
    ['Here is the new cluster/x.yaml', 'cluster/x.yaml'],
    ['cluster/Makefile', 'cluster/Makefile'],
  ])('%j is %j', (line, path) => expect(namedPath(line)).toBe(path));
  it.each([
    'The port is wrong here',
    'see below.',
    'Change `a.yaml` and `b.yaml`:',
    'Run `make` first',
    'Profile',
    'README',
    'Update x.yaml and y.yaml',
    '',
    '**',
    'Look into cluster/x.yaml now',
  ])('%j names nothing', (line) => expect(namedPath(line)).toBeUndefined());
});

describe('search/replace blocks', () => {
  const block = (search: string, replace: string): string =>
    `<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n`;
  const four = block('four\n', 'FOUR\n');
  it.each([
    [
      'marks one short',
      four.replaceAll('<<<<<<<', '<<<<<<').replace('=======', '======').replace('>>>>>>>', '>>>>>>'),
    ],
    [
      'marks of five',
      four.replace('<<<<<<<', '<<<<<').replace('=======', '=====').replace('>>>>>>>', '>>>>>'),
    ],
    ['the words of a merge', four.replace('SEARCH', 'HEAD').replace('REPLACE', 'UPDATED')],
    ['ORIGINAL and NEW', four.replace('SEARCH', 'ORIGINAL').replace('REPLACE', 'NEW')],
    ['an end mark without its word', four.replace(' REPLACE', '')],
    ['blanks behind the marks', four.replace('=======', '=======  ').replace('REPLACE', 'REPLACE ')],
    ['blank lines under the name', `\n\n${four}`],
    ['a line of blanks under the name', `  \n${four}`],
    ['a word on diffs below', `${four}\nNot as diff --git does.\n`],
    ['a fence between name and block', `\`\`\`yaml\n${four}\`\`\`\n`],
  ])('are read with %s', (_, answer) => expect(x(`cluster/x.yaml\n${answer}`)).toBe(WANT));
  it.each(['', '  '])('take their file from the fence above (%j), not from the name of another', (indent) =>
    expect(x(`cluster/y.yaml\n${indent}\`\`\`yaml  cluster/x.yaml\n${four}\`\`\`\n`)).toBe(WANT),
  );
  it('each go to the file named above them', () => {
    const answer = `cluster/x.yaml\n${four}cluster/y.yaml\n${block('k: 1\n', 'k: 2\n')}cluster/x.yaml\n${block('six\n', 'SIX\n')}`;
    expect(resultsOf(judge(answer))).toEqual({
      'cluster/x.yaml': WANT.replace('six', 'SIX'),
      'cluster/y.yaml': 'k: 2\n',
    });
  });
  it('may remove lines, or add below one that both sides hold', () => {
    expect(x(`cluster/x.yaml\n${block('four\n', '')}`)).toBe(FILE.replace('four\n', ''));
    expect(x(`cluster/x.yaml\n${block('four\n', 'four\nnew\n')}`)).toBe(FILE.replace('four', 'four\nnew'));
    expect(x(`cluster/x.yaml\n${block('four\n', 'new\nfour\n')}`)).toBe(FILE.replace('four', 'new\nfour'));
  });
  it('are refused at the line where they go wrong', () => {
    expect(why(`Mend the port of it\n${four}`)).toEqual([['no-path', 2]]);
    expect(why(`../x.yaml\n${four}../x.yaml\n${four}`)).toEqual([['path', 2]]);
    expect(why('cluster/x.yaml\n<<<<<<< SEARCH\nfour\n')).toEqual([['cut-off', 2]]);
    expect(why('cluster/x.yaml\n<<<<<<< SEARCH\nfour\n=======\nFOUR\n')).toEqual([['cut-off', 2]]);
    expect(why(`cluster/x.yaml\n<<<<<<< SEARCH\nfour\n${four}`)).toEqual([['cut-off', 2]]);
    expect(why('cluster/x.yaml\n<<<<<<< SEARCH\nfour\n>>>>>>> REPLACE\n')).toEqual([['cut-off', 2]]);
    expect(why('cluster/x.yaml\n<<<<<<< SEARCH\nfour\n=======\nA\n=======\nB\n>>>>>>> REPLACE\n')).toEqual([
      ['unclear', 6],
    ]);
    expect(why(`cluster/x.yaml\n${four}@@ -1 +1 @@\n-one\n+ONE\n`)).toEqual([['unclear', 7]]);
    expect(why(`cluster/x.yaml\n${four}*** Begin Patch\n`)).toEqual([['unclear', 7]]);
  });
  it('keep as context what both sides begin and end with, and no line twice', () => {
    const lines = (kind: '+' | '-', all: string): HunkLine[] =>
      [...all].map((char, i) => ({ kind, text: char, no: i + 1 }));
    const hunk = (a: string, b: string): string =>
      blockToHunk(lines('-', a), lines('+', b))
        .map((line) => line.kind + line.text)
        .join();
    expect(hunk('abc', 'axc')).toBe(' a,-b,+x, c');
    expect(hunk('abc', 'abc')).toBe(' a, b, c');
    expect(hunk('aa', 'aaa')).toBe(' a, a,+a');
    expect(hunk('aaa', 'aa')).toBe(' a, a,-a');
    expect(hunk('', 'ab')).toBe('+a,+b');
    expect(hunk('abxab', 'ab')).toBe(' a, b,-x,-a,-b');
    expect(hunk('xab', 'yab')).toBe('-x,+y, a, b');
  });
});

describe('codex patches', () => {
  const patch = (body: string): string => `*** Begin Patch\n${body}*** End Patch\n`;
  const update = '*** Update File: cluster/x.yaml\n';
  const hunk = '@@\n three\n-four\n+FOUR\n';
  it.each([
    ['as they should be', patch(update + hunk)],
    ['without any @@', patch(`${update} three\n-four\n+FOUR\n`)],
    ['with an empty @@ first', patch(`${update}@@\n${hunk}`)],
    ['with blank lines between the parts', patch(`\n${update}\n${hunk}`)],
    ['without a begin line', `${update}${hunk}*** End Patch\n`],
    ['with prose for a begin line', `Here:\n${update}${hunk}*** End Patch\n`],
    ['with an end line too many in front', `*** End Patch\n${patch(update + hunk)}`],
    ['with a line of blanks in front', patch(`  \n${update}${hunk}`)],
    ['with prose around', `Here:\n\n${patch(update + hunk)}\nThat is all.\n`],
    ['in a fence that closes them', `\`\`\`\n*** Begin Patch\n${update}${hunk}\`\`\`\n`],
    ['in a here-document', `apply_patch <<'EOF'\n${patch(update + hunk)}EOF\n`],
    [
      'with blanks behind names and end',
      patch(update + hunk)
        .replace('.yaml', '.yaml  ')
        .replace('End Patch', 'End Patch '),
    ],
    ['with a marker for the missing newline', patch(`${update}${hunk}\\ No newline at end of file\n`)],
  ])('are read %s', (_, answer) => expect(x(answer)).toBe(WANT));
  it('move a file, changed or not', () => {
    const move = '*** Move to: cluster/apps/x.yaml\n';
    expect(resultsOf(judge(patch(update + move + hunk)))).toMatchObject({ 'cluster/apps/x.yaml': WANT });
    expect(resultsOf(judge(patch(update + move)))).toMatchObject({ 'cluster/apps/x.yaml': FILE });
  });
  it('delete a file', () =>
    expect(resultsOf(judge(patch('*** Delete File: cluster/y.yaml\n')))).toEqual({ 'cluster/y.yaml': null }));
  it('add a file with its empty lines', () =>
    expect(resultsOf(judge(patch('*** Add File: cluster/apps/n\n+a\n+\n\n+b\n')))).toEqual({
      'cluster/apps/n': 'a\n\n\nb\n',
    }));
  it('in two fences are two parts of one answer', () => {
    const other = patch('*** Update File: cluster/y.yaml\n@@\n-k: 1\n+k: 2\n');
    expect(resultsOf(judge(`\`\`\`\n${patch(update + hunk)}\`\`\`\nand\n\`\`\`\n${other}\`\`\`\n`))).toEqual({
      'cluster/x.yaml': WANT,
      'cluster/y.yaml': 'k: 2\n',
    });
  });
  it('are refused at the line where they go wrong', () => {
    expect(why(`*** Begin Patch\n${update}${hunk}`)).toEqual([['cut-off', 6]]);
    expect(why(patch(update))).toEqual([['empty', 2]]);
    expect(why(patch(`${update}@@\n`))).toEqual([['empty', 2]]);
    expect(why(patch(`${update}@@\nfour\n+FOUR\n`))).toEqual([['garbled', 4]]);
    expect(why(patch(`four\n${update}${hunk}`))).toEqual([['garbled', 2]]);
    expect(why(patch(`four\n${update}${hunk}`).replace('Begin Patch', 'Begin Patch '))).toEqual([
      ['garbled', 2],
    ]);
    expect(why(patch(update + hunk).replace('End Patch', 'End Patching'))).toEqual([['cut-off', 7]]);
    expect(why(patch('*** Add File: cluster/y.yaml\n+k: 2\n'))).toEqual([['exists', 2]]);
    expect(why(patch('*** Add File: cluster/apps/n\n+a\n b\n'))).toEqual([['garbled', 4]]);
    expect(why(patch('*** Add File: cluster/apps/n\n+a\n-b\n'))).toEqual([['garbled', 4]]);
    expect(why(patch('*** Add File: cluster/apps/n\n'))).toEqual([['empty', 2]]);
    expect(why(patch(update + hunk) + patch(update + hunk))).toEqual([['unclear', 8]]);
    expect(why(patch(`${update}@@\n-four\n+FOUR\n*** End of File\n`))).toEqual([['not-found', 3]]);
  });
  it('keep their marks as content where a line says so', () => {
    expect(resultsOf(judge(patch('*** Add File: cluster/apps/n\n+*** End Patch\n+b\n')))).toEqual({
      'cluster/apps/n': '*** End Patch\nb\n',
    });
    const lua = treeOf({ 'x.lua': '-- a\n\nb\n' });
    const change = '*** Update File: x.lua\n--- a\n+++ A\n\n-b\n+B\n';
    const want = { 'x.lua': '++ A\n\nB\n' };
    expect(resultsOf(gate(text(patch(change)), lua, policy))).toEqual(want);
    const fenced = `\`\`\`\n*** Begin Patch\n${change}\`\`\`\n`;
    expect(resultsOf(gate(text(fenced), lua, policy))).toEqual(want);
  });
  it('name one target of a move, right under an update', () => {
    const move = '*** Move to: cluster/apps/m\n';
    expect(why(patch(`${update}${move}${move}${hunk}`))).toEqual([['unclear', 4]]);
    expect(why(patch(`${update}${hunk}${move}`))).toEqual([['unclear', 7]]);
    expect(why(patch(`*** Add File: cluster/apps/n\n${move}+a\n`))).toEqual([['unclear', 3]]);
    expect(why(patch(`*** Delete File: cluster/y.yaml\n${move}`))).toEqual([['unclear', 3]]);
  });
  it('do not stand beside another format, of which they would hide one half', () => {
    const codex = patch(update + hunk);
    const diff = DIFF.replaceAll('x.yaml', 'y.yaml');
    expect(why(`${codex}${diff}`)).toEqual([['unclear', 8]]);
    expect(why(`${diff}${codex}`)).toEqual([['unclear', 1]]);
    expect(why(`\`\`\`\n${codex}\`\`\`\n\`\`\`diff\ndiff --git a/q b/q\n${diff}\`\`\`\n`)).toEqual([
      ['unclear', 11],
    ]);
    const fenced = (body: string): string => `\`\`\`\n${body}\`\`\`\n`;
    expect(why(`${fenced(codex)}${fenced(diff)}${fenced(codex)}`)).toEqual([['unclear', 11]]);
    expect(why(`${fenced(`*** Begin Patch\n${update}${hunk}`)}${diff}`)).toEqual([['unclear', 9]]);
    const block = 'cluster/y.yaml\n<<<<<<< SEARCH\nk: 1\n=======\nk: 2\n>>>>>>> REPLACE\n';
    expect(why(`${codex}${block}`)).toEqual([['unclear', 9]]);
    expect(why(`${fenced(codex)}${fenced(block)}`)).toEqual([['unclear', 12]]);
    expect(why(`${codex}\nSee\ndiff --git a/q b/q\n`)).toEqual([['unclear', 10]]);
    expect(x(`--- a heading\n\n${codex}`)).toBe(WANT);
    expect(x(`--- a heading\nand +++ more\n\n${codex}`)).toBe(WANT);
    expect(x(`a --- heading\n+++ more\n\n${codex}`)).toBe(WANT);
    expect(x(`${codex}--- the end`)).toBe(WANT);
  });
});

describe('whole files', () => {
  const whole = (above: string, info = 'yaml', mark = '```'): string =>
    `${above}${mark}${info}\n${WANT}${mark}\n`;
  it.each([
    ['a name right above', whole('cluster/x.yaml\n')],
    ['one blank line below the name', whole('cluster/x.yaml\n\n')],
    ['a line of blanks below the name', whole('cluster/x.yaml\n  \n')],
    ['blanks behind the name in the fence', whole('', 'yaml cluster/x.yaml  ')],
    ['other words in the fence', whole('cluster/x.yaml\n', 'yaml lines of cluster/y.yaml')],
    ['blanks behind the fence that ends it', whole('cluster/x.yaml\n').replace(/```\n$/, '```  \n')],
    ['tildes', whole('cluster/x.yaml\n', '', '~~~')],
    ['longer fences', whole('cluster/x.yaml\n', 'yaml', '`````')],
    ['the name in the fence', whole('', 'yaml cluster/x.yaml')],
    ['a title in the fence', whole('', 'yaml title="cluster/x.yaml"')],
    ['path= in the fence', whole('', "yaml path='cluster/x.yaml'")],
    ['file= in the fence', whole('', 'yaml file=cluster/x.yaml')],
    ['language and name in one word', whole('', 'yaml:cluster/x.yaml')],
    ['a name in the fence that wins over the one above', whole('cluster/y.yaml\n', 'yaml:cluster/x.yaml')],
    ['an unnamed fence of output before', `It said\n\`\`\`\nerror\n\`\`\`\n${whole('cluster/x.yaml\n')}`],
    ['CRLF throughout', whole('cluster/x.yaml\n').replaceAll('\n', '\r\n')],
  ])('are read with %s', (_, answer) => expect(x(answer)).toBe(WANT));
  it('may hold fences, when nothing follows that could be theirs', () => {
    const answer = 'cluster/r.md\n````md\na\n```\nB\n```\nc\n````\n';
    expect(resultsOf(judge(answer))).toEqual({ 'cluster/r.md': 'a\n```\nB\n```\nc\n' });
    const named = 'cluster/r.md\n```md\na\n```sh\nB\n```\nc\n```\n';
    expect(resultsOf(judge(named))).toEqual({ 'cluster/r.md': 'a\n```sh\nB\n```\nc\n' });
    expect(why(`${named}${whole('cluster/x.yaml\n')}`)).toEqual([['unclear', 2]]);
  });
  it('are refused when they are open, unnamed, or named too far above', () => {
    expect(why(`cluster/x.yaml\n\`\`\`yaml\n${WANT}`)).toEqual([['cut-off', 2]]);
    expect(why(`cluster/x.yaml\n\`\`\`\`yaml\n${WANT}\`\`\`\n`)).toEqual([['cut-off', 2]]);
    expect(why(whole('Here it is:\n'))).toEqual([['no-patch', undefined]]);
    expect(why(whole('cluster/x.yaml\n\n\n'))).toEqual([['no-patch', undefined]]);
    expect(why(whole('```\ncluster/x.yaml\n```\n'))).toEqual([['no-patch', undefined]]);
  });
});

it.each([
  ['codex', '*** Begin Patch\n*** Update File: b/cluster/x.yaml\n@@\n-four\n+FOUR\n*** End Patch\n'],
  ['a block', 'b/cluster/x.yaml\n<<<<<<< SEARCH\nfour\n=======\nFOUR\n>>>>>>> REPLACE\n'],
  ['a whole file', `b/cluster/x.yaml\n\`\`\`\n${WANT}\`\`\`\n`],
])('only a diff has prefixes before its names: %s means the file b/…', (_, answer) => {
  const verdict = judge(answer);
  expect(verdict.ok ? [] : verdict.violations.map((violation) => violation.path)).toEqual([
    'b/cluster/x.yaml',
  ]);
});

describe('JSON around an answer', () => {
  const edit = { path: 'cluster/x.yaml', search: 'four', replace: 'FOUR' };
  const keys = (path: string, search: string, replace: string): string =>
    JSON.stringify([{ [path]: edit.path, [search]: edit.search, [replace]: edit.replace }]);
  it.each([
    ['a list of edits', JSON.stringify([edit])],
    ['one edit alone', JSON.stringify(edit)],
    ...['edits', 'changes', 'patches', 'replacements'].map((key) => [key, JSON.stringify({ [key]: [edit] })]),
    ...['patch', 'diff', 'unified_diff', 'content', 'text', 'answer', 'input'].map((key) => [
      key,
      JSON.stringify({ [key]: DIFF }),
    ]),
    ['file, old, new', keys('file', 'old', 'new')],
    ['file_path, old_string, new_string', keys('file_path', 'old_string', 'new_string')],
    ['filename, old_str, new_str', keys('filename', 'old_str', 'new_str')],
    ['path, find, after', keys('path', 'find', 'after')],
    ['path, before, after', keys('path', 'before', 'after')],
    ['two objects deep', JSON.stringify({ result: { reply: { patch: DIFF } } })],
    ['other fields first', JSON.stringify({ type: 1, why: [], note: null, patch: DIFF })],
    ['a plain fence', `\`\`\`\n${JSON.stringify({ patch: DIFF })}\n\`\`\`\n`],
    ['a json fence with CRLF', `\`\`\`json\r\n${JSON.stringify({ patch: DIFF })}\r\n\`\`\`\r\n`],
    ['blanks around', `\n  ${JSON.stringify({ patch: DIFF }, null, 2)}\n\n`],
  ])('%s is taken off', (_, answer) => expect(x(answer!)).toBe(WANT));
  it.each([
    ['no edits', '{"edits": []}'],
    ['an edit without its file', JSON.stringify([{ search: 'four', replace: 'x' }])],
    ['an edit that is a list', '{"edits": [["a", "b", "c"]]}'],
    ['three objects deep', JSON.stringify({ a: { b: { c: { patch: DIFF } } } })],
    ['a number for the patch', '{"patch": 1}'],
    ['a missing end', JSON.stringify({ patch: DIFF }).slice(0, -1)],
  ])('is refused with %s', (_, answer) => expect(why(answer)).toEqual([['cut-off', undefined]]));
  const fenced = (above: string, value: unknown): string =>
    `${above}\n\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\`\n`;
  it.each([
    ['edits', fenced('The name is wrong.', { edits: [edit] })],
    ['edits, with a remark below', `${fenced('The name is wrong.', [edit])}\nRun it again.\n`],
    ['a diff', fenced('Here is the patch:', { patch: DIFF })],
    ['edits under the name of their file', fenced('Change `cluster/x.yaml` so:', { edits: [edit] })],
  ])('%s may stand in the one fence of an answer', (_, answer) => expect(x(answer)).toBe(WANT));
  it('a fence under the name of a JSON file is that file', () => {
    const value = { edits: [edit] };
    expect(resultsOf(judge(fenced('cluster/apps/n.json', value)))).toEqual({
      'cluster/apps/n.json': `${JSON.stringify(value, null, 2)}\n`,
    });
  });
  it('a fence that only holds text is no patch', () =>
    expect(why(fenced('It said:', { text: 'four' }))).toEqual([['no-patch', undefined]]));
  it('beside another patch, or in a second fence, edits are not taken', () => {
    expect(x(`${fenced('It said:', { edits: [{ ...edit, replace: 'VIER' }] })}${DIFF}`)).toBe(WANT);
    const two = fenced('First:', [edit]) + fenced('Or rather:', [{ ...edit, replace: 'VIER' }]);
    expect(why(two)).toEqual([['no-patch', undefined]]);
    expect(why(fenced('The state is:', { four: 'FOUR' }))).toEqual([['no-patch', undefined]]);
  });
  it('a diff of a JSON file is no envelope', () => {
    const json = treeOf({ 'cluster/x.json': '{"a": 1}\n' });
    const answer = '--- a/cluster/x.json\n+++ b/cluster/x.json\n@@ -1 +1 @@\n-{"a": 1}\n+{"a": 2}\n';
    expect(resultsOf(gate(text(answer), json, policy))).toEqual({ 'cluster/x.json': '{"a": 2}\n' });
  });
});
