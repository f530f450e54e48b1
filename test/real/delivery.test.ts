/** Delivery by Flux against a real API server with Flux's real types, real git and the real kubectl. */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../rig/folder.ts';
import { packageRoot } from '../rig/repo.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { writeFlux } from './flux-cli.ts';
import { startFront } from './front.ts';
import { startGitControllers } from './git-controllers.ts';
import { startStandIns } from './stand-ins.ts';
import { missingTools, realBin, skipNote } from './tools.ts';

const NEEDED = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl', 'kwok'];
const missing = missingTools(NEEDED);
const CONFIG = 'config/clusters/homelab.yaml';
const MORE = `timing: { poll: 300ms, task: 1m, boot: 1m, install: 1m, bootstrap: 1m, nodes: 1m, rollout: 40s, data: 20s, settle: 5s }
delivery: { mode: flux, url: 'https://git.lan/homelab.git', remote: origin }
`;
const WHOAMI = '/apis/apps/v1/namespaces/whoami/deployments/whoami';

describe.skipIf(missing.length > 0)(`delivery by Flux on a real Kubernetes${skipNote(missing)}`, () => {
  let plane: ControlPlane;
  const folder = tempFolder();
  const ends: (() => unknown)[] = [() => folder.remove()];
  const workspace = join(folder.path, 'workspace');
  const bare = join(folder.path, 'homelab.git');
  const env = {
    PATH: [join(folder.path, 'bin'), realBin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    HOME: folder.path,
    GIT_CONFIG_NOSYSTEM: '1',
    ORCH_SECRETS_DIR: join(folder.path, 'secrets'),
    ORCH_STATE_DIR: join(folder.path, 'state'),
  };
  const git = (...args: string[]): string => {
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@localhost'];
    return execFileSync('git', [...who, ...args], { cwd: workspace, env, encoding: 'utf8' }).trim();
  };
  const refs = () => git('--git-dir', bare, 'for-each-ref', '--format=%(refname) %(objectname)');
  const edit = (path: string, change: (text: string) => string) => {
    const file = join(workspace, path);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  };

  beforeAll(async () => {
    plane = await startControlPlane(['talos-cp-1', 'talos-w-1', 'talos-w-2']);
    ends.unshift(() => plane[Symbol.asyncDispose]());
    const front = await startFront(plane);
    ends.unshift(front.close);
    for (const name of ['config', 'cluster'])
      cpSync(join(packageRoot, name), join(workspace, name), { recursive: true });
    edit(CONFIG, (text) => text.replace(/^timing:\n(?: .*\n|#.*\n)*/m, MORE));
    for (const name of ['secrets', 'state', 'bin', 'scratch'])
      mkdirSync(join(folder.path, name), { mode: 0o700 });
    writeFileSync(join(folder.path, 'secrets/kubeconfig'), plane.kubeconfig(front.port), { mode: 0o600 });
    writeFlux(join(folder.path, 'bin'), 'v2.9.4');
    git('init', '--quiet', '--initial-branch=main');
    git('init', '--quiet', '--bare', bare);
    git('remote', 'add', 'origin', bare);
    git('add', '--all');
    git('commit', '--quiet', '--message', 'the homelab');
    const standIns = startStandIns(plane.api);
    const controllers = startGitControllers(plane.api, bare, join(folder.path, 'scratch'));
    ends.unshift(standIns.stop, controllers.stop);
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });

  const stage = (name: string): Promise<{ readonly code: number | null; readonly out: string }> =>
    new Promise((resolve, reject) => {
      const argv = [join(packageRoot, 'bin/orch.js'), 'stage', name];
      const child = spawn(process.execPath, argv, { cwd: workspace, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (part: Buffer) => {
          out += part.toString('utf8');
        });
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out }));
    });

  it.each(['infra', 'apps'])('%s converges, and orch itself writes no object of cluster/', async (name) => {
    const from = plane.audited();
    const { code, out } = await stage(name);
    expect(code, out).toBe(0);
    const flux = /flux-system|customresourcedefinitions|\/namespaces\/flux-system/;
    expect(plane.writes(from).filter((line) => !flux.test(line))).toEqual([]);
    expect(refs()).toBe(`refs/heads/orch/candidate ${git('rev-parse', 'HEAD')}`);
  });

  it.each(['infra', 'apps'])('%s, run again, writes nothing and pushes nothing', async (name) => {
    const [from, before] = [plane.audited(), refs()];
    const { code, out } = await stage(name);
    expect(plane.writes(from)).toEqual([]);
    expect(code, out).toBe(0);
    expect(out).toContain(`${name}: as wanted, nothing changed`);
    expect(refs()).toBe(before);
  });

  it('a commit reaches the cluster through Flux; the same content under another commit is not pushed', async () => {
    edit('cluster/apps/whoami/deployment.yaml', (text) => text.replace(/replicas: \d+/, 'replicas: 4'));
    git('commit', '--quiet', '--all', '--message', 'four');
    const { code, out } = await stage('apps');
    expect(code, out).toBe(0);
    expect(((await plane.api.get(WHOAMI)) as { spec: { replicas: number } }).spec.replicas).toBe(4);
    const before = refs();
    expect(before).toBe(`refs/heads/orch/candidate ${git('rev-parse', 'HEAD')}`);
    git('commit', '--quiet', '--amend', '--message', 'kept');
    const from = plane.audited();
    expect((await stage('apps')).code).toBe(0);
    expect(plane.writes(from)).toEqual([]);
    expect(refs()).toBe(before);
  });

  it('what was changed by hand is found, named, and put right by Flux', async () => {
    const byHand = { spec: { replicas: 1 } };
    await plane.api.send('PATCH', WHOAMI, byHand, 'application/merge-patch+json');
    const from = plane.audited();
    const { code, out } = await stage('apps');
    expect(code, out).toBe(0);
    expect(out).toContain('~ deployment whoami/whoami spec.replicas: 1 -> 4');
    expect(out).toContain('asks Flux to apply cluster/apps again');
    expect(((await plane.api.get(WHOAMI)) as { spec: { replicas: number } }).spec.replicas).toBe(4);
    expect(plane.writes(from).every((line) => line.includes('/kustomizations/orch-apps'))).toBe(true);
  });

  it('what the API server refuses is told as Flux tells it', async () => {
    edit('cluster/apps/whoami/deployment.yaml', (text) => text.replace('replicas: 4', 'replicas: many'));
    git('commit', '--quiet', '--all', '--message', 'many');
    const { code, out } = await stage('apps');
    expect(code).toBe(1);
    expect(out).toContain('Kustomization/flux-system/orch-apps: ReconciliationFailed: ');
    expect(out).toMatch(/spec\.replicas/);
    git('revert', '--no-edit', 'HEAD');
    expect((await stage('apps')).code).toBe(0);
  });

  it('in mode apply, Kustomizations that are left are named and nothing is written', async () => {
    edit(CONFIG, (text) => text.replace(/^delivery: .*$/m, 'delivery: { mode: apply }'));
    const from = plane.audited();
    const { code, out } = await stage('infra');
    expect(code).toBe(1);
    expect(out).toContain('Flux would undo what orch applies: flux-system/orch-apps');
    expect(plane.writes(from)).toEqual([]);
  });
});
