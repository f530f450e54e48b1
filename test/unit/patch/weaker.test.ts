// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text, not templates.
import { describe, expect, it } from 'vitest';
import { type Check, checksOf } from '../../../src/core/patch/content/check.ts';
import { weaker } from '../../../src/core/patch/content/weaker.ts';
import { viewed } from './views.ts';

/** The first check of a script. */
const checkOf = (script: string): Check => {
  const { logical, after } = viewed('a.sh', '', `${script}\n`);
  return checksOf({ logical, lines: after, isIdle: () => false })[0]!;
};
const why = (old: string, fresh: string): string | undefined => weaker(checkOf(old), checkOf(fresh));

const COUNTS_NO_MORE = 'its failure no longer stops anything';
const TURNED = 'its answer is turned around';
const THIS_MACHINE = 'it asks this machine in place of the real one';
const HELP = 'it only says how it is used';
const ROOT = 'it asks for nothing in particular';
const FEWER_NAMESPACES = 'it looks at fewer namespaces';
const TESTS = 'it leaves tests out';
const LESS = 'it expects less';
const OTHER = 'it waits for another condition';
const REWRITTEN = 'its condition was rewritten';
const SILENT_CURL = 'curl no longer fails on an error status (-f)';

/** A check that only runs under a condition. */
const under = (condition: string): string => `if ${condition}; then\n  verify\nfi`;

type Row = readonly [old: string, fresh: string, why: string | undefined];

describe.each<readonly [string, readonly Row[]]>([
  [
    'where it stands',
    [
      ['verify', 'verify || true', COUNTS_NO_MORE],
      ['verify || true', 'verify || true', undefined],
      ['verify || true', 'verify', undefined],
      ['if verify; then x; else exit 1; fi', 'if verify; then exit 1; fi', TURNED],
      ['if verify; then exit 1; fi', 'if verify; then x; else exit 1; fi', TURNED],
      ['if ! verify; then exit 1; fi', 'if ! verify; then exit 1; fi', undefined],
      ['if ! verify; then exit 1; fi', 'if verify; then x; else exit 1; fi', undefined],
      ['verify', 'verify | tee x', 'its failure is lost in a pipe without pipefail'],
      ['verify', 'local x=$(verify)', 'its failure is lost inside `local`'],
      ['verify | tee x', 'verify | tee y', undefined],
      ['verify | tee x', 'verify', undefined],
      ['verify', 'if a -b; then\n  verify\nfi', 'it only runs where `a -b` holds'],
      ['if a; then\n  verify\nfi', 'if a; then\n  verify\nfi', undefined],
      ['if a; then\n  verify\nfi', 'verify', undefined],
      [
        'if a; then\n  verify\nfi',
        'if a; then\n  if b; then\n    verify\n  fi\nfi',
        'it only runs where `b` holds',
      ],
      [
        'verify',
        `if ${'a'.repeat(60)}b; then\n  verify\nfi`,
        `it only runs where \`${'a'.repeat(60)}\` holds`,
      ],
    ],
  ],
  [
    'under which condition it runs',
    [
      [under('a --timeout=60s'), under('a --timeout=120s'), undefined],
      [under('a  --timeout=60s'), under('a --timeout=120s'), undefined],
      [under('a --timeout=60s'), under('a   --timeout=120s'), undefined],
      [under('a --timeout 60s b'), under('a --timeout 120s b'), undefined],
      [under('! a --timeout=60s'), under('! a --timeout=120s'), undefined],
      [under('a --timeout=60s'), under('a --timeout=soon'), 'it only runs where `a --timeout=soon` holds'],
      [under('a --timeout 60s'), under('a --timeout --x'), 'it only runs where `a --timeout --x` holds'],
      [under('a -m 60'), under('a -w 60'), 'it only runs where `a -w 60` holds'],
      [under('a'), under('b'), 'it only runs where `b` holds'],
      [under('a --timeout=60s'), under('b --timeout=60s'), 'it only runs where `b --timeout=60s` holds'],
      [under('a --timeout=60s'), under('a --retries=60s'), 'it only runs where `a --retries=60s` holds'],
      [under('a --size=60s'), under('a --size=120s'), 'it only runs where `a --size=120s` holds'],
      [under('a 1 b'), under('a 1'), 'it only runs where `a 1` holds'],
      [under('a 1'), under('a 1 b'), 'it only runs where `a 1 b` holds'],
      [under('[ $n -lt 3 ]'), under('[ $n -lt 4 ]'), undefined],
      [under('[ $n -lt 3 ]'), under('[ $n -lt 2 ]'), 'it only runs where `[ $n -lt 2 ]` holds'],
      [under('[ $n -ge 3 ]'), under('[ $n -ge 2 ]'), undefined],
      [under('[ $n -ge 3 ]'), under('[ $n -ge 4 ]'), 'it only runs where `[ $n -ge 4 ]` holds'],
      [under('! [ $n -ge 3 ]'), under('! [ $n -ge 4 ]'), undefined],
      [under('! [ $n -ge 3 ]'), under('! [ $n -ge 2 ]'), 'it only runs where `! [ $n -ge 2 ]` holds'],
      [under('[ $n -ne 3 ]'), under('[ $n -ne 2 ]'), 'it only runs where `[ $n -ne 2 ]` holds'],
      [under('[ $n -lt 3 ]'), under('[ $m -lt 4 ]'), 'it only runs where `[ $m -lt 4 ]` holds'],
      [under('[ $n -lt 3 ]'), under('[ $n -lt $m ]'), 'it only runs where `[ $n -lt $m ]` holds'],
      [under('a x-lt 3'), under('a x-lt 2'), 'it only runs where `a x-lt 2` holds'],
      [under('a -lte 3'), under('a -lte 2'), 'it only runs where `a -lte 2` holds'],
      [under('a -le 3'), under('a -lex 4'), 'it only runs where `a -lex 4` holds'],
    ],
  ],
  [
    'how long it waits',
    [
      [
        'kubectl wait x --timeout=120s',
        'kubectl wait x --timeout=1201s',
        'its --timeout goes from 120 s to 1201 s',
      ],
      [
        'kubectl wait x --timeout 2m',
        'kubectl wait x --timeout 1h',
        'its --timeout goes from 120 s to 3600 s',
      ],
      ['curl -m 5 x', 'curl -m 0 x', 'its -m goes from 5 s to 0 s'],
      ['curl --retry 5 x', 'curl --retry 0 x', undefined],
      [
        'kubectl wait x --timeout=5m',
        'kubectl wait x --timeout=-1s',
        'its --timeout goes from 300 s to no end',
      ],
      [
        'kubectl wait x --timeout 5m',
        'kubectl wait x --timeout -1',
        'its --timeout goes from 300 s to no end',
      ],
      ['kubectl wait x --timeout=-1s', 'kubectl wait x --timeout=-2s', undefined],
      ['kubectl wait x --timeout=-1s', 'kubectl wait x --timeout=5m', undefined],
      ['kubectl wait x', 'kubectl wait x --timeout=-1s', undefined],
      ['curl --retry-delay 1 -m 5 x', 'curl --retry-delay -x -m 5 x', undefined],
      ['curl --retry-delay=1 x', 'curl --retry-delay=5-9 x', undefined],
      ['curl -m 5 --retry 2 x', 'curl -m 9 --retry 99 x', 'its --retry goes from 2 to 99'],
      ['kubectl wait x --timeout=soon', 'kubectl wait x --timeout=900s', undefined],
      ['kubectl wait x --timeout=5s', 'kubectl wait x --timeout=later', undefined],
      ['kubectl wait x', 'kubectl wait x --timeout=0', undefined],
      ['kubectl wait x --timeout=5s', 'kubectl wait x --timeouts=900s', undefined],
    ],
  ],
  [
    'curl and the status that it gets',
    [
      ['curl -f x', 'curl x', SILENT_CURL],
      ['curl --fail-with-body x', 'curl -s x', SILENT_CURL],
      ['curl -f x', 'curl --fail-with-body x', undefined],
      ['curl x', 'curl -s x', undefined],
      ['check_curl -f x', 'check_curl x', undefined],
    ],
  ],
  [
    'whom it asks',
    [
      ['curl http://blog/x', 'curl http://localhost/x', THIS_MACHINE],
      ['curl http://blog/x', 'curl http://[::1]/x', THIS_MACHINE],
      ['curl http://blog/x', 'curl file:///tmp/x', THIS_MACHINE],
      ['nc blog 80', 'nc localhost 80', THIS_MACHINE],
      ['nc blog 80', 'nc 127.0.0.1 80', THIS_MACHINE],
      ['nc blog 80', 'nc ::1 80', THIS_MACHINE],
      ['verify --host=blog', 'verify --host=localhost', THIS_MACHINE],
      ['verify --host=blog', 'verify --host=0.0.0.0', THIS_MACHINE],
      ['nc localhost 80', 'nc 127.0.0.1 80', undefined],
      ['curl http://blog/x', 'curl http://notlocalhost/x', undefined],
      ['curl http://blog/x', 'curl http://web/file:/x', undefined],
      ['verify http://blog/x', 'verify x-file:/y', undefined],
      ['verify --host=blog', 'verify --host=a.localhost', undefined],
      ['curl http://blog/healthz', 'curl http://blog/', ROOT],
      ['curl http://blog/healthz', 'curl http://blog', ROOT],
      ['curl -s https://blog/healthz', 'curl -s https://blog:8443/', ROOT],
      ['wget http://blog/healthz', 'wget http://blog', ROOT],
      ['http http://blog/healthz', 'http http://blog', ROOT],
      ['https https://blog/healthz', 'https https://blog', ROOT],
      ['curl http://blog/', 'curl http://web', undefined],
      ['curl http://blog/', 'curl http://blog/healthz', undefined],
      ['curl http://blog/healthz', 'curl http://blog/x/', undefined],
      ['curl http://blog/healthz', 'curl http://blog//', undefined],
      ['curl http://blog/healthz', 'curl ftp://blog/', undefined],
      ['curl http://blog/healthz', 'curl --url=http://blog/', undefined],
      ['verify http://blog/healthz', 'verify http://blog/', undefined],
      ['curl_test http://blog/healthz', 'curl_test http://blog/', undefined],
      ['test_curl http://blog/healthz', 'test_curl http://blog/', undefined],
      ['kubectl get pods -A', 'kubectl get pods', FEWER_NAMESPACES],
      ['kubectl get pods --all-namespaces', 'kubectl get pods -n blog', FEWER_NAMESPACES],
      ['kubectl get pods --all-namespaces=true', 'kubectl get pods --all-namespaces=false', FEWER_NAMESPACES],
      ['oc get pods -A', 'oc get pods -Aw', FEWER_NAMESPACES],
      ['k get pods -A', 'k get pods x-A', FEWER_NAMESPACES],
      ['flux get all -A', 'flux get all', FEWER_NAMESPACES],
      ['kubectl get pods -A', 'kubectl get pods --all-namespaces', undefined],
      ['kubectl get pods', 'kubectl get pods -A', undefined],
      ['verify -A', 'verify', undefined],
      ['kubectl_check -A', 'kubectl_check', undefined],
      ['check_kubectl -A', 'check_kubectl', undefined],
    ],
  ],
  [
    'whether it runs at all',
    [
      ['verify', 'verify --help', HELP],
      ['verify', 'verify --version', HELP],
      ['verify', 'verify --dry-run=client', HELP],
      ['pytest tests', 'pytest tests --collect-only', HELP],
      ['verify', 'verify --list-tests', HELP],
      ['verify --help', 'verify --version', undefined],
      ['verify --help', 'verify', undefined],
      ['verify', 'verify --helper', undefined],
    ],
  ],
  [
    'which tests it runs',
    [
      ['pytest tests', 'pytest tests -k fast', TESTS],
      ['pytest tests', 'pytest tests --deselect=tests/a', TESTS],
      ['python3 -m pytest tests', 'python3 -m pytest tests -m fast', TESTS],
      ['npx vitest run', 'npx vitest run -t fast', TESTS],
      ['node --test tools', 'node --test --skip=a tools', TESTS],
      ['pytest tests -k slow', 'pytest tests -k fast', TESTS],
      ['pytest tests -k slow', 'pytest tests -m slow', undefined],
      ['pytest -k slow', 'pytest', TESTS],
      ['pytest tests', 'pytest tests -v', undefined],
      ['python3 -m pytest tests', 'python3 -m pytest -q tests', undefined],
      ['pytest tests', 'pytest docs', TESTS],
      ['node --test a b', 'node --test a', TESTS],
      ['pytest a', 'pytest a b', undefined],
      ['pytest -q a', 'pytest a', undefined],
      ['vitest a', 'jest a', undefined],
      ['verify a', 'verify -k b', undefined],
      ['verify "a pytest b"', 'verify c', undefined],
      ['pytest_check a', 'pytest_check b', undefined],
      ['check_pytest a', 'check_pytest b', undefined],
    ],
  ],
  [
    'how many it wants',
    [
      ['check_nodes 3', 'check_nodes 2', LESS],
      ['check_nodes x 3', 'check_nodes x 2', LESS],
      ['verify --min 3', 'verify --min 2', LESS],
      ['verify --min-nodes=3', 'verify --min-nodes=2', LESS],
      ['verify -count 3 x', 'verify -count 2 x', LESS],
      ['check_nodes 3', 'check_nodes 3', undefined],
      ['check_nodes 3', 'check_nodes 4', undefined],
      ['check_nodes 3', 'check_nodes 2 x', undefined],
      ['check_nodes 3 x', 'check_nodes 2', undefined],
      ['check_nodes a', 'check_nodes b', undefined],
      ['verify --min 3', 'verify --min 4', undefined],
      ['verify --min=3', 'verify --min=4', undefined],
      ['verify --min=3 x', 'verify --min=3 y', undefined],
      ['verify --size 3', 'verify --size 2', undefined],
      ['verify --size=3', 'verify --size=2', undefined],
      ['verify 3 --min', 'verify 2 --min', undefined],
      ['verify --min 3 4', 'verify --min 3 2', undefined],
      ['wait_for_nodes --timeout 300', 'wait_for_nodes --timeout 120', undefined],
    ],
  ],
  [
    'what it waits for',
    [
      ['kubectl wait --for=condition=Ready x', 'kubectl wait --for=delete x', OTHER],
      ['kubectl wait --for condition=Ready x', 'kubectl wait --for delete x', OTHER],
      ['kubectl wait --for=a x', 'kubectl wait x', OTHER],
      ['kubectl wait --for=a x', 'kubectl wait --for a x', undefined],
      ['kubectl wait --for=a x', 'kubectl wait --for=a y', undefined],
    ],
  ],
  [
    'the condition of a test',
    [
      ['[ "$n" -ge 3 ]', '[ "$n" -ge 2 ]', LESS],
      ['[ "$n" -ge 3 ]', '[ "$n" -ge 4 ]', undefined],
      ['[ "$n" -gt 3 ]', '[ "$n" -gt 2 ]', LESS],
      ['[ "$n" -eq 3 ]', '[ "$n" -eq 2 ]', LESS],
      ['[ "$n" -lt 3 ]', '[ "$n" -lt 4 ]', LESS],
      ['[ "$n" -lt 3 ]', '[ "$n" -lt 2 ]', undefined],
      ['[ "$n" -le 3 ]', '[ "$n" -le 4 ]', LESS],
      ['[ "$n" -le 3 ]', '[ "$n" -le 2 ]', undefined],
      ['[[ $n < 3 ]]', '[[ $n < 4 ]]', LESS],
      ['[[ $n < 3 ]]', '[[ $n < 2 ]]', undefined],
      ['jq -e "<=" 3', 'jq -e "<=" 4', LESS],
      ['jq -e "<=" 3', 'jq -e "<=" 2', undefined],
      ['[ 3 -ge "$n" ]', '[ 4 -ge "$n" ]', LESS],
      ['[ 3 -ge "$n" ]', '[ 2 -ge "$n" ]', undefined],
      ['[ 3 -gt "$n" ]', '[ 4 -gt "$n" ]', LESS],
      ['[ 3 -gt "$n" ]', '[ 2 -gt "$n" ]', undefined],
      ['grep a-lt 3', 'grep a-lt 2', LESS],
      ['grep -length 3', 'grep -length 2', LESS],
      ['grep 3 a-gt', 'grep 2 a-gt', LESS],
      ['grep 3 -get', 'grep 2 -get', LESS],
      ['grep 3', 'grep 2', LESS],
      ['[ "$n" -ge 3 ]', '[ "$m" -ge 3 ]', REWRITTEN],
      ['[ "$n" -ge 3 ]', '[ "$n" -gt 3 ]', REWRITTEN],
      ['grep -q Ready x', 'grep -q Read x', REWRITTEN],
      ['grep -q Ready x', 'grep -q Ready x', undefined],
    ],
  ],
])('%s', (_, table) => {
  it.each(table)('%j → %j: %s', (old, fresh, said) => expect(why(old, fresh)).toBe(said));
});
