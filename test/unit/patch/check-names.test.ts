import { describe, expect, it } from 'vitest';
import { asCheck, letsPass, stretched, TIME_FLAG } from '../../../src/core/patch/content/check-command.ts';
import { commandsOf } from '../../../src/core/patch/content/shell.ts';
import { rows } from './hits.ts';

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Whether one program with its arguments is a check, as it stands. */
const isCheck = (text: string): boolean => {
  const [program, ...args] = text.split(' ');
  return asCheck([{ program: program!, args, text }]) !== undefined;
};

describe('names of programs and functions that check', () => {
  it.each(
    words(`
    verify check assert validate ensure smoke expect probe require test health is must VERIFY
    verify_x verify-x check_nodes-ready assert__x must_be is_up require-a ensure_b2 expect_c probe_d smoke_e
    health_f test_g validate-h
    api_verify api-check api_checks api-health api_healthy api-healthcheck api_ready api-readiness api_test api-tests
    api_probe api-assert api_validate api-smoke api_test.sh api-ready.x1 _check
    verify.sh check-all.py healthcheck.js healthcheck.mjs healthcheck.cjs smoke.ts validate_all.bash test2.pl assert.rb
    checksum.sh healthcheck wait waitfor waitforit wait_for wait-for-it wait-a WaitFor`),
  )('%s', (name) => expect(isCheck(name)).toBe(true));

  it.each(
    words(`
    preverify verifyx uncheck checks asserts invalidate ensured smokes expected probes requires tests healthy issue
    musty this verify_ verify- verify--x check_a.conf checks_a x.verify_a
    apiverify api_checked api-unhealthy already api_ready. api_ready.a.b api_ready.- api.ready api-tested
    verify.go verify.shx verify.tsx xverify.sh verify.ajs verify.xmjs verifysh verify.a.sh smokey.rs probe.sh
    waits await wait_ wait- wait_a.b waitfor-x waitfor. healthchecks myhealthcheck waiter`),
  )('none: %s', (name) => expect(isCheck(name)).toBe(false));
});

describe('tools that fail when something is not as it should be', () => {
  it.each(
    rows(`
[ -f x ]
[[ -f x ]]
[
test -f x
talosctl health
talosctl -n a validate -c x
talosctl etcd status
talosctl conformance x
kubectl wait x
oc -n a rollout status x
k auth can-i get pods
kubectl diff -f x
kubectl cluster-info
kubectl -n a get pods
oc get x
k get x
flux check --pre
flux get all
flux -n a diff x
helm test x
helm -n a lint x
helm status x
helm diff x
helmfile verify x
helmfile test
cilium status
hubble status
istioctl analyze
linkerd check
velero backup get
longhornctl check x
argocd app wait x
kubeadm verify x
etcdctl endpoint health
etcdutl status
istioctl precheck
istioctl verify-install
cilium connectivity test
curl http://x
curl
wget x
http x
https x
grep x
egrep x
fgrep x
rg x
cmp a b
diff a b
jq -e .
yq -e .
ping x
ping6 x
fping x
dig x
nslookup x
host x
getent hosts x
nc -z x
ncat x
nmap x
openssl x
mtr x
traceroute x
pg_isready
mysqladmin ping
redis-cli ping
showmount x
rpcinfo x
kubeconform x
kubeval x
kube-score x
conftest x
opa eval x
yamllint x
shellcheck x
promtool x
amtool x
terraform validate
terraform plan
tofu validate
trivy x
cosign verify
gpg --verify
sha256sum -c x
shasum x
md5sum -c x
pluto x
kyverno x
datree x
goss validate
bats x
pytest
vitest run
jest
npm test
make test
make check
make verify
helm upgrade x --wait
helm -n a install x y --atomic
helm --wait upgrade x
python3 -m pytest
python -m unittest x
python3.11 -m pytest
node --test
node --import=x --test
node --a --b --test x
npm run test
npm run check
npm run verify
npm run lint
npx vitest
npx jest
npx mocha
npx playwright test
just test
just check
just verify
go test x
go vet
cargo test
ruff x
tflint
ansible-lint
hadolint x
kustomize build x
systemctl is-active x
systemctl status x
zpool status
smartctl -H x
pvecm status
pvesh get /x
qm status 1
qm agent 1 ping
ceph health
ceph status
ceph -s`),
  )('%s', (text) => expect(isCheck(text)).toBe(true));

  it.each(
    rows(`
[x ]
x [ -f y ]
testing x
x test y
talosctl version
talosctlx health
xtalosctl health
talosctl unhealth
talosctl healthy
kubectl apply -f x
kubectl waiting
kubectl await
kubectlx wait
xkubectl wait
kubectl getx
kubectl xget
kubectlx get x
xoc get x
flux install
fluxx check
xflux check
flux xcheck
flux checkx
helm template x
helmx lint
xhelm lint
helm xlint
helm lints
cilium install
ciliumx status
xcilium status
cilium xstatus
cilium statusx
curlx x
xcurl x
http
https
httpd x
xhttp x
xgrep x
eegrep x
grepx
differ a
xdiff a
pingx a
xping a
hostname x
kubevals x
xkubeval
terraform apply
shaxsum a
sha2
make build
make testing
xmake test
helm upgrade x
helm --wait
helm rollback x --wait
helm upgrade x --waiting
helm upgrade x -wait
helm upgrade x--wait
helm upgrade x --nowait
helm upgrades x --wait
helm xupgrade x --wait
helmx upgrade x --wait
xhelm upgrade x --wait
pythonx -m pytest
python3 pytest
python3 -m pip
python3 -m pytestx
xpython3 -m pytest
node x --test
node --x y --test
node -- --test
nodes --test
node --testing
npm run build
npx cowsay
go build
cargo build
ruffle
xgo test
systemctl start x
systemctl is-
systemctl statusx
xsystemctl status
zpool create x
zpool statusx
qm start 1
ceph osd
xceph health`),
  )('none: %s', (text) => expect(isCheck(text)).toBe(false));
});

describe('flags that say how long, or how often', () => {
  it.each(
    words(`
    --timeout --timeout=5s -timeout --timeout= --wait-timeout --request-timeout=5 --max-time --connect-timeout -m -m=5
    --retry --retry-delay --retry-all-errors=1 --interval --poll-interval -w -W --kill-after=5 --deadline`),
  )('%s', (flag) => expect(TIME_FLAG.test(flag)).toBe(true));
  it.each(
    words(`timeout ---timeout x--timeout --timeouts --no-timeout - -- -x -m5 -wx -Wx --intervals --maxtime --pre-retry
    --deadlines --kill-afters`),
  )('none: %s', (flag) => expect(TIME_FLAG.test(flag)).toBe(false));
});

describe('commands that succeed whatever was before them', () => {
  const passes = (text: string): boolean => letsPass(commandsOf(text)[0]!);

  it.each(
    rows(`
log x
log_info x
logs x
loginfo x
logoutput x
logger x
warn x
warning x
info x
notice x
debug x
note x
say x
msg x
message x
continue
break
sleep 5
touch x
cat x
date
print x
ready=3
READY=yes
_x=1
a1=00
a=01
count=5
searched=3
src=main
rcs=2
a=0x
a=1 b=2`),
  )('%s', (text) => expect(passes(text)).toBe(true));

  it.each(
    rows(`
login x
logout
blog x
catalog x
mylog x
dewarn x
infos
notices
debugger
notes
says
msgs
messages
continued
breaks
sleeper
touchx
cats
dates
prints
printer
reprint
count=0
count=
failed=1
my_failures=1
ERR=1
had_errors=1
bad=1
missing=3
rc=1
last_rc=1
RC2=1
rc_sum=1
status=7
exit_status2=7
a=1 failed=1
a=1 verify
1a=1
x-y=1
verify a=1`),
  )('not: %s', (text) => expect(passes(text)).toBe(false));
});

it('a wait may grow ten times', () => {
  expect(stretched(30, 300)).toBe(false);
  expect(stretched(30, 301)).toBe(true);
});
