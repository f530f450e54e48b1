import { describe, expect, it } from 'vitest';
import { viewed } from './views.ts';

const kind = (path: string, first = 'x'): string => viewed(path, '', `${first}\n`).kind;

describe('what a file is', () => {
  it.each([
    ['doc', 'README.md'],
    ['doc', 'a.MARKDOWN'],
    ['doc', 'notes.txt'],
    ['doc', 'a.rst'],
    ['doc', 'a.adoc'],
    ['other', 'a.mdx'],
    ['other', 'md'],
    ['other', 'x/amd'],
    ['other', 'requirements.txt'],
    ['other', 'py/requirements_dev.txt'],
    ['other', 'requirements-dev.txt'],
    ['other', 'requirements.prod.txt'],
    ['doc', 'requirements/notes.txt'],
    ['doc', 'requirements.txt.md'],
    ['yaml', 'a.yaml'],
    ['yaml', 'a.YML'],
    ['yaml', 'a.yaml.j2'],
    ['yaml', 'a.yml.tpl'],
    ['other', 'a.yaml.bak.1'],
    ['other', 'yaml'],
    ['other', 'a.xyaml'],
    ['json', 'a.json'],
    ['json', 'a.json5'],
    ['other', 'a.jsonl'],
    ['other', 'ajson'],
    ['shell', 'a.sh'],
    ['shell', 'a.bash'],
    ['shell', 'a.zsh'],
    ['shell', 'a.bats'],
    ['shell', 'a.sh.tpl'],
    ['other', 'a.sh.x.y'],
    ['other', 'a.shx'],
    ['other', 'ash'],
  ])('%s: %s', (what, path) => expect(kind(path)).toBe(what));

  it.each([
    ['shell', '#!/bin/sh'],
    ['shell', '#!/usr/bin/env -S bash -e'],
    ['other', '#!/usr/bin/env python3'],
    ['other', '#!/usr/bin/env shovel'],
    ['other', ' #!/bin/sh'],
    ['other', '# /bin/sh'],
    ['other', 'x\n#!/bin/sh'],
  ])('%s: a file that starts with %s', (what, first) => expect(kind('bin/run', first)).toBe(what));

  it('a deleted file is what it was', () => {
    expect(viewed('bin/run', '#!/bin/sh\nx\n', null).kind).toBe('shell');
    expect(viewed('bin/run', '#!/bin/sh\nx\n', 'x\n').kind).toBe('other');
    expect(viewed('bin/run', '', null).kind).toBe('other');
  });
});

/** The commands' lines of a file as `line text`. */
const read = (path: string, text: string): readonly string[] =>
  viewed(path, '', text).logical.map((one) => `${one.line} ${one.text}`);
const yaml = (text: string): readonly string[] => read('a.yaml', text);

describe('the command in a line of YAML or JSON', () => {
  it.each([
    ['  rm x', 'rm x'],
    ['- rm x', 'rm x'],
    ['  -   - rm x', 'rm x'],
    ['run: rm x', 'rm x'],
    ['  "run": "rm x",', 'rm x'],
    ["'run' : rm x", 'rm x'],
    ['a/b.c-d_e:   rm x', 'rm x'],
    ['run:rm', 'run:rm'],
    ['run:', 'run:'],
    ['run:  ', 'run:  '],
    ['$a: rm x', '$a: rm x'],
    ['rm a: b', 'rm a: b'],
    ['rm x,  ', 'rm x'],
    ['rm x,y', 'rm x,y'],
    ['[rm, -rf, x]', 'rm -rf x'],
    ['cmd: [rm,x,   y]', 'rm x y'],
    ['["rm", "a, b", x]', '"rm" "a, b" x'],
    [`['rm', 'a,b', "it's"]`, `'rm' 'a,b' "it's"`],
    ['rm [a, b]', 'rm [a, b]'],
    ['[a, b] x', '[a, b] x'],
    ['"rm x"', 'rm x'],
    ["run: 'rm x'", 'rm x'],
    ['"rm" x', '"rm" x'],
    ['rm "x"', 'rm "x"'],
    [`"rm x'`, `"rm x'`],
  ])('%s', (line, command) => expect(yaml(line)).toEqual([`1 ${command}`]));

  it.each(['', '   ', '# rm x', '   # rm x', '""', '- ""'])('none: %s', (line) =>
    expect(yaml(line)).toEqual([]),
  );

  it('a script is read as it stands', () =>
    expect(read('a.sh', '  run: rm x,\n- y\n- z\n')).toEqual(['1   run: rm x,', '2 - y', '3 - z']));

  it('a blank line has none', () => expect(read('a.sh', 'x\n  \n\ny\n')).toEqual(['1 x', '4 y']));

  it('a document has none', () => expect(read('a.md', 'rm x\n')).toEqual([]));
});

describe('lines that a shell reads as one', () => {
  it.each([
    ['rm \\\n  x', '1 rm  x'],
    ['rm \\  \n  x', '1 rm  x'],
    ['a &&\nb', '1 a && b'],
    ['a ||  \n  b', '1 a ||   b'],
    ['a |\n  b |\nc', '1 a | b | c'],
    ['x a\\tb \\\ny', '1 x a\\tb  y'],
    ['a \\', '1 a \\'],
    ['a |\n\nb', '1 a |  b'],
    ['a |\n \n\nb \\\nc', '1 a |  b  c'],
    ['\\\n\\\na', '1   a'],
    ['\\\na |\nb', '1  a | b'],
  ])('%j', (text, joined) => expect(read('a.sh', text)).toEqual([joined]));

  it.each([
    ['a &\nb', ['1 a &', '2 b']],
    ['# a \\\nb', ['2 b']],
    ['  # a |\nb', ['2 b']],
    ['a # b \\\nc', ['1 a # b  c']],
    ['a \\\nb\nc', ['1 a  b', '3 c']],
    ['a |\nb\n\nc', ['1 a | b', '4 c']],
    ['a |b\nc', ['1 a |b', '2 c']],
    ['a \\\n\nb', ['1 a ', '3 b']],
    ['\\\n# a \\\nb', ['3 b']],
    ['\\\n|\nb', ['1  |', '3 b']],
    ['a \\\n# b \\\nc', ['1 a  # b  c']],
  ])('%j', (text, lines) => expect(read('a.sh', text)).toEqual(lines));

  it('the mark of a text block is no pipe', () => {
    expect(yaml('run: |\n  rm x')).toEqual(['1 |', '2 rm x']);
    expect(yaml('run: |  \n  rm x')).toEqual(['1 |  ', '2 rm x']);
    expect(yaml('run: a |\n  rm x')).toEqual(['1 a | rm x']);
  });
});

describe('a list of words may be one command', () => {
  const list = (text: string): readonly string[] => yaml(text).slice(text.split('\n').length);

  it.each([
    ['- rm\n- -rf\n- x', ['1 rm -rf x']],
    ['  - rm\n  - x', ['1 rm x']],
    ['- "rm"\n- \'a b\'', [`1 "rm" 'a b'`]],
    ['- sh\n- -c\n- rm x', ['1 sh -c "rm x"']],
    ['- say "x"\n- y', ['1 "say \\"x\\"" y']],
    ['- "x" say\n- y', ['1 "\\"x\\" say" y']],
    ['- curl\n- http://x', ['1 curl http://x']],
    ['- echo\n- is up: no', ['1 echo "is up: no"']],
    ['- a,\n- b ', ['1 a b']],
    ['- a,b\n- c', ['1 a,b c']],
    ['- rm', []],
    ['- rm\n\n- x', []],
    ['- rm\n  - x', []],
    ['- rm\n- name: x', []],
    ['- rm\n- name:', []],
    ['- a\n- b\n- name: x\n- c\n- d', ['1 a b', '4 c d']],
    ['- a\n- b\n  - c\n  - d', ['1 a b', '3 c d']],
    ['- {a: 1}\n- b', []],
    ['- [a]\n- b', []],
    ['"rm"\n"x"', ['1 "rm" "x"']],
    ['"rm",\n"x"', ['1 "rm" "x"']],
    ['"rm" x\n"x"', []],
  ])('%j', (text, lines) => expect(list(text)).toEqual(lines));

  it('in JSON and in a program too, but not in a script', () => {
    expect(read('a.json', '"rm",\n"x"')).toContain('1 "rm" "x"');
    expect(read('a.py', '"rm",\n"x"')).toContain('1 "rm" "x"');
    expect(read('a.py', 'run(["rm", "-r", "a b"])')).toContain('1 rm -r "a b"');
    expect(read('a.sh', '"rm",\n"x"')).toEqual(['1 "rm",', '2 "x"']);
  });
});

describe('what is new', () => {
  it('added and removed lines are told by their number on their side', () => {
    const view = viewed('a.sh', 'a\nb\nc\nd\n', 'x\na\nc\ny\nz\nd\n');
    expect(view.added).toEqual([
      { text: 'x', line: 1 },
      { text: 'y', line: 4 },
      { text: 'z', line: 5 },
    ]);
    expect(view.removed).toEqual([{ text: 'b', line: 2 }]);
    expect([view.before.length, view.after.length]).toEqual([4, 6]);
  });

  it('a deleted file adds nothing', () => {
    const view = viewed('a.sh', 'a\nb\n', null);
    expect([view.added, view.after, view.logical]).toEqual([[], [], []]);
    expect(view.removed.map(({ line }) => line)).toEqual([1, 2]);
  });

  it('a command that was moved or indented is not new', () => {
    const fresh = (before: string, after: string): readonly string[] =>
      viewed('a.sh', before, after).newLogical.map(({ text }) => text);
    expect(fresh('rm x\ny\n', 'if y; then\n  rm x\nfi\n')).toEqual(['if y; then', 'fi']);
    expect(fresh('  rm x\ny\n', 'y\nrm x\nz\n')).toEqual(['z']);
  });
});
