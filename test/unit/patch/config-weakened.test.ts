import { describe, expect, it } from 'vitest';
import { configCheckHits } from '../../../src/core/patch/content/checks-config.ts';
import { viewed } from './views.ts';

/** What is told of a change, each with its line, 0 for the file as a whole. */
const told = (before: string, after: string, path = 'a.yaml'): readonly string[] =>
  configCheckHits(viewed(path, before, after)).map(
    ({ line, message }) => `${line ?? 0} ${message.split(': fix the cause')[0]}`,
  );
const under = (parent: string, ...lines: readonly string[]): string =>
  `${parent}:\n${lines.map((line) => `  ${line}\n`).join('')}`;

describe('settings on one line', () => {
  it.each([
    [
      'each of its values is judged',
      'probe: { timeout: 5m, a: 1 }',
      'probe: { timeout: 2h, a: 1 }',
      ['1 `probe.timeout`: it goes from 5m to 2h'],
    ],
    ['a further one', 'probe: { a: 1 }', 'probe: { a: 1, b: 2 }', []],
    ['quoted', 'expect: {"a": 1}', 'expect: {"a": 1, "b": 2}', []],
    ['in another order', 'expect: { a: x, b: y }', 'expect: { b: y, a: x }', []],
    [
      'one that is gone',
      'expect: { a: 1, b: 2 }',
      'expect: { a: 1 }',
      ['1 `expect`: the expectation was rewritten'],
    ],
    [
      'all that are gone',
      'expect: { a: 1 }',
      'expect: { b: 1 }',
      ['1 `expect`: the expectation was rewritten'],
    ],
    ['another name', 'expect: {aa: 1}', 'expect: {ba: 1}', ['1 `expect`: the expectation was rewritten']],
    [
      'one of two, without blanks',
      'expect: {aa: 1,bb: 2}',
      'expect: {aa: 1,cc: 2}',
      ['1 `expect`: the expectation was rewritten'],
    ],
    [
      'in quotes',
      `expect: { "aa": 1, 'bb': 2 }`,
      `expect: { "aa": 1, 'cb': 2 }`,
      ['1 `expect`: the expectation was rewritten'],
    ],
    [
      'with blanks in front of the colon',
      'expect: { aa : 1 }',
      'expect: { ca : 1 }',
      ['1 `expect`: the expectation was rewritten'],
    ],
    ['in quotes now', 'expect: {aa: 1}', 'expect: { "aa" : 1 }', []],
    ['a word in their place', 'expect: { a: 1 }', 'expect: x', ['1 `expect`: the expectation was rewritten']],
    [
      'in the place of a word',
      'expect: x',
      'expect: { a: 1 }',
      ['1 `expect`: the expectation was rewritten'],
    ],
  ])('%s', (_, was, now, wanted) => expect(told(`${was}\n`, `${now}\n`)).toEqual(wanted));
});

describe('a setting that a check hangs on is taken out', () => {
  const gone = (path: string): string => `0 \`${path}\` is taken out`;
  it.each(['wait', 'waitForJobs', 'atomic', 'strict', 'verify', 'validate', 'fail_if_empty', 'failIf'])(
    '%s',
    (key) => {
      const hits = told(under('s', `${key}: true`, 'x: y'), under('s', 'x: y'));
      expect(hits).toContain(gone(`s.${key}`));
    },
  );

  it.each([
    ['it was off', under('s', 'wait: false', 'x: y'), under('s', 'x: y'), []],
    ['it was on by another word', under('s', 'wait: yes', 'x: y'), under('s', 'x: y'), [gone('s.wait')]],
    ['it is no check', under('s', 'waits: true', 'x: y'), under('s', 'x: y'), []],
    ['nor part of one', under('s', 'await: true', 'x: y'), under('s', 'x: y'), []],
    ['its block goes too', `${under('s', 'wait: true')}t: 1\n`, 't: 1\n', []],
    ['at the top of the file', 'wait: true\nx: y\n', 'x: y\n', [gone('wait')]],
    ['it moves within its block', under('s', 'wait: true', 'x: y'), under('s', 'x: y', 'wait: true'), []],
    [
      'it moves to another',
      `${under('s', 'wait: true', 'x: y')}${under('t', 'x: y')}`,
      `${under('s', 'x: y')}${under('t', 'wait: true', 'x: y')}`,
      [gone('s.wait')],
    ],
    [
      'told by its last three keys',
      'a:\n  b:\n    c:\n      wait: true\n      x: y\n',
      'a:\n  b:\n    c:\n      x: y\n',
      [gone('b.c.wait')],
    ],
    [
      'one of two items',
      'l:\n  - name: a\n    wait: true\n  - name: b\n    wait: true\n',
      'l:\n  - name: a\n    wait: true\n  - name: b\n',
      [gone('l.[b].wait')],
    ],
    [
      'an item of several',
      'l:\n  - wait: true\n    x: 1\n  - wait: true\n    x: 2\n',
      'l:\n  - wait: true\n    x: 1\n  - x: 2\n',
      [gone('l.[].wait')],
    ],
  ])('%s', (_, before, after, wanted) => expect(told(before, after)).toEqual(wanted));
});

describe('alerts that can no longer fire', () => {
  const DEAD = ['2 an alert can no longer fire'];
  it.each([
    'expr: up offset 5w',
    'expr: up{job=""}',
    'expr: up{a="b", instance=""}',
    'expr: up unless on () vector(1)',
    'expr: up and vector(1)',
    '"expr": "up{job=\\"\\"}"',
  ])('%s', (line) => expect(told('a: 1\n', `a: 1\n${line}\n`)).toEqual(DEAD));
  it.each(['expr: up offset 5m', 'expr: up{job="a"}', 'expr: up or vector(1)', 'express: vector(0)'])(
    'allowed: %s',
    (line) => expect(told('a: 1\n', `a: 1\n${line}\n`)).toEqual([]),
  );
});

describe('a probe taken out by a patch of a manifest', () => {
  const PATH = 'path: /spec/template/spec/containers/0/readinessProbe';
  const OUT = 'a probe is taken out';
  const patched = (...lines: readonly string[]): readonly string[] =>
    told('a: 1\n', `a: 1\n${lines.join('\n')}\n`);

  it.each([
    ['op and path', ['- op: remove', `  ${PATH}`], [`3 ${OUT}`]],
    ['path and op', [`- ${PATH}`, '  op: remove'], [`2 ${OUT}`]],
    ['two lines above', ['- op: remove', '  x: y', `  ${PATH}`], [`4 ${OUT}`]],
    ['three lines above', ['- op: remove', '  x: y', '  x: z', `  ${PATH}`], []],
    ['two lines below', [`- ${PATH}`, '  x: y', '  op: remove'], [`2 ${OUT}`]],
    ['three lines below', [`- ${PATH}`, '  x: y', '  x: z', '  op: remove'], []],
    ['in quotes', ['- "op": "remove"', `  "path": "/a/livenessProbe"`], [`3 ${OUT}`]],
    ['on one line', ['- {op: remove, path: /a/startupProbe}'], [`2 ${OUT}`]],
    ['in JSON', ['{"op":"remove","path":"/a/livenessProbe"}'], [`2 ${OUT}`]],
    ['in JSON with blanks', ['{ "op" : "remove", "path" : "/a/livenessProbe" }'], [`2 ${OUT}`]],
    ['replaced', ['- op: replace', `  ${PATH}`], []],
    ['removed later', ['- op: removed', `  ${PATH}`], []],
    ['another drop', ['- drop: remove', `  ${PATH}`], []],
    ['of something else', ['- op: remove', '  path: /a/image'], []],
    ['beside a probe', ['- op: remove', '  path: /a/readinessProbes'], []],
    ['a probe of the name', ['- op: remove', '  path: readinessProbe'], []],
    ['under another key', ['- op: remove', '  from: /a/readinessProbe'], []],
    ['a part of a probe', ['- op: remove', '  path: /a/readinessProbe/x'], [`3 ${OUT}`]],
  ])('%s', (_, lines, wanted) => expect(patched(...lines)).toEqual(wanted));

  it('at the top of the file; one that was there is not blamed', () => {
    expect(told('', `- op: remove\n  ${PATH}\n`)).toEqual([`2 ${OUT}`]);
    expect(told(`- op: remove\n  ${PATH}\n`, `- op: remove\n  ${PATH}\na: 1\n`)).toEqual([]);
  });
});

describe('addresses that are asked', () => {
  const FEWER = ['0 an address is no longer asked'];
  const list = (key: string, ...addresses: readonly string[]): string =>
    under(key, ...addresses.map((one) => `- ${one}`), 'x: y');
  const [A, B] = ['http://a', 'https://b'];

  it.each(['static', 'targets', 'urls', 'endpoints', 'monitors', 'sites', 'hosts', 'checks'])(
    'in %s',
    (key) => expect(told(list(key, A, B), list(key, B))).toEqual(FEWER),
  );

  it.each([
    ['the last', list('urls', A), 'urls:\n  x: y\n', FEWER],
    ['all with their list', `${list('urls', A, B)}z: 1\n`, 'z: 1\n', FEWER],
    ['one more', list('urls', A), list('urls', A, B), []],
    ['another in its place', list('urls', A), list('urls', B), []],
    ['in another order', list('urls', A, B), list('urls', B, A), []],
    ['of another list', list('mirrors', A, B), list('mirrors', B), []],
    ['into another list', list('urls', A), list('mirrors', A), FEWER],
    ['at the top level', `- ${A}\n- ${B}\n`, `- ${B}\n`, []],
    [
      'tcp, icmp, dns and grpc',
      list('hosts', 'tcp://a:1', 'icmp://b', 'dns://c', '"grpc://d"'),
      list('hosts', 'tcp://a:1', 'icmp://b', 'dns://c'),
      FEWER,
    ],
    ['a word is none', list('hosts', 'a', 'b'), list('hosts', 'b'), []],
    ['made a remark', list('urls', A, B), list('urls', B).replace('  - ', '  # - http://a\n  - '), FEWER],
  ])('%s', (_, before, after, wanted) => expect(told(before, after)).toEqual(wanted));

  it('in JSON and scripts there are no such lists', () => {
    expect(told(list('urls', A, B), list('urls', B), 'a.sh')).toEqual([]);
    expect(told(list('urls', A, B), list('urls', B), 'a.md')).toEqual([]);
  });
});

describe('a file that says what is watched is a check as a whole', () => {
  const file = (kind: string, interval: string): string => `kind: ${kind}\nspec:\n  interval: ${interval}\n`;
  it.each(['Probe', 'ServiceMonitor', 'PodMonitor', 'ScrapeConfig'])('%s', (kind) =>
    expect(told(file(kind, '1m'), file(kind, '2h'))).toEqual([
      '3 `probe.spec.interval`: it goes from 1m to 2h',
    ]),
  );
  it.each(['Deployment', 'Probes', 'MyProbe'])('not %s', (kind) =>
    expect(told(file(kind, '1m'), file(kind, '2h'))).toEqual([]),
  );
  it('also as an item of a list, not as a word elsewhere', () => {
    const item = (interval: string, kind = 'kind'): string =>
      `  ${kind}: Probe\nspec:\n  interval: ${interval}\n`;
    expect(told(item('1m'), item('2h'))).toHaveLength(1);
    expect(told(item('1m', 'xkind'), item('2h', 'xkind'))).toEqual([]);
    expect(told('# kind: Probe\nspec:\n  interval: 1m\n', '# kind: Probe\nspec:\n  interval: 2h\n')).toEqual(
      [],
    );
  });
});

describe('blocks of checks', () => {
  it.each([
    ['a receiver', 'receiver: a\nx: 1\n', 'x: 1\n', ['0 a `receiver` is taken out']],
    ['a receiver further in', 'r:\n  receiver: a\nx: 1\n', 'x: 1\n', ['0 a `receiver` is taken out']],
    ['receivers', 'receivers: a\nx: 1\n', 'x: 1\n', []],
    [
      'one of three',
      'a:\n  tests: 1\nb:\n  tests: 1\nc:\n  tests: 1\n',
      'a:\n  tests: 1\nb:\n  tests: 1\n',
      ['0 a `tests` is taken out'],
    ],
    ['one that was off already', 'checks: none\nx: 1\n', 'x: 1\n', []],
    [
      'two kinds, each told',
      'tests: a\nchecks: b\nx: 1\n',
      'x: 1\n',
      ['0 a `tests` is taken out', '0 a `checks` is taken out'],
    ],
    [
      'a strong probe of two',
      'a:\n  exec: x\nb:\n  grpc: x\n',
      'a:\n  exec: x\nb:\n  tcpSocket: x\n',
      ['0 a probe looks at less than before'],
    ],
  ])('%s', (_, before, after, wanted) => expect(told(before, after)).toEqual(wanted));
});

describe('numbers of a check', () => {
  it.each([
    ['probe', 'nodes', '3', '2', ['2 `probe.nodes`: it goes from 3 to 2']],
    ['probe', 'nodePort', '30443', '443', []],
    ['probe', 'retries', '3', '2', []],
    ['probe', 'retries', '3', '0', []],
    ['probe', 'retries', '3', '61', ['2 `probe.retries`: it goes from 3 to 61']],
    ['probe', 'timeout', '5', '0', ['2 `probe.timeout`: it goes from 5 to 0']],
    ['spec', 'minNodes', '3', '2', ['2 `spec.minNodes`: it goes from 3 to 2']],
    ['spec', 'nodes', '3', '2', []],
    ['spec', 'period', '1', '9999', []],
    ['spec', 'deadline', '1', '9999', ['2 `spec.deadline`: it goes from 1 to 9999']],
    ['spec', 'retries', '3', 'none', ['2 `spec.retries`: the limit is taken away']],
    ['spec', 'retries', '3', '-1', ['2 `spec.retries`: the limit is taken away']],
    ['spec', 'retries', '3', 'few', []],
    ['spec', 'retries', 'few', 'none', []],
    ['spec', 'name', '3', '-1', []],
    ['spec', 'optional', 'false', 'true', ['2 `spec.optional`: a check is switched off']],
  ])('%s.%s: %s to %s', (parent, key, was, now, wanted) =>
    expect(told(under(parent, `${key}: ${was}`, 'x: y'), under(parent, `${key}: ${now}`, 'x: y'))).toEqual(
      wanted,
    ),
  );

  it.each([
    ['probe', 'retries: 61', ['2 `probe.retries`: 61 failures are let pass']],
    ['probe', 'retries: 60', []],
    ['spec', 'retries: 61', []],
    ['probe', 'timeout: 3601', ['2 `probe.timeout`: it waits 3601']],
    ['probe', 'timeout: 3600', []],
    ['probe', 'timeout: long', []],
    ['spec', 'timeout: 3601', []],
    ['probe', 'size: 9999', []],
    ['checks', 'optional: true', ['2 `checks.optional`: a check is switched off']],
    ['checks', 'Optional: true', ['2 `checks.Optional`: a check is switched off']],
    ['spec', 'Optional: true', []],
    ['spec', 'optional: true', []],
    ['spec', 'paused: true', ['2 `spec.paused`: a check is switched off']],
    ['spec', 'paused: false', []],
    ['spec', 'STRICT: off', ['2 `spec.STRICT`: a check is switched off']],
    ['spec', 'strict: on', []],
    ['checks', 'enabled: off', ['2 `checks.enabled`: a check is switched off']],
    ['spec', 'enabled: off', []],
    ['probe', 'exec: "true"', ['2 `probe.exec`: a check does nothing']],
    ['probe', 'exec: [CMD, "true"]', ['2 `probe.exec`: a check does nothing']],
    ['probe', 'test: ["CMD", "true"]', ['2 `probe.test`: a check does nothing']],
    ['probe', 'test: CMD-SHELL true', ['2 `probe.test`: a check does nothing']],
    ['probe', 'test: CMD true', ['2 `probe.test`: a check does nothing']],
    ['probe', 'test: XCMD true', []],
    ['spec', 'exec: "true"', []],
    ['probe', 'note: "true"', []],
  ])('new: %s.%s', (parent, line, wanted) =>
    expect(told(under(parent, 'x: y'), under(parent, line, 'x: y'))).toEqual(wanted),
  );
});
