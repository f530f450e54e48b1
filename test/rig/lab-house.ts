import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { FLUX } from '../../lab/flux/commands.ts';
import { settleDelivery } from '../../lab/flux/deliver.ts';
import { COMPONENTS, fluxManifest } from '../../lab/flux/manifest.ts';
import { KUBE } from '../../lab/kube/commands.ts';
import { build, ordered } from '../../lab/kube/kustomize.ts';
import { observe } from '../../lab/kube/observe.ts';
import { at, list } from '../../lab/kube/view.ts';
import type { Answer } from '../../lab/proxmox/answer.ts';
import { proxmoxApi } from '../../lab/proxmox/api.ts';
import { settleTasks } from '../../lab/proxmox/tasks.ts';
import { TALOS } from '../../lab/talos/commands.ts';
import { decode, encode, patchDocuments } from '../../lab/talos/documents.ts';
import { generate, talosconfig } from '../../lab/talos/generate.ts';
import { newSecrets } from '../../lab/talos/secrets.ts';
import type { ToolCall, ToolResult } from '../../lab/toolkit/world-client.ts';
import { createWorld } from '../../lab/world/create.ts';
import type { World } from '../../lab/world/types.ts';
import { WHOLE } from './folder.ts';
import { packageRoot } from './repo.ts';

const MACS = ['BC:24:11:00:01:51', 'BC:24:11:00:01:52', 'BC:24:11:00:01:53'] as const;
const ADDRESSES = ['192.168.1.151', '192.168.1.152', '192.168.1.153'] as const;
const FACTORY = 'http://127.0.0.1/factory';
const SCHEMATIC = 'customization: {}\n';
const ID = '376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba';

/** A simulated homelab with a clock that the test turns by hand, and a copy of the example workspace. */
export interface House extends Disposable {
  readonly world: World;
  readonly repo: string;
  /** Lets this many seconds of world time pass. */
  pass(seconds: number): void;
  proxmox(method: string, path: string, form?: Record<string, string>): Answer;
  tool(
    tool: ToolCall['tool'],
    command: string,
    args?: readonly string[],
    flags?: ToolCall['flags'],
    files?: ToolCall['files'],
  ): Promise<ToolResult>;
  kubectl(
    command: string,
    args?: readonly string[],
    flags?: ToolCall['flags'],
    files?: ToolCall['files'],
  ): Promise<ToolResult>;
  /** Applies a folder of the workspace as kubectl does. */
  apply(folder: string): Promise<ToolResult>;
  /** The admin's files, once the cluster is built. */
  kubeconfig(): string;
  talosconfig(): string;
  /** Everything that controllers, kubelets and programs say at this moment. */
  voices(): string;
  /** Machines created, started and in maintenance mode. */
  buildMachines(): void;
  /** Talos installed and bootstrapped, all nodes Ready. */
  buildCluster(): Promise<void>;
}

const conditionsOf = (status: unknown): readonly unknown[] => [
  ...list(at(status, 'conditions')),
  ...list(at(status, 'parents')).flatMap((parent) => list(at(parent, 'conditions'))),
];

export const labHouse = (seed = 7): House => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'orch-house-')));
  const repo = join(dir, 'repo');
  for (const part of ['config', 'cluster', 'context_map.yaml'])
    cpSync(join(packageRoot, part), join(repo, part), { recursive: true });
  let now = Date.parse('2026-11-20T22:00:00Z');
  const clock = { now: () => now };
  const pass = (seconds: number) => {
    now += seconds * 1000;
  };
  const world = createWorld({
    seed,
    scale: 1,
    now,
    nodes: ['pve'],
    bridge: 'vmbr0',
    diskStorage: 'local-lvm',
    isoStorage: 'local',
    nfs: { server: '192.168.1.20', path: '/volume1/kubernetes' },
    leases: MACS.map((mac, index) => ({ mac, address: ADDRESSES[index] ?? '' })),
  });
  const secrets = newSecrets();
  const input = {
    name: 'homelab',
    endpoint: 'https://192.168.1.151:6443',
    secrets,
    kubernetes: '1.36.3',
    disk: '/dev/sda',
    image: 'factory.talos.dev/metal-installer/x:v1.13.9',
  };
  let kubeconfig = '';
  const tools = { talosctl: TALOS, kubectl: KUBE, flux: FLUX };
  const house: House = {
    world,
    repo,
    pass,
    kubeconfig: () => kubeconfig,
    talosconfig: () => talosconfig(input),
    proxmox: (method, path, form = {}) => {
      const [bare = '', query = ''] = path.split('?');
      return proxmoxApi(world, now, {
        method,
        path: `/api2/json${bare}`,
        authorization: `PVEAPIToken=${world.proxmox.token}`,
        query: Object.fromEntries(new URLSearchParams(query)),
        form,
      });
    },
    tool: async (tool, command, args = [], flags = {}, files = {}) => {
      settleTasks(world, now);
      settleDelivery(world, now);
      const answer = tools[tool][command];
      if (!answer) throw new Error(`no ${tool} ${command}`);
      return answer({
        world,
        clock,
        call: { tool, command, args, flags, files },
        sleep: async (ms) => pass(ms / 1000),
      });
    },
    kubectl: (command, args, flags, files) =>
      house.tool('kubectl', command, args, flags, { kubeconfig, ...files }),
    apply: (folder) =>
      house.kubectl(
        'apply',
        [],
        { 'server-side': true, kustomize: folder },
        { manifests: JSON.stringify(ordered(build(join(repo, folder), folder))) },
      ),
    voices: () => {
      const view = observe(world, now);
      const words = view.items.flatMap(({ object }) =>
        conditionsOf(object.status).map(
          (each) =>
            `${object.kind}/${object.metadata.name} ${String(at(each, 'type'))}=${String(at(each, 'status'))} ${String(at(each, 'reason'))}: ${String(at(each, 'message'))}`,
        ),
      );
      const logs = [...view.outcomes.values()].flatMap((outcome) =>
        'log' in outcome ? (outcome.log ?? []) : [],
      );
      const waiting = [...view.outcomes.entries()].flatMap(([key, outcome]) =>
        outcome.kind === 'ready' ? [] : [`${key}: ${outcome.message}`],
      );
      return [...words, ...view.events.map((event) => event.message), ...logs, ...waiting].join('\n');
    },
    buildMachines: () => {
      world.schematics[ID] = SCHEMATIC;
      const done = (answer: Answer) => {
        if (answer.status !== 200) throw new Error(JSON.stringify(answer));
      };
      done(
        house.proxmox('POST', '/nodes/pve/storage/local/download-url', {
          url: `${FACTORY}/image/${ID}/v1.13.9/metal-amd64.iso`,
          content: 'iso',
          filename: 'talos.iso',
        }),
      );
      pass(60);
      MACS.forEach((mac, index) => {
        done(
          house.proxmox('POST', '/nodes/pve/qemu', {
            vmid: `${101 + index}`,
            name: `talos-${index}`,
            cores: '2',
            memory: '4096',
            net0: `virtio=${mac},bridge=vmbr0`,
            scsi0: 'local-lvm:40,discard=on',
            ide2: 'local:iso/talos.iso,media=cdrom',
            agent: 'enabled=1',
          }),
        );
      });
      pass(30);
      for (const index of [0, 1, 2])
        done(house.proxmox('POST', `/nodes/pve/qemu/${101 + index}/status/start`));
      pass(60);
    },
    buildCluster: async () => {
      house.buildMachines();
      const patches = (role: string) =>
        decode(
          ['all', role]
            .map((name) => readFileSync(join(repo, 'config', 'talos', `${name}.yaml`), 'utf8'))
            .join('\n---\n'),
        );
      const names = ['talos-cp-1', 'talos-w-1', 'talos-w-2'];
      for (const [index, address] of ADDRESSES.entries()) {
        const role = index === 0 ? 'controlplane' : 'worker';
        const host = [
          { apiVersion: 'v1alpha1', kind: 'HostnameConfig', hostname: names[index], auto: 'off' },
        ];
        const config = encode(patchDocuments(patchDocuments(generate(input, role), patches(role)), host));
        const applied = await house.tool(
          'talosctl',
          'apply-config',
          [],
          { nodes: [address], insecure: true },
          { config },
        );
        if (applied.code !== 0) throw new Error(applied.stderr);
      }
      pass(120);
      const files = { talosconfig: talosconfig(input) };
      const flags = { nodes: [ADDRESSES[0]] };
      const booted = await house.tool('talosctl', 'bootstrap', [], flags, files);
      if (booted.code !== 0) throw new Error(booted.stderr);
      pass(120);
      kubeconfig = (await house.tool('talosctl', 'kubeconfig', [], flags, files)).stdout;
      const flux = fluxManifest('v2.9.4', COMPONENTS, true);
      if (!('yaml' in flux)) throw new Error(flux.error);
      const manifests = JSON.stringify(parseAllDocuments(flux.yaml).map((each) => each.toJS()));
      await house.kubectl('apply', [], { 'server-side': true, filename: '-' }, { manifests });
      pass(60);
    },
    [Symbol.dispose]: () => rmSync(dir, WHOLE),
  };
  return house;
};
