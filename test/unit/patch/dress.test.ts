/** What a model puts around a whole answer, what is taken off, and what only looks like it. */
import { describe, expect, it } from 'vitest';
import { PATCH_SIGN, undress } from '../../../src/core/patch/dress.ts';

const DIFF = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b';
const kept = (answer: string): void => expect(undress(answer)).toBe(answer);

describe('a line that only a patch has', () => {
  it.each([
    '~~~',
    'diff --git a/x b/x',
    '--- x',
    '+++ x',
    '@@',
    '@@ -1 +1 @@',
    '*** Begin Patch',
    '<<<<< S',
    '<<<<<<<<< S',
  ])('%j', (line) => expect(PATCH_SIGN.test(line)).toBe(true));
  it.each([
    '~~',
    'diff',
    'diff --gitx',
    '---',
    '--- ',
    '---x',
    '+++',
    '+++  x',
    '@',
    '**bold** ',
    '***x',
    '<<<< S',
    '<<<<<S',
    '<<<<<<<<<< S',
    ' @@',
    'a --- x',
    '-a',
    '{"patch": "--- x"}',
  ])('not %j', (line) => expect(PATCH_SIGN.test(line)).toBe(false));
});

describe('reasoning in front of an answer', () => {
  it.each([
    ['in its tag', `<think>\na\n${DIFF}\n</think>\n${DIFF}`, `${'\n'.repeat(7)}\n${DIFF}`],
    ['in one line', `<think>a b</think>${DIFF}`, DIFF],
    ['below a blank line', `\n <thinking>a</thinking>\nb`, '\n\nb'],
    ['in another tag', '<thought>a</thought>b', 'b'],
    ['in a third tag', '<Reasoning>a\n</reasoning>b', '\nb'],
    ['up to the first end', '<think>a</think>b</think>', 'b</think>'],
    ['whose begin was swallowed', `a\n${DIFF}\n</think>\nb`, `${'\n'.repeat(6)}\nb`],
    ['whose begin was swallowed, with blanks and a CR', 'a\n</thinking> \t\r\nb', '\n\nb'],
    ['whose begin was swallowed, another tag', 'a\n</THOUGHT>\nb', '\n\nb'],
    ['whose begin was swallowed, a third tag', 'a\n</reasoning>', '\n'],
  ])('is taken off, and its lines are counted: %s', (_, answer, want) => expect(undress(answer)).toBe(want));
  it.each([
    ['a tag further down', 'So:\n<think>a</think>\nb'],
    ['a tag further down, closed on its own line', 'So:\n<think>a\n</think>\nb'],
    ['a tag that is never closed', '<think>a\nb'],
    ['another tag at the end', '<think>a</thought>b'],
    ['a swallowed begin, the end in mid-line', 'a\nb </think>\nc'],
    ['a swallowed begin, more behind the end', 'a\n</think> b\nc'],
    ['another word', '<thinker>a</thinker>b'],
    ['a patch above it', `${DIFF}\n<reasoning>\nbecause\n</reasoning>\n`],
    ['a patch above it, another tag', `${DIFF}\n<Thought>\nbecause\n</Thought>\n`],
    ['a swallowed begin, the end indented', 'a\n </think>\nb'],
    ['a swallowed begin, the end not closed', 'a\n</think\nb'],
    ['a file that tells of it', `${DIFF}\n+<think>\n+</think>`],
  ])('is left: %s', (_, answer) => kept(answer));
});

describe('an answer quoted as in a mail', () => {
  it.each([
    ['every line', '> a\n> b', 'a\nb'],
    ['empty lines without the blank', '> a\n>\n> b', 'a\n\nb'],
    ['empty lines without any mark', '> a\n\n> b\n', 'a\n\nb\n'],
    ['lines of blanks', '> a\n  \t\n> b', 'a\n  \t\nb'],
    ['blanks behind a mark', '> a\n>\t \n> b', 'a\n\t \nb'],
    ['one mark of two', '> > a\n> b > c', '> a\nb > c'],
    ['indented lines', '>   a\n>  b', '  a\n b'],
  ])('loses one mark a line: %s', (_, answer, want) => expect(undress(answer)).toBe(want));
  it.each([
    ['a line without a mark', '> a\nb\n> c'],
    ['a mark in mid-line', '> a\nb > c'],
    ['a mark without its blank', '> a\n>b'],
    ['marks alone', '>\n>\n'],
    ['blank lines alone', '\n \n'],
    ['no marks', 'a\nb'],
  ])('is left with %s', (_, answer) => kept(answer));
});

describe('one pair of tags glued to a patch', () => {
  it.each([
    ['both ends', `<patch>${DIFF}</patch>`, DIFF],
    ['the first line only', `<diff>${DIFF}\n</diff>\n`, `${DIFF}\n\n`],
    ['the last line only', `<answer>\n${DIFF}</answer>\n`, `\n${DIFF}\n`],
    ['words around', `So:\n<output>${DIFF}</output>\nDone.`, `So:\n${DIFF}\nDone.`],
    ['words in front on its line, behind the end', `<result>${DIFF}</result> \t\r\nb`, `${DIFF} \t\r\nb`],
    ['an attribute', `<response format="x y">${DIFF}</response>`, DIFF],
    ['large letters', `<Solution>${DIFF}</SOLUTION>`, DIFF],
    ['a CDATA section', `<final><![CDATA[${DIFF}]]></final>`, DIFF],
    ['a CDATA section that only begins', `<patch><![CDATA[${DIFF}</patch>`, DIFF],
  ])('goes: %s', (_, answer, want) => expect(undress(answer)).toBe(want));
  it.each([
    ['on lines of their own', `<patch>\n${DIFF}\n</patch>\n`],
    ['never closed', `<patch>${DIFF}`],
    ['closed by another', `<patch>${DIFF}</diff>`],
    ['closed twice', `<patch>${DIFF}</patch>\n</patch>`],
    ['closed before they open', `</patch>\n<patch>${DIFF}`],
    ['closed in mid-line', `<patch>${DIFF}</patch> b`],
    ['opened in mid-line', `a <patch>${DIFF}</patch>`],
    ['around words', '<patch>a\nb</patch>'],
    ['below a patch', `${DIFF}\n<patch>${DIFF}</patch>`],
    ['above a patch', `<patch>${DIFF}</patch>\n${DIFF}`],
    ['another word', `<patches>${DIFF}</patches>`],
    ['a word glued to the tag', `<patch:x>${DIFF}</patch>`],
    ['an attribute with a sign', `<patch a="<">${DIFF}</patch>`],
    ['an indented tag', ` <patch>${DIFF}</patch>`],
    ['a tag of a page', `<html>${DIFF}</html>`],
    ['an attribute that never ends', `<patch \n>${DIFF}</patch>`],
  ])('stays: %s', (_, answer) => kept(answer));
});

describe('what a chat template leaves at the end', () => {
  it.each(['<|im_end|>', '<|end|>', '<|endoftext|>', '<|end_of_text|>', '<|eot_id|>', '<|return|>', '</s>'])(
    '%s goes',
    (token) => {
      expect(undress(`${DIFF}${token}`)).toBe(DIFF);
      expect(undress(`${DIFF}\n${token} \n`)).toBe(`${DIFF}\n`);
    },
  );
  it.each([
    ['more behind it', 'a</s> b'],
    ['another token', 'a<|im_start|>'],
    ['a token that has another end', 'a<|end|'],
    ['a text that speaks of tokens', 'the <|x|> token\n<|im_end|>'],
    ['a text that speaks of its begin', '<s>a</s>'],
    ['a text that speaks of its end', 'a</s>b</s>'],
    ['a tag of a page', 'a</sup>'],
  ])('stays: %s', (_, answer) => kept(answer));
  it('goes before all else is taken off', () =>
    expect(undress(`<think>a</think>> <patch>${DIFF.replaceAll('\n', '\n> ')}</patch><|end|>`)).toBe(DIFF));
});
