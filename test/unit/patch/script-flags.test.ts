/** Flags and variables by which a command of a script looks away, commands that only tell, and their look-alikes. */
import { describe, expect, it } from 'vitest';
import { shellCheckHits } from '../../../src/core/patch/content/checks-shell.ts';
import { rows } from './hits.ts';
import { viewed } from './views.ts';

const told = (before: string, after: string): readonly string[] =>
  shellCheckHits(viewed('a.sh', before, after)).map(({ message }) => message.split(':')[0]!);
/** What is told of one line, put between two others. */
const put = (text: string): readonly string[] => told('x\ny\n', `x\n${text}\ny\n`);

describe('a flag that turns a check off', () => {
  it.each(
    rows(`
--skip-verify
-skip-verification
--skiptests
--SKIP-TESTS
--skip-checks
--skip-smoke-check
--skip-validation
--skip-preflight
--skip-health
--skip-waiting
--skip-hooks
--skip-schema-validation
--skipLibCheck
--skip-phases=preflight
--skip-tests=true
--no-verify
--noverify
-no-verify
--no-check
--no-checks
--no-wait
--no-hook
--no-hooks
--no-validate
--no-validation
--no-fail
--no-fail-on-empty
--no-fail-on
--no-error-on-unmatched-pattern
--no-strict
--no-test
--no-tests
--no-deps-check
--no-atomic
--ignore-errors
--ignoreerrors
--ignore-failures
--ignore-fail
--ignore-preflight-errors=all
--ignore-validation
--validate=false
--validate=ignore
--validate=warn
-validate=false
--watch=false
--server=false
--wait=false
--wait=0
--atomic=false
--strict=false
--fail=false
--check=false
--verify=false
--VERIFY=FALSE
--hooks=false
--error-unmatch=false
--halt=never
--disable-openapi-validation
--disable-validation
--disablevalidation
--disable-check
--disable-checks
--disable-checks=all
--disable-checks-x
--disable-hooks-
--ignore-errors=nonempty
--skip-tests=0x
--disable-hook
--disable-hooks
--disable-verification
--allow-failure
--allowfailure
--allow-missing
--allow-missing-template-keys
--allow-empty
--allow-errors
--exit-zero
--soft-fail
--continue-on-error
--keep-going
--passWithNoTests
--dry-run
--dry-run=server
--insecure-skip-tls-verify
--insecure-skip-tls-verify=true`),
  )('%s', (flag) => expect(put(`a ${flag}`)).toEqual([`\`${flag}\` turns a check off`]));

  it.each(
    rows(`
skip-tests
x--skip-tests
---skip-tests
--skip
--skip-crds
--skip-latest
--skip-tests=false
--skip-tests=0
--unskip-tests
--no-headers
--no-checkpoint
--no-testing
--no-verify-x
--no-wait=false
--no-failover
--ignore-not-found
--ignore-errors=false
--validate
--validate=strict
--validate=falsey
--validated=false
--watch=falsely
--rewatch=false
--wait=00
--wait=5
--strict
--fail
--halt=now
--disable-checkpoint
--disable-colors
--disable-hooks=false
--allow-empty-x
--allow-emptyx
--allow-overwrite
--exit-zeros
--xexit-zero
--dry-run=none
--dry-run=false
--dry-runs
--insecure-skip-tls-verify=false
--insecure-skip-`),
  )('not %s', (flag) => expect(put(`a ${flag}`)).toEqual([]));
});

describe('a variable that turns a check off', () => {
  it.each(
    rows(`
SKIP_CHECKS=1
SKIPCHECKS=1
SKIP_PRE_CHECK=true
SKIP_VERIFY=yes
NO_VERIFICATION=on
NOVERIFY=1
NOWAIT=y
NO_PRE_TEST=1
DISABLE_TESTS=1
DISABLE_HEALTH=1
IGNORE_VALIDATION=1
IGNORE_ERRORS=TRUE
BYPASS_PROBE=1
BYPASS_WAIT=1
ALLOW_FAILURE=1
ALLOW_FAILING_ASSERTS=1
ALLOW_ASSERT=1
ALLOWFAILURE=1
ALLOW_MANY_ERRORS=1
skip_tests=1
HEALTH_CHECK_DISABLED=1
CHECK_DISABLE=1
VERIFY_SKIP=1
TEST_BYPASS=1
VALIDATE_OFF=1
PROBE_OFF_X=1
ASSERT_SKIPPED=1
TESTSKIP=1
ORCH_SKIP_CHECKS=1
HELM_DISABLE_HEALTH=1
STRICT=0
STRICT=false
VERIFY=no
CHECK=off
CHECK_NODES=n
VALIDATE=FALSE
RUN_TEST=0
RUN_SMOKE_TESTS=0
RUN_CHECK=0
RUN_ALL_CHECKS=0
FAIL_ON=0
FAIL_ON_ERROR=0
ERREXIT=0
ERR_EXIT=0
PIPEFAIL=0`),
  )('%s', (variable) => {
    for (const form of [variable, `export ${variable}`, `${variable.replace('=', '="')}" a`])
      expect(put(form)).toEqual([`\`${variable}\` turns a check off`]);
  });

  it.each(
    rows(`
SKIP_CHECKS=0
SKIP_CHECKS=10
SKIP_CHECKS=
SKIP_CHECKS=yes2
SKIP_CHECKS=11
SKIP=1
SKIP_CRDS=1
SKIP_LATEST=1
NODE_HEALTH=1
NODES_WAIT=1
NOTIFY_ERRORS=true
NOTE_FAILURE=1
NO_PROXY=1
CHECK_NO_HEALTH=1
DISABLE_SWAP=1
IGNORE_CASE=1
ALLOW_LATEST=1
NO_CHECK=10
IGNORE_ERRORS=yesterday
CHECK_OFFSET=1
CHECK_ON=1
TEST=1
OFF=1
STRICT=1
STRICT=00
STRICT=nope
MY_STRICT=0
STRICTER=0
CHECKED=0
CHECKSUM=0
CHECK_FAILURES=0
CHECKS_COUNT=0
CHECK_ERRORS=0
RUN_LATEST=0
RUN_SMOKE=0
TESTS=0
FAIL=0
ERR=0`),
  )('not %s', (variable) => expect(put(variable)).toEqual([]));
});

describe('which words are the action of a tool', () => {
  const moved = (before: string, after: string): boolean => told(`${before}\n`, `${after}\n`).length === 0;
  it.each(
    rows(`
-n
-l
-o
-f
-c
-e
-x
-t
--namespace
--context
--kubeconfig
--cluster
--nodes
--endpoints
--talosconfig
--selector
--output
--filename
--kube-context`),
  )('not the value of %s', (flag) => expect(moved('flux get a', `flux ${flag} v get b`)).toBe(true));
  it.each(['-v', '-a', '-nx', '--in-n', '-n=a', '--nodes-x', '--x--nodes'])('but what follows %s', (flag) => {
    expect(moved('flux get a', `flux ${flag} get b`)).toBe(true);
    expect(moved('flux get a', `flux ${flag} check get`)).toBe(false);
  });
});

describe('a command that only tells', () => {
  it.each(
    rows(`
kubectl diff
oc describe a
k logs a
flux events
helm diff a
git diff
kubectl get events
kubectl -n a get events -A
kubectl -n a -c b logs d
kubectl --context=blog describe b
kubectl -n blog describe b
kubectl --namespace blog logs b
kubectl --context=a -n b --x=c logs d
git --no-pager diff
git -C a --no-pager diff
diff a b
journalctl
dmesg -T
grep -c a
grep -ic a
grep -ci a b
egrep -c a
fgrep -c a
grep a -c
grep two -c
grep --count a b
grep a b --count`),
  )('%s', (text) => expect(put(`${text} || true`)).toEqual([]));
  it.each(
    rows(`
kubectl a diff
kubectl -n diff get a
kubectl -n logs
kubectl --context=diff get a
kubectl -n
kubectl describes a
kubectl get eventsx
kubectl get a
flux diffs
xgit diff
git --no-pagers
git push
kubectlx diff
diffs a
journalctls
dmesgs
dgrep -c a
grep a
grep -i a
grep -a-c
grep c
grep -cä
grep --counts a
grep --color a`),
  )('not %s', (text) => expect(put(`${text} || true`)).toEqual(['a failure is swallowed by `|| true`']));
});

describe('a group in the background', () => {
  const BEHIND = ['a check runs in the background, where its failure is lost'];
  it.each([
    '} &',
    '}&',
    '}  &  ',
    '} &# x',
    'done &',
    'fi &',
    'esac &',
    ') &',
    ')&',
    ') &  # x',
    '} > a &',
    '} > a 2>&1 & # x',
    'done < a &',
    'done 2>a &',
    '(x) > a &',
    '(x) 2> a &',
    '(x) &> a &',
    '(x) < a &',
  ])('%s', (text) => expect(put(text)).toEqual(BEHIND));
  it.each([
    '} && x',
    ') && x',
    '} & y',
    '(x) & y',
    'wifi &',
    'done_x &',
    'file &',
    'undone &',
    'x &',
    'x > a &',
    'done',
    'echo } &',
    '} > a',
  ])('not %s', (text) => expect(put(text)).toEqual([]));
});

/** A rule whose time grows with the square of a line's length would need many minutes here, beyond the limit of a test. */
describe('a word of a hundred thousand characters', () => {
  const long = (text: string): string => text.repeat(100_000 / text.length);
  it.each([
    ['a count', `grep -${long('c')}! || true`],
    ['a flag', `a --skip-${long('test')}!`],
    ['a name', `SKIP_${long('TEST')}=x`],
    ['a name that goes', `${long('TESTSKIP')}=x`],
    ['ends of groups', `a ${long(')> a')}x`],
  ])('%s', (_, text) => expect(put(text).filter((what) => what.includes('check'))).toEqual([]));
});
