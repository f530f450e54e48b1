/** How programs, recipes and image files are read: what they are, and the commands in their lines. */
import { describe, expect, it } from 'vitest';
import { literalsIn } from '../../../src/core/patch/content/view.ts';
import { viewed } from './views.ts';

const kind = (path: string): string => viewed(path, 'x\n', 'y\n').kind;

describe('what a file is', () => {
  it.each([
    ...[
      'py',
      'js',
      'cjs',
      'mjs',
      'jsx',
      'ts',
      'cts',
      'mts',
      'tsx',
      'go',
      'rb',
      'lua',
      'rs',
      'java',
      'php',
    ].map((end) => ['code', `a.${end}`]),
    ['code', 'main.tf'],
    ['code', 'a.HCL'],
    ['recipes', 'Makefile'],
    ['recipes', 'a/GNUmakefile'],
    ['recipes', 'makefile'],
    ['recipes', 'Justfile'],
    ['recipes', 'a/justfile'],
    ['recipes', 'a.mk'],
    ['recipes', 'a.just'],
    ['other', 'a.py.j2'],
    ['other', 'a.pyc'],
    ['other', 'apy'],
    ['other', 'a.xjs'],
    ['other', 'a.tfvars'],
    ['other', 'mymakefile'],
    ['other', 'Makefile.am'],
    ['other', 'amk'],
    ['other', 'a.mkd'],
    ['other', 'justfile/a'],
    ['doc', 'a.py.md'],
    ['doc', 'requirements.md'],
    ['doc', 'myrequirements/a.txt'],
    ['other', 'my-requirements.txt'],
    ['doc', 'requirements .txt'],
    ['yaml', 'requirements.yaml'],
    ['doc', 'requirements.txt.txt.rst'],
    ['json', 'a.JSON5'],
    ['other', 'a.json.x'],
    ['other', 'a.sh.'],
    ['shell', 'a.SH.J2'],
  ])('%s: %s', (what, path) => expect(kind(path)).toBe(what));
});

/** The commands' lines of a file as `line text`. */
const read = (path: string, text: string): readonly string[] =>
  viewed(path, '', text).logical.map((one) => `${one.line} ${one.text}`);

describe('a line of a recipe', () => {
  it.each([
    ['\t@rm x', '\trm x'],
    ['\t-rm x', '\trm x'],
    ['\t+@- rm x', '\trm x'],
    ['  @ rm x', '  rm x'],
    ['\trm -x', '\trm -x'],
    ['@rm x', '@rm x'],
    ['-include a', '-include a'],
    ['all: a b', 'all: a b'],
    ['\techo @x', '\techo @x'],
    ['\t@@a @b', '\ta @b'],
  ])('%j', (line, command) => expect(read('Makefile', line)).toEqual([`1 ${command}`]));
  it('is not read as a list', () => expect(read('Makefile', '\t- rm\n\t- x\n')).toEqual(['1 \trm', '2 \tx']));
});

describe('a line of an image file', () => {
  it.each([
    ['RUN rm x', 'rm x'],
    ['  RUN   rm x', 'rm x'],
    ['RUN --mount=type=cache,target=/c rm x', 'rm x'],
    ['RUN --network=none --mount=a  rm x', 'rm x'],
    ['RUN -- rm x', '-- rm x'],
    ['RUN ["rm", "a b"]', '"rm" "a b"'],
    ['RUNrm x', 'RUNrm x'],
    ['USER RUN x', 'USER RUN x'],
  ])('%s', (line, command) => expect(read('Dockerfile', line)).toEqual([`1 ${command}`]));
});

describe('a remark of a program', () => {
  it.each(['# rm x', '  // rm x', '/* rm x', ' * rm x', '-- rm x', '--', '   ', '--\trm x', '*'])(
    'has no commands: %j',
    (line) => {
      expect(read('a.lua', line)).toEqual([]);
      if (/\S/.test(line) && !line.startsWith('#')) expect(read('a.sh', line)).toEqual([`1 ${line}`]);
    },
  );
  it.each(['--x', '/ 2', 'a // rm x', 'a # b', 'x -- y', '--_a', 'a\\n//'])('is none: %j', (line) =>
    expect(read('a.lua', line)).toEqual([`1 ${line}`]),
  );
});

describe('a list of words that a program starts', () => {
  const words = (line: string): string | undefined => viewed('a.py', '', `${line}\n`).logical[1]?.text;
  it.each(
    'run call check_call check_output Popen popen exec execFile execvp spawn spawnSync system fork Command'.split(
      ' ',
    ),
  )('by %s', (name) => {
    expect(words(`x = ${name}(["rm", '-r', \`a b\`])`)).toBe('rm -r "a b"');
    expect(words(`x = ${name} ("rm", "x")`)).toBe('rm x');
    expect(words(`x = my${name}("rm", "x")`)).toBeUndefined();
    expect(words(`x = ${name}, ("rm", "x")`)).toBeUndefined();
    expect(words(`x = ${name}("rm")`)).toBeUndefined();
    expect(words(`x = ${name}(rm, x)`)).toBeUndefined();
  });
  it.each(['runs', 'caller', 'forks', 'Commands', 'systems', 'check_outputs'])('not by %s', (name) =>
    expect(words(`x = ${name}("rm", "x")`)).toBeUndefined(),
  );
  it('each has its line, behind the lines themselves', () =>
    expect(read('a.py', '# a\nrun("rm", "x")\nb\ncall("ls", "y")\n')).toEqual([
      '2 run("rm", "x")',
      '3 b',
      '4 call("ls", "y")',
      '2 rm x',
      '4 ls y',
    ]));
  it('in programs only', () => {
    expect(read('a.sh', 'run("rm", "x")')).toEqual(['1 run("rm", "x")']);
    expect(read('a.yaml', 'run("rm", "x")')).toEqual(['1 run("rm", "x")']);
  });
});

describe('the texts between quotes', () => {
  it.each([
    [`a "b" 'c' \`d\``, ['b', 'c', 'd']],
    ['"a\\"b" "c"', ['a\\"b', 'c']],
    [`"it's" 'x'`, ["it's", 'x']],
    ['""', ['']],
    ['a b', []],
    ['"a', []],
    [`"a' b`, []],
    [`'a\\'`, []],
  ])('of %s', (line, texts) => expect(literalsIn(line)).toEqual(texts));
});

describe('the commands of a line', () => {
  const commands = (path: string, text: string): readonly string[] =>
    viewed(path, '', text).logical.flatMap((one) => one.commands.map(({ words }) => words.join(' ')));
  it('are read behind what stands around them', () => {
    expect(commands('a.yaml', '- run: "rm -rf x"')).toEqual(['rm -rf x']);
    expect(commands('a.sh', 'a && b\na && b\n')).toEqual(['a', 'b', 'a', 'b']);
    expect(commands('Makefile', '\t@a; b\n')).toEqual(['a', 'b']);
    expect(commands('a.py', 'run(["rm", "-r"])\n').slice(-1)).toEqual(['rm -r']);
  });
  it('are the same for a line on both sides', () => {
    const view = viewed('a.sh', 'rm a-side\n', 'ls\nrm a-side\n');
    expect(view.oldLogical[0]!.commands).toBe(view.logical[1]!.commands);
    expect(view.oldLogical.map(({ line }) => line)).toEqual([1]);
  });
});

describe('a list of words in a manifest', () => {
  it.each([
    ['-   rm\n-  x', ['1 rm x']],
    ['\t-\trm\n\t-\tx', ['1 rm x']],
    ['"rm"  \n"x",  ', ['1 "rm" "x"']],
    ['x - rm\ny - z', []],
    ['x "rm"\ny "z"', []],
    ['-rm\n-x', []],
    ['"rm"x\n"y"z', []],
  ])('%j', (text, words) => expect(read('a.yaml', text).slice(2)).toEqual(words));
});

describe('long commands', () => {
  it.each([
    ['a.py', 'x = 1 \\\n  + 2\ny', ['1 x = 1  + 2', '3 y']],
    ['a.py', '  a: "b",\n- "c": d', ['1   a: "b",', '2 - "c": d']],
    ['Makefile', 'a:\n\t@b && \\\n\t  c\n', ['1 a:', '2 \tb &&  c']],
    ['Dockerfile', 'RUN a \\\n  && b\nUSER x', ['1 a  && b', '3 USER x']],
    ['a.yaml', 'run: a &&\n  b: c', ['1 a && c']],
    ['a.sh', 'a \\\n', ['1 a \\']],
    ['a.sh', 'a ||\n\n\nb', ['1 a ||  b']],
    ['a.sh', '\\\n  \\\n|\nb', ['1   |', '4 b']],
    ['a.sh', ' \\\nrm |\nx', ['1   rm | x']],
  ])('%s: %j', (path, text, lines) => expect(read(path, text)).toEqual(lines));
});
