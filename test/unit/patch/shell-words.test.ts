import { describe, expect, it } from 'vitest';
import { bare, isNoop, MAX_WORDS, readings } from '../../../src/core/patch/content/readings.ts';
import { commandsOf } from '../../../src/core/patch/content/shell.ts';

/** Each command as its words, joined by a bar. */
const wordsOf = (text: string): readonly string[] => commandsOf(text).map(({ words }) => words.join('|'));

/** Each command as `before word after`, `~` in front of those inside another. */
const joints = (text: string): readonly string[] =>
  commandsOf(text).map(
    ({ words, before, after, nested }) => `${nested ? '~' : ''}${before} ${words.join('|')} ${after}`,
  );

type Row = readonly [what: string, text: string, ...words: string[]];

const WORDS: readonly Row[] = [
  ['nothing', ''],
  ['blanks alone', ' \t '],
  ['one word', 'ls', 'ls'],
  ['blanks of any kind', '  ls \t -l  /tmp ', 'ls|-l|/tmp'],
  ['every character of a plain word', 'a.b,c:d/e@f=g+h%i_j-9', 'a.b,c:d/e@f=g+h%i_j-9'],
  ['two lines are two commands', 'rm a\nrm b', 'rm|a', 'rm|b'],
  ['two lines with quotes are two commands', "rm 'a'\nrm b", 'rm|a', 'rm|b'],
  ['an escape stands for its character', 'r\\m -\\r x\\ y', 'rm|-r|x y', 'x|y'],
  ['an escape may begin a word', '\\rm x', 'rm|x'],
  ['an escape at the end stands for nothing', 'rm x\\', 'rm|x'],
  ['an escape alone makes an empty word', "'a' \\", 'a|'],
  ['single quotes keep every character', "a '$x\\`' b", 'a|$x\\`|b'],
  ['single quotes inside a word', "r'm' -'r'f", 'rm|-rf'],
  ['double quotes inside a word', 'r"m" -"r"f', 'rm|-rf'],
  ['an empty quote is a word', 'a "" b', 'a||b'],
  ['double quotes escape what they must', 'a "\\"\\\\\\$\\`"', 'a|"\\$`'],
  ['double quotes leave other escapes alone', 'a "\\x"', 'a|\\x'],
  ['an escape at the end of an open quote stays', 'a "b\\', 'a|b\\'],
  ['a quote that never closes takes the rest', "a 'b;c", 'a|b;c'],
  ['single quotes do not escape', "a 'b\\' c", 'a|b\\|c'],
  ['a line break in quotes belongs to the word', 'a "b\nc"', 'a|b\nc', 'b', 'c'],
  [
    'an escaped line break in a quoted script ends a command',
    'sh -c "true\\nrm x"',
    'sh|-c|true\\nrm x',
    'true',
    'rm|x',
  ],
  ['a redirection of errors is no operator', "a 'b' 2>&1 c", 'a|b|2>&1|c'],
  ['a redirection of both is no operator', "a 'b' &>c", 'a|b|&>c'],
  ['a redirection over a file is no pipe', 'a >|b', 'a|>|b'],
  ['a comment is no command', 'a # b c', 'a'],
  ['a comment is the whole text', '# rm x'],
  ['a comment ends with its line', 'a # b\nc', 'a', 'c'],
  ['a comment after an operator', 'a;# b', 'a'],
  ['a comment after a pipe', 'a |# b', 'a'],
  ['a mark inside a word is no comment', "a#b 'c'", 'a#b|c'],
  ['a mark after a quote is no comment', "''# rm", '#|rm'],
  ['an assignment keeps its substitution', 'X=$(a b)c', 'X=$(…)c', 'a|b'],
  ['a substitution is a word', '$(a b) c', '$(…)|c', 'a|b'],
  ['backticks are a substitution', 'x`a b`y c', 'x$(…)y|c', 'a|b'],
  ['backticks that never close take the rest', 'x `a b', 'x|$(…)', 'a|b'],
  ['backticks at the start', '`a b`', '$(…)', 'a|b'],
  ['a substitution that never closes takes the rest', 'x $(a b', 'x|$(…)', 'a|b'],
  ['brackets inside a substitution', 'x $(a (b) c) d', 'x|$(…)|d', 'a', 'b', 'c'],
  ['an escaped bracket closes nothing', 'x $(a \\) b) c', 'x|$(…)|c', 'a|)|b'],
  ['an escaped bracket opens nothing', 'x $(a \\( b) c', 'x|$(…)|c', 'a|(|b'],
  ['a substitution in a substitution', 'x $(a $(b c))', 'x|$(…)', 'a|$(…)', 'b|c'],
  ['process substitution, reading', 'x <(a b) c', 'x|$(…)|c', 'a|b'],
  ['process substitution, writing', 'x >(a b) c', 'x|$(…)|c', 'a|b'],
  ['quoted substitution', 'x "p$(a b)q" c', 'x|p$(…)q|c', 'a|b'],
  ['quoted backticks', 'x "p`a b`q" c', 'x|p$(…)q|c', 'a|b'],
  ['quoted dollar alone', 'x "p$ (a)"', 'x|p$ (a)', 'p$', 'a'],
  ['quoted bracket alone', 'x "p(a)"', 'x|p(a)'],
  ['single-quoted substitution is text', "echo '$(a b)'", 'echo|$(a b)'],
  ['quoted arithmetic is text', 'x "$((1+2))"', 'x|$((1+2))'],
  ['arithmetic is no substitution', 'x $((1+2))', 'x|$((1+2))', '1+2'],
  ['a dollar alone is a word', 'x $ y', 'x|$|y'],
  ['a bracket without a dollar is a subshell', 'x (a)', 'x', 'a'],
  ['a field separator is a blank', 'rm$IFS-rf${IFS}x', 'rm|-rf|x'],
  [
    'a sum is part of a word, and what it asks for is seen',
    'a $((1 - (2)))b $(( $(c d) ))',
    'a|$((1-(2)))b|$(($(cd)))',
    '1|-',
    '2',
    '$(…)',
    'c|d',
  ],
  ['a sum that is not closed', 'a $((1', 'a|$((1'],
  ['a function is its body', 'f() { a b; }', 'a|b', '}'],
  ['a function with its keyword', '  function my-f () { a; }', 'a', '}'],
  ['a function without a brace', 'f()\na "b"', 'a|b'],
  ['a function with many blanks', "  function  f  ()  { a 'b'; }", 'a|b', '}'],
  ['a pipe into a redirection', "a 'b'|>c", 'a|b', '>c'],
  ['an operator behind an open redirection', "a 'b' >;c", 'a|b|>', 'c'],
  ['no function in the middle', 'a "b" f() { c; }', 'a|b|f', '{|c', '}'],
];

describe('shell text is split into words', () => {
  it.each(WORDS)('%s', (_, text, ...words) => expect(wordsOf(text)).toEqual(words));
});

const JOINTS: readonly Row[] = [
  ['alone', "'a'", ' a '],
  ['one after the other', 'a; b', ' a ;', '; b '],
  ['only when it went well', 'a && b', ' a &&', '&& b '],
  ['only when it did not', 'a || b', ' a ||', '|| b '],
  ['in a pipe', 'a | b', ' a |', '| b '],
  ['in a pipe with its errors', 'a |& b', ' a |', '| b '],
  ['in the background', 'a & b', ' a &', '& b '],
  ['in the background, without a blank', 'a&b', ' a &', '& b '],
  ['at the end of a case', 'a;; b', ' a ;', '; b '],
  ['on the next line', "a\n'b'", ' a ;', '; b '],
  ['in a subshell', '(a b)', ' a|b ;'],
  ['before a subshell', 'a && (b)', ' a &&', '&& b ;'],
  ['after a subshell', '(a) && b', ' a ;', '&& b '],
  ['an operator at the end', 'a &', ' a &'],
  ['operators without blanks', 'a&&b||c|d;e', ' a &&', '&& b ||', '|| c |', '| d ;', '; e '],
  ['within a substitution', 'x $(a | b)', ' x|$(…) ', '~ a |', '~| b '],
  ['within a substitution of plain words', 'x $(a)', ' x|$(…) ', '~ a '],
  ['within a quoted script', 'sh -c "a; b"', ' sh|-c|a; b ', '~ a ;', '~; b '],
];

describe('each command knows what joins it to its neighbours', () => {
  it.each(JOINTS)('%s', (_, text, ...commands) => expect(joints(text)).toEqual(commands));
});

describe('a quoted word of several words is a command line', () => {
  it.each([
    ['of a shell', 'sh -c "rm x"', 2],
    ['of any program', 'foo "rm x"', 2],
    ['with a tab', 'foo "rm\tx"', 2],
    ['with many blanks', 'foo "rm   x"', 2],
    ['not one word', 'foo "rm"', 1],
    ['not one word between blanks', 'foo " rm "', 1],
    ['not of one letter and a blank', 'foo "r "', 1],
    ['three deep', `a 'b "c \\"d e\\""'`, 4],
    ['a spoken word', 'echo "rm x"', 1],
    ['a spoken word by path', '/bin/echo "rm x"', 1],
    ['a spoken word behind a keyword', 'if echo "rm x"; then', 2],
    ['a spoken word behind an assignment', 'X=1 grep "rm x" f', 1],
    ['a pattern behind a negation', '! grep "rm x" f', 1],
    ['a program that only begins like a speaker', 'echoes "rm x"', 2],
    ['a program that only ends like a speaker', 'my-echo "rm x"', 2],
    ...'echo printf log log_info warn warning info die error fail say note grep sed awk jq yq'
      .split(' ')
      .map((program) => [`spoken by ${program}`, `${program} "rm x"`, 1] as const),
  ] as const)('%s', (_, text, count) => expect(commandsOf(text)).toHaveLength(count));

  it('but not below the third level', () => {
    expect(wordsOf('a $(b $(c $(d $(e))))')).toEqual(['a|$(…)', 'b|$(…)', 'c|$(…)', 'd|$(…)']);
    expect(commandsOf('a $(b)', 3).map(({ nested }) => nested)).toEqual([true]);
    expect(commandsOf('a $(b)', 2)).toHaveLength(2);
    expect(commandsOf('a b', 1)[0]!.nested).toBe(true);
    expect(commandsOf('a b')[0]!.nested).toBe(false);
  });
});

describe('what would run first', () => {
  it.each([
    ['a program', 'rm x', 'rm x'],
    ['a program by path', '/usr/bin/rm /x', 'rm /x'],
    ['behind an assignment', 'X=1 _Y2+=b rm x', 'rm x'],
    ['not behind what is no name', '2X=1 rm', '2X=1 rm'],
    ['not behind an option with a value', '--x=1 rm', '--x=1 rm'],
    ['not behind an address with a value', 'a.b=1 rm', 'a.b=1 rm'],
    ['nothing behind assignments alone', 'X=1 Y=2', ''],
    ['nothing behind a keyword alone', 'fi', ''],
    ['nothing', '', ''],
    ...'if elif then else while until do ! { time fi done in esac }'
      .split(' ')
      .map((keyword) => [`behind ${keyword}`, `${keyword} rm x`, 'rm x'] as const),
    ['a keyword as an argument stays', 'rm if then', 'rm if then'],
  ] as const)('%s', (_, words, left) =>
    expect(bare(words.split(' ').filter((word) => word !== '')).join(' ')).toBe(left),
  );
});

const readAs = (words: string): readonly string[] =>
  readings(words.split(' ').filter((word) => word !== '')).map(({ program, args }) =>
    [program, ...args].join(' '),
  );

describe('a command line is read behind its wrappers', () => {
  it.each([
    ['as it stands', 'rm -rf x', ['rm -rf x']],
    ['not at all when nothing runs', 'X=1', []],
    [
      'behind a wrapper, past its options',
      'sudo -E /bin/rm -rf x',
      ['sudo -E /bin/rm -rf x', 'rm -rf x', 'x'],
    ],
    ['behind a keyword and a wrapper', 'then sudo rm', ['sudo rm', 'rm']],
    ...'sudo doas env nohup nice ionice exec command builtin xargs timeout setsid stdbuf busybox watch retry chroot nsenter unshare ssh parallel su runuser flock strace'
      .split(' ')
      .map((wrapper) => [`behind ${wrapper}`, `${wrapper} rm`, [`${wrapper} rm`, 'rm']] as const),
    ...[
      'kubectl exec',
      'kubectl -n a exec',
      'oc exec',
      'k exec',
      'k3s kubectl exec',
      'kubectl debug',
      'kubectl run',
      'docker exec',
      'docker run',
      'docker -H a run',
      'podman run',
      'nerdctl exec',
      'crictl exec',
      'find .',
      'pct exec',
      'qm guest exec',
      'lxc exec',
      'ansible all',
    ].map((runner) => [`behind ${runner}`, `${runner} a rm`, expect.arrayContaining(['rm'])] as const),
    ...[
      'kubectl get',
      'docker ps',
      'pct start',
      'qm start',
      'lxc start',
      'my find',
      'finder .',
      'ansible-doc a',
    ].map((program) => [`not behind ${program}`, `${program} a rm`, [`${program} a rm`]] as const),
  ] as const)('%s', (_, words, found) => expect(readAs(words)).toEqual(found));

  it.each([
    ...'bash sh dash zsh ksh python python3 python3.11 node perl ruby bun source .'
      .split(' ')
      .map((program): [string, string] => [`${program} a/b.x c`, 'b.x c']),
    ['bash -x a/b c -n', 'b c -n'],
    ['bash -eu -o a', 'a'],
    ['bash --norc a', 'a'],
    ['bash --x-c a', 'a'],
    ['bash --test a', 'a'],
    ['python3 -n a', 'a'],
    ['node --no-e a', 'a'],
    ['node -ex a', 'a'],
    ['node --evaluate a', 'a'],
    ['node --x--eval a', 'a'],
  ])('an interpreter runs its file: %s', (words, script) => expect(readAs(words)).toEqual([words, script]));

  it.each([
    'bash',
    'bash -x',
    'bash -c a',
    'bash -ec a',
    'bash -ce a',
    'bash -n a',
    'bash -x -n a',
    'python3 -c a',
    'python3 -m a',
    'node -e a',
    'node -pe a',
    'node --eval a',
    'node --test a',
    'nodejs a',
    'my-sh a',
    'shx a',
    'python-x a',
  ])('no file is run: %s', (words) => expect(readAs(words)).toEqual([words]));

  it('up to so many words', () => {
    const many = Array.from({ length: MAX_WORDS + 9 }, (_, i) => `w${i}`);
    expect(readings(['sudo', ...many])).toHaveLength(MAX_WORDS + 1);
    expect(readings(['sudo', ...many.slice(0, MAX_WORDS)])).toHaveLength(MAX_WORDS + 1);
    expect(readings(['ls', ...many])).toHaveLength(1);
  });

  it('has its words and its text agree', () => {
    for (const words of [
      ['ls'],
      ['sudo', '/a//b/rm', '-f', 'x/y z', '', '/', 'c'],
      ['X=1', '/bin/env', 'a'],
      ['/bin/bash', '-x', 'a/b', 'c', 'd/e'],
    ]) {
      const found = readings(words);
      expect(found.map(({ program, args }) => [program, ...args].join(' '))).toEqual(
        found.map(({ text }) => text),
      );
    }
    expect(readings(['sudo', '/bin/rm', 'x/y']).map(({ text }) => text)).toEqual([
      'sudo /bin/rm x/y',
      'rm x/y',
      'y',
    ]);
  });
});

describe('a command that does nothing and succeeds', () => {
  it.each([
    'true',
    ':',
    'echo ok',
    'printf ok',
    'exit',
    'exit 0',
    'return',
    'return 0',
    'then true',
    '/bin/true',
  ])('%s', (words) => expect(isNoop(words.split(' '))).toBe(true));
  it.each(['false', 'exit 1', 'return 1', 'exit 00', 'test 0', 'ls', 'verify 0', 'truely'])(
    'not %s',
    (words) => expect(isNoop(words.split(' '))).toBe(false),
  );
  it('not nothing at all', () => expect(isNoop([])).toBe(false));
});
