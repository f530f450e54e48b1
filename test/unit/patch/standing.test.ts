// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text, not templates.
import { describe, expect, it } from 'vitest';
import { loopOf, spokenLines, standingsOf } from '../../../src/core/patch/content/standing.ts';

/** Where the line `x` of a script stands. */
const standing = (script: string) => {
  const lines = script.split('\n');
  return standingsOf(lines)(lines.findIndex((text) => text.trim() === 'x'));
};
const NOWHERE = { conditions: [], loops: [], functions: [] };

describe('the conditions around a line, from outside in', () => {
  it.each([
    ['x', []],
    ['if a; then\n  y\nfi\nx', []],
    ['if a; then\n  x\nfi', ['a']],
    ['if  a -b  ; then\n  x\nfi', ['a -b']],
    ['if a\nthen\n  x\nfi', ['a']],
    ['if a &&\n  b\nthen\n  x\nfi', ['a &&']],
    ['if a; then\n  while b\n  do\n    x\n  done\nfi', ['a']],
    ['then\n  x', []],
    ['if a\nthen_b\n  x', []],
    ['if a\nfi\nthen_b\n  x', []],
    ['[ -n "$A" ] && {\n  x\n}', ['[ -n "$A" ]']],
    ['  [[ -n $A ]] && ( # why\n    x\n  )', ['[[ -n $A ]]']],
    ['test -n "$A" || {\n  x\n}', ['! test -n "$A"']],
    ['a && {\n  x\n}', []],
    ['b; [ -n "$A" ] && {\n  x\n}', []],
    ['[ -n "$A" ] && {\n  y\n}\nx', []],
    ['if a\n  x\nfi', ['a']],
    ['if a; then\n  y\nelif b; then\n  x\nfi', ['b']],
    ['if a; then\n  y\nelse\n  x\nfi', ['else']],
    ['if a; then\n  if b; then\n    x\n  fi\nfi', ['a', 'b']],
    ['case "$1" in\n  a)\n    x\n    ;;\nesac', ['case "$1"']],
    ['if a; then\n\n  # why\n  x\nfi', ['a']],
    ['notif a; then\n  x\nfi', []],
    ['elsewhere\n  x', []],
    ['echo if a\n  x', []],
    ['if\ta -b\t;\tthen\n  x\nfi', ['a -b']],
    ['if a; then y\n  x\nfi', ['a']],
    ['if a; thenx\n  x\nfi', ['a; thenx']],
    ['  elif a; then\n    x', ['a']],
    ['else # b\n  x', ['else']],
    ['case $a in # b\n  x', ['case $a']],
    ['case $a inside\n  x', []],
    ['xcase $a in\n  x', []],
    ['xelse\n  x', []],
    ['if a && ! b ;then y;fi # then\n  x', ['a && ! b']],
    ['if a_then b\n  x', ['a_then b']],
    ['[ $A ] &&{\n  x', ['[ $A ]']],
    ['[ $A ] && {  \n  x', ['[ $A ]']],
    ['[ $A ] && { y\n  x', []],
    ['[ $A ] && y\n  x', []],
    ['[[[ $A ]] && {\n  x', []],
    ['tests $A && {\n  x', []],
  ])('%j', (script, conditions) => expect(standing(script)).toEqual({ ...NOWHERE, conditions }));
});

describe('the functions around a line, from outside in', () => {
  it.each([
    ['main() {\n  x\n}', ['main']],
    ['check-all () {\n  x\n}', ['check-all']],
    ['function main {\n  x\n}', ['main']],
    ['function  main() {\n  x\n}', ['main']],
    ['a() {\n  b() {\n    x\n  }\n}', ['a', 'b']],
    ['a() {\n  y\n}\nx', []],
    ['main {\n  x\n}', []],
    ['call "main()" {\n  x\n}', []],
    ['function check-all {\n  x\n}', ['check-all']],
    ['  main  ( ) {\n    x\n  }', []],
    ['  main  () {\n    x\n  }', ['main']],
    ['functional {\n  x\n}', []],
    ['a.b() {\n  x\n}', []],
    ['a b() {\n  x\n}', []],
  ])('%j', (script, functions) => expect(standing(script)).toEqual({ ...NOWHERE, functions }));
});

it('one line may stand in all of them, and each line is asked on its own', () => {
  const lines = [
    'a() {',
    '  for n in b c; do',
    '    if d; then',
    '      x',
    '    fi',
    '    y',
    '  done',
    '}',
  ];
  const at = standingsOf(lines);
  const loops = [{ name: 'n', words: ['b', 'c'] }];
  expect(at(3)).toEqual({ conditions: ['d'], loops, functions: ['a'] });
  expect(at(5)).toEqual({ conditions: [], loops, functions: ['a'] });
  expect(at(1)).toEqual({ ...NOWHERE, functions: ['a'] });
  expect(at(0)).toEqual(NOWHERE);
  expect(at(3)).toEqual({ conditions: ['d'], loops, functions: ['a'] });
});

it('a loop may be opened in two lines', () =>
  expect(standing('for a in 1 2\ndo\n  x\ndone').loops).toEqual([{ name: 'a', words: ['1', '2'] }]));

/** Time that grows with the square of a line's length would need minutes here, beyond the limit of a test. */
it.each(['if a', 'if', 'for n in a', 'for n in', '[ $A ] && {', 'case a'])(
  'a hundred thousand blanks behind %s are no trouble',
  (opening) => expect(standing(`${opening}${' '.repeat(100_000)}b\n  x`).functions).toEqual([]),
);

it('thousands of lines that open nothing are no trouble', () =>
  expect(standing(`${'do\n'.repeat(50_000)}  x`)).toEqual(NOWHERE));

it('loops in loops are all followed', () =>
  expect(standing('for a in 1 2; do\n  for b in 3; do\n    x\n  done\ndone').loops).toEqual([
    { name: 'a', words: ['1', '2'] },
    { name: 'b', words: ['3'] },
  ]));

it('a loop whose words only a run knows is passed over', () =>
  expect(standing('for a in $(ls); do\n  for b in 3; do\n    x\n  done\ndone').loops).toEqual([
    { name: 'b', words: ['3'] },
  ]));

describe('the words of a loop', () => {
  it.each([
    ['for n in a b; do', ['a', 'b']],
    ['  for n in a   b ; do y; done', ['a', 'b']],
    ['for n in a b', ['a', 'b']],
    ['for n in "a" \'b\'; do', ['a', 'b']],
    ['for n in cp-1 10.0.0.1; do', ['cp-1', '10.0.0.1']],
    ['for n in; do', []],
    ['for\tn  in\ta\tb\t; do', ['a', 'b']],
    ['for n in a b; x; do', ['a', 'b']],
    ['for n in inn; do', ['inn']],
    ['for  n in a; do', ['a']],
  ])('%s', (text, words) => expect(loopOf(text, [])).toEqual({ name: 'n', words }));

  it.each([
    'for n in a $b; do',
    'for n in a `b`; do',
    'for n in a/*; do',
    'for n in a?; do',
    'for n in {1..3}; do',
    'for n in a(b; do',
    'for n in [ab]; do',
    'for n in $a; do',
    'for n in $a $b; do',
    'for 1 in a; do',
    'for n of a; do',
    'for n; do',
    'before n in a; do',
    'n in a',
    'forn in a; do',
    'for n inn a; do',
    'for n-m in a; do',
    'echo for n in a; do',
    'for n in a}; do',
    'for n in a); do',
    'for n in a]; do',
    'for n in ${b}x; do',
    'for n in x$b; do',
    'for n in $1b; do',
    'for n in ${b[0]}; do',
    'for n in $b-x; do',
  ])('unknown: %s', (text) => expect(loopOf(text, ['b="c d"'])).toBeUndefined());

  it('thirty are followed, more are not', () => {
    const list = (count: number): string => Array.from({ length: count }, (_, i) => `n${i}`).join(' ');
    expect(loopOf(`for n in ${list(30)}; do`, [])?.words).toHaveLength(30);
    expect(loopOf(`for n in ${list(31)}; do`, [])).toBeUndefined();
  });
});

describe('the words of a loop over a variable', () => {
  const wordsBy = (list: string, ...lines: string[]): readonly string[] | undefined =>
    loopOf(`for n in ${list}; do`, lines)?.words;

  it.each([
    'NODES="a b"',
    "NODES='a b'",
    'NODES=(a b)',
    'NODES=("a" "b")',
    'NODES=" a  b "',
    '  NODES="a b"',
    'local NODES="a b"',
    'declare NODES="a b"',
    'readonly NODES="a b"',
    'export NODES="a b"',
    'NODES="a b"  # both',
    'NODES="a b"# both',
  ])('set by %s', (setting) => expect(wordsBy('$NODES', 'y', setting, 'z')).toEqual(['a', 'b']));

  it.each(['$NODES', '"$NODES"', '${NODES}', '"${NODES}"', '${NODES[@]}', '"${NODES[@]}"', "'$NODES'"])(
    'named as %s',
    (list) => expect(wordsBy(list, 'NODES="a b"')).toEqual(['a', 'b']),
  );

  it('one word needs no quotes, and no word is a list too', () => {
    expect(wordsBy('$NODES', 'NODES=a')).toEqual(['a']);
    expect(wordsBy('$NODES', 'NODES=')).toEqual([]);
    expect(wordsBy('$NODES', 'NODES=""')).toEqual([]);
    expect(wordsBy('$NODES', "NODES=''")).toEqual([]);
    expect(wordsBy('$NODES', 'NODES=()')).toEqual([]);
  });

  it.each([
    ['MORE_NODES="a b"'],
    ['NODES="a b"; y'],
    ['y NODES="a b"'],
    ['NODES=a b'],
    ['NODES="a $b"'],
    ['NODES="$OTHER"', 'OTHER="a b"'],
    ['NODES="a b"', 'NODES="c d"'],
    ['NODES="a b"', 'NODES=""'],
    ['#NODES="a b"'],
    ['NODES +="a b"'],
  ])('not known by %j', (...lines) => expect(wordsBy('$NODES', ...lines)).toBeUndefined());

  it('another variable in the script does not matter', () =>
    expect(wordsBy('$NODES', 'NODES="a b"', 'NODES_OLD="c"', 'echo NODES="d"')).toEqual(['a', 'b']));
});

describe('lines of a text that only a reader of texts is given', () => {
  it.each([
    ['cat <<EOF\na\nb\nEOF\nc', [2, 3]],
    ['cat << EOF\na\nEOF', [2]],
    ['cat <<-EOF\n\ta\n\tEOF\nb', [2]],
    ["cat <<'EOF'\na\nEOF\nb", [2]],
    ['cat <<"EOF"\na\nEOF\nb', [2]],
    ['tee x <<A\na\nA\ntee y <<B\nb\nB\nc', [2, 5]],
    ['cat <<A\ncat <<B\nA\nB\nc', [2]],
    ['cat <<A\na A\nAB\n  A  \nb', [2, 3]],
    ['kubectl apply -f - <<EOF\na\nEOF', [2]],
    ['cat <<EOF\na\nb', [2, 3]],
    ['flash <<EOF\na\nEOF', [2]],
    ['x\ncat <<EOF\nEOF\na', []],
    ['x <<<EOF\na\nEOF', []],
    ['bash <<EOF\na\nEOF', []],
    ['sh -eu <<EOF\na\nEOF', []],
    ['x && zsh <<EOF\na\nEOF', []],
    ['cat <<EOF | sh\na\nEOF', []],
    ['ssh node <<EOF\na\nEOF', []],
    ['/bin/sh <<EOF\na\nEOF', []],
    ['python3 <<EOF\na\nEOF', []],
    ['sudo tee x <<EOF\na\nEOF', []],
    ['echo EOF\na\nEOF', []],
    ['x << 1\na\n1', []],
    ['cat <<  \tA_1\na\nA_1\nb', [2]],
    ['cat <<- EOF\na\nEOF', [2]],
    ['cat <<"A\na\nA', []],
    ['cat <<A"\na\nA\nb', [2]],
    ['x <<< EOF\na', []],
    ['bash\t<<EOF\na\nEOF', []],
    ['x;sh <<EOF\na\nEOF', []],
    ['x&dash <<EOF\na\nEOF', []],
    ['(ksh <<EOF\na\nEOF', []],
    ['node <<EOF\na\nEOF', []],
    ['perl - <<EOF\na\nEOF', []],
    ['su - a <<EOF\na\nEOF', []],
    ['chroot /a <<EOF\na\nEOF', []],
    ['nsenter -t 1 <<EOF\na\nEOF', []],
    ['cat <<EOF | xargs rm\na\nEOF', []],
    ['python <<EOF\na\nEOF', []],
    ['python3.12 <<EOF\na\nEOF', []],
    ['tee shx <<EOF\na\nEOF', [2]],
    ['tee nodes <<EOF\na\nEOF', [2]],
    ['tee x-sh <<EOF\na\nEOF', [2]],
    ['tee pythonx <<EOF\na\nEOF', [2]],
  ])('%j', (script, lines) => expect([...spokenLines(script.split('\n'))]).toEqual(lines));
});
