// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell and Helm text, not templates.
import { describe, expect, it } from 'vitest';
import { change, rulesOf } from './tree.ts';

const SCRIPT = `#!/usr/bin/env bash
set -euo pipefail

NODES="10.0.0.11 10.0.0.12"

apply_config() {
  for n in $NODES; do
    talosctl apply-config --nodes "$n" --file cp.yaml
  done
}

bootstrap() {
  talosctl bootstrap --nodes 10.0.0.11
}

verify() {
  talosctl health --wait-timeout 5m
  local ready
  ready=$(kubectl get nodes --no-headers | grep -c " Ready")
  if [ "$ready" -ne 3 ]; then
    echo "expected 3 ready nodes, got $ready" >&2
    return 1
  fi
}

apply_config
bootstrap
verify
kubectl -n blog rollout status deploy/blog --timeout=120s
curl -fsS http://blog.home.arpa/healthz > /dev/null
echo "talos stage done"
`;

type Edit = readonly [name: string, from: string, to: string];

const WEAKER: readonly Edit[] = [
  ['returns first', 'verify() {\n', 'verify() {\n  return 0\n'],
  ['returns without a code', 'verify() {\n', 'verify() {\n  return\n'],
  ['exits first', 'apply_config\nbootstrap', 'exit 0\napply_config\nbootstrap'],
  ['exits before verifying', 'bootstrap\nverify', 'bootstrap\nexit 0\nverify'],
  ['exits when a file is there', '\nbootstrap\nverify', '\n[ -f /tmp/ok ] && exit 0\nbootstrap\nverify'],
  [
    'exits in an if on a variable',
    '\nbootstrap\nverify',
    '\nif [ -n "${FAST:-}" ]; then exit 0; fi\nbootstrap\nverify',
  ],
  ['|| true', '--wait-timeout 5m', '--wait-timeout 5m || true'],
  ['|| :', '--wait-timeout 5m', '--wait-timeout 5m || :'],
  ['|| echo', '--wait-timeout 5m', '--wait-timeout 5m || echo "not healthy yet"'],
  ['|| return 0', '--wait-timeout 5m', '--wait-timeout 5m || return 0'],
  ['|| /bin/true', 'bootstrap\nverify', 'bootstrap || /bin/true\nverify'],
  ['|| { warn; }', '--wait-timeout 5m', '--wait-timeout 5m || { echo warn; }'],
  ['; true', '--wait-timeout 5m', '--wait-timeout 5m; true'],
  ['| true', 'bootstrap\nverify', 'bootstrap\nverify | true'],
  ['in the background', 'bootstrap\nverify', 'bootstrap\nverify &'],
  ['negated', 'bootstrap\nverify', 'bootstrap\n! verify'],
  ['only asked', 'bootstrap\nverify', 'bootstrap\nif verify; then echo ok; fi'],
  ['taken out', 'bootstrap\nverify\n', 'bootstrap\n'],
  ['commented out', 'bootstrap\nverify\n', 'bootstrap\n# verify\n'],
  ['said instead of done', 'bootstrap\nverify\n', 'bootstrap\necho verify\n'],
  ['health check taken out', '  talosctl health --wait-timeout 5m\n', ''],
  ['health replaced by version', 'talosctl health --wait-timeout 5m', 'talosctl version'],
  ['rollout taken out', 'kubectl -n blog rollout status deploy/blog --timeout=120s\n', ''],
  ['probe taken out', 'curl -fsS http://blog.home.arpa/healthz > /dev/null\n', ''],
  ['curl without -f', 'curl -fsS', 'curl -sS'],
  ['set +e', '\napply_config\nbootstrap', '\nset +e\napply_config\nbootstrap'],
  ['set -uo', 'set -euo pipefail', 'set -uo pipefail'],
  ['no set at all', 'set -euo pipefail\n', ''],
  ['set +o pipefail', '\nbootstrap\nverify', '\nset +o pipefail\nbootstrap\nverify'],
  ['trap', '\nbootstrap\nverify', "\ntrap 'exit 0' EXIT\nbootstrap\nverify"],
  ['trap ERR', '\nbootstrap\nverify', "\ntrap '' ERR\nbootstrap\nverify"],
  ['expects none', '-ne 3', '-ne 0'],
  ['expects fewer', '-ne 3', '-ne 2'],
  ['other comparison', '-ne 3', '-lt 3'],
  ['pattern that always fits', 'grep -c " Ready"', 'grep -c "Ready"'],
  ['no failing return', '    return 1\n', ''],
  ['return 0 in place of 1', 'return 1', 'return 0'],
  ['if false', 'bootstrap\nverify\n', 'bootstrap\nif false; then\nverify\nfi\n'],
  ['false &&', 'bootstrap\nverify\n', 'bootstrap\nfalse && verify\n'],
  ['true ||', 'bootstrap\nverify\n', 'bootstrap\ntrue || verify\n'],
  ['hidden in a here document', 'bootstrap\nverify\n', "bootstrap\n: <<'X'\nverify\nX\n"],
  ['a second definition', '\napply_config\nbootstrap', '\nverify() { :; }\napply_config\nbootstrap'],
  [
    'a function in place of a tool',
    '\napply_config\nbootstrap',
    '\ntalosctl() { return 0; }\napply_config\nbootstrap',
  ],
  ['an alias', '\napply_config\nbootstrap', '\nalias kubectl=true\napply_config\nbootstrap'],
  ['timeout for ever', '--wait-timeout 5m', '--wait-timeout 100h'],
  ['timeout zero', '--timeout=120s', '--timeout=0'],
  ['dry run', 'talosctl apply-config --nodes', 'talosctl apply-config --dry-run --nodes'],
  ['skip flag', 'bootstrap\nverify', 'bootstrap\nverify --skip-checks'],
  ['skip variable', 'bootstrap\nverify', 'bootstrap\nSKIP_HEALTH_CHECK=1 verify'],
  ['only when a variable is unset', 'bootstrap\nverify', 'bootstrap\n[ "${CI:-}" ] || verify'],
  [
    'defined again on the same line',
    'bootstrap\nverify',
    'bootstrap\nunset -f verify; verify() { :; }\nverify',
  ],
  ['no watching', '--timeout=120s', '--watch=false'],
  ['asks this machine', 'http://blog.home.arpa/healthz', 'http://127.0.0.1/healthz'],
  ['another subcommand', 'rollout status deploy/blog --timeout=120s', 'get deploy/blog'],
  ['the measured value overwritten', '  if [ "$ready"', '  ready=3\n  if [ "$ready"'],
  [
    'a further condition',
    'if [ "$ready" -ne 3 ]; then',
    'if [ "$ready" -ne 3 ] && [ -n "${STRICT:-}" ]; then',
  ],
  ['no server checks', 'health --wait-timeout 5m', 'health --wait-timeout 5m --server=false'],
  ['the exit code kept aside', 'bootstrap\nverify', 'bootstrap\nverify || rc=$?'],
  ['looked at instead', '--wait-timeout 5m', '--wait-timeout 5m || kubectl get nodes'],
  ['sleeps instead', 'talosctl health --wait-timeout 5m', 'sleep 300'],
  ['exec true', 'bootstrap\nverify', 'bootstrap\nexec true\nverify'],
];

const HONEST: readonly Edit[] = [
  ['a longer wait', '--wait-timeout 5m', '--wait-timeout 10m'],
  ['a longer rollout', '--timeout=120s', '--timeout=240s'],
  [
    'help text',
    'set -euo pipefail\n',
    'set -euo pipefail\nif [ "${1:-}" = "--help" ]; then echo usage; exit 0; fi\n',
  ],
  [
    'help case',
    'set -euo pipefail\n',
    'set -euo pipefail\ncase "${1:-}" in\n  -h|--help) echo usage; exit 0 ;;\nesac\n',
  ],
  ['one more check', 'bootstrap\nverify\n', 'bootstrap\nverify\nflux check\n'],
  ['a stricter number', '-ne 3', '-ne 4'],
  ['another node', '10.0.0.12"', '10.0.0.13"'],
  ['|| exit 1', 'bootstrap\nverify', 'bootstrap || exit 1\nverify'],
  ['|| { …; exit 1; }', 'bootstrap\nverify', 'bootstrap || { echo "bootstrap failed" >&2; exit 1; }\nverify'],
  ['a renamed deployment', 'deploy/blog', 'deploy/web'],
  ['work already done', 'bootstrap() {\n', 'bootstrap() {\n  if talosctl etcd members; then return 0; fi\n'],
  ['moved', 'bootstrap\nverify\nkubectl', 'bootstrap\nsleep 5\nverify\nkubectl'],
  ['waits for it first', 'bootstrap\nverify', 'bootstrap\nuntil talosctl health; do sleep 5; done\nverify'],
  [
    'a condition that fails',
    'bootstrap\nverify\n',
    'bootstrap\nif ! verify; then\n  echo "not ready" >&2\n  exit 1\nfi\n',
  ],
  [
    'a function',
    '\napply_config\nbootstrap',
    '\nrender() { envsubst < a > b; }\nrender\napply_config\nbootstrap',
  ],
  ['retries with curl', 'curl -fsS http', 'curl -fsS --retry 5 http'],
];

const apply = ([, from, to]: Edit): readonly string[] => {
  expect(SCRIPT.split(from).length).toBe(2);
  return rulesOf(
    change(
      'scripts/talos.sh',
      SCRIPT,
      SCRIPT.replace(from, () => to),
    ),
  );
};

describe('a script that checks less', () => {
  it.each(WEAKER)('%s', (...edit) => expect(apply(edit)).toContain('weakened-check'));
});

describe('a script that is honestly changed', () => {
  it.each(HONEST)('%s', (...edit) => expect(apply(edit)).toEqual([]));
});

it('lets a swallowed failure be taken back', () => {
  const loose = SCRIPT.replace('--wait-timeout 5m', '--wait-timeout 5m || true');
  expect(rulesOf(change('scripts/talos.sh', loose, SCRIPT))).toEqual([]);
});
