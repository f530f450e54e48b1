// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text, not templates.
import { describe, expect, it } from 'vitest';
import { shapeHits } from '../../../src/core/patch/content/checks-shape.ts';
import { linesOf, viewed } from './views.ts';

const hits = (before: string, after: string, path = 'a.sh'): readonly number[] =>
  linesOf(shapeHits(viewed(path, before, after)));
const line = (text: string): readonly number[] => hits('x\ny\n', `x\n${text}\ny\n`);

describe('conditions that never change', () => {
  it.each([
    'if false; then',
    'if true; then',
    'elif :; then',
    'while ! true; do',
    'until false',
    'if (( 0 )); then',
    'if [ 1 -eq 1 ]; then',
    'if [ "a" = "b" ]; then',
    'if [[ -n "x" ]]; then',
    'if [ -z "" ]; then',
    'a; if false; then',
    'false && verify',
    'a; false && verify',
    'true || verify',
    'a && false',
  ])('%s', (text) => expect(line(text)).toEqual([2]));

  it.each([
    'if falsely; then',
    'if verify; then',
    'if (( n )); then',
    'if [ "$a" = "b" ]; then',
    'if [ -n "$x" ]; then',
    'verify || true',
    'true && verify',
    'false || verify',
    'untrue || verify',
    'a && falsely',
  ])('allowed: %s', (text) => expect(line(text)).toEqual([]));
});

describe('commands that nobody runs', () => {
  it.each([": <<'X'", 'true <<X', 'cat > /dev/null <<X', '  : <<X', ": '"])('%s', (text) =>
    expect(line(text)).toContain(2),
  );
  it.each(['cat <<X', 'cat > a <<X', 'tee <<X', ': a', 'a : <<X'])('allowed: %s', (text) =>
    expect(line(text)).toEqual([]),
  );
});

describe('a measured value that is overwritten', () => {
  const put = (text: string, ask = '[ "$n" -ne 3 ]', measure = 'n=$(count)'): readonly number[] =>
    hits(`${measure}\nx\n${ask}\n`, `${measure}\nx\n${text}\n${ask}\n`);

  it.each(['n=3', '  n=3', 'local n=3', 'declare  n=3', 'export n="3"', "n='3'", 'n=', 'n=a-b.c', 'n=3  '])(
    '%j',
    (text) => expect(put(text)).toEqual([3]),
  );
  it.each(['n=$m', 'n=3 x', 'm=3', 'n =3', 'echo n=3', 'nn=3', 'n+=3', 'n=(3)', '3n=3', 'n'])(
    'allowed: %j',
    (text) => expect(put(text)).toEqual([]),
  );

  it.each(['test "$n" -eq 3', '[[ $n = 3 ]]', '(( ${n} == 3 ))', 'if [ "${n}" -ne 3 ]; then'])(
    'asked by %s',
    (ask) => expect(put('n=3', ask)).toEqual([3]),
  );
  it.each(['echo "$n"', 'echo "$n" [ x ]', '[ "$nn" -ne 3 ]', '[ n -ne 3 ]', 'attest "$n"', '( x; y "$n" )'])(
    'not asked by %s',
    (ask) => expect(put('n=3', ask)).toEqual([]),
  );

  it.each(['n="$(count)"', "n='$(count)", 'local n=$(count)'])('measured by %s', (measure) =>
    expect(put('n=3', undefined, measure)).toEqual([3]),
  );
  it.each(['n=$m', 'nn=$(count)', 'xn=$(count)', 'n=count', 'n=x$(count)'])('not measured by %s', (measure) =>
    expect(put('n=3', undefined, measure)).toEqual([]),
  );

  it('also when something else stands between', () =>
    expect(hits('n=$(a)\n[ $n = 1 ]\n', 'n=$(a)\nn=3\nx\n[ $n = 1 ]\n')).toEqual([2]));

  it('also when it is measured again behind the question', () =>
    expect(hits('n=$(a)\n[ $n = 1 ]\n', 'n=$(a)\nn=3\n[ $n = 1 ]\nn=$(a)\n')).toEqual([2]));

  it('measured anew before it is asked for, or measured only later', () => {
    expect(hits('n=$(a)\n[ $n = 1 ]\n', 'n=$(a)\nn=3\nn=$(a)\n[ $n = 1 ]\n')).toEqual([]);
    expect(hits('n=$(a)\n[ $n = 1 ]\n', 'n=3\nn=$(a)\n[ $n = 1 ]\n')).toEqual([]);
    expect(hits('n=$(a)\n[ $n = 1 ]\n', 'n=$(a)\n[ $n = 1 ]\nn=3\n')).toEqual([]);
    expect(hits('[ $n = 1 ]\n', 'n=3\n[ $n = 1 ]\nn=$(a)\n')).toEqual([]);
    expect(hits('x\n', 'n=3\nn=$(a); [ $n = 1 ]\n')).toEqual([]);
    expect(hits('x\n', 'n=3\n[ $n = 1 ]\n')).toEqual([]);
  });
});

describe('a condition that got a further one', () => {
  const turned = (was: string, now: string): readonly number[] =>
    hits(`if ${was}; then\n  x\nfi\n`, `y\nif ${now}; then\n  x\nfi\n`);

  it.each([
    ['verify', 'verify && a'],
    ['verify', 'a && verify'],
    ['! verify', '! verify && a'],
    ['verify', 'a && verify && b'],
    ['verify && a', 'verify && a && b'],
    ['[ "$n" -ne 3 ]', '[ "$n" -ne 3 ] && [ -n "$S" ]'],
  ])('%s → %s', (was, now) => expect(turned(was, now)).toEqual([2]));

  it.each([
    ['verify', 'verify'],
    ['verify', 'verify || a'],
    ['bootstrap', 'bootstrap && a'],
    ['verify', 'verify_all && a'],
    ['verify', 'check_a && b'],
  ])('allowed: %s → %s', (was, now) => expect(turned(was, now)).toEqual([]));

  it('an elif counts, a command does not', () => {
    expect(hits('elif verify; then\n', 'elif verify && a; then\n')).toEqual([1]);
    expect(hits('if verify\n', 'if verify && a\n')).toEqual([1]);
    expect(hits('verify\n', 'verify && a\n')).toEqual([]);
    expect(hits('if verify; then\n', 'elif verify; then\n')).toEqual([]);
    expect(hits('if verify; then\n', 'verify && a\n')).toEqual([]);
  });
});

describe('functions in the place of others', () => {
  it.each([
    'kubectl() {',
    '  curl () { :; }',
    'function grep() {',
    'function  helm {',
    'set() { :; }',
    '[() { :; }',
    'a; kubectl() { :; }',
    'unset -f x && jq() { :; }',
  ])('%s', (text) => expect(line(text)).toEqual([2]));

  it.each(['kubectl_get() {', 'my-kubectl() {', 'kubectl x', 'function helmet {', 'echo "kubectl()"'])(
    'allowed: %s',
    (text) => expect(line(text)).toEqual([]),
  );

  it('a tool that was a function already stays one', () =>
    expect(hits('kubectl() { a; }\n', 'kubectl() { b; }\n')).toEqual([]));

  const twice = (before: string, after: string, path?: string): readonly number[] =>
    hits(before, after, path);

  it('one that is defined a second time', () => {
    expect(twice('verify() { a; }\n', 'verify() { a; }\nx\nverify() { b; }\n')).toEqual([0]);
    expect(twice('function verify { a; }\n', 'function verify { a; }\nverify() { b; }\n')).toEqual([0]);
    expect(twice('a() { b; }\n', 'a() { b; }\nx; a() { c; }\n')).toEqual([0]);
    expect(twice('', 'a() { b; }\nc() { d; }\nc() { e; }\n')).toEqual([0]);
  });

  it('but not when it was so, when the names differ, or outside of scripts', () => {
    expect(twice('a() { b; }\na() { c; }\n', 'a() { b; }\na() { c; }\nx\n')).toEqual([]);
    expect(twice('a() { b; }\n', 'a() { b; }\nab() { c; }\n')).toEqual([]);
    expect(twice('a() { b; }\n', 'a() { b; }\na x\n')).toEqual([]);
    expect(twice('a() { b; }\n', 'a() { c; }\n')).toEqual([]);
    expect(twice('', 'a() {\n}\na() {\n}\n', 'a.py')).toEqual([]);
  });
});
