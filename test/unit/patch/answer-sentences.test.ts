/** The exact words for an answer that cannot be read: they are what the next prompt sees. */
import { describe, expect, it } from 'vitest';
import { gate } from '../../../src/core/patch/gate.ts';
import { parseProposal } from '../../../src/core/patch/parse.ts';
import type { Edit } from '../../../src/core/patch/types.ts';
import { POLICY, text, treeOf } from './tree.ts';

const told = (answer: string): string => {
  const parsed = parseProposal({ form: 'text', text: answer });
  return 'rule' in parsed ? parsed.message : 'read';
};
const ofEdits = (...edits: readonly Edit[]): string => {
  const parsed = parseProposal({ form: 'edits', edits });
  return 'rule' in parsed ? parsed.message : 'read';
};

describe('JSON', () => {
  it.each([
    ['{"patch": "x', 'the answer begins as JSON and is not valid JSON: it was cut off or badly escaped'],
    ['{"a": 1}', 'the JSON answer holds no patch and no edits'],
    ['{"edits": []}', 'the JSON answer holds an empty list of edits'],
    ['[{"path": "a"}]', 'an edit in the JSON answer has no path, search and replace strings'],
  ])('%s', (answer, message) => expect(told(answer)).toBe(message));
  it('as a list of edits', () => {
    const edit = { path: 'a', search: 'b', replace: 'c' };
    expect(ofEdits()).toBe('the list of edits is empty');
    expect(ofEdits({ ...edit, path: '\ud800' })).toBe('an edit holds a lone surrogate: no such text exists');
    expect(ofEdits({ ...edit, search: '\0' })).toBe('an edit holds a NUL byte');
  });
});

describe('an answer as a whole', () => {
  const DIFF = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n';
  const CODEX = '*** Begin Patch\n*** Update File: x\n@@\n-a\n+b\n*** End Patch\n';
  it.each([
    ['\ud800', 'the answer holds a lone surrogate: no such text exists'],
    ['a\0', 'the answer holds NUL bytes: no text patch does'],
    [' \n', 'the answer holds no text'],
    ['*** Begin Patch\n*** End Patch\n', 'no file section was found in the answer'],
    [`${CODEX}${DIFF}`, 'the answer mixes a codex patch with another patch format: send one'],
    [`\`\`\`diff\n${DIFF}`, 'the code fence around the patch is never closed: the answer was cut off'],
    [
      `${DIFF}\`\`\`diff\n${DIFF}\`\`\`\n`,
      'part of the patch stands inside a code fence and part outside: send one patch in one fence',
    ],
    ['a/b.md\n```\na\n', 'this code fence is never closed: the answer was cut off'],
    [
      'a/b.md\n```md\n```sh\na\n```\n```\na/c\n```\nd\n```\n',
      'a file with code fences inside must be sent as a diff: its end is not clear',
    ],
    [
      'The port is wrong.',
      'the answer holds no unified diff, no codex patch, no search/replace block and no named whole file',
    ],
  ])('%j', (answer, message) => expect(told(answer)).toBe(message));
});

describe('a codex patch', () => {
  const patch = (body: string): string => `*** Begin Patch\n${body}*** End Patch\n`;
  const update = '*** Update File: x\n';
  it.each([
    [`*** Begin Patch\n${update}-a\n`, 'the patch has no `*** End Patch`: the answer was cut off'],
    [patch(update) + patch(update), 'a second patch follows the first: send one'],
    [patch(`so:\n${update}`), 'a file line is expected here'],
    [patch(update), 'the file section holds no lines'],
    [patch(`${update}@@\na\n`), 'this line begins with neither a blank, + nor -'],
    [patch('*** Add File: x\n+a\n b\n'), 'a line of an added file must begin with +'],
    [
      patch('*** Add File: x\n*** Move to: y\n+a\n'),
      'one `Move to` may stand right under an Update line, nowhere else',
    ],
  ])('%j', (answer, message) => expect(told(answer)).toBe(message));
});

describe('search/replace blocks', () => {
  const block = '<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n';
  it.each([
    [block, 'no file name stands above this search/replace block'],
    ['x.y\n<<<<<<< SEARCH\na\n', 'a search/replace block is not closed: the answer was cut off'],
    [
      `x.y\n${block.replace('b\n', 'b\n=======\nc\n')}`,
      'a block has two `=======` lines: it is not clear where its search part ends',
    ],
    [`x.y\n${block}@@ -1 +1 @@\n`, 'the answer mixes search/replace blocks with another patch format'],
  ])('%j', (answer, message) => expect(told(answer)).toBe(message));
});

describe('hunks that fit', () => {
  const refused = (patch: string): readonly string[] => {
    const verdict = gate(text(patch), treeOf({ 'x.yaml': 'a\nb\n', 'scripts/a': '' }), POLICY);
    return verdict.ok ? [] : verdict.violations.map(({ message }) => message);
  };
  const update = (body: string): string => `*** Begin Patch\n*** Update File: x.yaml\n${body}*** End Patch\n`;
  it('but change one line twice, or nothing, or are no new file', () => {
    expect(refused(update('@@\n a\n-b\n+c\n@@\n a\n-b\n+d\n'))).toEqual([
      'two hunks change line 2 of the file: send each change once',
    ]);
    expect(refused(update('@@\n a\n+b\n'))).toEqual(['the lines it adds stand there already']);
    expect(refused('--- /dev/null\n+++ b/scripts/n\n@@ -0,0 +1,1 @@\nn: 1\n')).toEqual([
      'a new file has no context and no removed lines: begin every line with +',
    ]);
  });
});
