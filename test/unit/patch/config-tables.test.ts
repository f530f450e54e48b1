import { describe, expect, it } from 'vitest';
import { isCheckPath, looserWord, passes } from '../../../src/core/patch/content/config-words.ts';
import type { Entry } from '../../../src/core/patch/content/outline.ts';

const words = (text: string): string[] => text.trim().split(/\s+/);

const setting = (path: string, value: string): Entry => {
  const keys = path.split('/');
  return { path: keys, key: keys.at(-1)!, value, line: 1 };
};

describe('keys under which something is checked', () => {
  it.each(
    words(`
    readinessProbe livenessProbe startupProbe readiness_probe liveness_Probe STARTUPPROBE probe probes
    readiness liveness startup healthcheck healthchecks health_check healthChecks check checks
    verify verification verifications validate validation validations assert assertion assertions asserts
    expect expected expect_code test tests successCriteria success_criteria waitFor wait_for alert analysis
    canaryAnalysis postDeploy postDeployTests preflight preflightChecks condition conditions failed_when
    builtin.wait_for ansible.builtin.wait_for_connection ansible.builtin.assert ansible.builtin.uri
    ansible.builtin.fail email_configs
    readiness-probe health-check health-checks success-criteria wait-for expect-code post-deploy postDeploy-x
    preflight-checks`),
  )('%s', (key) => expect(isCheckPath([key, 'x'])).toBe(true));

  it.each(
    words(`
    otherProbe readiness__probe xreadinessProbe readinessProbes probing myprobe livenesses startups
    health__check health-check-interval checksum recheck verified reverify verif validated validat invalidate
    asserted reassert assertionss unexpected expect.x testing contest success__criteria wait__for await_for
    wait_for_connection alerts analysisx canaryAnalysisRun postDeploy.x post--deploy prepreflight preflight.x condition_x
    failed_when_not uri fail ansible.builtin.uris .uri a.b.c.uri x.uri.y -.uri -.b.fail a.wait_for-x a.asserts _configs
    email_configs_x email-_configs x-y_configs`),
  )('none: %s', (key) => expect(isCheckPath([key, 'x'])).toBe(false));
});

describe('words of a setting that let everything pass', () => {
  it.each([
    [words('if IF when only_if onlyIf'), words('false never 0'), 'it is never run'],
    [
      words('failure on_failure onfailure error errors on_error onErrors'),
      words('ignore ignored continue skip skipped warn Warning'),
      'a failure is ignored',
    ],
    [
      words('receiver Receiver'),
      [...words('null none black-hole blackhole dev-null devNull drop dropped noop nobody empty silent'), ''],
      'alerts go nowhere',
    ],
    [
      words('rules/[x]/severity rules/SEVERITY'),
      [...words('none info ignore ignored null debug silent SILENT'), ''],
      'nobody is told of it',
    ],
    [
      words('matcher matchers'),
      words('severity="none" severity=~"null" severity:never'),
      'nobody is told of it',
    ],
  ])('%j: %j: %s', (keys, values, why) => {
    for (const key of keys)
      for (const value of values)
        expect([key, value, passes(setting(key, value))]).toEqual([key, value, why]);
  });

  it.each([
    [words('iff xif whenever xwhen only__if only_iff'), words('false never 0')],
    [words('if when'), words('falsehood nevermore 00 x0 ${{false}}x')],
    [words('on__failure onn_failure nonfailure failures on_errorss my_error'), words('ignore skip')],
    [words('on_failure'), words('unskipped dontwarn fail')],
    [words('receivers myreceiver'), words('null')],
    [
      words('receiver'),
      words('nullify xnull anone nonesuch black--hole dev--null drop-in airdrop nobody2 empty-x silently'),
    ],
    [words('rules/severity'), words('none2 xinfo infos ignores debugger undebug silently high')],
    [words('rules/severities rules/xseverity'), words('none')],
  ])('allowed: %j: %j', (keys, values) => {
    for (const key of keys)
      for (const value of values)
        expect([key, value, passes(setting(key, value))]).toEqual([key, value, undefined]);
  });
});

describe('the threshold of an alert is read', () => {
  const MOVED = 'its threshold was rewritten';
  it.each([
    ['without blanks', 'x>4', 'x>26', MOVED],
    ['with several', 'x >   4', 'x >   26', MOVED],
    ['with blanks behind', 'x > 4  ', 'x > 26  ', MOVED],
    ['with more than one place', 'x > 0.04', 'x > 0.26', MOVED],
    ['of several places', 'x > 112', 'x > 1112', MOVED],
    ['as the last of two', 'a > 1 and x > 4', 'a > 1 and x > 26', MOVED],
    ['only at the end', 'x > 4', 'x > 26m', undefined],
    ['not as a word', 'x > 4', 'x > y26', undefined],
    ['not with half a fraction', 'x > 4', 'x > 26.', undefined],
    ['without a sign', 'x 4', 'x 26', undefined],
    ['not equal and no number', 'x != 4', 'x != 26', MOVED],
  ])('%s: %s → %s', (_, was, now, why) => expect(looserWord(setting('rules/[x]/expr', now), was)).toBe(why));
});
