// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text, not templates.
import { describe, expect, it } from 'vitest';
import { shapeHits } from '../../../src/core/patch/content/checks-shape.ts';
import { viewed } from './views.ts';

/** What is told of a change, each with its line, 0 for the file as a whole. */
const told = (before: string, after: string, path = 'a.sh'): readonly string[] =>
  shapeHits(viewed(path, before, after)).map(
    ({ line, message }) => `${line ?? 0} ${message.split(': fix the cause')[0]}`,
  );

describe('a command that leaves its block although more stands in it', () => {
  const NEVER = ['2 what follows is never run'];
  const put = (text: string, next = 'y'): readonly string[] => told(`x\n${next}\n`, `x\n${text}\n${next}\n`);

  it.each(['break', 'continue', 'return', 'exit', 'exit 1', 'return $?', 'break 2', 'exit;', 'exit 1 ;'])(
    '%s',
    (text) => expect(put(text)).toEqual(NEVER),
  );
  it.each(['breaks', 'exits', 'exit 1 2', 'x; exit', 'exit 1; y', '[ $a ] && exit', '# exit', 'returned 1'])(
    'goes on: %s',
    (text) => expect(put(text)).toEqual([]),
  );

  it.each([
    'y',
    '\ny',
    '# why\ny',
    `${'\n'.repeat(18)}y`,
    'find x',
    'finish',
    'done_with x',
    'elsewhere',
    'elif_x',
    'esacs',
    'functional',
    'f x ()',
    '; y',
    '(y)',
    '{ y; }',
  ])('in front of %j', (next) => expect(put('exit', next)).toEqual(NEVER));

  it.each([
    'done',
    'fi',
    'esac',
    'else',
    'elif b; then',
    ';;',
    '}',
    ')',
    'f() {',
    'f-x  () {',
    'function f {',
    'done < x',
    'fi; y',
    '  y',
    '',
    '# why',
    `${'\n'.repeat(19)}y`,
  ])('fine in front of %j', (next) => expect(put('exit', next)).toEqual([]));

  it('of its own block, where it is new', () => {
    expect(told('if a; then\n  b\nfi\n', 'if a; then\n  exit 1\n  b\nfi\n')).toEqual(NEVER);
    expect(told('if a; then\n  b\nfi\ny\n', 'if a; then\n  b\n  exit 1\nfi\ny\n')).toEqual([]);
    expect(told('  x\ny\n', '  x\n  exit 1\ny\n')).toEqual([]);
    expect(told('  x\n  y\n', '  x\n  exit 1\n\n  # z\n  y\n')).toEqual(NEVER);
    expect(told('exit\ny\n', 'exit\ny\nz\n')).toEqual([]);
    expect(told('y\n', 'exit\ny\n')).toEqual(['1 what follows is never run']);
  });

  it('in settings too, not in a document', () => {
    expect(told('x\ny\n', 'x\nexit\ny\n', 'a.yaml')).toEqual(NEVER);
    expect(told('x\ny\n', 'x\nexit\ny\n', 'a.md')).toEqual([]);
  });
});

describe('a measured value that is moved', () => {
  const put = (text: string): readonly string[] =>
    told('n=$(count)\nx\n[ "$n" -ge 3 ]\n', `n=$(count)\nx\n${text}\n[ "$n" -ge 3 ]\n`);
  it.each([
    'n=$((n + 1))',
    '  n=$(( $n+10 ))',
    'n=$((n - 1))',
    'n=$((n * 2))',
    'n=$((n / 2))',
    'n=$WANTED',
    'n="${WANTED}"',
  ])('%s', (text) =>
    expect(put(text)).toEqual(['3 the measured value of n is overwritten before it is asked for']),
  );
  it.each(['n=$((m + 1))', 'm=$((n + 1))', 'n=$((n + m))', 'n=$((n))', 'n=$((n + 1)) x', 'n=$wanted'])(
    'allowed: %s',
    (text) => expect(put(text)).toEqual([]),
  );

  it('each of two, on its line', () =>
    expect(
      told('n=$(a)\nm=$(b)\n[ $n = 1 ]\n[ $m = 1 ]\n', 'n=$(a)\nm=$(b)\nn=1\nm=1\n[ $n = 1 ]\n[ $m = 1 ]\n'),
    ).toEqual([
      '3 the measured value of n is overwritten before it is asked for',
      '4 the measured value of m is overwritten before it is asked for',
    ]));
});

describe('conditions that a line makes constant', () => {
  const NEVER = ['2 a condition never changes: what it guards is always or never run'];
  it.each([
    'for ((i = 0; i < 0; i++)); do',
    'for (( i=0 ; i<0 ; )); do',
    'verify && false',
    'if [[ a == b ]]; then',
    'if [ 1 -gt 2 ]; then',
    '{ true || verify; }',
    'a & false && verify',
  ])('%s', (text) => expect(told('x\ny\n', `x\n${text}\ny\n`)).toEqual(NEVER));
  it.each([
    'for ((i = 0; i < 3; i++)); do',
    'for ((i = 1; i < n; i++)); do',
    'verify && falsely',
    '{ a || true; }',
  ])('allowed: %s', (text) => expect(told('x\ny\n', `x\n${text}\ny\n`)).toEqual([]));
});

describe('what is told of functions', () => {
  it.each([
    [
      'a second one, by its name',
      'a() { b; }\n',
      'a() { b; }\nc\na() { d; }\n',
      ['0 the function a is defined a second time'],
    ],
    ['a third one is no news', 'a() { b; }\na() { c; }\n', 'a() { b; }\na() { c; }\na() { d; }\n', []],
    [
      'in the place of two tools, once a line',
      'x\n',
      'x\njq() { a; }\nyq() { b; }\n',
      ['2 a function takes the place of the command jq', '3 a function takes the place of the command yq'],
    ],
    [
      'two on one line',
      'x\n',
      'x\na() { b; }; jq() { c; }\n',
      ['2 a function takes the place of the command jq'],
    ],
    [
      'beside one that was there',
      'jq() { a; }\n',
      'jq() { b; }; yq() { c; }\n',
      ['1 a function takes the place of the command yq'],
    ],
  ])('%s', (_, before, after, wanted) => expect(told(before, after)).toEqual(wanted));
});

describe('a condition that got a further one', () => {
  const NARROWED = 'a failing condition got a further condition';
  it.each([
    ['if verify; then\n', 'if verify && a; then\n', [`1 ${NARROWED}`]],
    ['if a; then\nif verify; then\n', 'if a; then\nif verify && b; then\n', [`2 ${NARROWED}`]],
    ['if verify; then\n', 'if verify&& a; then\n', []],
    ['if a verify; then\n', 'if a verify && b; then\n', []],
    ['if timeout 5 verify; then\n', 'if timeout 5 verify && b; then\n', [`1 ${NARROWED}`]],
  ])('%j → %j', (before, after, wanted) => expect(told(before, after)).toEqual(wanted));
});
