// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell and Helm text, not templates.
import { describe, expect, it } from 'vitest';
import { change, POLICY, rulesOf } from './tree.ts';

const BEFORE = 'kind: ConfigMap\nmetadata:\n  name: x\n';
const adding = (line: string, path = 'cluster/apps/x.yaml'): readonly string[] =>
  rulesOf(change(path, BEFORE, `${BEFORE}${line}\n`));

const join = (...parts: readonly string[]): string => parts.join('');

/** Values are put together here so that no scanner takes this file for a leak. */
const SECRETS: readonly string[] = [
  join('token: gh', 'p_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'),
  join('key: AK', 'IAQ4XJ7M2PL9RTWZ3B'),
  join('key: sk-', 'proj-abcdefGHIJKL0123456789mnop'),
  join('url: https://ops:', 'hunter2hunter2@git.lan/x.git'),
  join('-----BEGIN RSA ', 'PRIVATE KEY-----'),
  join('key: AGE-SECRET-', 'KEY-1QQPQ2X3Y4Z5QQPQ2X3Y4Z5QQPQ2X3Y4Z5'),
  join('jwt: ey', 'JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijk'),
  join('auth: PVEAPI', 'Token=orch@pve!ci=1b2c3d4e-1111-2222-3333-444455556666'),
  join('hook: https://hooks.slack.com/services/', 'T0001/B0002/abcdEFGH1234'),
  'password: hunter2hunter2',
  'db_password: "Tr0ub4dor&3"',
  'API_KEY=9f8e7d6c5b4a39281706',
  'export PVE_TOKEN_SECRET=1b2c3d4e-aaaa-bbbb-cccc-1234567890ab',
  'clientSecret: n8Zk2LqW0pXv',
  'admin-password: correcthorsebattery9',
  'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzzzz',
  'run: curl -u root:hunter2 http://x',
  'run: sshpass -p hunter2 ssh root@pve',
  'header: "Authorization: Bearer abcdef0123456789abcdef"',
  'run: sops -d a.sops.yaml > a.yaml',
  'run: kubectl get secret -A -o yaml > s.yaml',
  'env:\n  - name: DB_PASSWORD\n    value: s3cr3tPassw0rd',
];

const REFERENCES: readonly string[] = [
  'PVE_TOKEN="${PVE_TOKEN:?set me}"',
  'password: ${DB_PASSWORD}',
  'password: "{{ .Values.password }}"',
  'password: ENC[AES256_GCM,data:abc,type:str]',
  'password: changeme',
  'password: ""',
  'passwordSecretRef: blog-db-1234',
  'secretName: blog-tls-2024',
  'existingSecret: blog-db-1',
  'tokenFile: /var/run/secrets/token1',
  'tokenTTL: 3600',
  'secretKeyRef: { name: blog-db, key: password1 }',
  'image: ghcr.io/example/blog@sha256:6ce885f0648894047483d64c4f32785af819b1def597c476e5ba2b7e564cfe68',
  'automountServiceAccountToken: false',
  'PASSWORD=$(cat /run/secrets/db)',
  'passwordPolicy: strong-12',
  'apiKeyFrom: vault:kv/blog#key1',
  '# password: hunter2hunter2',
  'env:\n  - name: DB_PASSWORD\n    valueFrom: { secretKeyRef: { name: db, key: password } }',
  'env:\n  - name: DB_HOST\n    value: postgres16.db',
  'run: curl -u "$USER:$PASS" http://x',
];

describe('secrets in clear', () => {
  it.each(SECRETS)('refused: %s', (line) => expect(adding(line)).toContain('secret'));
  it.each(REFERENCES)('not a secret: %s', (line) => expect(adding(line)).toEqual([]));

  it('refuses plain values of a Secret, whichever way they stand', () => {
    const path = 'cluster/apps/s.yaml';
    const judge = (after: string): readonly string[] => rulesOf(change(path, 'kind: Secret\n', after));
    expect(judge('kind: Secret\nstringData:\n  user: bob\n')).toContain('secret');
    expect(judge('data:\n  a: aGVsbG8=\nkind: Secret\n')).toContain('secret');
    expect(judge('kind: Secret\nstringData:\n  a: ${A}\n  b: ENC[x]\n')).toEqual([]);
  });

  it('refuses an encrypted value that is written in clear', () => {
    const before = 'a: ENC[AES256_GCM,data:x]\n';
    expect(rulesOf(change('cluster/apps/x.yaml', before, 'a: plain\n'))).toContain('secret');
  });

  it('never repeats the value in its reasons', () => {
    const verdict = change('cluster/apps/x.yaml', BEFORE, `${BEFORE}password: hunter2hunter2\n`);
    expect(JSON.stringify(verdict)).not.toContain('hunter2');
  });
});

describe('marks, hidden text, invariants', () => {
  it('refuses a redaction mark even with the content rules off', () => {
    const policy = { ...POLICY, contentRules: 'off' } as const;
    const judge = (from: string, to: string): readonly string[] =>
      rulesOf(change('cluster/apps/x.yaml', from, to, policy));
    expect(judge('a: 1\n', 'a: «redacted:password:1»\n')).toEqual(['placeholder']);
    expect(judge('a: 1\n', 'a: <<redacted: password>>\n')).toEqual(['placeholder']);
    expect(judge('a: «redacted:password:1»\nb: 1\n', 'a: «redacted:password:1»\nb: 2\n')).toEqual([
      'placeholder',
    ]);
  });

  it('refuses invisible and direction-changing characters', () => {
    expect(adding('a: 1 # \u202e nimda')).toEqual(['hidden-text']);
    expect(adding('a\u200b: 1')).toEqual(['hidden-text']);
    expect(adding('a: \u001b[2K')).toEqual(['hidden-text']);
    expect(adding('a: Grüße, 日本 ✓')).toEqual([]);
  });

  const storage = {
    name: 'storage',
    files: ['cluster/**'],
    forbid: '^\\s*provisioner:',
    unless: 'longhorn|nfs',
    message: 'storage stays Longhorn and NFS',
  };

  it('holds the rules of the memo', () => {
    const policy = { ...POLICY, invariants: [storage] };
    const judge = (path: string, line: string): readonly string[] =>
      rulesOf(change(path, 'kind: StorageClass\n', `kind: StorageClass\n${line}\n`, policy));
    expect(judge('cluster/sc.yaml', 'provisioner: rancher.io/local-path')).toEqual(['invariant:storage']);
    expect(judge('cluster/sc.yaml', 'provisioner: driver.longhorn.io')).toEqual([]);
    expect(judge('docs/sc.yaml', 'provisioner: rancher.io/local-path')).toEqual([]);
  });

  it('keeps the result for the human when content hits are held', () => {
    const policy = { ...POLICY, contentRules: 'hold' } as const;
    const verdict = change('scripts/x.sh', 'a\n', 'a\nreboot\n', policy);
    expect(verdict.ok).toBe(false);
    expect(!verdict.ok && verdict.held?.files.map((file) => file.path)).toEqual(['scripts/x.sh']);
    const mark = change('scripts/x.sh', 'a\n', 'a\n«redacted:x»\n', policy);
    expect(!mark.ok && mark.held).toBeUndefined();
  });
});

describe('rights in manifests', () => {
  const GRANTS = [
    'kind: ClusterRoleBinding\nroleRef:\n  name: cluster-admin\n',
    'subjects:\n  - kind: User\n    name: system:anonymous\n',
    'subjects:\n  - kind: Group\n    name: system:masters\n',
    'rules:\n  - apiGroups: ["*"]\n    resources: ["*"]\n    verbs: ["*"]\n',
    'rules:\n  - verbs:\n      - "*"\n',
    'rules:\n  - verbs: ["get", "impersonate"]\n',
    'spec:\n  hostPID: true\n',
    'securityContext:\n  allowPrivilegeEscalation: true\n',
    'securityContext:\n  runAsUser: 0\n',
    'securityContext:\n  capabilities:\n    add: ["SYS_ADMIN"]\n',
    'securityContext:\n  capabilities:\n    add:\n      - NET_ADMIN\n',
    'labels:\n  pod-security.kubernetes.io/enforce: privileged\n',
    'extraArgs:\n  anonymous-auth: "true"\n',
    'extraArgs:\n  authorization-mode: AlwaysAllow\n',
    'webhooks:\n  - failurePolicy: Ignore\n',
    'tls:\n  insecureSkipVerify: true\n',
    'features:\n  rbac: false\n',
    'volumes:\n  - name: s\n    path: /var/run/docker.sock\n',
  ];
  it.each(GRANTS)('refused: %j', (yaml) =>
    expect(rulesOf(change('cluster/x.yaml', 'a: 1\n', `a: 1\n${yaml}`))).toContain('privilege'),
  );

  it('refuses to take a network policy away', () => {
    const before = 'kind: NetworkPolicy\nmetadata:\n  name: x\n---\na: 1\n';
    expect(rulesOf(change('cluster/x.yaml', before, 'a: 1\n'))).toContain('privilege');
  });

  it('lets a role name what it needs', () => {
    const yaml = 'rules:\n  - apiGroups: [""]\n    resources: ["pods"]\n    verbs: ["get", "list"]\n';
    expect(rulesOf(change('cluster/x.yaml', 'a: 1\n', `a: 1\n${yaml}`))).toEqual([]);
  });
});
