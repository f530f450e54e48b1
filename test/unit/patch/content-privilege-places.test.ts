/** Rights that a line gives by where it stands, or by what is left of its file. */
import { describe, expect, it } from 'vitest';
import { grantsUnder, openedPolicies, rootImage } from '../../../src/core/patch/content/privilege-places.ts';
import type { FileView, Hit } from '../../../src/core/patch/content/view.ts';
import { linesOf, viewed } from './views.ts';

const WIDENED = 'rights are only widened by a human';

/** A rule over a file that grew from `before`. */
const told = (rule: (view: FileView) => readonly Hit[], path: string) => (before: string, after: string) =>
  rule(viewed(path, before, after));

const granted = told(grantsUnder, 'rbac.yaml');
const opened = told(openedPolicies, 'net.yaml');

describe('an item that grants by what it stands under', () => {
  it.each([
    ['verbs', '"*"'],
    ['verbs', "'*'"],
    ['verbs', '*'],
    ['verbs', 'escalate'],
    ['verbs', 'bind'],
    ['verbs', '"impersonate"'],
    ['resources', 'secrets'],
    ['resources', 'pods/exec'],
    ['resources', "'pods/attach'"],
    ['resources', 'nodes/proxy # for metrics'],
    ['apiGroups', '"*"'],
    ['nonResourceURLs', '"*"'],
    ['add', 'ALL'],
  ])('%s: - %s', (key, item) => {
    const message = `a role or capability list covers everything: name what is needed`;
    const list = `rules:\n  ${key}:\n    - get\n    - ${item}\n`;
    expect(granted('rules:\n', list)).toEqual([{ rule: 'privilege', line: 4, message }]);
    expect(granted('', list.replace(`${key}:`, `- ${key} : # these`))).toHaveLength(1);
    expect(granted('', list.replace(`${key}:`, `my${key}:`))).toEqual([]);
    expect(granted('', list.replace(`${key}:`, `${key}: x`))).toEqual([]);
    expect(granted('', list.replace(`${key}:`, `x ${key}:`))).toEqual([]);
    expect(granted('', list.replace(`- ${item}`, `-   ${item}  `))).toHaveLength(1);
    expect(granted('', list.replace(`- ${item}`, `-${item}`))).toHaveLength(1);
    expect(granted('', list.replace(`- ${item}`, `x - ${item}`))).toEqual([]);
    expect(granted('', list.replace(/ #.*/, '').replace(/(- [^g].*)\n$/, '$1 x\n'))).toEqual([]);
    expect(granted('', list.replace('    - get\n', 'other:\n'))).toEqual([]);
    expect(granted('', list.replace(`- ${item}`, `- x${item}`))).toEqual([]);
    expect(granted(list, list.replace('get', 'list'))).toEqual([]);
  });

  it.each([
    ['roleRef', 'name: admin', 'rights over others are granted'],
    ['roleRef', "name: 'edit'", 'rights over others are granted'],
    ['roleRef', 'name: "admin"  ', 'rights over others are granted'],
    ['roleRef', 'name: admin # of this namespace', 'rights over others are granted'],
    ['anonymous', 'enabled: true', 'anyone is let in'],
    ['anonymous', 'enabled: "true" # why', 'anyone is let in'],
  ])('%s: %s', (key, line, what) => {
    const map = `a: 1\n  ${key}:\n    kind: x\n    ${line}\n`;
    expect(granted('a: 1\n', map)).toEqual([{ rule: 'privilege', line: 4, message: `${what}: ${WIDENED}` }]);
    expect(granted('', map.replace(`${key}:`, `x${key}:`))).toEqual([]);
    expect(granted('', map.replace(`    ${line}`, `  ${line}`))).toEqual([]);
    expect(granted('', map.replace(line, `x${line}`))).toEqual([]);
    expect(granted('', map.replace(/(admin|edit|true)/, '$1x'))).toEqual([]);
  });

  it.each([
    ['verbs', '*'],
    ['resources', 'secrets'],
    ['add', 'ALL'],
  ])('%s over several lines in brackets: %s', (key, item) => {
    const list = (open: string, line: string): string => `{\n  ${open}\n    "get",\n    ${line}\n  ]\n}\n`;
    const at = (open: string, line = `"${item}",`) => linesOf(granted('', list(open, line)));
    for (const open of [
      `"${key}": [`,
      `"${key}":[  `,
      `- ${key}  :   [ 'list', "watch",`,
      `-${key}: [`,
      `${key}: [x`,
    ])
      expect(at(open)).toEqual([4]);
    for (const line of [`'${item}'`, `"${item}" ] },`, item, `${item}, # why`, `"${item}"  ,  `])
      expect(at(`"${key}": [`, line)).toEqual([4]);
    for (const open of [
      `"my${key}": [`,
      `"${key}x": [`,
      `"${key}":`,
      `x "${key}": [`,
      `"${key}": [x],`,
      `"${key}": "[`,
    ])
      expect(at(open)).toEqual([]);
    for (const line of [
      `"${item}x"`,
      `x"${item}"`,
      `"${item}": 1`,
      `"${item}" x`,
      `"${item}"x,`,
      `# "${item}"`,
    ])
      expect(at(`"${key}": [`, line)).toEqual([]);
  });

  it('in JSON as in YAML', () => {
    expect(
      linesOf(granted('', '{\n  "roleRef": {\n    "name": "admin",\n    "kind": "Role"\n  }\n}\n')),
    ).toEqual([3]);
    expect(linesOf(granted('', 'roleRef  :\n  name  :"edit"\n'))).toEqual([2]);
    expect(linesOf(granted('', 'anonymous  :\n  enabled  :true\n'))).toEqual([2]);
    expect(granted('', 'anonymousx:\n  enabled: true\n')).toEqual([]);
    expect(granted('', 'roleRef:\n  namex: admin\n')).toEqual([]);
    expect(granted('', 'anonymous:\n  enabledx: true\n')).toEqual([]);
    expect(linesOf(granted('', '"anonymous": {\n  "enabled": true\n}\n'))).toEqual([2]);
    expect(granted('', '"roleRefs": {\n    "name": "admin"\n}\n')).toEqual([]);
    expect(granted('', '"roleRef": {\n    "name": "admin-of-x"\n}\n')).toEqual([]);
  });

  it('each by its own key: one of another row grants nothing', () => {
    expect(granted('', 'anonymous:\n  name: admin\n')).toEqual([]);
    expect(granted('', 'roleRef:\n  enabled: true\n')).toEqual([]);
    expect(granted('', 'roleRef:\n  - secrets\n')).toEqual([]);
    expect(granted('', 'verbs:\n  name: edit\n')).toEqual([]);
    expect(granted('', 'metadata:\n  name: admin\n')).toEqual([]);
    expect(granted('', 'name: admin\n- secrets\nenabled: true\n')).toEqual([]);
  });

  it('every line that grants is told, in order', () =>
    expect(linesOf(granted('', 'verbs:\n  - "*"\nresources:\n  - "*"\nroleRef:\n  name: edit\n'))).toEqual([
      2, 4, 6,
    ]));
});

const POLICY = `kind: NetworkPolicy
spec:
  ingress:
    - from:
        - podSelector: {}
  egress:
    - to:
        - podSelector: {}
`;
const OPEN = `a network policy lets everyone through: ${WIDENED}`;

describe('a network policy', () => {
  it('that says less often from whom or to whom', () => {
    const less = [{ rule: 'privilege', message: OPEN }];
    expect(opened(POLICY, POLICY.replace(/ {4}- from:\n.*\n/, ''))).toStrictEqual(less);
    expect(opened(POLICY, POLICY.replace(/ {4}- to:\n.*\n/, ''))).toStrictEqual(less);
    expect(opened(POLICY, POLICY.replace('- from:', '- # from:'))).toStrictEqual(less);
    expect(opened(POLICY, POLICY)).toEqual([]);
    expect(opened(POLICY, POLICY.replace('podSelector: {}', 'ipBlock: {cidr: 10.0.0.0/8}'))).toEqual([]);
    expect(opened(POLICY, `${POLICY}    - to:\n        - podSelector: {}\n`)).toEqual([]);
    expect(opened('', POLICY)).toEqual([]);
    expect(opened(POLICY, '')).toEqual([]);
  });
  it.each(['from', 'to', 'fromEndpoints', 'toEndpoints'])('counts %s', (peer) => {
    const one = (form: string): string => `  kind: CiliumNetworkPolicy\n${form}\nx: 1\n`;
    const none = one('    a: 1');
    expect(opened(one(`    ${peer}:`), none)).toHaveLength(1);
    expect(opened(one(`- ${peer}: []`), none)).toHaveLength(1);
    expect(opened(one(`-${peer}:`), none)).toHaveLength(1);
    expect(opened(one(`${peer}:`), none)).toHaveLength(1);
    expect(opened(one(`    x${peer}:`), none)).toEqual([]);
    expect(opened(one(`    ${peer}x:`), none)).toEqual([]);
    expect(opened(one(`    x: ${peer}:`), none)).toEqual([]);
  });

  it.each([
    '- {}',
    '    - {}',
    '-   {}',
    '  -  { }  ',
    '- {} # everyone',
    '  ingress: [{}]',
    'egress : [ { } ]',
    'ingress:[{}]',
    'spec: {"ingress": [{}]}',
    '  - fromEntities: [all]',
    'toEntities:   [ cluster, "all" ]',
  ])('with %j', (line) => {
    const hit = [{ rule: 'privilege', line: 2, message: OPEN }];
    expect(opened('kind: NetworkPolicy\n', `kind: NetworkPolicy\n${line}\n`)).toEqual(hit);
    expect(opened('a\n', `kind: CiliumNetworkPolicy\n${line}\n`)).toEqual(hit);
    expect(opened(`kind: NetworkPolicy\n${line}\nx: 1\n`, `kind: NetworkPolicy\n${line}\nx: 2\n`)).toEqual(
      [],
    );
  });
  it.each(['fromEntities', 'toEntities'])('with everyone among its %s', (key) => {
    const list = `kind: CiliumNetworkPolicy\n- ${key}: # who\n    - cluster\n    - "all" # for now\n`;
    expect(granted('', list)).toEqual([{ rule: 'privilege', line: 4, message: OPEN }]);
    expect(granted('', list.replace('- "all" # for now', '- all'))).toHaveLength(1);
    expect(granted('', list.replace('- "all" # for now', '-   all'))).toHaveLength(1);
    expect(granted('', list.replace(`- ${key}`, key))).toHaveLength(1);
    expect(granted('', list.replace(`- ${key}`, `  - ${key}`))).toHaveLength(1);
    expect(granted('', list.replace(`- ${key}`, `-${key}`))).toHaveLength(1);
    expect(granted('', list.replace('- "all"', 'x - "all"'))).toEqual([]);
    expect(granted('', list.replace('all', 'alls'))).toEqual([]);
    expect(granted('', list.replace(key, `x${key}`))).toEqual([]);
    expect(granted(list, list.replace('cluster', 'host'))).toEqual([]);
  });
  it('the first of several is told', () =>
    expect(linesOf(opened('', 'a: 1\n  kind: NetworkPolicy\n- x\n- {}\n- {}\n'))).toEqual([4]));
  it.each([
    '- {a: 1}',
    '{}',
    'x: {}',
    '# - {}',
    '- {} x',
    'x - {}',
    '- x: {}',
    'ingress: []',
    'myingress: [{}]',
    'ingress: [{a: 1}]',
    'fromEntities: [cluster]',
    'x fromEntities: [all]',
    '# fromEntities: [all]',
    'fromEntities: [allow]',
    'fromEntity: [all]',
  ])('not with %j', (line) => expect(opened('', `kind: NetworkPolicy\n${line}\n`)).toEqual([]));
  it.each(['Ingress', 'NetworkPolicyList', 'Network', 'x NetworkPolicy'])('not in a %s', (kind) => {
    expect(opened('', `kind: ${kind}\n- {}\n`)).toEqual([]);
    expect(opened('from:\n', `kind: ${kind}\n`)).toEqual([]);
  });
  it('not by another key of that value', () => {
    expect(opened('', 'xkind: NetworkPolicy\n- {}\n')).toEqual([]);
    expect(opened('', 'x kind: NetworkPolicy\n- {}\n')).toEqual([]);
    expect(opened('', 'kind:NetworkPolicy\n- {}\n')).toHaveLength(1);
  });
});

const image = told(rootImage, 'docker/Dockerfile');
const ROOT = [{ rule: 'privilege', message: `the image runs as root: ${WIDENED}` }];

describe('an image', () => {
  it.each(['root', '0', 'root:root', '0:0', 'root:1000'])('becomes %s', (user) => {
    expect(image('FROM a\nUSER node\n', `FROM a\nUSER ${user}\n`)).toStrictEqual(ROOT);
    expect(image('FROM a\nUSER node\n', `FROM a\n  user   ${user} x\n`)).toStrictEqual(ROOT);
    expect(image(`FROM a\nUSER ${user}\n`, `FROM b\nUSER ${user}\n`)).toEqual([]);
    expect(image(`FROM a\nUSER ${user}\n`, 'FROM a\nUSER node\n')).toEqual([]);
  });
  it.each(['app', 'rootless', '01', '1000', '00', 'xroot', 'app:root', 'app:0', '$UID'])(
    'becomes %s',
    (user) => {
      expect(image('FROM a\nUSER node\n', `FROM a\nUSER ${user}\n`)).toEqual([]);
      expect(image(`FROM a\nUSER ${user}\n`, 'FROM a\nUSER root\n')).toStrictEqual(ROOT);
    },
  );
  it('by its last user alone', () => {
    expect(image('USER   node\n', 'USER root\n')).toStrictEqual(ROOT);
    expect(image('USER node\n', 'USER root\nRUN a\nUSER node\n')).toEqual([]);
    expect(image('USER node\n', 'USER node\nUSER root\n')).toStrictEqual(ROOT);
    expect(image('USER node\nUSER root\n', 'USER root\n')).toEqual([]);
  });
  it('without a user is one of root, which a new one may be', () => {
    expect(image('FROM a\nUSER node\n', 'FROM a\n')).toStrictEqual(ROOT);
    expect(image('FROM a\nUSER node\n', 'FROM a\n# USER node\nXUSER node\nUSERnode\nUSER\n')).toStrictEqual(
      ROOT,
    );
    expect(image('FROM a\n', 'FROM b\n')).toEqual([]);
    expect(image('', 'FROM a\nUSER root\n')).toEqual([]);
  });
  it('that is deleted runs as nobody', () =>
    expect(rootImage(viewed('Dockerfile', 'FROM a\nUSER node\n', null))).toEqual([]));
  it.each([
    'Dockerfile',
    'a/dockerfile',
    'Containerfile',
    'a/Dockerfile.prod',
    'app.dockerfile',
    'x.Dockerfile',
  ])('is made by %s', (path) =>
    expect(told(rootImage, path)('USER node\n', 'USER root\n')).toStrictEqual(ROOT),
  );
  it.each(['Makefile', 'a/myDockerfile', 'x.dockerfile.md', 'dockerfile/x.sh', 'xdockerfile'])(
    'is not made by %s',
    (path) => expect(told(rootImage, path)('USER node\n', 'USER root\n')).toEqual([]),
  );
});
