/** What widens rights in a manifest, form by form, and the nearest lines that do not. */
import { describe, expect, it } from 'vitest';
import { added, hitsOf, inYaml, rows } from './hits.ts';
import { change } from './tree.ts';

const HIT = ['privilege 2'];

describe('a setting that widens rights', () => {
  it.each(
    rows(`
privileged: true
hostNetwork: true
hostPID: true
hostIPC: true
allowPrivilegeEscalation: true
shareProcessNamespace: true
hostUsers: true
privileged: yes
privileged: on
privileged: 1
privileged: enabled
privileged = true
"privileged": "true"
'privileged' : 'true'
- privileged: true
x: { privileged: true }
x: {a: 1,privileged: true}
privileged: true # why
runAsNonRoot: false
readOnlyRootFilesystem: false
runAsNonRoot: no
runAsNonRoot: off
runAsNonRoot: 0
runAsNonRoot: disabled
runAsUser: 0
runAsGroup: 0
fsGroup: 0
"runAsUser" : "0"
hostPath: /
- hostPath: { path: / }
"hostPath": /
procMount: Unmasked
type: Unconfined
"type": "unconfined"
container.apparmor.security.beta.kubernetes.io/x: unconfined
seccomp.security.alpha.kubernetes.io/pod: "unconfined"
path: /var/run/docker.sock
path: /run/containerd/containerd.sock
path: /run/crio/crio.sock
path: /run/podman/podman.sock
- SYS_ADMIN
- CAP_SYS_ADMIN
- "SYS_PTRACE"
- SYS_MODULE
- SYS_RAWIO
- DAC_OVERRIDE
- DAC_READ_SEARCH
- NET_ADMIN
- NET_RAW
- BPF
- SYSLOG
- SETUID
- SETGID
- SETFCAP
- SYS_BOOT
- SYS_TIME
- MAC_ADMIN
add: [CHOWN, NET_RAW]
"add": ["CAP_BPF"]
add: ["ALL"]
add: [CHOWN, ALL]
name: cluster-admin
name: system:anonymous
name: system:unauthenticated
name: system:masters
name: system:authenticated
name: system:serviceaccounts
verbs: ["*"]
resources: ["pods", '*']
apiGroups: [ "*" ]
"nonResourceURLs": ["*"]
verbs: ["get", "escalate"]
verbs: [bind]
verbs: ['impersonate']
roleRef: {kind: ClusterRole, name: admin}
"roleRef": { "name": "edit", "kind": "Role" }
auth: {anonymous: {enabled: true}}
pod-security.kubernetes.io/enforce: privileged
pod-security.kubernetes.io/warn: "privileged"
pod-security.kubernetes.io/audit=privileged
anonymous-auth: true
anonymous-auth: "true"
authorization-mode: AlwaysAllow
authorization-mode: Node,AlwaysAllow
insecure-port: 8080
x: AlwaysAdmit
enable-admission-plugins: ""
disable-admission-plugins: PodSecurity
failurePolicy: Ignore
validationFailureAction: Audit
`),
  )('%s', (line) => expect(added(line)).toEqual(HIT));
  it.each(
    rows(`
privileged: false
privileged: truest
unprivileged: true
myhostNetwork: true
privilegedPods: true
hostNetwork: 10
runAsNonRoot: true
readOnlyRootFilesystem: true
runAsNonRoot: falsetto
runAsUser: 1000
runAsUser: 01
fsGroup: 65534
hostPaths: /
myhostPath: /
procMount: Default
type: RuntimeDefault
seccomp.security.alpha.kubernetes.io/pod: runtime/default
path: /run/docker.socket
path: /run/x.sock
- CHOWN
- SYS_ADMINS
drop: [NET_RAW]
drop: ["ALL"]
add: [CHOWN]
name: cluster-administrators
name: mycluster-adminx
name: system:node
name: system:mastersof
verbs: ["get"]
verbs: ["get*"]
hosts: ["*"]
verbs: ["rebind"]
roleRef: {kind: Role, name: admin-of-x}
roleRef: {kind: Role, name: view}
myroleRefs: {name: admin}
x: {name: admin}
auth: {anonymous: {enabled: false}}
pod-security.kubernetes.io/enforce: restricted
pod-security.kubernetes.io/enforce-version: latest
anonymous-auth: false
authorization-mode: Node,RBAC
insecure-ports: 8080
enable-admission-plugins: NodeRestriction
failurePolicy: Fail
failurePolicy: Ignored
validationFailureAction: Enforce
`),
  )('not: %s', (line) => expect(added(line)).toEqual([]));
});

describe('a switch that turns a safeguard off', () => {
  it.each(
    rows(`
insecure_skip_verify: true
insecure-skip-tls-verify: true
insecure-skip-verify: true
insecureSkipVerify: true
insecureSkipTLSVerify: true
tls_skip_verify: true
tlsSkipVerify: yes
skipTLSVerify: true
allowInsecure: true
allowInsecureRegistry: true
allow_unauthenticated: true
disable_auth: true
disableAuthentication: true
skip_auth: true
allow_anonymous: true
verify_ssl: false
ssl_verify: no
validate_certs: false
tls_verify: off
verifyTLS: false
verifyPeer: 0
rbac: false
requireAuth: false
requireAuthentication: false
auth_enabled: false
enable_auth: false
apidCheckExtKeyUsage: false
diskQuotaSupport: false
PermitRootLogin yes
  PasswordAuthentication yes
PermitEmptyPasswords yes
x: StrictHostKeyChecking=no
StrictHostKeyChecking no
x: UserKnownHostsFile=/dev/null
UserKnownHostsFile /dev/null
x: me NOPASSWD
me ALL=(ALL) ALL
x: authorized_keys
x: ssh-rsa AAAAB3
x: ssh-ed25519 AAAAC3
x: ssh-dss AAAAB3
x: ecdsa-sha2-nistp256 AAAAE2
- os:admin
- os:operator
- os:impersonator
kubernetesTalosAPIAccess:
- allowedKubernetesNamespaces:
  allowedRoles:
`),
  )('%s', (line) => expect(added(line)).toContain(HIT[0]));
  it.each(
    rows(`
insecureSkipVerify: false
skipTLSVerify: trueish
verify_ssl: true
rbac: true
myrbac: false
requireAuth: true
diskQuotaSupport: true
PermitRootLogin no
# PermitRootLogin yes
PasswordAuthentication no
StrictHostKeyChecking=yes
StrictHostKeyChecking=nothing
UserKnownHostsFile=/etc/x
x: ssh-rsa BBBB
- os:reader
- os:administrators
- mallowedRoles:
me ALLOWED=(ALL)
`),
  )('not: %s', (line) => expect(added(line)).toEqual([]));
});

describe('a block list that covers everything', () => {
  it.each([
    ['verbs:', '  - "*"', 3],
    ['verbs:', "  - '*'", 3],
    ['verbs:', '  - *', 3],
    ['verbs:', '- "*"', 3],
    ['verbs:', '  -   "*"  ', 3],
    ['verbs:', '  - "*" # everything', 3],
    ['- verbs:', '    - "*"', 3],
    ['verbs :  ', '  - escalate', 3],
    ['resources:', '  - "*"', 3],
    ['apiGroups:', '  - "*"', 3],
    ['nonResourceURLs:', '  - "*"', 3],
    ['verbs:', '  - bind', 3],
    ['verbs:', '  - impersonate', 3],
    ['add:', '  - ALL', 3],
    ['verbs:', '  - get\n  - "*"', 4],
    ['verbs:', '- get\n- "*"', 4],
    ['verbs:', '  - get\n\n  - "*"', 5],
    ['verbs:', '  - get\n      # and more\n  - "*"', 5],
    ['verbs:', '  # all of them\n  - "*"', 4],
    ['verbs: # rights', '  - "*"', 3],
    ['verbs:', '  - >-\n    get\n  - "*"', 5],
  ])('%s %j', (key, items, line) => expect(added(`${key}\n${items}`)).toEqual([`privilege ${line}`]));
  it.each([
    ['drop:', '  - ALL'],
    ['add:', '  # never - ALL'],
    ['verbs:\n- get\nnon-hosts:', '- "*"'],
    ['hosts:', '  - "*"'],
    ['verbs: [get]', '  - "*"'],
    ['verbs:', '  - "get*"'],
    ['verbs:', '  - "*/x"'],
    ['verbs:', '  - rebind'],
    ['verbs:', '  - bindings'],
    ['verbs:', '  - "*": 1'],
    ['verbs:', '  "*"'],
    ['myverbs:', '  - "*"'],
    ['verbs:\n  - get\nhosts:', '  - "*"'],
    ['verbs:\n  - get\nhosts:', '- "*"'],
    ['hosts:', '  - "*"\nverbs:\n  - get'],
    ['x:\n    verbs:\n      - get\n  hosts:', '    - "*"'],
  ])('not: %s %j', (key, items) => expect(added(`${key}\n${items}`)).toEqual([]));
  it('with no key above is none, and one that was there stays', () => {
    expect(inYaml('a: 1\n', '- "*"\na: 1\n')).toEqual([]);
    const before = 'verbs:\n  - "*"\na: 1\n';
    expect(inYaml(before, before.replace('1', '2'))).toEqual([]);
  });
});

describe('a safeguard that is taken away', () => {
  const rest = 'a: 1\nb: 2\n';
  it.each(
    rows(`
kind: NetworkPolicy
kind: ClusterNetworkPolicy
kind: CiliumNetworkPolicy
kind: CiliumClusterwideNetworkPolicy
kind: PodDisruptionBudget
kind: ValidatingAdmissionPolicy
kind: ValidatingAdmissionPolicyBinding
kind: ValidatingWebhookConfiguration
kind: ClusterPolicy
kind: ResourceQuota
kind: LimitRange
- kind: NetworkPolicy
  securityContext: {}
seccompProfile: {}
podSecurityContext: {}
- securityContext: {}
runAsNonRoot: true
  readOnlyRootFilesystem: true
allowPrivilegeEscalation: false
- allowPrivilegeEscalation:  false
drop: [ALL]
pod-security.kubernetes.io/enforce: restricted
pod-security.kubernetes.io/enforce: "baseline"
`),
  )('%s', (line) => {
    expect(inYaml(`${line}\n${rest}`, rest)).toEqual(['privilege']);
    expect(inYaml(`${line}\n${rest}`, `a: 1\n${line}\nb: 3\n`)).toEqual([]);
    expect(inYaml(`${line}\n${line}\n${rest}`, `${line}\n${rest}`)).toEqual(['privilege']);
    expect(inYaml(rest, `${line}\n${rest}`)).toEqual([]);
  });
  it.each(
    rows(`
kind: NetworkPolicyTemplate
mykind: NetworkPolicy
kind: Service
mysecurityContext: {}
securityContexts: {}
runAsNonRoot: truest
allowPrivilegeEscalation: falsetto
drops: [ALL]
pod-security.kubernetes.io/enforce: other
pod-security.kubernetes.io/audit: restricted
`),
  )('not: %s', (line) => expect(inYaml(`${line}\n${rest}`, rest)).toEqual([]));
  it('each is told', () =>
    expect(inYaml(`drop: [ALL]\nrunAsNonRoot: true\n${rest}`, rest)).toEqual(['privilege', 'privilege']));
});

describe('which lines are asked', () => {
  it('comments and documents are not', () => {
    expect(added('# privileged: true')).toEqual([]);
    expect(added('   # privileged: true')).toEqual([]);
    expect(added('  // privileged: true')).toEqual([]);
    expect(hitsOf(change('docs/r.md', 'drop: x\n', 'a\nprivileged: true\nchmod 777 x\n'))).toEqual([]);
  });
  it('a line that only moved or was indented is not new', () => {
    expect(inYaml('  privileged: true\na: 1\n', 'a: 1\nb:\n    privileged: true\n')).toEqual([]);
    expect(inYaml('privileged: false\na: 1\n', 'a: 1\nprivileged: true\n')).toEqual(HIT);
  });
  it('each new line is told by its number', () =>
    expect(added('a: 1\nhostPID: true\nb: 2\nhostIPC: true')).toEqual(['privilege 3', 'privilege 5']));
});
