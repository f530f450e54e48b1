// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text, not templates.
import { describe, expect, it } from 'vitest';
import { type Check, checksOf } from '../../../src/core/patch/content/check.ts';
import { asCheck, stretched } from '../../../src/core/patch/content/check-command.ts';
import { readings } from '../../../src/core/patch/content/readings.ts';
import { weaker } from '../../../src/core/patch/content/weaker.ts';
import { viewed } from './views.ts';

const checks = (script: string): readonly Check[] => {
  const { logical, after } = viewed('a.sh', '', `${script}\n`);
  return checksOf({ logical, lines: after, isIdle: () => false });
};
const words = (line: string): readonly string[] => line.split(' ');

describe('what is a check', () => {
  it.each([
    'verify',
    'check_nodes',
    './verify-talos.sh',
    'scripts/smoke-test.py',
    'is_ready',
    'api-health',
    'cluster_healthcheck',
    'run_tests.sh',
    'wait_for_api',
    'wait-for-it',
    'wait',
    '[ -f x ]',
    '[[ -f x ]]',
    'test -f x',
    'talosctl -n a health',
    'kubectl -n blog rollout status deploy/x',
    'kubectl get nodes',
    'flux check',
    'helm lint .',
    'cilium connectivity test',
    'curl http://x',
    'grep x y',
    'pg_isready -h x',
    'sha256sum -c x',
    'make test',
    'systemctl is-active x',
    'zpool status',
    'ceph health',
    'timeout 5 talosctl health',
    'sudo -n zpool status',
    'if verify',
    'X=1 verify',
  ])('%s', (line) => expect(asCheck(readings(words(line)))).toBeDefined());

  it.each([
    'bootstrap',
    'checkout',
    'verification',
    'isolate',
    'requirements',
    'attest',
    'already',
    'waiting',
    '[x',
    'testing x',
    'talosctl version',
    'talosctl healthy',
    'kubectl apply -f x',
    'kubectl getx',
    'kubectlx get',
    'flux install',
    'helm install x',
    'cilium install',
    'curlx http://x',
    'make build',
    'zpool create x',
    'systemctl start x',
    'echo verify',
    '',
  ])('no check: %s', (line) =>
    expect(asCheck(readings(words(line).filter((word) => word !== '')))).toBeUndefined(),
  );

  it('is read from its program on', () => {
    expect(asCheck(readings(words('if timeout 5 talosctl health')))?.text).toBe('talosctl health');
    expect(asCheck(readings(words('/usr/bin/curl x')))?.text).toBe('curl x');
  });
});

describe('the same check with other numbers, times and redirections', () => {
  it.each([
    ['curl x', 'curl --max-time 5 x'],
    ['curl x', 'curl -m 5.5 x'],
    ['curl x', 'curl --retry-delay=9 x'],
    ['kubectl wait x', 'kubectl wait --timeout=5m x'],
    ['kubectl wait x', 'kubectl wait x --timeout 5m'],
    ['verify', 'verify > out'],
    ['verify', 'verify >> out'],
    ['verify', 'verify 2> out'],
    ['verify', 'verify >out'],
    ['verify', 'verify 2>&1'],
    ['verify', 'verify >& out'],
    ['verify', 'verify &> out'],
    ['verify', 'verify > out 2>&1'],
    ['verify 3 x', 'verify 12 x'],
    ['verify 1.2.3', 'verify 4.5'],
    ['verify 1.25', 'verify 4'],
    ['verify 5m', 'verify 30s'],
    ['verify node-1', 'verify node-12'],
  ])('%s = %s', (one, other) => expect(checks(one)[0]!.key).toBe(checks(other)[0]!.key));

  it.each([
    ['verify', 'verify x'],
    ['verify a', 'verify b'],
    ['verify ab', 'verify a b'],
    ['verify a3', 'verify a'],
    ['verify 3', 'verify'],
    ['verify 3x', 'verify 3y'],
    ['curl', 'curl --max-time x'],
    ['curl x', 'curl --max-time a5 x'],
    ['curl x', 'curl --max-time 5M x'],
    ['curl x', 'curl --max-time=5 5 x'],
    ['curl x', 'curl --max-times 5 x'],
    ['curl x', 'curl x --x--timeout'],
    ['verify', 'verify >a b'],
    ['verify', 'verify a>b'],
    ['verify', 'verify > a b'],
  ])('%s is not %s', (one, other) => expect(checks(one)[0]!.key).not.toBe(checks(other)[0]!.key));
});

describe('whether the failure of a check stops something', () => {
  const binding = (script: string): readonly boolean[] => checks(script).map((check) => check.binding);

  it.each([
    'verify',
    'x; verify',
    'x && verify',
    'x || verify',
    'x && verify; [ -f x ]',
    '[ -f x ]; x && verify',
    'verify; x',
    'verify && x',
    'verify | x',
    '[ -f x ]; verify',
    'x | grep y',
    'true | grep y',
    'true & verify',
    '[ "$(kubectl get nodes)" = x ]',
    'verify || exit 1',
    'verify || again || exit 1',
    'verify || echo no && exit 1',
    'verify || { echo no; exit 1; }',
    'verify || return 2',
    'verify || false',
    'verify || die "no"',
    'verify || failed',
    'verify || abort',
    'verify || error_exit',
    'verify || errexit',
    'verify || bail_out',
    'verify || exit_now',
    'verify || kill 1',
    'if verify; then x; else exit 1; fi',
    'if ! verify; then exit 1; fi',
    'if ! verify\nthen\n  exit 1\nfi',
    'until verify; do :; done; exit 3',
    'until verify; do x; done',
    'while ! verify; do x; done',
    'if verify; then\n2\n3\n4\n5\n6\n7\n8\nexit 1',
    '&& verify',
  ])('%j does', (script) => expect(binding(script)).not.toContain(false));

  it.each([
    'verify &',
    'verify & x',
    'verify || true',
    'verify || x',
    'verify || exit',
    'verify || exit 0',
    'verify || return',
    'verify || return 0',
    'verify || prefail',
    'verify || killer',
    'verify || aborted',
    'verify || true\nexit 1',
    'verify || true || exit 1',
    'verify || echo no || exit 1',
    'exit 1; verify || true',
    '[ "$X" ] || verify',
    '[ "$X" ] && verify',
    '[[ $X ]] && verify',
    'test -n "$X" && verify',
    'false && verify',
    'true || verify',
    ': || verify',
    'if verify; then x; fi',
    'elif verify; then x; fi',
    'while verify; do x; done',
    'until verify; do x; break; done',
    'until verify || late; do x; done',
    '! verify',
    'if verify; then\n2\n3\n4\n5\n6\n7\n8\n9\nexit 1',
  ])('%j does not', (script) =>
    expect(checks(script).find((check) => check.key === 'verify')!.binding).toBe(false),
  );

  it('every check is listed with its line', () =>
    expect(checks('x\nverify\n\ncheck_a; check_b').map(({ key, line }) => [key, line])).toEqual([
      ['verify', 2],
      ['check_a', 4],
      ['check_b', 4],
    ]));
});

const compare = (old: string, fresh: string): boolean =>
  weaker(checks(old)[0]!, checks(fresh)[0]!) !== undefined;

describe('the same check asks less', () => {
  it.each([
    ['verify', 'verify || true'],
    ['kubectl wait x --timeout=120s', 'kubectl wait x --timeout=1201s'],
    ['kubectl wait x --timeout 5m', 'kubectl wait x --timeout 51m'],
    ['kubectl wait x --timeout=5m', 'kubectl wait x --timeout=51.25m'],
    ['kubectl wait x --timeout=1h', 'kubectl wait x --timeout=1d'],
    ['kubectl wait x --timeout=500ms', 'kubectl wait x --timeout=1.5m'],
    ['kubectl wait x --timeout=5m', 'kubectl wait x --timeout=0'],
    ['kubectl wait x --timeout=5m', 'kubectl wait x --timeout=0s'],
    ['curl -m 5 x', 'curl -m 61 x'],
    ['curl -f x', 'curl x'],
    ['curl -fsS x', 'curl -sS x'],
    ['curl -sSf x', 'curl -F x'],
    ['curl -f x', 'curl -dif=1 x'],
    ['curl -f x', 'curl --fail-early x'],
    ['curl --fail x', 'curl --failure x'],
    ['curl --fail-with-body x', 'curl x-f'],
    ['curl -f x', 'curl -x-f x'],
    ['curl http://blog/x', 'curl http://localhost/x'],
    ['curl http://blog/x', 'curl http://127.0.0.1/x'],
    ['curl http://blog/x', 'curl http://0.0.0.0/x'],
    ['curl http://blog/x', 'curl http://[::1]/x'],
    ['kubectl wait --for=condition=Ready x', 'kubectl wait --for=condition=Initialized x'],
    ['kubectl wait --for condition=Ready x', 'kubectl wait --for delete x'],
    ['kubectl wait --for=condition=Ready x', 'kubectl wait x'],
    ['kubectl wait --for=a --for=b x', 'kubectl wait --for=ab x'],
    ['[ "$n" -ne 3 ]', '[ "$n" -lt 3 ]'],
    ['[ "$n" -ne 3 ]', '[ "$n" -ne 2 ]'],
    ['[[ $n == 3 ]]', '[[ $n != 3 ]]'],
    ['test 5 -lt 3', 'test 5 -lt 4'],
    ['test $x -ge 1.5', 'test $x -ge 0.5'],
    ['[ -w x ]', '[ x ]'],
    ['[[ a > b ]]', '[[ a ]]'],
    ['[[ a > b ]]', '[[ a > c ]]'],
    ['grep -w a b', 'grep a b'],
    ['grep -q Ready x', 'grep -q Read x'],
    ['jq -e .ready x', 'jq -e .x x'],
    ['diff a b', 'diff a a'],
  ])('%s → %s', (old, fresh) => expect(compare(old, fresh)).toBe(true));

  it.each([
    ['verify', 'verify'],
    ['verify || true', 'verify || true'],
    ['verify || true', 'verify'],
    ['kubectl wait x --timeout=120s', 'kubectl wait x --timeout=1200s'],
    ['kubectl wait x --timeout=120s', 'kubectl wait x --timeout=5s'],
    ['kubectl wait x --timeout=120s', 'kubectl wait x'],
    ['kubectl wait x', 'kubectl wait x --timeout=1h'],
    ['kubectl wait x --timeout=120s', 'kubectl wait x --interval=1h'],
    ['kubectl wait x --timeout=5m', 'kubectl wait x --timeout=x5d'],
    ['kubectl wait x --timeout=5m', 'kubectl wait x --timeout=5days'],
    ['kubectl wait x --timeout=0', 'kubectl wait x --timeout=0'],
    ['kubectl wait x 5', 'kubectl wait x 5000'],
    ['curl -m 5 x', 'curl -m 60 x'],
    ['curl -f x', 'curl --fail x'],
    ['curl --fail x', 'curl -sSfL x'],
    ['curl x', 'curl -s x'],
    ['wget -f x', 'wget x'],
    ['curl http://127.0.0.1/x', 'curl http://localhost/x'],
    ['curl http://blog/x', 'curl http://web/x'],
    ['curl http://blog/x', 'curl http://10.127.0.1/x'],
    ['curl http://blog/x', 'curl http://web/localhost'],
    ['kubectl wait --for=condition=Ready x', 'kubectl wait --for=condition=Ready y'],
    ['kubectl wait --format=a x', 'kubectl wait --format=b x'],
    ['kubectl wait --for a x', 'kubectl wait --for a y'],
    ['kubectl wait --for=a x', 'kubectl wait --for a x'],
    ['kubectl wait --for a --for=b x', 'kubectl wait --for=a --for b x'],
    ['[ "$n" -ne 3 ]', '[ "$n" -ne 4 ]'],
    ['[ "$n" -ne 3 ]', '[ "$n" -ne 3 ]'],
    ['grep -q Ready x', 'grep -q Ready x > y'],
    ['test a3 = b', 'test a2 = b'],
    ['verify 3', 'verify 2'],
    ['verify a', 'verify b'],
  ])('%s → %s does not', (old, fresh) => expect(compare(old, fresh)).toBe(false));

  it('waits may grow tenfold, to a minute at least, and not to no end', () => {
    const rows = [
      [10, 100, false],
      [10, 101, true],
      [1, 60, false],
      [1, 61, true],
      [6, 60, false],
      [0, 60, false],
      [0, 61, true],
      [10, 0, true],
      [0, 0, false],
      [10, 1, false],
    ] as const;
    for (const [old, fresh, wanted] of rows)
      expect([old, fresh, stretched(old, fresh)]).toEqual([old, fresh, wanted]);
  });
});
