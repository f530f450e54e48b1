import { describe, expect, it } from 'vitest';
import { configCheckHits } from '../../../src/core/patch/content/checks-config.ts';
import { viewed } from './views.ts';

/** What is told of a change, each with its line, 0 for the file as a whole. */
const told = (before: string, after: string): readonly string[] =>
  configCheckHits(viewed('a.yaml', before, after)).map(
    ({ line, message }) => `${line ?? 0} ${message.split(': fix the cause')[0]}`,
  );

/** The same of one setting in a block. */
const turned = (parent: string, key: string, was: string, now: string): readonly string[] =>
  told(`${parent}:\n  ${key}: ${was}\n  x: y\n`, `${parent}:\n  ${key}: ${now}\n  x: y\n`);

const words = (text: string): string[] => text.trim().split(/\s+/);

describe('a setting that switches a check off', () => {
  it.each(
    words(`
    continueOnError continue-on-error continue_on_error ignoreErrors ignore-error ignore_errors ignore_error
    ignoreFailures ignore-failure ignore_failures allowFailure allow-failure allow_failure suspend suspended
    paused disableWait disable-wait disable_wait disableOpenAPIValidation disable_validation
    ignoreTestFailures skip skipTests skip_tests disableChecks disable_verify disableHooks disable_probes
    disableAlert disableTestPods dryRun dry-run dry_run forceSuccess force_success softFail soft_fail optional
    inhibit inhibit_rules silence silenced SUSPEND
    force-success soft-fail skip-tests disable-validation disable-openapi-validation disable-health-checks`),
  )('%s', (key) =>
    expect(turned('spec', key, 'false', 'true')).toEqual([`2 \`spec.${key}\`: a check is switched off`]),
  );

  it.each(
    words(`
    discontinueOnError continueOnErrors continue--on-error ignore-errorss unignoreErrors ignore--errors
    ignoreFailuress dont_ignore_failure ignore--failure disallow_failure allowFailures allow--failure unsuspend
    suspending unpaused pausedBy nodisableWait disableWaits disable--wait nondisable_validation
    xignoreTestFailures ignoreTestFailuresX unskip ski noskip_tests disableX disable_cache undisableChecks
    dry--run laundry_run dryRuns force--success enforce_success forceSuccesses soft__fail unsoft_fail
    softfails optionally nonoptional uninhibited insilence silencer`),
  )('not %s', (key) => expect(turned('spec', key, 'false', 'true')).toEqual([]));
});

describe('a setting by which a check is on', () => {
  it.each(
    words(`
    wait strict atomic enable enabled required failOn fail_on_warnings failIf fail_if_empty
    failOnError failFast fail_fast failfast enforce active installCRDs cleanupOnFail waitForJobs STRICT
    fail-on-error fail-if-empty`),
  )('%s', (key) =>
    expect(turned('spec', key, 'true', 'false')).toEqual([`2 \`spec.${key}\`: a check is switched off`]),
  );

  it.each(words('verify validate check checks health_check healthChecks health_checks health-check'))(
    '%s, which is a block of checks as well',
    (key) =>
      expect(turned('spec', key, 'true', 'false')).toContain(`2 \`spec.${key}\`: a check is switched off`),
  );

  it.each(
    words(`
    await waits unstrict stricter subatomic atomically disable enabler enabledBy prerequired requiredBy nofail_on
    fail fail__on unfail_fast fail__fast failFaster recheck checksum prehealth_check health__check
    health_checked reenforce enforced inactive activeUntil reinstallCRDs installCRDsx xcleanupOnFail
    cleanupOnFailure xwaitForJobs waitForJobsx`),
  )('not %s', (key) => expect(turned('spec', key, 'true', 'false')).toEqual([]));
});

describe('numbers of a check that are times', () => {
  const SHORTER = words(`
    timeout connectTimeout timeoutSeconds deadline deadline_s delay initialDelay period periodSeconds interval
    scrape_interval grace gracePeriod for FOR duration maxDuration ttl ttlSecondsAfterFinished`);
  it.each(SHORTER)('%s may be shorter', (key) => expect(turned('probe', key, '30', '20')).toEqual([]));
  it.each(SHORTER)('%s may not be a hundred times longer', (key) =>
    expect(turned('probe', key, '30', '3000')).toEqual([`2 \`probe.${key}\`: it goes from 30 to 3000`]),
  );
  it.each(words('nodes before forward pods asked_for'))('%s is none', (key) =>
    expect(turned('probe', key, '30', '20')).toEqual([`2 \`probe.${key}\`: it goes from 30 to 20`]),
  );
});

describe('times outside of a check', () => {
  it.each(words('timeout timeoutSeconds readTimeout deadline activeDeadlineSeconds for For'))('%s', (key) =>
    expect(turned('spec', key, '30', '3000')).toEqual([`2 \`spec.${key}\`: it goes from 30 to 3000`]),
  );
  it.each(words('delay interval period grace before forward duration ttl keep_firing_for'))('not %s', (key) =>
    expect(turned('spec', key, '30', '3000')).toEqual([]),
  );
});

describe('how many failures are let pass', () => {
  it.each(
    words(`
    failureThreshold failure_threshold failure-threshold retries maxRetries max_retries max-retries attempts
    maxUnavailable max_unavailable maxFailures max_fail max-failures maxPodErrors max_errors maxRestarts
    max-restart-count tolerance tolerated_failures toleratedFailures allowedFailures allowed allowed_errors
    allowed-errors tolerated-errors RETRIES`),
  )('%s', (key) =>
    expect(turned('spec', key, '3', '300')).toEqual([`2 \`spec.${key}\`: it goes from 3 to 300`]),
  );

  it.each(
    words(`
    myfailureThreshold failureThresholds failure__threshold entries retriesLeft noretries maxRetriesX
    xmaxRetries reattempts attempts_made xmaxUnavailable maxUnavailables climax_errors maxPods max maxerr
    intolerance toler disallowed allow`),
  )('not %s', (key) => expect(turned('spec', key, '3', '300')).toEqual([]));
});

describe('how much is asked at least', () => {
  it.each(
    words(`
    expected_nodes expect expect-nodes min minNodes min_nodes min-nodes minReadySeconds minimum desired desiredNumber
    desired-nodes required requiredNodes required-nodes successThreshold success_threshold success-threshold quorum want
    wanted want-nodes threshold THRESHOLD`),
  )('%s', (key) =>
    expect(turned('spec', key, '30', '20')).toContain(`2 \`spec.${key}\`: it goes from 30 to 20`),
  );

  it.each(
    words(`
    unexpected admin_port undesired prerequired mysuccessThreshold successThresholds success__threshold quorums
    unwanted thresholds my_threshold minute minutes minutes_kept`),
  )('not %s', (key) => expect(turned('spec', key, '30', '20')).toEqual([]));
});

describe('the command of a probe', () => {
  it.each(words('command cmd run exec script args arg shell entrypoint CMD'))('%s', (key) =>
    expect(turned('probe', key, 'ls x', 'cat x')).toEqual([`2 \`probe.${key}\`: its command is another one`]),
  );
  it('test', () =>
    expect(turned('probe', 'test', 'ls x', 'cat x')).toEqual(['2 `probe.test`: its command is another one']));
  it.each(
    words(`commands precommand cmds xcmd runs rerun execs myexec scripts postscript testx argss margs shells
    nutshell entrypoints myentrypoint`),
  )('not %s', (key) => expect(turned('probe', key, 'ls x', 'cat x')).toEqual([]));
});

describe('a probe, a check or a receiver that is gone', () => {
  it.each(words('readinessProbe READINESSPROBE verification receiver Receiver email_configs'))('%s', (key) =>
    expect(told(`${key}: a\nx: 1\n`, 'x: 1\n')).toEqual([`0 a \`${key}\` is taken out`]),
  );
  it.each(words('receivers myreceiver readinessProbes httpGet_x'))('not %s', (key) =>
    expect(told(`${key}: a\nx: 1\n`, 'x: 1\n')).toEqual([]),
  );
  it.each(words('httpGet exec grpc'))('%s is the stronger probe', (key) =>
    expect(told(`${key}: a\nx: 1\n`, 'x: 1\n')).toEqual(['0 a probe looks at less than before']),
  );
  it.each(words('tcpSocket myexec execs httpGets xhttpGet grpcs mygrpc'))('%s is not', (key) =>
    expect(told(`${key}: a\nx: 1\n`, 'x: 1\n')).toEqual([]),
  );
});

describe('a setting that a check hangs on', () => {
  it.each(words('waitForJobsx xstrict atomics unverified xfail_if failx fail__if failFast WAIT'))(
    'not %s',
    (key) => expect(told(`s:\n  ${key}: true\n  x: y\n`, 's:\n  x: y\n')).toEqual([]),
  );
  it.each(words('wait waitForJobs atomic strict fail_if failIfEmpty fail_if_any fail-if-empty'))(
    '%s',
    (key) =>
      expect(told(`s:\n  ${key}: true\n  x: y\n`, 's:\n  x: y\n')).toEqual([`0 \`s.${key}\` is taken out`]),
  );
});

describe('expressions of alerts that can never fire', () => {
  const added = (line: string): readonly string[] => told('a: 1\n', `a: 1\n${line}\n`);
  it.each([
    'expr: vector(0)',
    'expr : vector(0)',
    "'expr': up > vector(0)",
    '- expr: up and false',
    'expr: 0 > 1',
    'expr: 0>1',
    'expr: 0  >=  1',
    'expr: 0 == 1',
    'expr: absent(vector(1))',
    'expr: absent(up or vector(0))',
    'expr: absent(up{a="b"} or  on () vector(1))',
    'expr: absent(up or on()vector(1))',
    'expr: error vector(0)',
    'expr: vector(0) or up',
    'expr: up or on(a) vector(0)',
    'expr: up offset 1w',
    'expr: up offset  12y',
    'expr: up{job=""}',
    'expr: up{ job="" }',
    'expr: up{instance=""}',
    'expr: up{a="b",instance=""}',
    'expr: up{a="b", job=""}',
    'expr: "up{job=\\"\\"}"',
    'expr: up and vector(1)',
    'expr: up unless vector(1)',
    'expr: up and on() vector(1)',
    'expr: up unless on  ()  vector(1)',
    'expr: up and on()vector(1)',
    'expr: up and  vector(1)',
    'expr: up ==bool 2',
    'expr: up ==  bool   2',
    '{ "expr": "up", "expr": "vector(0)" }',
  ])('%s', (line) => expect(added(line)).toEqual(['2 an alert can no longer fire']));

  it.each([
    'myexpr: vector(0)',
    '{ "note": "vector(0)", "expr": "up" }',
    'expression: vector(0)',
    'expr: mvector(0)',
    'expr: (sum(up) or vector(0)) < 3',
    'expr: (sum(up) or  vector(0)) < 3',
    'expr: (sum(up) or on ()  vector(0)) < 3',
    'expr: (sum(up) or on()vector(0)) < 3',
    'expr: absent(up) or vector(1)',
    'expr: absent(up{a="error"})',
    'expr: vector(0.5)',
    'expr: falsehood',
    'expr: isfalse',
    'expr: x0 > 1',
    'expr: 0 > 10',
    'expr: 0 < 1',
    'expr: absent(up)',
    'expr: up offset 1d',
    'expr: up offset 1weeks',
    'expr: up xoffset 1w',
    'expr: up offset w',
    'expr: up{myjob=""}',
    'expr: up{job="a"}',
    'expr: up{job!=""}',
    'expr: up{a="b"} job=""',
    'expr: band vector(1)',
    'expr: up and on(a) vector(1)',
    'expr: up == bool 1',
    'expr: up > bool 2',
  ])('allowed: %s', (line) => expect(added(line)).toEqual([]));
});

describe('lists of what is asked', () => {
  const FEWER = ['0 an address is no longer asked'];
  const list = (key: string, ...items: readonly string[]): string =>
    `${key}\n${items.map((one) => `  ${one}\n`).join('')}  x: y\n`;

  it.each([
    '- http://a',
    '-   https://a',
    "- 'tcp://a:1'",
    '- "icmp://a"',
    '- dns://a',
    '- grpc://a',
    '- http://a # the first',
    '- http://a  # the first',
    '- http://a  ',
  ])('%s is an address', (item) =>
    expect(told(list('urls:', item, '- http://b'), list('urls:', '- http://b'))).toEqual(FEWER),
  );
  it.each([
    '-http://a',
    '- ftp://a',
    '- xhttp://a',
    '- url: http://a',
    '- http://',
    '- http:a',
    '- https//a',
    '- http://a b',
    '- main - http://a',
  ])('%s is none', (item) =>
    expect(told(list('urls:', item, '- http://b'), list('urls:', '- http://b'))).toEqual([]),
  );

  it('may get a remark', () => {
    expect(told(list('urls:', '- http://a'), list('urls:', '- http://a # the first'))).toEqual([]);
    expect(told(list('urls:', '- http://a # the first'), list('urls:', '- http://a'))).toEqual([]);
  });

  it.each([
    'static:',
    'targets :',
    '- targets:',
    '-   urls:',
    '-urls:',
    '"endpoints":',
    "'urls' :",
    'monitors:',
    'sites:',
    'hosts:',
  ])('under %s', (key) =>
    expect(told(list(key, '- http://a', '- http://b'), list(key, '- http://b'))).toEqual(FEWER),
  );
  it.each(['xurls:', 'urls_x:', 'my-sites:', '- - x: 1', 'x hosts:'])('not under %s', (key) =>
    expect(told(list(key, '- http://a', '- http://b'), list(key, '- http://b'))).toEqual([]),
  );
});

it.each([
  ['kind: Probe', 1],
  ['  kind: ServiceMonitor', 1],
  ['kind:   PodMonitor', 1],
  ['kind:ScrapeConfig', 1],
  ['kind: "Probe"', 1],
  ["'kind' : 'Probe'", 1],
  ['"kind": "PodMonitor",', 1],
  ['mykind: Probe', 0],
  ['kind: Probes', 0],
  ['kind: MyScrapeConfig', 0],
])('%s: what is asked more seldom is told %d times', (kind, times) =>
  expect(told(`${kind}\nspec:\n  interval: 1m\n`, `${kind}\nspec:\n  interval: 2h\n`)).toHaveLength(times),
);

describe('what is told of a setting', () => {
  it.each([
    ['probe', 'module', 'http_2xx', 'tcp_connect', ['2 `probe.module`: the probe looks at less than before']],
    ['spec', 'if', 'x', 'false', ['2 `spec.if`: it is never run']],
    [
      'readinessProbe',
      'path',
      '/h',
      '/',
      ['2 `readinessProbe.path`: the probe asks for nothing in particular'],
    ],
    ['probe', 'exec', 'ls x', '"true"', ['2 `probe.exec`: its command does nothing']],
    ['probe', 'exec', 'ls CMD x', 'ls CMD y', []],
    ['spec', 'expect', '{ a: 1 }', '[{ a: 1 }]', ['2 `spec.expect`: the expectation was rewritten']],
  ])('%s.%s: %s to %s', (parent, key, was, now, wanted) =>
    expect(turned(parent, key, was, now)).toEqual(wanted),
  );

  it('a new one, one more of the same name, one far inside', () => {
    expect(told('s:\n  x: y\n', 's:\n  if: false\n  x: y\n')).toEqual(['2 `s.if`: it is never run']);
    expect(told('l:\n  - wait: true\n', 'l:\n  - wait: true\n  - wait: true\n')).toEqual([]);
    const deep = (time: string): string => `a:\n  b:\n    c:\n      timeout: ${time}\n`;
    expect(told(deep('1m'), deep('2h'))).toEqual(['4 `b.c.timeout`: it goes from 1m to 2h']);
  });
});
