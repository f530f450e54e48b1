/** Lines that only a patch has, in each format, and lines of prose or content that only look like them. */
import { describe, expect, it } from 'vitest';
import { nameAfter, namedPath, STRAY_END } from '../../../src/core/patch/blocks.ts';
import { fences, frame, namesFile, SEARCH_MARK } from '../../../src/core/patch/frame.ts';
import { parseProposal } from '../../../src/core/patch/parse.ts';

describe('a line that names a file of a diff', () => {
  it.each([
    '--- x',
    '+++ x',
    '--- x  ',
    '--- a/two words',
    '+++ x.y two words',
    '--- x\twords behind a tab',
    '--- "two words"',
    '--- Makefile 2026-11-21 10:00',
  ])('%j', (line) => expect(namesFile(line)).toBe(true));
  it.each([
    '---',
    '--- ',
    '---  x',
    '---x',
    '---- x',
    ' --- x',
    'a --- x',
    '++ x',
    '--- two words',
    '--- two  words',
    '--- FAIL: TestX (0.00s)',
    '+++ exited (status 1) +++',
    '--- see a/b',
    '--- Makefile 2026-1-2',
  ])('not %j', (line) => expect(namesFile(line)).toBe(false));
});

describe('the marks of a block', () => {
  it.each([
    '<<<<<<< SEARCH',
    '<<<<< ORIGINAL',
    '<<<<<<<<< OLD',
    '<<<<<<< HEAD',
    '<<<<<<<SEARCH',
    '<<<<<<< search',
    '<<<<<<< SEARCH x.yaml',
    '------- SEARCH',
    '--------- search  ',
  ])('begin it: %j', (line) => expect(SEARCH_MARK.test(line)).toBe(true));
  it.each([
    '<<<< SEARCH',
    '<<<<<<<<<< SEARCH',
    ' <<<<<<< SEARCH',
    '<<<<<<< SEARCHED',
    '<<<<<<<  SEARCH',
    '<<<<<<< main',
    '<<<<<<<',
    '------ SEARCH',
    '---------- SEARCH',
    '-------SEARCH',
    '------- SEARCH x',
  ])('do not begin it: %j', (line) => expect(SEARCH_MARK.test(line)).toBe(false));

  const read = (divider: string, end: string): unknown => {
    const parsed = parseProposal({
      form: 'text',
      text: `x.yaml\n<<<<<<< SEARCH\na\n${divider}\nb\n${end}\n`,
    });
    return 'rule' in parsed ? [parsed.rule, parsed.line] : parsed.sections.length;
  };
  it.each(['=====', '=======', '=========', '======= '])('divide it: %j', (line) =>
    expect(read(line, '>>>>>>> REPLACE')).toBe(1),
  );
  it.each(['====', '==========', ' =======', '======= x', '-------'])('do not divide it: %j', (line) =>
    expect(read(line, '>>>>>>> REPLACE')).toEqual(['cut-off', 2]),
  );
  it.each([
    '>>>>>',
    '>>>>>>>>>',
    '>>>>>>> REPLACE',
    '>>>>>>> UPDATED ',
    '>>>>>>> NEW',
    '>>>>>>> HEAD',
    '>>>>>>>replace',
    '+++++++ REPLACE',
    '+++++++++ replace',
  ])('end it: %j', (line) => expect(read('=======', line)).toBe(1));
  it.each([
    '>>>>',
    '>>>>>>>>>>',
    ' >>>>>>> REPLACE',
    '>>>>>>> REPLACED',
    '>>>>>>> main',
    '>>>>>>>  REPLACE',
    '+++++++',
    '++++++ REPLACE',
    '+++++++ NEW',
  ])('do not end it: %j', (line) => expect(read('=======', line)).toEqual(['cut-off', 2]));

  it.each(['>>>>>>> REPLACE', '>>>>> UPDATED', '>>>>>>>>>REPLACE  ', '+++++++ REPLACE'])(
    'in a whole file are strays: %j',
    (line) => expect(STRAY_END.test(line)).toBe(true),
  );
  it.each([
    '>>>>>>>',
    '>>>>>>> NEW',
    '>>>>>>> HEAD',
    '>>>>>>> replace',
    ' >>>>>>> REPLACE',
    '>>>>>>> REPLACE x',
  ])('in a whole file may be meant: %j', (line) => expect(STRAY_END.test(line)).toBe(false));
});

describe('the name of a file in a line of its own', () => {
  it.each([
    ['12. x.yaml', 'x.yaml'],
    ['-   x.yaml', 'x.yaml'],
    ['file: Makefile', 'Makefile'],
    ['filename:Makefile', 'Makefile'],
    ['`x.yaml', 'x.yaml'],
    ['``x.yaml``', 'x.yaml'],
    ['Change `x.yaml` so:', 'x.yaml'],
    ['In `Makefile`:', 'Makefile'],
    ['` my folder/a.yaml`', 'my folder/a.yaml'],
    ['Then, also edit the file d/x:', 'd/x'],
  ])('%s', (line, name) => expect(namedPath(line)).toBe(name));
  it.each(['123. x.yaml', '-x y.yaml', 'my path: Makefile', 'x yaml', 'edit x', 'editor d/x'])(
    'not in %j',
    (line) => expect(namedPath(line)).toBeUndefined(),
  );
  const block = (above: string, mark = '<<<<<<< SEARCH'): unknown => {
    const parsed = parseProposal({
      form: 'text',
      text: `y.yaml\n${above}\n${mark}\na\n=======\nb\n>>>>>>> REPLACE\n\`\`\`\n`,
    });
    return 'rule' in parsed ? [parsed.rule, parsed.line] : parsed.sections[0]!.names[0]![0];
  };
  it('above a block: in the fence, in the mark, and no other when the fence has words of its own', () => {
    expect(block('```yaml x.yaml')).toBe('x.yaml');
    expect(block('```yaml')).toBe('y.yaml');
    expect(block('```yaml lines of x.yaml')).toEqual(['no-path', 3]);
    expect(block('```', '<<<<<<<SEARCH x.yaml')).toBe('x.yaml');
    expect(block('```', '<<<<<<< SEARCH: x.yaml')).toBe('y.yaml');
  });
});

describe('the words behind the language of a fence', () => {
  it.each([
    ['x.yaml', 'x.yaml'],
    ['x', 'x'],
    ['"x.yaml"', 'x.yaml'],
    ["'x.yaml'", 'x.yaml'],
    ['path=x.yaml', 'x.yaml'],
    ['title="x.yaml"', 'x.yaml'],
    ['file=x', 'x'],
    ["filename='x.yaml'", 'x.yaml'],
    ['"my folder/a.yaml"', 'my folder/a.yaml'],
    ['title=my folder/a.yaml', 'my folder/a.yaml'],
    ['note=x', 'note=x'],
  ])('%s name %s', (words, name) => expect(nameAfter(words)).toBe(name));
  it.each([
    '',
    '""',
    '"x.yaml',
    'x.yaml"',
    '"x.yaml\'',
    'my folder/a.yaml',
    'lines of x.yaml',
    '"two words"',
    'title="x.yaml" more',
  ])('%j name nothing', (words) => expect(nameAfter(words)).toBeUndefined());
});

describe('the fences of an answer', () => {
  const split = (...texts: readonly string[]): unknown => {
    const { blocks, outside } = fences(texts.map((text, i) => ({ text, no: i + 1, cr: false })));
    return [
      blocks.map(({ lines, closed, above }) => [lines.map(({ no }) => no), closed, above]),
      outside.map(({ no }) => no),
    ];
  };
  it.each<readonly [string, readonly string[], unknown]>([
    ['none', ['a', 'b'], [[], [1, 2]]],
    ['one', ['a', '```', 'b', '```', 'c'], [[[[3], true, 'a']], [1, 5]]],
    ['a language', ['```sh', 'b', '```'], [[[[2], true, undefined]], []]],
    ['an end with blanks', ['```', 'b', '``` \t'], [[[[2], true, undefined]], []]],
    ['a longer end', ['```', 'b', '`````'], [[[[2], true, undefined]], []]],
    ['a shorter end is none', ['````', 'b', '```'], [[[[2, 3], false, undefined]], []]],
    ['another kind of end is none', ['~~~', 'b', '```'], [[[[2, 3], false, undefined]], []]],
    ['an end with words is none', ['```', 'b', '```sh', '```'], [[[[2, 3], true, undefined]], []]],
    ['an indented end is none', ['```', ' ```', '```'], [[[[2], true, undefined]], []]],
    ['two signs are none', ['``', 'b', '``'], [[], [1, 2, 3]]],
    ['code in a line is none', ['``` `b`', 'b'], [[], [1, 2]]],
    ['an empty one', ['```', '```'], [[[[], true, undefined]], []]],
    ['one that stays open', ['a', '```', 'b'], [[[[3], false, undefined]], [1]]],
    ['blank lines under the words above', ['a', '', ' ', '```', '```'], [[[[], true, 'a']], [1, 2, 3]]],
    [
      'one sentence above two',
      ['a', '```', '```', '```', '```'],
      [
        [
          [[], true, 'a'],
          [[], true, 'a'],
        ],
        [1],
      ],
    ],
  ])('%s', (_, texts, want) => expect(split(...texts)).toEqual(want));
});

describe('the frame of an answer', () => {
  const seen = (answer: string): unknown => {
    const framed = frame(answer);
    return 'rule' in framed
      ? [framed.rule, framed.line]
      : [framed.format, framed.regions.map(({ lines }) => lines.map(({ no }) => no).join(' '))];
  };
  const PAIR = '--- a/x\n+++ b/x\n';
  const CODEX = '*** Update File: x\n';
  it.each<readonly [string, string, unknown]>([
    ['a diff by its git line', 'diff --git a/x b/x\n', ['unified', ['1']]],
    ['a diff by its hunk', 'a\n@@\nb\n', ['unified', ['1 2 3']]],
    ['a diff by its hunk with numbers', '@@ -1 +1 @@\n', ['unified', ['1']]],
    ['a diff by a move', 'rename from a\n', ['unified', ['1']]],
    ['a diff by its end', 'rename to a\n', ['unified', ['1']]],
    ['a diff by a name', '+++ x\n', ['unified', ['1']]],
    ['a codex patch by its update', `${PAIR}*** Update File: x\n`, ['unclear', 1]],
    ['a codex patch by its begin', '*** Begin Patch\n', ['codex', ['1']]],
    ['a codex patch by an added file', '*** Add File: x\n', ['codex', ['1']]],
    ['a codex patch by a deleted file', '*** Delete File: x\n', ['codex', ['1']]],
    ['a block below a diff', `${PAIR}<<<<<<< SEARCH\n`, ['blocks', ['1 2 3']]],
    ['a block above a codex patch', '<<<<<<< SEARCH\n*** Begin Patch\n', ['blocks', ['1 2']]],
    ['words', 'a\n@@x\ndiff --gitx\n*** Update\nrename x\n', ['whole', ['1 2 3 4 5']]],
    ['a byte order mark', '\xef\xbb\xbfdiff --git a/x b/x\n', ['unified', ['1']]],
    ['a fence', `a\n\`\`\`\n${PAIR}\`\`\`\nb\n`, ['unified', ['3 4']]],
    [
      'two fences, and one of something else',
      `\`\`\`\n${PAIR}\`\`\`\n\`\`\`\nls\n\`\`\`\n\`\`\`\n${PAIR}\`\`\`\n`,
      ['unified', ['2 3', '9 10']],
    ],
    ['a fence in a longer one', `\`\`\`\`\na\n\`\`\`\n${PAIR}\`\`\`\n\`\`\`\`\n`, ['unified', ['4 5']]],
    [
      'fences in a diff in a longer one',
      `\`\`\`\`\n${PAIR}\`\`\`\n@@\n\`\`\`\n\`\`\`\`\n`,
      ['unified', ['2 3 4 5 6']],
    ],
    [
      'a fence in a longer one, beside one of something else',
      `\`\`\`\`\n\`\`\`\nls\n\`\`\`\n\`\`\`\n${PAIR}\`\`\`\n\`\`\`\`\n`,
      ['unified', ['6 7']],
    ],
    ['a rule above a fence', `--- a.b\n\`\`\`\n${PAIR}\`\`\`\n`, ['unified', ['3 4']]],
    ['a codex patch that speaks of its end', `${CODEX}+the *** End Patch\n${PAIR}`, ['codex', ['1 2 3 4']]],
    ['two second names above a codex patch', `+++ b/x\n+++ b/x\n${CODEX}`, ['codex', ['1 2 3']]],
    ['two first names above a codex patch', `--- a/x\n--- a/x\n${CODEX}`, ['codex', ['1 2 3']]],
    [
      'a codex patch in a fence beside a hunk that names nothing',
      `\`\`\`\n${CODEX}\`\`\`\n\`\`\`\n@@ -1 +1 @@\n-a\n+b\n\`\`\`\n`,
      ['codex', ['2']],
    ],
    ['a pair with words above a codex patch', `--- a/x\n+++ two words\n${CODEX}`, ['codex', ['1 2 3']]],
    ['a pair with words first above a codex patch', `--- two words\n+++ b/x\n${CODEX}`, ['codex', ['1 2 3']]],
    ['an open fence in a longer one', `\`\`\`\`\n\`\`\`\n${PAIR}\`\`\`\`\n`, ['cut-off', 3]],
    ['an open fence', `a\n\`\`\`\n${PAIR}`, ['cut-off', 3]],
  ])('%s', (_, answer, want) => expect(seen(answer)).toEqual(want));

  const ends = (answer: string): unknown => {
    const framed = frame(answer);
    return 'rule' in framed ? framed.rule : [framed.allCr, framed.unterminated, framed.lines.length];
  };
  it.each<readonly [string, unknown]>([
    ['@@\na', [false, true, 2]],
    ['@@\na\n', [false, false, 2]],
    ['@@\na\n\n', [false, false, 3]],
    ['@@\r\na\r\n', [true, false, 2]],
    ['@@\r\na', [true, true, 2]],
    ['@@\na\r\n', [false, false, 2]],
    ['@@\r\na\n', [true, false, 2]],
    ['@@\r\na\nb\r\n', [false, false, 3]],
  ])('%j: its line ends', (answer, want) => expect(ends(answer)).toEqual(want));

  const lines = (answer: string): unknown => {
    const framed = frame(answer);
    return 'rule' in framed ? framed.rule : framed.lines.map((line) => line.text);
  };
  it.each<readonly [string, string, readonly string[]]>([
    ['two blanks', 'a\n  --- x\n  b\n', ['a', '--- x', 'b']],
    ['eight', '        --- x\n        \n       b\n', ['--- x', '', '       b']],
    ['a tab', '\tdiff --git a/x b/x\n\n', ['diff --git a/x b/x', '']],
    ['what the first header has', '    --- x\n  --- x\n', ['--- x', '  --- x']],
    ['nothing for nine', '         --- x\n', ['         --- x']],
    ['nothing for one', ' --- x\n', [' --- x']],
    ['nothing for two tabs', '\t\t--- x\n', ['\t\t--- x']],
    ['nothing for a list', '  --- \n', ['  --- ']],
    ['nothing beside a patch at the margin', '  --- x\n--- x\n', ['  --- x', '--- x']],
    ['nothing for four signs', '  <<<< SEARCH\n', ['  <<<< SEARCH']],
  ])('loses its indentation: %s', (_, answer, want) => expect(lines(answer)).toEqual(want));
});
