/** Words between two changes of one file that take the first back: which of the two is meant is for the writer to say. */
import { describe, expect, it } from 'vitest';
import { gate } from '../../../src/core/patch/gate.ts';
import type { Section } from '../../../src/core/patch/ops.ts';
import { parseProposal } from '../../../src/core/patch/parse.ts';
import { retracted } from '../../../src/core/patch/retract.ts';
import { POLICY, rulesOf, text, treeOf } from './tree.ts';

/** Rule and line of the refusal, or how many sections were read. */
const told = (answer: string): unknown => {
  const parsed = parseProposal({ form: 'text', text: answer });
  return 'rule' in parsed ? [parsed.rule, parsed.line] : parsed.sections.length;
};
const fenced = (body: string, info = 'diff'): string => `\`\`\`${info}\n${body}\`\`\`\n`;
const names = (path: string): string => `--- a/${path}\n+++ b/${path}\n`;
const change = (path: string, at: number): string => `${names(path)}@@ -${at} +${at} @@\n-a${at}\n+b${at}\n`;
/** Two fenced changes of one file (lines 1 to 7 and from line 10) around a line of prose in line 9. */
const around = (words: string, other = 'x.yaml'): string =>
  `${fenced(change('x.yaml', 1))}\n${words}\n${fenced(change(other, 9))}`;

describe('words that take back', () => {
  it.each([
    'Wait, no:',
    'Hmm, wait.',
    'Wait — that breaks it:',
    'Wait forget it:',
    'Actually, this is better:',
    'Scratch that:',
    'Ignore the above:',
    'Please ignore my first diff.',
    'Ignore that one:',
    'Ignore this one:',
    'Ignore all of it:',
    'Ignore what I wrote:',
    'Disregard it:',
    'On second thought:',
    'On second thoughts:',
    'No, that is wrong:',
    "That's wrong:",
    'That was incorrect.',
    'This is not right.',
    'That is not correct:',
    'this wrong:',
    'This was a mistake:',
    'Corrected:',
    'A correction:',
    'Revised:',
    'Alternative:',
    'Alternatively:',
    'My final answer:',
    'Final version:',
    'The final patch:',
    'final diff',
    'Final fix:',
    'Option 2:',
    'Option B:',
    'Option 0:',
    'Approach C:',
    'Approach 1:',
    'Or you could do this:',
    'Or, you can:',
    'Instead you could do this:',
    'or use this:',
    'Instead, use this:',
    'Or',
    'OR:',
    '**or**',
    '— or —',
    '`x.yaml` or:',
    'x.yaml, or',
  ])('%s', (words) => expect(told(around(words))).toEqual(['unclear', 9]));
  it.each([
    'And:',
    'Then the second place:',
    'The same for the probe.',
    'It awaits the node:',
    'Now await it here, too:',
    'Then wait till it answers:',
    'The final fixture:',
    'The final difference:',
    'Both corrections are needed:',
    'Correctly so:',
    'They ignore these pods:',
    'It will ignore thin disks:',
    'Or you cannot reach it:',
    'Option about the probe:',
    'Approach all nodes:',
    'For you can see it there, too:',
    'An optional probe:',
    'With that, is it wrong?',
    'Ore:',
    'Nor:',
    'That is the right port.',
    'This is the other half:',
    'Ignored files stay:',
    'A second thought went into it.',
    'Options of the probe:',
    'Option names:',
    'the final line of the file:',
    'The wrong port also stands here:',
    'Correct the port here, too:',
    'One port or the other:',
    'or the other:',
    'Either or',
    'In `wait` and `actually`:',
    'In scripts/wait.sh and actually.yaml:',
    'The orchard:',
  ])('not %j', (words) => expect(told(around(words))).toBe(2));
  it.each([
    'Now the loop that waits for the API:',
    'The node is waiting here, too:',
    'Now wait for the API here, too:',
    'Here, wait until it answers:',
    'The same in the wait-loop:',
  ])('nor a check that waits: %j', (words) => expect(told(around(words))).toBe(2));
});

describe('where such words count', () => {
  const WAIT = 'Wait, no:';
  it('between two changes of one file, not of two files', () => {
    expect(told(around(WAIT))).toEqual(['unclear', 9]);
    expect(told(around(WAIT, 'y.yaml'))).toBe(2);
  });
  it('in any pair of changes of one file, however many others stand between', () => {
    const y = fenced(change('y.yaml', 1));
    expect(told(`${fenced(change('x.yaml', 1))}${y}${WAIT}\n${fenced(change('x.yaml', 9))}`)).toEqual([
      'unclear',
      15,
    ]);
    expect(told(`${y}${around(WAIT)}`)).toEqual(['unclear', 16]);
  });
  it('the first of them is told', () => expect(told(around('Wait.\nActually:'))).toEqual(['unclear', 9]));
  it('not above the first change nor below the last', () => {
    const two = `${fenced(change('x.yaml', 1))}and\n${fenced(change('x.yaml', 9))}`;
    expect(told(`${WAIT}\n${two}${WAIT}\n`)).toBe(2);
  });
  it('not inside a fence, nor in the lines of a bare diff', () => {
    const said = names('x.yaml');
    expect(told(`${fenced(change('x.yaml', 1))}${fenced('wait\n', '')}${fenced(change('x.yaml', 9))}`)).toBe(
      2,
    );
    expect(told(`${said}@@ -1 +1,2 @@\n a\n+b\n wait\n@@ -9 +9,2 @@\n c\n+d\n`)).toBe(1);
    expect(told(`${fenced('ls\n')}${said}@@ -1 +1,2 @@\n a\n+b\n wait\n@@ -9 +9,2 @@\n c\n+d\n`)).toBe(1);
    expect(told(fenced(`${change('x.yaml', 1)}Wait, no:\n${change('x.yaml', 9)}`))).toBe(2);
  });
  it('not between whole files: two of one name contradict in any case', () => {
    const whole = (body: string): string => `x.yaml\n${fenced(`${body}\n`, 'yaml')}`;
    const answer = `${whole('a')}${WAIT}\n\n${whole('b')}`;
    expect(told(answer)).toBe(2);
    expect(rulesOf(gate(text(answer), treeOf({ 'x.yaml': 'c\n' }), POLICY))).toEqual(['unclear']);
  });
  it('between blocks, although the blocks of one file are one section', () => {
    const block = (path: string, from: string): string =>
      `${path}\n<<<<<<< SEARCH\n${from}\n=======\nq\n>>>>>>> REPLACE\n`;
    const two = (first: string, second: string): string =>
      `${fenced(block('x.yaml', first), '')}${WAIT}\n${fenced(block('x.yaml', second), '')}`;
    expect(told(two('a', 'b'))).toEqual(['unclear', 9]);
    expect(told(`${fenced(block('x.yaml', 'a'), '')}${WAIT}\n${block('x.yaml', 'b')}`)).toEqual([
      'unclear',
      9,
    ]);
    expect(told(`${block('x.yaml', 'a')}${block('x.yaml', 'wait')}`)).toBe(1);
  });
  it('also where the first change deletes the file or the second one does', () => {
    const gone = fenced('--- a/x.yaml\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n');
    const made = fenced('--- /dev/null\n+++ b/x.yaml\n@@ -0,0 +1 @@\n+a\n');
    expect(told(`${gone}${WAIT}\n${fenced(change('x.yaml', 9))}`)).toEqual(['unclear', 7]);
    expect(told(`${fenced(change('x.yaml', 9))}${WAIT}\n${gone}`)).toEqual(['unclear', 8]);
    expect(told(`${made}${WAIT}\n${gone}`)).toEqual(['unclear', 7]);
  });
});

describe('an answer without fences', () => {
  const HUNK = '@@ -9,2 +9,2 @@ wait\n a\n-b\n+c\n';
  const two = (words: string, second = change('x.yaml', 9)): string =>
    `${change('x.yaml', 1)}\n${words}\n\n${second}`;
  it.each([
    ['between two sections of one file', two('Wait, no:'), ['unclear', 7]],
    ['between two hunks of one section', two('Actually:', HUNK), ['unclear', 7]],
    ['between two sections of two files', two('Wait, no:', change('y.yaml', 9)), 2],
    ['above both', `Wait, no:\n${two('And:')}`, 2],
    ['in a list below the hunk, which may be a part of it', two('- wait'), 2],
    ['no such words', two('And the second place:'), 2],
    ['a name', two('In scripts/wait.sh:'), 2],
  ])('is taken back by words %s', (_, answer, want) => expect(told(answer)).toEqual(want));
  it.each([' wait', '+wait', '-wait', '@@ -5 +5 @@ wait'])('but not by a line of the patch: %s', (line) =>
    expect(told(`${names('x.yaml')}@@ -1,2 +1,2 @@\n a\n-b\n+c\n${line}\n${HUNK}`)).toBe(1),
  );
  it('nor by a line that a block or a codex patch holds', () => {
    const codex = '*** Begin Patch\n*** Update File: x\n@@\n-a\n+b\n@@ wait\n-c\n+d\n*** End Patch\n';
    const block = (body: string): string => `<<<<<<< SEARCH\n${body}\n=======\nq\n>>>>>>> REPLACE\n`;
    expect(told(codex)).toBe(1);
    expect(told(codex.replace('@@ wait', '@@ wait\n@@ more'))).toBe(1);
    const y = change('y.yaml', 5).replace(/@@$/m, '@@ wait');
    expect(told(`${change('x.yaml', 1)}${y}${change('x.yaml', 9)}`)).toBe(3);
    expect(told(`x.yaml\n${block('a\nwait')}\n${block('b')}`)).toBe(1);
    expect(told(`x.yaml\n${block('a\nwait').replace('q', 'q\nwait')}\n${block('b')}`)).toBe(1);
    expect(told(`x.yaml\n${block('a')}\nWait, no:\n\n${block('b')}`)).toEqual(['unclear', 8]);
    expect(told(`x.yaml\n${block('a')}\nWait, no:\n\ny.yaml\n${block('b')}`)).toBe(2);
  });
});

describe('which file a section is of', () => {
  const section = (no: number, ...pairs: Section['names']): Section => ({
    no,
    names: pairs,
    prefixed: true,
    body: { kind: 'hunks', hunks: [{ no, lines: [] }] },
  });
  const lines = ['```', '1', '```', 'wait', '```', '2', '```'].map((line, i) => ({
    text: line,
    no: i + 1,
    cr: false,
  }));
  const same = (first: Section['names'], second: Section['names']): boolean =>
    retracted(lines, [section(2, ...first), section(6, ...second)]) !== undefined;
  it.each<readonly [string, Section['names'], Section['names'], boolean]>([
    ['the new name', [['a/p', 'b/q']], [['a/q', 'b/q']], true],
    ['not the old one', [['a/p', 'b/q']], [['a/p', 'b/p']], false],
    ['the old one of a deletion', [['a/p', null]], [['a/p', 'b/p']], true],
    [
      'the last pair',
      [
        ['a/p', 'b/p'],
        ['a/q', 'b/q'],
      ],
      [['a/q', 'b/q']],
      true,
    ],
    [
      'not the first pair',
      [
        ['a/p', 'b/p'],
        ['a/q', 'b/q'],
      ],
      [['a/p', 'b/p']],
      false,
    ],
    ['one prefix less', [['a/p', 'a/p']], [['b/p', 'b/p']], true],
    ['not two', [['a/p', 'b/b/p']], [['a/p', 'b/p']], false],
    ['not a folder of that name further in', [['a/p', 'b/d/b/p']], [['a/p', 'b/d/p']], false],
    ['not a folder of that name in a name without prefix', [['d/b/p', 'd/b/p']], [['d/p', 'd/p']], false],
    ['a name from a heading, which has no prefix', [['p', 'p']], [['a/p', 'b/p']], true],
    ['no other prefix', [['a/p', 'c/p']], [['a/p', 'b/p']], false],
    ['any two without names', [], [], true],
    ['two of nothing but /dev/null', [[null, null]], [], true],
  ])('%s', (_, first, second, want) => expect(same(first, second)).toBe(want));
  it('the refusal says what to send', () =>
    expect(retracted(lines, [section(2, ['a/p', 'b/p']), section(6, ['a/p', 'b/p'])])).toEqual({
      rule: 'unclear',
      line: 4,
      message: 'a second change of this file takes back the first: send only the one that is meant',
    }));
});
