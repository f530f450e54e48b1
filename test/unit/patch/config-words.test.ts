import { describe, expect, it } from 'vitest';
import {
  falsy,
  isCheckPath,
  looserWord,
  passes,
  truthy,
} from '../../../src/core/patch/content/config-words.ts';
import type { Entry } from '../../../src/core/patch/content/outline.ts';

/** A setting by its path, `a/b/key`. */
const setting = (at: string, value: string): Entry => {
  const path = at.split('/');
  return { path, key: path.at(-1)!, value, line: 1 };
};

const OFF = 'a check is switched off';
const NEVER = 'it is never run';
const IGNORED = 'a failure is ignored';
const NO_PROBE = 'a probe is taken out';
const NOBODY = 'nobody is told of it';
const NOWHERE = 'alerts go nowhere';

type Row = readonly [at: string, value: string, why: string | undefined];

describe.each<readonly [string, readonly Row[]]>([
  [
    'when a task fails',
    [
      ['failed_when', 'false', OFF],
      ['failed_when', 'never', OFF],
      ['failed_when', '[]', OFF],
      ['failed_when', 'rc != 0 and false', OFF],
      ['failed_when', 'rc != 0 AND  No', OFF],
      ['failed_when', 'rc != 0', undefined],
      ['failed_when', 'rc and nothing', undefined],
      ['failed_when', 'rc and falsely', undefined],
      ['failed_when', 'brand no', undefined],
      ['failed_when', 'rc or false', undefined],
    ],
  ],
  [
    'when something is run',
    [
      ['if', 'false', NEVER],
      ['when', 'never', NEVER],
      ['only_if', '0', NEVER],
      ['onlyIf', 'False', NEVER],
      ['if', '${{ false }}', NEVER],
      ['if', '${{false}}', NEVER],
      ['when', '${{  false  }}', NEVER],
      ['when', 'not false', undefined],
      ['when', 'false or x', undefined],
      ['when', '10', undefined],
      ['if', 'x ${{ false }}', undefined],
      ['if', '${{ false }} x', undefined],
      ['notify', 'false', undefined],
      ['tags', 'never', NEVER],
      ['tags', '[a, never]', NEVER],
      ['tags', 'nevermore', undefined],
      ['tags', 'whenever', undefined],
      ['tags', 'false', undefined],
      ['stages', 'never', undefined],
    ],
  ],
  [
    'what happens on a failure',
    [
      ['on_failure', 'ignore', IGNORED],
      ['onFailure', 'Continue', IGNORED],
      ['failure', 'skip', IGNORED],
      ['on_error', 'warn', IGNORED],
      ['errors', 'ignored', IGNORED],
      ['on_failure', 'fail', undefined],
      ['on_failure', 'do not ignore', undefined],
      ['on_failures', 'ignore', undefined],
      ['on_success', 'ignore', undefined],
    ],
  ],
  [
    'whether there is a probe',
    [
      ['readinessProbe', 'null', NO_PROBE],
      ['livenessProbe', '~', NO_PROBE],
      ['startupProbe', '{}', NO_PROBE],
      ['startupProbe', '{  }', NO_PROBE],
      ['readinessProbe', '', undefined],
      ['readinessProbe', '{ x: null }', undefined],
      ['readinessProbe', 'x null', undefined],
      ['readinessProbe', 'null x', undefined],
      ['readinessProbe', 'not ~', undefined],
      ['readinessProbe', '{} x', undefined],
      ['customProbe', 'null', undefined],
      ['myreadinessProbe', 'null', undefined],
      ['readinessProbe/$patch', 'delete', NO_PROBE],
      ['readinessProbe/httpGet/$patch', 'delete', NO_PROBE],
      ['readinessProbe/$patch', 'replace', undefined],
      ['spec/$patch', 'delete', undefined],
      ['readinessProbe/severity', 'delete', undefined],
    ],
  ],
  [
    'who is told, and how long it takes',
    [
      ['mute_time_intervals', '[nights]', 'alerts are silenced'],
      ['mute_time_intervals', '[]', undefined],
      ['route/receiver', 'null', NOWHERE],
      ['route/Receiver', 'black-hole', NOWHERE],
      ['route/receiver', 'blackhole', NOWHERE],
      ['route/receiver', 'dropped', NOWHERE],
      ['route/receiver', '', NOWHERE],
      ['route/receiver', 'team', undefined],
      ['route/receiver', 'none-critical', undefined],
      ['severity', 'null', undefined],
      ['matchers', 'severity = "never"', NOBODY],
      ['matcher', 'severity="none"', NOBODY],
      ['matchers', 'severity: null', NOBODY],
      ['matchers', 'severity = "nevermore"', undefined],
      ['matchers', 'severity = "critical"', undefined],
      ['matchers', 'severitynone', undefined],
      ['matchers', 'team = "none"', undefined],
      ['tags', 'severity = "none"', undefined],
      ['progressDeadlineSeconds', '86401', 'it waits 86401 s'],
      ['progressDeadlineSeconds', '86400', undefined],
      ['progressDeadlineSeconds', 'long', undefined],
      ['severity', '86401', undefined],
      ['rules/[x]/labels/severity', 'none', NOBODY],
      ['rules/[x]/labels/Severity', 'info', NOBODY],
      ['rules/[x]/labels/severity', '', NOBODY],
      ['rules/[x]/labels/severity', 'warning', undefined],
      ['rules/[x]/labels/severity', 'information', undefined],
      ['labels/severity', 'none', undefined],
      ['rules/[x]/labels/level', 'none', undefined],
      ['rules/[x]/when', 'none', undefined],
    ],
  ],
])('%s', (_, table) => {
  it.each(table)('%s: %s → %s', (at, value, why) => expect(passes(setting(at, value))).toBe(why));
});

const LESS = 'the probe looks at less than before';
const ERROR = 'an error is expected';
const UNEXPECTED = 'the expectation is taken out';
const ROOT = 'the probe asks for nothing in particular';
const FAILURE = 'a failure is expected';

describe.each<
  readonly [string, readonly (readonly [at: string, was: string, value: string, why: string | undefined])[]]
>([
  [
    'how a probe asks',
    [
      ['module', 'http_2xx', 'tcp_connect', LESS],
      ['prober', 'grpc', 'icmp', LESS],
      ['prober', 'http', 'dns', LESS],
      ['module', 'http_2xx', 'ping4', LESS],
      ['module', 'tcp_connect', 'icmp', undefined],
      ['module', 'http_2xx', 'http_post', undefined],
      ['module', 'http_2xx', 'my_tcp', undefined],
      ['module', 'my_http', 'tcp_connect', undefined],
      ['modules', 'http_2xx', 'tcp_connect', undefined],
      ['submodule', 'http_2xx', 'tcp_connect', undefined],
      ['name', 'http_2xx', 'tcp_connect', undefined],
    ],
  ],
  [
    'which status it wants',
    [
      ['expectedStatus', '200', '500', ERROR],
      ['status_code', '200', '404', ERROR],
      ['statuscodes', '[200]', '[200, 503]', ERROR],
      ['valid_status_codes', '[200, 503]', '[503, 500]', ERROR],
      ['status_codes', '[200]', '5031', undefined],
      ['status_codes', '[200]', '1503', undefined],
      ['expect_code', '200', '502', ERROR],
      ['expectedHttpCodes', '200', '502', ERROR],
      ['status_codes', '[200]', '[200, 204, 301]', undefined],
      ['status_codes', '[200, 503]', '[503]', undefined],
      ['status_page', '200', '500', undefined],
      ['statuses', '200', '500', undefined],
      ['unexpected_code', '200', '500', undefined],
      ['expect_code.max', '200', '500', undefined],
      ['expected', '200', '500', undefined],
      ['code', '200', '500', undefined],
      ['status_codes', '[200]', '[]', UNEXPECTED],
      ['statusCode', '200', 'null', UNEXPECTED],
      ['statuscode', '200', '~', UNEXPECTED],
      ['status', '200', 'null', undefined],
      ['status_codes_of', '[200]', '[]', undefined],
      ['name', '[200]', '[]', undefined],
    ],
  ],
  [
    'which address it asks',
    [
      ['probe/url', 'http://blog/healthz', 'http://blog/', ROOT],
      ['probe/url', 'https://blog/healthz', 'https://blog', ROOT],
      ['probe/url', 'https://blog/h', 'http://blog', ROOT],
      ['probe/url', 'http://blog/', 'http://web/', undefined],
      ['probe/url', 'http://blog', 'http://web', undefined],
      ['probe/url', 'http://blog/healthz', 'http://blog/ready', undefined],
      ['probe/url', 'http://blog/healthz', 'http://blog//', undefined],
      ['probe/url', 'http://blog/healthz', 'x http://blog/', undefined],
      ['probe/url', 'x http://blog/healthz', 'http://blog/', undefined],
      ['probe/url', 'http://blog/healthz', 'ftp://blog/', undefined],
      ['spec/url', 'http://blog/healthz', 'http://blog/', undefined],
      ['receivers/[x]/webhook_configs/[]/url', 'http://ntfy/alerts', 'http://localhost:9/alerts', NOWHERE],
      ['receivers/[x]/webhook_configs/[]/url', 'http://ntfy/alerts', 'https://127.0.0.1/alerts', NOWHERE],
      ['receivers/[x]/webhook_configs/[]/url', 'http://ntfy/alerts', 'http://gotify/alerts', undefined],
      ['receivers/[x]/webhook_configs/[]/url', 'http://ntfy/alerts', 'http://a/?http://localhost', undefined],
      ['receivers/[x]/webhook_configs/[]/url', 'http://ntfy/alerts', 'ftp://localhost/alerts', undefined],
      ['receivers/[x]/_configs.d/url', 'http://ntfy/alerts', 'http://localhost:9/alerts', undefined],
      ['receivers/[x]/webhook/url', 'http://ntfy/alerts', 'http://localhost:9/alerts', undefined],
    ],
  ],
  [
    'which exit status it wants',
    [
      ['expected_rc', '0', '1', FAILURE],
      ['expectExitStatus', '0', '2', FAILURE],
      ['expect_exit', '1', '2', undefined],
      ['expect_exit', '0', '0', undefined],
      ['unexpected_rc', '0', '1', undefined],
      ['expect_rc.max', '0', '1', undefined],
      ['expected', '0', '1', undefined],
    ],
  ],
])('%s', (_, table) => {
  it.each(table)('%s: %s → %s: %s', (at, was, value, why) =>
    expect(looserWord(setting(at, value), was)).toBe(why),
  );
});

describe('the threshold of an alert may be tuned, not moved away', () => {
  const SILENT = 'an alert can no longer fire';
  const MOVED = 'its threshold was rewritten';
  const alert = (was: string, value: string, at = 'groups/[g]/rules/[a]/expr'): string | undefined =>
    looserWord(setting(at, value), was);

  it.each([
    ['x > 5', 'x > 25', undefined],
    ['x > 5', 'x > 25.5', MOVED],
    ['x > 5', 'x > 1', undefined],
    ['x >= 5', 'x > 5', undefined],
    ['x >= 5', 'x >= 26', MOVED],
    ['x < 50', 'x < 10', undefined],
    ['x < 50', 'x < 9.5', MOVED],
    ['x < 50', 'x < 500', undefined],
    ['x <= 50', 'x < 50', undefined],
    ['x <= 50', 'x <= 9.5', MOVED],
    ['x <= 50', 'x <= 500', undefined],
    ['x == 5', 'x == 6', MOVED],
    ['x != 5', 'x != 6', MOVED],
    ['x > 0', 'x > 1', MOVED],
    ['x > -5', 'y > -5', undefined],
    ['x > -5', 'x > -6', MOVED],
    ['x < 1', 'x < -1', SILENT],
    ['x < 0', 'x < -1', SILENT],
    ['x > 5', 'x <= -1', SILENT],
    ['x < -1', 'x < -2', MOVED],
    ['x > 5', 'x > -1', undefined],
    ['x < 1', 'x < 0', MOVED],
    ['x > 5', 'x < 5', MOVED],
    ['x > 5', 'x < 6', MOVED],
    ['x == 0', 'y == 0', undefined],
    ['x == 0', 'x == 1', MOVED],
    ['x != 1', 'y != 1', undefined],
    ['x != 1', 'x != 2', MOVED],
    ['x == 0', 'x < 1', undefined],
    ['x == 0', 'x != 1', undefined],
    ['x == 0', 'x < 2', MOVED],
    ['x == 0', 'x < 0', MOVED],
    ['x == 0', 'x > 1', MOVED],
    ['x == 0', 'x >= 1', MOVED],
    ['x != 0', 'x > 1', MOVED],
    ['x < 1', 'x == 2', MOVED],
    ['x > 0', 'x == 1', MOVED],
    ['x > 5', 'absent(x)', undefined],
    ['absent(x)', 'x > 5', undefined],
    ['x > 5', 'x > 26 and y', undefined],
  ])('%s → %s: %s', (was, value, why) => expect(alert(was, value)).toBe(why));

  it('only where it is an alert', () => {
    expect(alert('x > 5', 'x > 99', 'groups/[g]/panels/[a]/expr')).toBeUndefined();
    expect(alert('x > 5', 'x > 99', 'groups/[g]/rules/[a]/summary')).toBeUndefined();
  });
});

it('words that turn something on, or off', () => {
  const words =
    'true yes on 1 True ON truely untrue 11 x1 onward false no off 0 null ~ none never [] [ ] {} { } NO';
  const all = words.split(/ (?![\]}])/).concat('', '[x]', '{ x }', '00', 'nope', 'y no', '[] x', 'x {}');
  expect(all.filter(truthy)).toEqual(['true', 'yes', 'on', '1', 'True', 'ON']);
  expect(all.filter(falsy)).toEqual([
    'false',
    'no',
    'off',
    '0',
    'null',
    '~',
    'none',
    'never',
    '[]',
    '[ ]',
    '{}',
    '{ }',
    'NO',
  ]);
});

it('what stands under a check is asked with it, the name of a check itself is not', () => {
  expect(isCheckPath(['readinessProbe', 'port'])).toBe(true);
  expect(isCheckPath(['spec', 'checks', '[x]', 'port'])).toBe(true);
  expect(isCheckPath(['spec', 'checks'])).toBe(false);
  expect(isCheckPath(['spec', 'port'])).toBe(false);
});
