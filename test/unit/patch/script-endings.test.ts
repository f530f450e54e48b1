// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text, not templates.
import { describe, expect, it } from 'vitest';
import {
  failsAfter,
  isSuccess,
  letsPass,
  seconds,
  stretched,
  weakened,
} from '../../../src/core/patch/content/check-command.ts';
import { commandsOf } from '../../../src/core/patch/content/shell.ts';

const first = (text: string) => commandsOf(text)[0]!;

describe('a command that lets a failure pass', () => {
  it.each([
    'true',
    ':',
    'echo no',
    'printf no',
    'exit',
    'exit 0',
    'return 0',
    'log no',
    'log_it no',
    'warning no',
    'info',
    'debug x',
    'note x',
    'say x',
    'msg x',
    'message x',
    'continue',
    'break',
    'sleep 5',
    'touch x',
    'cat x',
    'date',
    'logger x',
    'print x',
    'ready=3',
    'ready="3" n=2',
    'READY=yes',
    '{ echo no',
  ])('%s', (text) => expect(letsPass(first(text))).toBe(true));

  it.each([
    'exit 1',
    'return 2',
    'false',
    'login x',
    'logout',
    'x',
    'x true',
    'restart',
    'catalog',
    'sleeper',
    'count=0',
    'count=',
    'failed=1',
    'last_error=1',
    'rc=1',
    'status=1',
    'BAD=1',
    'missing=3',
    'ready=3 x',
    'ready=3 count=0',
    '3ready=3',
    'sudo x touch',
  ])('not %s', (text) => expect(letsPass(first(text))).toBe(false));
});

describe('a command that ends well', () => {
  it.each(['exit', 'exit 0', 'return', 'return 0', 'exit 00', 'then exit 0'])('%s', (text) =>
    expect(isSuccess(first(text))).toBe(true),
  );
  it.each([
    'exit 1',
    'return 1',
    'exit x',
    'exit $?',
    'exits',
    'preexit',
    'returned 0',
    'true',
    'x=1',
    'sudo exit',
  ])('not %s', (text) => expect(isSuccess(first(text))).toBe(false));
});

describe('whether what stands behind fails', () => {
  const fails = (text: string, from = 0): boolean => failsAfter(commandsOf(text), from);
  it.each([
    'exit 1',
    'return 2',
    'exit $?',
    'false',
    'die no',
    'fail',
    'failed no',
    'abort',
    'panic x',
    'error_exit x',
    'errexit',
    'err_exit',
    'fatal x',
    'bail_out',
    'exit_now',
    'kill 1',
    'x; exit 1',
    'x || exit 1',
    'echo no && exit 1',
    'echo no; exit 1',
    '{ echo no; exit 1',
    '|| exit 1',
    'x=1; exit 1',
  ])('%s', (text) => expect(fails(text)).toBe(true));

  it.each([
    'exit',
    'exit 0',
    'return',
    'return 0',
    'x',
    'true',
    'x=1',
    'prefail',
    'killer',
    'aborted',
    'falsely',
    'error',
    'exits 1',
    'echo no || exit 1',
    'true || false',
    'sleep 5 || die',
    'exit 0; x',
  ])('not %s', (text) => expect(fails(text)).toBe(false));

  it('only from there on; what stands before it is none of its business', () => {
    expect(fails('exit 1; x', 1)).toBe(false);
    expect(fails('x; exit 1', 1)).toBe(true);
    expect(fails('echo no || exit 1', 1)).toBe(true);
    expect(fails('echo no || exit 1 || exit 2', 2)).toBe(true);
    expect(fails('x; exit 1', 2)).toBe(false);
  });
});

it.each([
  ['90', 90],
  ['1.5m', 90],
  ['200ms', 0.2],
  ['30s', 30],
  ['2h', 7200],
  ['1d', 86_400],
  ['1h30m', 5400],
  ['1m1.5s', 61.5],
  ['0', 0],
  ['12.25', 12.25],
  ['', undefined],
  ['5M', undefined],
  ['x5', undefined],
  ['5m5', undefined],
  ['5 m', undefined],
  ['1.', undefined],
  ['.5', undefined],
  ['1w', undefined],
  ['1h30', undefined],
  ['1.5.1m', undefined],
  ['-1', undefined],
  ['12x5', undefined],
])('%j is %s seconds', (text, wanted) => expect(seconds(text)).toBe(wanted));

it('nothing is no time', () => expect(seconds()).toBeUndefined());

it.each([
  [1, 60, false],
  [1, 61, true],
  [10, 100, false],
  [10, 101, true],
  [5, 0, true],
  [0, 0, false],
  [0, 60, false],
  [-1, 0, false],
  [10, 5, false],
  [Number.NaN, 1e9, false],
  [5, Number.NaN, false],
])('%d to %d seconds is too long: %j', (old, fresh, wanted) => expect(stretched(old, fresh)).toBe(wanted));

it('what is told names its line when there is one, and what to do', () => {
  expect(weakened(3, 'x')).toStrictEqual({
    rule: 'weakened-check',
    line: 3,
    message: 'x: fix the cause and leave the checks as strict as they are',
  });
  expect(weakened(undefined, 'x', 'y')).toStrictEqual({ rule: 'weakened-check', message: 'x: y' });
});
