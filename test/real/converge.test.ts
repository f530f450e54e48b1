/** The Kubernetes stages against a real API server, scheduler and controller manager. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../rig/folder.ts';
import { packageRoot } from '../rig/repo.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { writeFlux } from './flux-cli.ts';
import { startFront } from './front.ts';
import { STAND_INS, startStandIns } from './stand-ins.ts';
import { missingTools, realBin, skipNote } from './tools.ts';

const NEEDED = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl', 'kwok'];
const missing = missingTools(NEEDED);
const STAGES = ['infra', 'apps', 'ingress', 'obs'] as const;
const MACHINES = ['talos-cp-1', 'talos-w-1', 'talos-w-2'];
const TIMING = `timing: { poll: 300ms, task: 1m, boot: 1m, install: 1m, bootstrap: 1m, nodes: 1m, rollout: 40s, data: 20s, settle: 5s }\n`;

describe.skipIf(missing.length > 0)(`stages on a real Kubernetes${skipNote(missing)}`, () => {
  let plane: ControlPlane;
  const folder = tempFolder();
  const ends: (() => unknown)[] = [() => folder.remove()];
  const workspace = join(folder.path, 'workspace');

  beforeAll(async () => {
    console.log(`stand-ins: ${STAND_INS.join('; ')}`);
    plane = await startControlPlane(MACHINES);
    ends.unshift(() => plane[Symbol.asyncDispose]());
    const front = await startFront(plane);
    ends.unshift(front.close);
    const standIns = startStandIns(plane.api);
    ends.unshift(standIns.stop);
    for (const name of ['config', 'cluster'])
      cpSync(join(packageRoot, name), join(workspace, name), { recursive: true });
    const config = join(workspace, 'config/clusters/homelab.yaml');
    const text = readFileSync(config, 'utf8');
    writeFileSync(config, text.replace(/^timing:\n(?: .*\n|#.*\n)*/m, TIMING));
    for (const name of ['secrets', 'state', 'bin']) mkdirSync(join(folder.path, name), { mode: 0o700 });
    writeFileSync(join(folder.path, 'secrets/kubeconfig'), plane.kubeconfig(front.port), { mode: 0o600 });
    writeFlux(join(folder.path, 'bin'), 'v2.9.4');
  });
  afterAll(async () => {
    // One after the other: the stand-ins still ask the API server that is ended after them.
    const troubles: unknown[] = [];
    for (const end of ends)
      await Promise.resolve()
        .then(end)
        .catch((trouble) => troubles.push(trouble));
    if (troubles.length > 0) throw troubles[0];
  });

  const stage = (
    name: string,
    ...flags: string[]
  ): Promise<{ readonly code: number | null; readonly out: string }> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(packageRoot, 'bin/orch.js'), 'stage', name, ...flags], {
        cwd: workspace,
        env: {
          PATH: [join(folder.path, 'bin'), realBin, dirname(process.execPath), '/usr/bin', '/bin'].join(
            delimiter,
          ),
          HOME: folder.path,
          ORCH_SECRETS_DIR: join(folder.path, 'secrets'),
          ORCH_STATE_DIR: join(folder.path, 'state'),
          CLOUDFLARE_TUNNEL_TOKEN: 'a-token-of-the-test',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let out = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (part: Buffer) => {
          out += part.toString('utf8');
        });
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out }));
    });

  it.each(STAGES)('%s converges', async (name) => {
    const { code, out } = await stage(name);
    expect(code, out).toBe(0);
  });

  it('what the stages wrote is in the audit log, so that nothing in it means that nothing was written', () => {
    expect(plane.writes(0).filter((each) => each.includes('/deployments/whoami'))).not.toEqual([]);
  });

  it.each(STAGES)('%s, run again, writes nothing (by the audit log) and says so', async (name) => {
    const from = plane.audited();
    const { code, out } = await stage(name);
    expect(plane.writes(from)).toEqual([]);
    expect(code, out).toBe(0);
    expect(out).toContain(`${name}: as wanted, nothing changed`);
  });

  it('drift planted by hand is found by the plan, named, and mended by the next run', async () => {
    const deployment = '/apis/apps/v1/namespaces/whoami/deployments/whoami';
    const configMap = '/api/v1/namespaces/home/configmaps';
    const merge = 'application/merge-patch+json';
    const { items } = (await plane.api.get(configMap)) as {
      items: { metadata: { name: string }; data: object }[];
    };
    const map = items.find((each) => each.metadata.name.startsWith('home-config'));
    const [key = ''] = Object.keys(map?.data ?? {});
    await plane.api.send(
      'PATCH',
      `${configMap}/${map?.metadata.name}`,
      { data: { [key]: 'by hand' } },
      merge,
    );
    const container = { name: 'whoami', image: 'docker.io/library/nginx:1.29' };
    await plane.api.send(
      'PATCH',
      deployment,
      { spec: { replicas: 3, template: { spec: { containers: [container] } } } },
      'application/strategic-merge-patch+json',
    );
    const from = plane.audited();
    const planned = await stage('apps', '--plan');
    expect(planned.code, planned.out).toBe(3);
    expect(plane.writes(from)).toEqual([]);
    expect(planned.out).toContain('deployment whoami/whoami spec.replicas: 3 -> ');
    expect(planned.out).toContain('nginx:1.29');
    expect(planned.out).toContain(`configmap home/${map?.metadata.name} data.${key}`);
    const run = await stage('apps');
    expect(run.code, run.out).toBe(0);
    const after = (await plane.api.get(deployment)) as { spec: { replicas: number } };
    expect(after.spec.replicas).not.toBe(3);
    const again = plane.audited();
    expect((await stage('apps')).code).toBe(0);
    expect(plane.writes(again)).toEqual([]);
  });

  it('one part is looked at alone; what a switched-off feature left is told, never removed', async () => {
    const one = await stage('apps', '--part', 'whoami');
    expect(one.code, one.out).toBe(0);
    expect(one.out).toContain('cluster/apps/whoami');
    expect(one.out).not.toContain('home');
    expect(await stage('apps', '--part', 'whoamy')).toMatchObject({
      code: 64,
      out: expect.stringContaining('it has home, whoami'),
    });
    const config = join(workspace, 'config/clusters/homelab.yaml');
    const text = readFileSync(config, 'utf8');
    writeFileSync(config, text.replace('  otel: true', '  otel: false'));
    const from = plane.audited();
    const { code, out } = await stage('obs');
    writeFileSync(config, text);
    expect(code, out).toBe(0);
    expect(out).toContain(
      'for you: features.otel is false, but HelmRelease monitoring/otel-collector is still there',
    );
    expect(plane.writes(from)).toEqual([]);
  });
});
