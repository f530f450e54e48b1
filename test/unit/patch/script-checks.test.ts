// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text, not templates.
import { describe, expect, it } from 'vitest';
import { type Check, checksOf } from '../../../src/core/patch/content/check.ts';
import { viewed } from './views.ts';

const IDLE = 'nobody_calls';

/** The checks of a script in which nothing calls the function `nobody_calls`. */
const checks = (script: string): readonly Check[] => {
  const { logical, after } = viewed('a.sh', '', `${script}\n`);
  return checksOf({ logical, lines: after, isIdle: (functions) => functions.includes(IDLE) });
};

/** What each check of a script asks, in the order in which they are told. */
const asked = (script: string): readonly string[] => checks(script).map(({ words }) => words.join(' '));

describe('a test is read as what must hold', () => {
  it.each([
    ['[ -f a ]', '[ -f a'],
    ['[[ -f a ]]', '[ -f a'],
    ['test -f a', '[ -f a'],
    ['/usr/bin/test -f a', '[ -f a'],
    ['[ $n == 3 ]', '[ $n = 3'],
    ['[[ $n == 3 ]]', '[ $n = 3'],
    ['[ $n === 3 ]', '[ $n === 3'],
    ['[ $n = a] ]', '[ $n = a]'],
    ['[ $n = ]a ]', '[ $n = ]a'],
    ['[ $n = x]] ]', '[ $n = x]]'],
    ['[ $n = ]]] ]', '[ $n = ]]]'],
    ['[ -f a ] 2> b', '[ -f a 2> b'],
    ['[ -f a ] ==', '[ -f a =='],
    ['test-nodes == 3 ]', 'test-nodes == 3 ]'],
    ['smoke-test == 3 ]', 'smoke-test == 3 ]'],
    ['check[ == 3 ]', ''],
    ['[ -f a ] || exit 1', '[ -f a'],
    ['[ $n -ne 3 ] || exit 1', '[ $n -ne 3'],
  ])('%s: %s', (script, words) => expect(asked(script).join('\n')).toBe(words));

  it.each([
    ['-eq', '-ne'],
    ['-ne', '-eq'],
    ['-lt', '-ge'],
    ['-ge', '-lt'],
    ['-gt', '-le'],
    ['-le', '-gt'],
    ['=', '!='],
    ['!=', '='],
    ['==', '!='],
  ])('the script fails where %s holds: what must hold is %s', (written, holds) => {
    for (const script of [
      `[ $n ${written} 3 ] && exit 1`,
      `[[ $n ${written} 3 ]] && exit 1`,
      `if [ $n ${written} 3 ]; then exit 1; fi`,
      `if test $n ${written} 3; then\n  exit 1\nfi`,
    ])
      expect(checks(script)[0]).toMatchObject({ words: ['[', '$n', holds, '3'], negative: false });
  });

  it.each([
    ['[ -z $n ] && exit 1', '[ -n $n'],
    ['[ -n $n ] && exit 1', '[ -z $n'],
    ['[ -z $n ] 2> b && exit 1', '[ -n $n 2> b'],
    ['[ -f a ] && exit 1', '[ -f a'],
    ['[ $n ] && exit 1', '[ $n'],
    ['[ -z $n -o $n = 3 ] && exit 1', '[ -z $n -o $n = 3'],
    ['[ $n -lt 3 ] && x', '[ $n -lt 3'],
    ['[ toString = 3 ] && exit 1', '[ toString != 3'],
  ])('%s: %s', (script, words) => expect(asked(script)).toEqual([words]));

  it('another check is not turned around, its answer is', () => {
    expect(checks('grep -q a b && exit 1')[0]).toMatchObject({
      words: ['grep', '-q', 'a', 'b'],
      negative: true,
    });
    expect(checks('verify = 3 && exit 1')[0]).toMatchObject({ words: ['verify', '=', '3'], negative: true });
    expect(checks('grep -q a b || exit 1')[0]).toMatchObject({
      words: ['grep', '-q', 'a', 'b'],
      negative: false,
    });
  });

  it('within the next eight lines', () => {
    const fails = (between: number): boolean =>
      checks(`if grep -q a b; then\n${'  x\n'.repeat(between)}  exit 1\nfi`)[0]!.negative;
    expect([fails(0), fails(7), fails(8)]).toEqual([true, true, false]);
  });

  it('the text is as it was written', () =>
    expect(checks('[ $n -ne 3 ] && exit 1')[0]!.text).toBe('[ $n -ne 3 ]'));
});

describe('a number that has a name in the script', () => {
  const put = (setting: string, word = '$WANTED'): string => asked(`${setting}\nx\nverify ${word}`).join();

  it.each([
    'WANTED=3',
    '  WANTED=3',
    'readonly WANTED=3',
    'export  WANTED=3',
    'declare WANTED=3',
    'declare -r WANTED=3',
    'declare -ri  WANTED=3',
    'WANTED="3"',
    "WANTED='3'",
    'WANTED=3  ',
    'WANTED=3 # nodes',
  ])('%s', (setting) => expect(put(setting)).toBe('verify 3'));

  it.each([
    'WANTED=x',
    'WANTED=3x',
    'WANTED=',
    'WANTED=3 y',
    'WANTED=$(x)',
    'X_WANTED=3',
    'WANTEDX=3',
    'local WANTED=3',
    'echo WANTED=3',
    'WANTED=3\nWANTED=4',
    'WANTED=3\nif a; then WANTED=2; fi',
    '# WANTED=3',
    'WANTED=3\n# WANTED=4',
  ])('not by %j', (setting) => expect(put(setting)).toBe('verify $WANTED'));

  it.each([
    ['$WANTED', '3'],
    ['${WANTED}', '3'],
    ['"$WANTED"', '3'],
    ['x$WANTED', 'x$WANTED'],
    ['$WANTED/x', '$WANTED/x'],
    ['--n=$WANTED', '--n=$WANTED'],
    ['WANTED', 'WANTED'],
    ['$wanted', '$wanted'],
    ['$OTHER', '$OTHER'],
    ['${WANTED:-4}', '${WANTED:-4}'],
    ['$', '$'],
  ])('written %s it is %s', (word, value) => expect(put('WANTED=3\nwanted=4', word)).toBe(`verify ${value}`));

  it('two of them, and one in a test', () => {
    expect(asked('A=1\nB_2=22\nverify $A $B_2')).toEqual(['verify 1 22']);
    expect(asked('WANTED=3\n[ $n -ne $WANTED ] && exit 1')).toEqual(['[ $n -eq 3']);
  });
});

describe('a check in a loop is one check for each word', () => {
  const inLoop = (list: string, check: string): readonly string[] =>
    asked(`for n in ${list}; do\n  ${check}\ndone`);

  it.each([
    ['a b', 'verify $n', ['verify a', 'verify b']],
    ['a b', 'verify ${n}', ['verify a', 'verify b']],
    ['a b', 'verify x-$n/$n:${n}', ['verify x-a/a:a', 'verify x-b/b:b']],
    ['a b', 'verify $n $n', ['verify a a', 'verify b b']],
    ['a b', 'verify $nn', ['verify $nn']],
    ['a b', 'verify ${nn}', ['verify ${nn}']],
    ['a b', 'verify ${n}n', ['verify an', 'verify bn']],
    ['a b', 'verify n {n}', ['verify n {n}']],
    ['a b', 'verify', ['verify']],
    ['a', 'verify $n', ['verify a']],
    ['$x', 'verify $n', ['verify $n']],
    ['a b', '[ $n = c ] || exit 1', ['[ a = c', '[ b = c']],
  ])('over %s: %s', (list, check, wanted) => expect(inLoop(list, check)).toEqual(wanted));

  it('in two loops, one for each pair; a loop whose variable it does not take counts for nothing', () => {
    const two = (check: string): readonly string[] =>
      asked(`for n in a b; do\n  for m in 1 2; do\n    ${check}\n  done\ndone`);
    expect(two('verify $n $m')).toEqual(['verify a 1', 'verify a 2', 'verify b 1', 'verify b 2']);
    expect(two('verify $m')).toEqual(['verify 1', 'verify 2']);
    expect(two('verify $n')).toEqual(['verify a', 'verify b']);
  });

  it.each([
    ['for n in a b; do verify $n; done', ['verify a', 'verify b']],
    ['for n in a b; do x; verify $n; done', ['verify a', 'verify b']],
    ['for n in $(x); do verify $n; done', ['verify $n']],
    ['echo for n in a b; do verify $n; done', ['verify $n']],
    [
      'for m in 1 2; do\n  for n in a b; do verify $n $m; done\ndone',
      ['verify a 1', 'verify a 2', 'verify b 1', 'verify b 2'],
    ],
    ['x "$(for n in a b; do verify $n; done)"', ['verify $n']],
    ['verify $n; for n in a b; do x; done', ['verify $n']],
    ['LIST="a b"\nfor n in $LIST; do verify $n; done', ['verify a', 'verify b']],
  ])('on its own line: %j', (script, wanted) => expect(asked(script).toSorted()).toEqual(wanted));
});

describe('the conditions under which a check runs', () => {
  it.each([
    ['verify', []],
    ['if a; then verify; fi', ['a']],
    ['if [ -n "$X" ]; then verify; fi', ['[ -n $X ]']],
    ['if a; then x; verify; fi', ['a']],
    ['if a; then x; elif b; then verify; fi', ['a', 'b']],
    ['if a; then verify; elif b; then x; fi', ['a']],
    ['if verify; then x; fi', []],
    ['if x; verify; then y; fi', []],
    ['while a; do verify; done', []],
    ['if a; then\n  verify\nfi', ['a']],
    ['if a; then\n  if b; then verify; fi\nfi', ['a', 'b']],
    ['if a; then\n  for n in 1 2; do verify; done\nfi', ['a']],
    ['diff if x; y then; verify', []],
    ['if a; x then; verify', []],
    ['x "$(if a; then verify; fi)"', []],
    ['if ! out=$(verify); then exit 1; fi', []],
    ['if a; then out=$(verify); fi', ['a']],
    ['if a; then echo "$(verify)"; fi', ['a']],
    ['iff a; then verify; fi', []],
    ['xif a; then verify; fi', []],
  ])('%j: %j', (script, conditions) =>
    expect(checks(script).find(({ words }) => words[0] === 'verify')!.conditions).toEqual(conditions),
  );
});

describe('whether a check is waited for at all', () => {
  it.each([
    ['verify', true],
    ['verify || true', false],
    ['n=$(grep -c a b || true)', true],
    ['n=$(grep a b || true)', false],
    [`${IDLE}() {\n  verify\n}`, false],
    [`${IDLE}() {\n  n=$(grep -c a b)\n}`, false],
    ['called() {\n  verify\n}', true],
    ['if verify; then\n2\n3\n4\n5\n6\n7\n8\n  exit 1\nfi', true],
    ['if verify; then\n2\n3\n4\n5\n6\n7\n8\n9\n  exit 1\nfi', false],
    ['exit 1\nif verify; then x; fi', false],
  ])('%j: %j', (script, binding) => expect(checks(script)[0]!.binding).toBe(binding));

  it.each([
    ['verify | x', 'in a pipe without pipefail'],
    ['set -o pipefail\nverify | x', undefined],
    ['verify | x\nset -euo pipefail', undefined],
    ['verify', undefined],
    ['echo "$(verify)"', 'inside `echo`'],
    ['set -o pipefail\necho "$(verify)"', 'inside `echo`'],
  ])('%j is lost: %s', (script, lost) => expect(checks(script)[0]!.lost).toBe(lost));
});

describe('functions that hold checks', () => {
  /** The calls that count as checks, with the line. */
  const own = (script: string): readonly string[] =>
    checks(script).flatMap(({ own, words, line }) => (own ? [`${line} ${words.join(' ')}`] : []));
  const HELD = 'held() {\n  kubectl get a\n}\n';

  it.each([
    ['a call', `${HELD}held`, ['4 held']],
    ['a call with words', `${HELD}held a b`, ['4 held a b']],
    ['two calls', `${HELD}held\nheld x`, ['4 held', '5 held x']],
    ['a call in front', `held\n${HELD}`, ['1 held']],
    ['none', HELD, []],
    ['a call of another function', `${HELD}other() {\n  x\n}\nother`, []],
    ['a command that is no function', `${HELD}other`, []],
    ['a function that calls another one', `${HELD}x() {\n  y\n}\nother() {\n  x\n}\nother`, []],
    ['a function without a check', 'held() {\n  x\n}\nheld', []],
    ['its check stops nothing', 'held() {\n  kubectl get a || true\n}\nheld', []],
    [
      'only one of its checks does',
      'held() {\n  kubectl get a || true\n  kubectl get b\n}\nheld',
      ['5 held'],
    ],
    ['by a further call', `${HELD}outer() {\n  held\n}\nouter`, ['5 held', '7 outer']],
    [
      'by two further calls, written from the outside in',
      'a() {\n  b\n}\nb() {\n  c\n}\nc() {\n  kubectl get a\n}\na',
      ['2 b', '5 c', '10 a'],
    ],
    ['a call within itself', 'held() {\n  kubectl get a\n  held\n}\nheld', ['5 held']],
    ['a call in a text', `${HELD}cat <<X\nheld\nX`, []],
    ['its check in a text', 'held() {\n  cat <<X\n  kubectl get a\nX\n}\nheld', []],
    ['a variable alone', `${HELD}x=1`, []],
    ['a check by its name', 'verify() {\n  kubectl get a\n}\nverify', []],
    ['on a line with other commands', `${HELD}x; held; y`, ['4 held']],
  ])('%s', (_, script, wanted) => expect(own(script)).toEqual(wanted));

  it('a call binds, is lost, and stands under conditions as any check', () => {
    const call = (text: string): Check => checks(`${HELD}${text}`).find(({ own }) => own)!;
    expect(call('held')).toMatchObject({ binding: true, negative: false, lost: undefined, conditions: [] });
    expect(call('held || true')).toMatchObject({ binding: false });
    expect(call('held && exit 1')).toMatchObject({ negative: true });
    expect(call('held | x')).toMatchObject({ lost: 'in a pipe without pipefail' });
    expect(call('if a; then held; fi')).toMatchObject({ conditions: ['a'] });
  });

  it('what is written in a text for people is no check', () => {
    expect(asked('cat <<X\nverify\nX\nverify a')).toEqual(['verify a']);
    expect(asked('bash <<X\nverify\nX')).toEqual(['verify']);
  });

  it('the checks are no calls, and keep their lines', () =>
    expect(checks(`${HELD}held`).map(({ own, line }) => [own, line])).toEqual([
      [false, 2],
      [true, 4],
    ]));
});

describe('the order of checks', () => {
  it.each([
    ['as they stand', 'verify a\nverify b\nverify c', ['a', 'b', 'c']],
    [
      'those that stop something first',
      'verify a || true\nverify b\nverify c || true\nverify d',
      ['b', 'd', 'a', 'c'],
    ],
    ['those under fewer conditions first', 'if x; then\n  verify a\nfi\nverify b', ['b', 'a']],
    [
      'by the number of conditions',
      'if x; then\n  if y; then\n    verify a\n  fi\n  verify b\nfi\nverify c',
      ['c', 'b', 'a'],
    ],
    ['stopping goes before conditions', 'verify a || true\nif x; then\n  verify b\nfi', ['b', 'a']],
  ])('%s', (_, script, wanted) => expect(checks(script).map(({ words }) => words[1])).toEqual(wanted));
});

describe('what makes two checks the same', () => {
  const key = (script: string): string => checks(script)[0]!.key;
  it.each([
    ['kubectl get a --timeout 5m b', 'kubectl get a b'],
    ['kubectl get a --timeout b', 'kubectl get a b'],
    ['kubectl get a --timeout=5m 6', 'kubectl get a #'],
    ['kubectl get a --timeout=5m 6m', 'kubectl get a #'],
    ['grep -m 5 a b', 'grep -m # a b'],
    ['jq -w 5 a', 'jq -w # a'],
    ['diff --timeout 5 a', 'diff --timeout # a'],
    ['verify -m 5 a b', 'verify a b'],
    ['[ a ] 2> b', '[ a'],
    ['[[ a > b ]]', '[ a > b'],
    ['test a > b', '[ a'],
    ['verify > out', 'verify'],
    ['verify 2>&1 x', 'verify x'],
    ['verify 3d 4.5.6h a7', 'verify # # a#'],
  ])('%s: %s', (script, wanted) => expect(key(script)).toBe(wanted));
});
