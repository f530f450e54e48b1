/**
 * A real Kubernetes control plane on loopback: etcd, API server with an audit log, controller manager, scheduler, and
 * kwok in the place of the machines: its nodes are Ready and the pods that are bound to them run, without containers.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tempFolder } from '../rig/folder.ts';
import { packageRoot } from '../rig/repo.ts';
import { type Api, apiClient } from './api.ts';
import { realBin } from './tools.ts';

export interface ControlPlane extends AsyncDisposable {
  /** Holds the logs of every process, audit.log among them. */
  readonly dir: string;
  readonly port: number;
  /** The API as the test's own user, who is not orch. */
  readonly api: Api;
  /** A kubeconfig of an administrator called `orch`, for a server on this loopback port. */
  readonly kubeconfig: (port: number) => string;
  readonly certificate: string;
  readonly key: string;
  /** What `orch` asked the API server to write since the log had `from` lines. */
  readonly writes: (from: number) => readonly string[];
  readonly audited: () => number;
}

/** Static tokens: orch's, the test's own and that of the controllers beside it are told apart in the audit log. */
const TOKENS = { orch: 'orch-token', test: 'test-token', machinery: 'machinery-token' } as const;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const until = async (what: string, look: () => Promise<boolean> | boolean, log: string): Promise<void> => {
  const end = Date.now() + 90_000;
  while (!(await look())) {
    if (Date.now() > end)
      throw new Error(`${what} did not come up\n${readFileSync(log, 'utf8').slice(-4_000)}`);
    await sleep(200);
  }
};

const AUDIT = `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
  - level: Metadata
    users: [orch]
    omitStages: [RequestReceived]
  - level: None
`;

const kubeconfigText = (server: string, token: string, certificate: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'real',
    clusters: [
      {
        name: 'real',
        cluster: { server, 'certificate-authority-data': Buffer.from(certificate).toString('base64') },
      },
    ],
    users: [{ name: 'user', user: { token } }],
    contexts: [{ name: 'real', context: { cluster: 'real', user: 'user' } }],
  });

interface AuditLine {
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username: string };
}

const WRITING = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

/**
 * Starts the control plane; takes some seconds.
 * @param nodes names of the machines that kwok plays.
 */
export const startControlPlane = async (nodes: readonly string[]): Promise<ControlPlane> => {
  const folder = tempFolder();
  const dir = folder.path;
  const children: ChildProcess[] = [];
  const log = (name: string) => join(dir, `${name}.log`);
  const start = (name: string, args: readonly string[]): void => {
    const out = openSync(log(name), 'w');
    const child = spawn(join(realBin, name), args, { cwd: dir, stdio: ['ignore', out, out] });
    closeSync(out);
    children.push(child);
  };
  const stop = async (): Promise<void> => {
    for (const child of children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
    folder.remove();
  };
  try {
    const [client, peer, port, kwokPort] = await Promise.all([
      freePort(),
      freePort(),
      freePort(),
      freePort(),
    ]);
    const etcd = `http://127.0.0.1:${client}`;
    start('etcd', [
      ...['--data-dir', join(dir, 'etcd'), '--listen-client-urls', etcd, '--advertise-client-urls', etcd],
      ...['--listen-peer-urls', `http://127.0.0.1:${peer}`, '--unsafe-no-fsync'],
    ]);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(join(dir, 'sa.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    writeFileSync(join(dir, 'audit.yaml'), AUDIT);
    writeFileSync(
      join(dir, 'tokens.csv'),
      Object.entries(TOKENS)
        .map(([user, token]) => `${token},${user},${user},"system:masters"\n`)
        .join(''),
    );
    const certs = join(dir, 'certs');
    mkdirSync(certs);
    start('kube-apiserver', [
      ...['--etcd-servers', etcd, '--bind-address', '127.0.0.1', '--secure-port', String(port)],
      ...['--cert-dir', certs, '--token-auth-file', 'tokens.csv', '--authorization-mode', 'RBAC'],
      ...['--service-account-key-file', 'sa.key', '--service-account-signing-key-file', 'sa.key'],
      ...[
        '--service-account-issuer',
        'https://kubernetes.default.svc',
        '--service-cluster-ip-range',
        '10.96.0.0/16',
      ],
      ...['--audit-policy-file', 'audit.yaml', '--audit-log-path', 'audit.log', '--allow-privileged'],
      ...['--endpoint-reconciler-type', 'none'],
    ]);
    const pem = join(certs, 'apiserver.crt');
    await until('the API server', () => existsSync(pem), log('kube-apiserver'));
    await until(
      'the API server',
      async () => {
        try {
          const made = apiClient(port, readFileSync(pem, 'utf8'), TOKENS.test);
          return (await made.text('/readyz')) === 'ok';
        } catch {
          // Not listening yet, or not ready: the deadline of `until` tells.
          return false;
        }
      },
      log('kube-apiserver'),
    );
    const certificate = readFileSync(pem, 'utf8');
    const server = `https://127.0.0.1:${port}`;
    writeFileSync(join(dir, 'machinery.kubeconfig'), kubeconfigText(server, TOKENS.machinery, certificate));
    start('kube-controller-manager', [
      ...['--kubeconfig', 'machinery.kubeconfig', '--service-account-private-key-file', 'sa.key'],
      ...[
        '--root-ca-file',
        pem,
        '--leader-elect=false',
        '--secure-port=0',
        '--use-service-account-credentials=false',
      ],
    ]);
    start('kube-scheduler', [
      '--kubeconfig',
      'machinery.kubeconfig',
      '--leader-elect=false',
      '--secure-port=0',
    ]);
    start('kwok', [
      ...['--kubeconfig', 'machinery.kubeconfig', '--manage-all-nodes=true'],
      ...['--config', join(packageRoot, 'test/real/kwok.yaml'), '--server-address', `127.0.0.1:${kwokPort}`],
      ...['--cidr', '10.244.0.0/16'],
    ]);
    const api = apiClient(port, certificate, TOKENS.test);
    for (const name of nodes)
      await api.send('POST', '/api/v1/nodes', {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux' } },
        status: {
          allocatable: { cpu: '16', memory: '64Gi', pods: '200' },
          capacity: { cpu: '16', memory: '64Gi', pods: '200' },
        },
      });
    await until(
      'the nodes',
      async () => {
        const { items } = (await api.get('/api/v1/nodes')) as {
          items: { status?: { conditions?: { type: string; status: string }[] } }[];
        };
        return items.every((node) =>
          node.status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True'),
        );
      },
      log('kwok'),
    );
    const audit = (): readonly AuditLine[] =>
      readFileSync(join(dir, 'audit.log'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as AuditLine);
    return {
      dir,
      port,
      api,
      certificate,
      key: readFileSync(join(certs, 'apiserver.key'), 'utf8'),
      kubeconfig: (to) => kubeconfigText(`https://127.0.0.1:${to}`, TOKENS.orch, certificate),
      audited: () => audit().length,
      writes: (from) =>
        audit()
          .slice(from)
          .filter(({ verb, requestURI }) => WRITING.has(verb) && !requestURI.includes('dryRun=All'))
          // Asking what one may do is a POST that writes nothing.
          .filter(({ requestURI }) => !requestURI.includes('authorization.k8s.io'))
          .map(({ verb, requestURI }) => `${verb} ${requestURI}`),
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
