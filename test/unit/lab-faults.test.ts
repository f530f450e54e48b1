import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defaultNight, faults } from '../../lab/faults/index.ts';
import { plantFault } from '../../lab/faults/plant.ts';
import type { Fault, Scene } from '../../lab/faults/types.ts';
import { build } from '../../lab/kube/kustomize.ts';
import { scriptFor } from '../../lab/script.ts';
import { setCondition } from '../../lab/world/conditions.ts';
import { prepareWorkspace } from '../../lab/world/prepare.ts';
import { type House, labHouse } from '../rig/lab-house.ts';

const URLS = {
  proxmoxUrl: 'http://127.0.0.1:1',
  factoryUrl: 'http://127.0.0.1:1/factory',
  modelUrl: 'http://127.0.0.1:2/v1',
  fast: false,
};

let open: House | undefined;
afterEach(() => {
  open?.[Symbol.dispose]();
  open = undefined;
});
const house = (): House => {
  open = labHouse();
  prepareWorkspace(open.repo, URLS);
  return open;
};

const read = (repo: string, path: string) => readFileSync(join(repo, path), 'utf8');

describe('the table of faults', () => {
  it('has at least three for each stage, and every kind', () => {
    for (const stage of ['vms', 'talos', 'infra', 'apps', 'ingress', 'obs'])
      expect(faults.filter((fault) => fault.stage === stage).length, stage).toBeGreaterThanOrEqual(3);
    expect(new Set(faults.map((fault) => fault.id)).size).toBe(faults.length);
    expect(new Set(faults.map((fault) => fault.kind))).toEqual(
      new Set(['repo', 'transient', 'environment', 'credential']),
    );
  });

  it('names faults that exist for the default night: one passes, one is for the small model, one needs diagnostics', () => {
    const night = defaultNight.map((id) => faults.find((fault) => fault.id === id)?.expected.tier);
    expect(night).toEqual(['retry', 'executor', 'diagnostics']);
  });

  it('never lets a model see what only a human can mend', () => {
    for (const fault of faults.filter((each) => each.kind !== 'repo')) {
      expect(fault.scenes).toEqual([]);
      expect([fault.expected.executorCalls, fault.expected.apiCalls]).toEqual([0, 0]);
    }
  });
});

/** Applies a reply's edits; throws when one does not fit exactly once. */
const applyEdits = (repo: string, edits: readonly { path: string; search: string; replace: string }[]) => {
  for (const { path, search, replace } of edits) {
    const parts = read(repo, path).split(search);
    if (parts.length !== 2)
      throw new Error(`${JSON.stringify(search)} stands ${parts.length - 1} times in ${path}`);
    writeFileSync(join(repo, path), parts.join(replace));
  }
};

const editsOf = (answer: object): readonly { path: string; search: string; replace: string }[] =>
  'reply' in answer
    ? (answer.reply as { edits: { path: string; search: string; replace: string }[] }).edits
    : [];

/** The last patch that the strong model offers: what mends it. */
const remedy = (scene: Scene): object =>
  scene.escalation.filter((answer) => editsOf(answer).length > 0).at(-1) ?? {};

describe('a planted fault and its models', () => {
  const planted = faults.filter((fault) => fault.plant.length > 0);
  it.each(planted.map((fault) => [fault.id, fault] as const))(
    '%s: every answer fits the broken files',
    (_id, fault) => {
      const { repo } = house();
      const paths = [...new Set(fault.plant.map((edit) => edit.path))];
      const before = paths.map((path) => read(repo, path));
      plantFault(repo, fault);
      expect(paths.map((path) => read(repo, path))).not.toEqual(before);
      for (const scene of fault.scenes)
        for (const answer of [...scene.executor, ...scene.escalation]) {
          const files = [...new Set(editsOf(answer).map((edit) => edit.path))].map(
            (path) => [path, read(repo, path)] as const,
          );
          applyEdits(repo, editsOf(answer));
          for (const [path, text] of files) writeFileSync(join(repo, path), text);
        }
      // The last answers, one scene after the other, bring the human's own text back, but for a fault with a better idea.
      for (const scene of fault.scenes) applyEdits(repo, editsOf(remedy(scene)));
      expect(paths.map((path) => read(repo, path))).toEqual(before);
    },
  );

  it('looks for the error in its block only, not in what the case file quotes', async () => {
    const script = scriptFor(faults);
    const [typo] = faults.filter((fault) => fault.id === 'talos-unknown-key');
    const text =
      '# Repair\nseen before: MAX 8 vcpus allowed per VM on this node\n\n## The error\n\n```\nunknown keys found during decoding:\n```\n\n## The files\n\nMalformedYAMLError';
    expect(await script({ api: 'chat', model: 'lab-small', text, n: 1 })).toBe(typo?.scenes[0]?.executor[0]);
  });

  it('answers the error that stands first in the text, turn by turn, each model by itself', async () => {
    const script = scriptFor(faults);
    const [first] = faults.filter((fault) => fault.id === 'vms-too-many-cores');
    const text = `TASK ERROR: MAX 8 vcpus allowed per VM on this node\n... later: unknown keys found during decoding:`;
    const ask = (model: string, n: number) => script({ api: 'chat', model, text, n });
    const scene = first?.scenes[0];
    expect(await ask('lab-small', 1)).toBe(scene?.executor[0]);
    expect(await ask('lab-small', 2)).toBe(scene?.executor[1]);
    expect(await ask('lab-small', 3)).toBe(scene?.executor[1]);
    expect(await ask('lab-strong', 1)).toBe(scene?.escalation[0]);
    const unknown = await script({ api: 'chat', model: 'lab-small', text: 'something else', n: 1 });
    expect(unknown).toMatchObject({ reply: { kind: 'not_fixable' } });
  });
});

const FOLDERS = [
  'cluster/flux',
  'cluster/infra',
  'cluster/apps',
  'cluster/ingress/controller',
  'cluster/ingress/routes',
  'cluster/obs',
];

/** Applies all manifests in the stages' order, two minutes apart, and returns everything that was said. */
const converge = async (lab: House): Promise<string> => {
  let said = '';
  for (const folder of FOLDERS) {
    try {
      const applied = await lab.apply(folder);
      said += `${applied.stderr}\n`;
    } catch (error) {
      if ((error as Error).name !== 'KustomizeError') throw error;
      said += `${(error as Error).message}\n`;
    }
    lab.pass(120);
  }
  const secret = (name: string, namespace: string, data: Record<string, string>) =>
    lab.kubectl(
      'apply',
      [],
      { 'server-side': true, filename: '-' },
      {
        manifests: JSON.stringify([
          { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData: data },
        ]),
      },
    );
  const token = Buffer.from('{"a":"1","t":"2","s":"3"}').toString('base64');
  said += (await secret('tunnel-token', 'cloudflared', { token })).stderr;
  said += (await secret('grafana-admin', 'monitoring', { 'admin-user': 'admin', 'admin-password': 'x' }))
    .stderr;
  lab.pass(3600);
  const logs = await lab.kubectl('logs', ['daemonset/alloy'], { namespace: 'logging' });
  return `${said}\n${lab.voices()}\n${logs.stdout}${logs.stderr}`;
};

/** What the world itself says where the symptom is the stage's sentence. */
const WORLD_SAYS: Readonly<Record<string, string>> = {
  'infra-pod-security': 'violates PodSecurity "baseline:latest"',
  'obs-logs-lost': 'lookup loki.monitoring.svc on 10.96.0.10:53: no such host',
};

describe('a fault of the manifests shows in the cluster while it is there, and only then', () => {
  const inCluster = (fault: Fault) =>
    fault.kind === 'repo' && ['infra', 'apps', 'ingress', 'obs'].includes(fault.stage);

  it('says nothing of any fault in a healthy homelab', async () => {
    const lab = house();
    await lab.buildCluster();
    const said = await converge(lab);
    for (const fault of faults.filter(inCluster))
      expect(said, fault.id).not.toContain(WORLD_SAYS[fault.id] ?? fault.symptom);
    expect(said).not.toMatch(/(Ready|Accepted|Programmed|Available|Schedulable|ResolvedRefs)=False/);
  });

  it.each(faults.filter(inCluster).map((fault) => [fault.id, fault] as const))('%s', async (id, fault) => {
    const lab = house();
    await lab.buildCluster();
    if (fault.world) setCondition(lab.world, fault.world.condition, fault.world);
    plantFault(lab.repo, fault);
    const symptom = WORLD_SAYS[id] ?? fault.symptom;
    expect(await converge(lab)).toContain(symptom);
    if (fault.plant.length === 0) return;
    for (const scene of fault.scenes) applyEdits(lab.repo, editsOf(remedy(scene)));
    expect(await converge(lab)).not.toContain(symptom);
  });
});

describe('a fault outside of the manifests', () => {
  it('a wrong bridge is not among the bridges of the host', () => {
    const lab = house();
    const bridges = (
      lab.proxmox('GET', '/nodes/pve/network?type=any_bridge').body.data as { iface: string }[]
    ).map((each) => each.iface);
    const wanted = () =>
      (parse(read(lab.repo, 'config/clusters/homelab.yaml')) as { proxmox: { bridge: string } }).proxmox
        .bridge;
    expect(bridges).toContain(wanted());
    plantFault(lab.repo, faults.find((fault) => fault.id === 'vms-bridge-typo') as Fault);
    expect(bridges).not.toContain(wanted());
  });

  it('a revoked token, an offline storage and a foreign node answer as the real ones do', async () => {
    const lab = house();
    await lab.buildCluster();
    setCondition(lab.world, 'storage-offline');
    expect(lab.proxmox('GET', '/nodes/pve/storage').body.data).toContainEqual(
      expect.objectContaining({ storage: 'local-lvm', active: 0 }),
    );
    setCondition(lab.world, 'talos-foreign-node');
    const foreign = await lab.tool('talosctl', 'get', ['machinestatus'], {
      nodes: ['192.168.1.153'],
      insecure: true,
    });
    expect([foreign.code, foreign.stderr]).toEqual([1, expect.stringContaining('tls: certificate required')]);
    setCondition(lab.world, 'proxmox-token-revoked');
    const refused = lab.proxmox('GET', '/version');
    expect([refused.status, refused.reason, refused.body]).toEqual([
      401,
      'invalid token value!',
      { data: null },
    ]);
  });

  it('a transient trouble strikes as often as it says, then never again', async () => {
    const lab = house();
    await lab.buildCluster();
    setCondition(lab.world, 'kube-leader-changed:cluster/apps', { times: 2 });
    const codes = [
      await lab.apply('cluster/apps'),
      await lab.apply('cluster/apps'),
      await lab.apply('cluster/apps'),
    ].map((each) => each.code);
    expect(codes).toEqual([1, 1, 0]);
    setCondition(lab.world, 'charts-unavailable', { lastsMs: 30_000 });
    await lab.apply('cluster/flux');
    lab.pass(10);
    expect(lab.voices()).toContain('503 Service Unavailable');
    lab.pass(60);
    expect(lab.voices()).not.toContain('503 Service Unavailable');
  });

  it('the folders of the workspace build', () => {
    const lab = house();
    for (const folder of FOLDERS) expect(build(join(lab.repo, folder), folder).length).toBeGreaterThan(0);
  });
});
