/** Every right is seen however it is written, and said in the same words. */
import { describe, expect, it } from 'vitest';
import { privilegeHits } from '../../../src/core/patch/content/privilege.ts';
import { rows } from './hits.ts';
import { viewed } from './views.ts';

const told = (path: string, before: string, after: string) => privilegeHits(viewed(path, before, after));
const adding = (line: string, path = 'a.yaml') => told(path, 'a: 1\n', `a: 1\n${line}\n`);
const one = (what: string) => [
  { rule: 'privilege', line: 2, message: `${what}: rights are only widened by a human` },
];

const TALKS = 'checking who one talks to is turned off';

describe('a setting, however it is written', () => {
  it.each([
    ['privileged', 'true', 'a pod gets the rights of its node'],
    ['runAsNonRoot', 'false', 'a pod may run as root or change its image'],
    ['runAsUser', '0', 'a pod runs as root'],
    ['hostPath', '/', 'a pod mounts a folder of its node'],
    ['procMount', 'Unmasked', 'confinement is taken away'],
    ['type', 'Unconfined', 'confinement is taken away'],
    ['enforce', 'privileged', 'admission accepts privileged pods'],
    ['pod-security.kubernetes.io/enforce', 'privileged', 'the namespace accepts privileged pods'],
    ['anonymous-auth', 'true', 'the API server lets anyone in'],
    ['authorization-mode', 'AlwaysAllow', 'the API server lets anyone in'],
    ['failurePolicy', 'Ignore', 'an admission check is taken away'],
    ['validationFailureAction', 'Audit', 'an admission check is taken away'],
    ['insecureSkipVerify', 'true', TALKS],
    ['verify_ssl', 'false', TALKS],
    ['apidCheckExtKeyUsage', 'false', 'a Talos safeguard is turned off'],
  ])('%s: %s', (key, value, what) => {
    for (const line of [
      `${key}:${value}`,
      `${key}  :   ${value}`,
      `"${key}":"${value}"`,
      `'${key}' : '${value}'`,
      `      ${key}: ${value}`,
    ])
      expect(adding(line)).toEqual(one(what));
    for (const line of [`${key}x: ${value}`, `${key}: x${value}`, `# ${key}: ${value}`])
      expect(adding(line)).toEqual(/^(?:hostPath|authorization-mode):/.test(line) ? one(what) : []);
  });
  it.each([
    ['add', 'ALL', 'all capabilities are added'],
    ['verbs', '*', 'a role covers everything'],
    ['verbs', 'escalate', 'a role may raise rights'],
    ['resources', 'secrets', 'a role reads secrets or enters pods'],
    ['resources', 'pods/exec', 'a role reads secrets or enters pods'],
    ['add', 'NET_ADMIN', 'a strong capability is added'],
  ])('%s: [%s]', (key, value, what) => {
    for (const line of [
      `${key}:["${value}"]`,
      `"${key}":["${value}"]`,
      `'${key}'  :   [ 'a',  '${value}' ]`,
      `${key}: [a,"${value}"`,
      `  - ${key}: ["${value}",b]`,
    ])
      expect(adding(line)).toEqual(one(what));
    for (const line of [`${key}: []`, `${key}: [a], x: ["${value}"]`, `drop: ["${value}"]`])
      expect(adding(line)).toEqual(what.startsWith('a strong') && line.includes('x:') ? one(what) : []);
  });
  it.each([
    ['roleRef:{name:admin}', 'rights over others are granted'],
    ['"roleRef"  :   { "kind" : "Role", "name"  :   "edit" }', 'rights over others are granted'],
    ['anonymous:{enabled:true}', 'anyone is let in'],
    [`'anonymous'  :   { a: 1, "enabled"  :   'true' }`, 'anyone is let in'],
    ['  - NET_RAW', 'a strong capability is added'],
    [`-   'CAP_NET_RAW'`, 'a strong capability is added'],
    ['-"NET_RAW"', 'a strong capability is added'],
    ['path: /run/docker.sock', 'the container engine is handed to a pod'],
    ['name: cluster-admin', 'rights over the whole cluster are granted'],
    ['name: system:masters', 'rights go to everyone or to the superuser group'],
    [`enable-admission-plugins:''`, 'the API server lets anyone in'],
    [`"enable-admission-plugins"  :   ""`, 'the API server lets anyone in'],
    ['- os:admin', 'Talos API rights are granted'],
    ['  -   allowedRoles  :', 'Talos API access from pods is granted'],
    ['allowedRoles:', 'Talos API access from pods is granted'],
  ])('%s', (line, what) => expect(adding(line)).toEqual(one(what)));
  it.each(
    rows(`
x - NET_RAW
x -NET_RAW
x enforce: privileged
x PermitRootLogin yes
x PasswordAuthentication yes
x PermitEmptyPasswords yes
x me ALL=(ALL) ALL
x allowedRoles:
add: [SMALL]
add: ["ALLOW"]
enable-admission-plugins: "a"
enable-admission-plugins: "
roleRef: {name: administrator}
anonymous: {enabled: truest}
`),
  )('not: %s', (line) => expect(adding(line)).toEqual([]));
});

describe('a file of a system or of a program', () => {
  it.each([
    ...rows(`
NODE_TLS_REJECT_UNAUTHORIZED=0
process.env.NODE_TLS_REJECT_UNAUTHORIZED  =   '0'
env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0"
rejectUnauthorized:false
rejectUnauthorized  :   false
ssl._create_unverified_context()
get(u, verify=False)
get(u, verify  =   False)
ssl.CERT_NONE
c.check_hostname=False
c.check_hostname  =   False
PYTHONHTTPSVERIFY=0
PYTHONHTTPSVERIFY  =   "0"
GIT_SSL_NO_VERIFY=1
GIT_SSL_NO_VERIFY  =   'true'
`).map((line) => [line, TALKS]),
    ...rows(`
/srv *(rw)
/srv *(sync,anonuid=0,rw)
/srv 0.0.0.0/0(rw)
/srv 10.0.0.0/8(ro,no_root_squash)
`).map((line) => [line, 'a share is opened to root or to everyone']),
    ...rows(`
PermitRootLogin   yes
   PermitEmptyPasswords   yes
   PermitRootLogin yes
\tPasswordAuthentication   yes
StrictHostKeyChecking  no
StrictHostKeyChecking "no"
`).map((line) => [line, 'SSH is opened']),
    ...rows(`
   me   ALL=(ALL) x
%x ALL=(ALL:ALL) y
`).map((line) => [line, 'sudo without a password is granted']),
    ['cat k >> a/authorized_keys', 'an SSH key is let in'],
  ])('%s: %s', (line, what) => expect(adding(line!, 'a.conf')).toEqual(one(what!)));
  it.each(
    rows(`
NODE_TLS_REJECT_UNAUTHORIZED=1
NODE_TLS_REJECT_UNAUTHORIZED x 0
rejectUnauthorized: true
verify=Falsehood
PYTHONHTTPSVERIFY=1
GIT_SSL_NO_VERIFY=0
/srv 10.0.0.0/8(rw)
/srv *(ro)
/srv *(sync;rw)
`),
  )('not: %s', (line) => expect(adding(line, 'a.conf')).toEqual([]));
});

describe('a command', () => {
  const run = (line: string) =>
    told('a.sh', 'a\n', `a\n${line}\n`).filter(({ message }) => message.startsWith('a command '));
  const COMMANDS = [
    ['kubectl -n a create rolebinding x --clusterrole=admin', 'grants rights'],
    ['kubectl get pods --as=x', 'acts without checks or as somebody else'],
    ['kubectl -n a label ns b c=d pod-security.kubernetes.io/enforce=privileged', 'lets privileged pods in'],
    ['oc label ns b pod-security=privileged', 'lets privileged pods in'],
    ['kubectl -n a debug -it node/x', 'opens a shell on a node'],
    ['chmod -R --verbose 777 a', 'opens files to everyone or raises rights'],
    ['chmod gou+w a', 'opens files to everyone or raises rights'],
    ['visudo', 'raises rights'],
    ['docker run --privileged a', 'runs a container with the rights of the host'],
    ['docker run --security-opt=x seccomp=unconfined a', 'runs a container with the rights of the host'],
    ['curl -k https://x', 'does not check whom it talks to'],
    ['ansible -i x --ssh-args StrictHostKeyChecking=no', 'does not check whom it talks to'],
    ['git -c http.sslVerify=false fetch', 'does not check whom it talks to'],
    ['ssh-copy-id a', 'lets an SSH key in'],
    ['nsenter -m -t 1 sh', 'enters the node from a pod'],
    ['nsenter -t1 sh', 'enters the node from a pod'],
    ['nsenter -m --target=1 sh', 'enters the node from a pod'],
    ['nsenter --target 1 sh', 'enters the node from a pod'],
    ['aa-teardown', 'takes confinement away'],
  ] as const;
  it.each(COMMANDS)('%s: %s', (line, what) => {
    expect(run(line)).toEqual(one(`a command ${what}`));
    expect(run(`sudo ${line}`)).toEqual(one(`a command ${what}`));
    expect(run(`my-${line}`)).toEqual([]);
  });
  it('each line is told by its number, once', () =>
    expect(run('visudo; chmod 777 a\nls\nvisudo').map(({ line }) => line)).toEqual([2, 4]));
});

describe('a safeguard that goes', () => {
  const gone = (what: string) => [
    { rule: 'privilege', message: `${what}: rights are only widened by a human` },
  ];
  it.each([
    ['kind:NetworkPolicy', 'a network policy is removed'],
    ['  -  kind:  CiliumNetworkPolicy', 'a network policy is removed'],
    ['kind:ResourceQuota', 'a guarding object is removed'],
    ['  -  kind:  LimitRange', 'a guarding object is removed'],
    ['  -  securityContext:', 'a security context is removed'],
    ['runAsNonRoot:true', 'a pod restriction is removed'],
    ['  -  readOnlyRootFilesystem:  true', 'a pod restriction is removed'],
    ['  -  allowPrivilegeEscalation:  false', 'a pod restriction is removed'],
    ['enforce:baseline', 'pod security is lowered'],
    [`  "enforce"  :   "restricted"`, 'pod security is lowered'],
    [`'enforce' : 'baseline'`, 'pod security is lowered'],
    ['  -  drop: [ALL]', 'dropped capabilities come back'],
    ['pod-security.kubernetes.io/enforce:restricted', 'pod security is lowered'],
    [`pod-security.kubernetes.io/enforce:   'baseline'`, 'pod security is lowered'],
  ])('%s', (line, what) => {
    expect(told('a.yaml', `${line}\na: 1\n`, 'a: 1\n')).toStrictEqual(gone(what));
    expect(told('a.yaml', `${line}\n${line}\na: 1\n`, `${line}\na: 1\n`)).toStrictEqual(gone(what));
    expect(told('a.yaml', `${line}\na: 1\n`, `${line}\na: 2\n`)).toEqual([]);
  });
  it.each(
    rows(`
x kind: NetworkPolicy
x kind: LimitRange
x securityContext:
x runAsNonRoot: true
x allowPrivilegeEscalation: false
x enforce: baseline
x drop: [ALL]
`),
  )('not: %s', (line) => expect(told('a.yaml', `${line}\na: 1\n`, 'a: 1\n')).toEqual([]));
});
