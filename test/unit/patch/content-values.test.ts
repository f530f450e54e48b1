import { describe, expect, it } from 'vitest';
import { codeCheckHits } from '../../../src/core/patch/content/checks-code.ts';
import { configCheckHits } from '../../../src/core/patch/content/checks-config.ts';
import { linesOf, viewed } from './views.ts';

const hits = (before: string, after: string, path = 'a.yaml'): readonly number[] =>
  linesOf([configCheckHits, codeCheckHits].flatMap((rule) => rule(viewed(path, before, after))));

/** The hits of a value that changes, at line 2, in the block `parent`; an empty `was` or `now` means without the key. */
const turned = (parent: string, key: string, was: string, now: string): readonly number[] => {
  const file = (value: string): string => `${parent}:\n${value === '' ? '' : `  ${key}: ${value}\n`}  x: y\n`;
  return hits(file(was), file(now));
};

type Row = readonly [parent: string, key: string, was: string, now: string];

const LOOSER: readonly Row[] = [
  ...['true', 'yes', 'on', '1', 'True'].map((now) => ['spec', 'suspend', 'false', now] as const),
  ['spec', 'continue-on-error', 'maybe', 'true'],
  ...['false', 'No', 'off', '0', 'null', '~', 'none', 'never', '[]', '[ ]', '{}', '{ }'].map(
    (now) => ['spec', 'wait', 'true', now] as const,
  ),
  ['spec', 'enabled', 'yes', 'no'],
  ['spec', 'minReadySeconds', '30', '10'],
  ['spec', 'successThreshold', '2', '1'],
  ['probe', 'nodes', '3', '2'],
  ['probe', 'nodes', '1', '0.5'],
  ['probe', 'periodSeconds', '10', '101'],
  ['probe', 'periodSeconds', '5', '61'],
  ['probe', 'interval', '1s', '61s'],
  ['probe', 'interval', '100ms', '2m'],
  ['spec', 'timeout', '5m', '51m'],
  ['spec', 'timeout', '1h', '1d'],
  ['spec', 'timeout', '6.5m', '1.1h'],
  ['spec', 'timeout', '5m', '0'],
  ['spec', 'timeout', '5m', '0s'],
  ['spec', 'timeout', '5m', 'null'],
  ['spec', 'timeout', '300', 'never'],
  ['spec', 'timeout', '300', '-1'],
  ['rule', 'for', '5m', '7d'],
  ['spec', 'retries', '3', '61'],
  ['probe', 'failureThreshold', '7', '71'],
  ['spec', 'maxPodErrors', '1', '61'],
  ['readinessProbe', 'path', '/healthz', '/'],
  ['spec', 'expectStatus', 'Ready', 'Running'],
  ['spec', 'success_text', 'all ready', 'done'],
  ['spec', 'expect', 'ready', '200'],
];

const HONEST: readonly Row[] = [
  ['spec', 'suspend', 'true', 'false'],
  ['spec', 'suspend', 'false', 'trueish'],
  ['spec', 'suspend', 'false', 'untrue'],
  ['spec', 'suspended_by', 'false', 'true'],
  ['spec', 'wait', 'true', 'maybe'],
  ['spec', 'wait', 'maybe', 'false'],
  ['spec', 'wait', 'true', 'falsehood'],
  ['spec', 'wait', 'true', 'anone'],
  ['spec', 'wait', 'true', '[x]'],
  ['spec', 'debug', 'true', 'false'],
  ['spec', 'minReadySeconds', '30', '40'],
  ['spec', 'nodes', '3', '2'],
  ['probe', 'nodes', '3', '4'],
  ['probe', 'nodes', '3', '3.0'],
  ['spec', 'wait_for', '10', '5'],
  ['spec', 'expect', '""', 'all ready'],
  ['probe', 'port', '8080', '80'],
  ['probe', 'containerPort', '8080', '80'],
  ['probe', 'timeoutSeconds', '10', '5'],
  ['probe', 'failureThreshold', '3', '2'],
  ['probe', 'periodSeconds', '10', '100'],
  ['probe', 'periodSeconds', '5', '60'],
  ['spec', 'interval', '1m', '1d'],
  ['spec', 'timeout', '5m', '50m'],
  ['spec', 'timeout', '5', '1m'],
  ['spec', 'timeout', '1000ms', '10s'],
  ['spec', 'timeout', '5m', 'soon'],
  ['spec', 'timeout', 'soon', 'null'],
  ['spec', 'timeout', '5m', '10m5s'],
  ['spec', 'timeout', 'x5m', '999999'],
  ['spec', 'name', '5', 'none'],
  ['spec', 'count', '5', '5000'],
  ['spec', 'retries', '3', '60'],
  ['spec', 'retries', '3', '0'],
  ['rollout', 'maxUnavailable', '1', '0'],
  ['probe', 'failureThreshold', '7', '70'],
  ['spec', 'path', '/healthz', '/'],
  ['probe', 'root', '/healthz', '/'],
  ['probe', 'path', '/healthz', '/health'],
  ['spec', 'unexpected', 'a', 'b'],
  ['spec', 'state', 'a', 'b'],
];

describe('a value that asks less', () => {
  it.each(LOOSER)('%s.%s: %s to %s', (...row) => expect(turned(...row)).toEqual([2]));
});

describe('a value that asks as much, or that is no check', () => {
  it.each(HONEST)('%s.%s: %s to %s', (...row) => expect(turned(...row)).toEqual([]));
});

describe('a setting that was not there', () => {
  it.each([
    ['spec', 'suspend', 'true'],
    ['spec', 'skip_tests', 'yes'],
    ['checks', 'optional', 'true'],
    ['spec', 'skip_optional', 'true'],
    ['spec', 'wait', 'false'],
    ['spec', 'failed_when', 'never'],
    ['spec', 'Atomic', 'off'],
    ['probe', 'enabled', 'false'],
    ['probe', 'failureThreshold', '61'],
    ['probe', 'timeoutSeconds', '3601'],
    ['probe', 'initialDelay', '61m'],
    ['probe', 'command', "'true'"],
    ['probe', 'args', '[sh, -c, "exit 0"]'],
    ['probe', 'args', 'bash -lc "echo ok; true"'],
    ['probe', 'args', "sudo sh -c ''"],
    ['probe', 'args', 'bash -ce true'],
    ['probe', 'args', 'sh -c'],
    ['probe', 'exec', 'echo ok'],
  ])('%s.%s: %s', (parent, key, now) => expect(turned(parent, key, '', now)).toEqual([2]));

  it.each([
    ['spec', 'suspend', 'false'],
    ['spec', 'optional', 'true'],
    ['checks', 'optionally', 'true'],
    ['spec', 'wait', 'true'],
    ['spec', 'await', 'false'],
    ['spec', 'waits', 'false'],
    ['spec', 'enabled', 'false'],
    ['probe', 'enabled', 'true'],
    ['probe', 'enabledBy', 'none'],
    ['probe', 're-enabled', 'no'],
    ['probe', 'failureThreshold', '60'],
    ['spec', 'failureThreshold', '61'],
    ['probe', 'timeoutSeconds', '3600'],
    ['probe', 'initialDelay', '60m'],
    ['spec', 'timeoutSeconds', '3601'],
    ['probe', 'nodes', '5000'],
    ['probe', 'command', 'talosctl health'],
    ['probe', 'command', 'sh -c "echo ok && talosctl health"'],
    ['probe', 'command', 'sh true'],
    ['probe', 'command', 'fish -c true'],
    ['probe', 'command', '[]'],
    ['probe', 'command', '""'],
    ['spec', 'command', "'true'"],
    ['probe', 'name', "'true'"],
  ])('allowed: %s.%s: %s', (parent, key, now) => expect(turned(parent, key, '', now)).toEqual([]));
});

describe('the command of a check', () => {
  it.each([
    ['spec', 'talosctl health', "'true'"],
    ['spec', 'talosctl health', '""'],
    ['spec', 'talosctl health', '[]'],
    ['spec', '[talosctl, health]', '[true]'],
    ['probe', 'talosctl health', 'talosctl version'],
    ['probe', '[talosctl, health]', '[talosctl, version]'],
    ['probe', 'talosctl health', 'kubectl get nodes'],
    ['probe', 'ls x', 'cat x'],
    ['probe', 'ls x', 'kubectl get nodes'],
  ])('%s: %s to %s', (parent, was, now) => expect(turned(parent, 'command', was, now)).toEqual([2]));

  it.each([
    ['spec', 'talosctl health', 'talosctl version'],
    ['probe', 'kubectl get nodes', 'kubectl get pods'],
    ['probe', '["kubectl","get"]', '[kubectl, get, pods]'],
    ['probe', 'ls x', 'ls y'],
    ['probe', "'true'", "':'"],
    ['probe', "'true'", 'ls'],
    ['probe', "'true'", "'sh -c true'"],
    ['probe', '[]', 'ls'],
    ['probe', '""', 'ls'],
  ])('allowed: %s: %s to %s', (parent, was, now) => expect(turned(parent, 'command', was, now)).toEqual([]));

  it('another key is no command', () => expect(turned('probe', 'image', 'talosctl:1', "'true'")).toEqual([]));
});

describe('check blocks', () => {
  const block = (...keys: readonly string[]): string => keys.map((key) => `${key}: x\n`).join('');

  it.each([
    [['livenessProbe', 'a'], ['a'], [0]],
    [['livenessProbe', 'readinessProbe', 'a'], ['a'], [0, 0]],
    [['a', 'checks'], ['checks', 'a'], []],
    [['a'], ['a', 'checks'], []],
    [['a', 'b'], ['a'], []],
    [['health_check_interval', 'a'], ['a'], []],
  ])('%j to %j', (was, now, lines) => expect(hits(block(...was), block(...now))).toEqual(lines));

  it('one of several with the same key', () =>
    expect(hits('a:\n  probe: x\nb:\n  probe: y\n', 'a:\n  probe: x\nb:\n  z: y\n')).toEqual([0]));

  it('an empty one is none, a number is one', () => {
    expect(hits('a: 1\nprobe: {}\n', 'a: 1\n')).toEqual([]);
    expect(hits('a: 1\nchecks: none\n', 'a: 1\n')).toEqual([]);
    expect(hits('a: 1\nexpected: 0\n', 'a: 1\n')).toEqual([0]);
    expect(hits('a: 1\nprobe:\n  x: 1\n', 'a: 1\nprobe: {}\n')).toContain(0);
  });

  it('a probe that looks at less is told, once', () => {
    const probe = (how: string): string => `p:\n  ${how}:\n    port: 80\n`;
    expect(hits(probe('httpGet'), probe('tcpSocket'))).toEqual([0]);
    expect(hits(probe('grpc'), probe('httpGet'))).toEqual([]);
    expect(hits(probe('tcpSocket'), probe('exec'))).toEqual([]);
    expect(hits(`livenessProbe:\n  httpGet: x\na: 1\n`, 'a: 1\n')).toEqual([0]);
  });
});

describe('a value is compared with its own', () => {
  it('in lists by the name of the item', () => {
    const jobs = (a: string, b: string): string => `l:\n  - name: a\n    ${a}\n  - name: b\n    ${b}\n`;
    expect(hits(jobs('timeout: 1m', 'timeout: 1h'), jobs('timeout: 1m', 'timeout: 2h'))).toEqual([]);
    expect(hits(jobs('timeout: 1m', 'timeout: 1h'), jobs('timeout: 2h', 'timeout: 1h'))).toEqual([3]);
  });

  it('in a list item that got a comment', () =>
    expect(hits('l:\n  - timeout: 1m\n    name: a\n', 'l:\n  - timeout: 2h\n# slow\n    name: a\n')).toEqual([
      2,
    ]));

  it('in lists without names by the order', () => {
    const jobs = (a: string, b: string): string => `l:\n  - timeout: ${a}\n  - timeout: ${b}\n`;
    expect(hits(jobs('1m', '1h'), jobs('1m', '2h'))).toEqual([]);
    expect(hits(jobs('1m', '1h'), jobs('2h', '1h'))).toEqual([2]);
  });

  it('a line that stays is not blamed on the patch', () => {
    expect(hits('a:\n  suspend: true\n', 'b:\n  suspend: true\n')).toEqual([]);
    expect(hits('a:\n  suspend: true\n', 'a:\n  suspend: true # why\n')).toEqual([]);
  });

  it('in JSON as in YAML, and in no other file', () => {
    expect(hits('{\n  "wait": true\n}\n', '{\n  "wait": false\n}\n', 'a.json')).toEqual([2]);
    expect(hits('wait: true\n', 'wait: false\n', 'a.ini')).toEqual([]);
    expect(hits('wait: true\n', 'wait: false\n', 'a.sh')).toEqual([]);
  });
});

describe('alerts and tests that can no longer fail', () => {
  it.each([
    'expr: vector(0) == 1',
    '"expr": "up and false"',
    'expr: 0 > 1',
    'expr: 0>=1',
    'expr: absent(vector(1))',
    'expr: up == bool 2',
  ])('%s', (line) => expect(hits('a: 1\n', `a: 1\n${line}\n`)).toEqual([2]));

  it.each(['expr: up == 0', 'expr: 10 > 1', 'note: vector(0)', 'expr: vector(1)'])('allowed: %s', (line) =>
    expect(hits('a: 1\n', `a: 1\n${line}\n`)).toEqual([]),
  );

  it.each([
    'it.skip("x", () => {',
    'describe.todo("x")',
    'xit("x")',
    '@pytest.mark.xfail',
    '@unittest.skip("x")',
    't.Skip("x")',
    't.SkipNow()',
    '  assert True',
    'expect(true).toBe(true)',
    'process.exit()',
    'process.exit(0)',
    'sys.exit(0)',
    'os._exit(0)',
    'except Exception: pass',
    'try { x() } catch {}',
    'try { x() } catch (e) { }',
    'x().catch(() => {})',
    'x().catch(() => undefined)',
  ])('%s', (line) => expect(hits('a\n', `a\n${line}\n`, 'a.test.ts')).toEqual([2]));

  it.each([
    'it("skips", () => {',
    'exit("x")',
    'process.exit(1)',
    'sys.exit(2)',
    'assert TrueValue',
    'expect(trueish)',
    'except Exception: raise',
    'catch (e) { throw e }',
    'x().catch(() => fail())',
    'list.skip(1)',
  ])('allowed: %s', (line) => expect(hits('a\n', `a\n${line}\n`, 'a.test.ts')).toEqual([]));

  it('only what is added, only in programs', () => {
    expect(hits('it.skip("x")\n', 'it.skip("x")\nb\n', 'a.test.ts')).toEqual([]);
    expect(hits('a\n', 'a\nit.skip("x")\n', 'a.md')).toEqual([]);
  });
});
