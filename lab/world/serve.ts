import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { faults as everyFault } from '../faults/index.ts';
import type { Fault } from '../faults/types.ts';
import { startModelServer } from '../model/server.ts';
import { scriptFor } from '../script.ts';
import { callsFile, noteCall } from '../toolkit/calls.ts';
import { setCondition } from './conditions.ts';
import { createWorld } from './create.ts';
import { hexFrom } from './random.ts';
import { startWorld } from './server.ts';
import type { World } from './types.ts';

export interface LabOptions {
  /** The lab's folder: what the world and the models were asked is logged there. */
  readonly dir: string;
  /** The lab's workspace before any fault: the world takes its machines and addresses from it. */
  readonly repo: string;
  /** In force from the start. */
  readonly faults: readonly Fault[];
  readonly seed: number;
  /** World time runs faster still. */
  readonly fast: boolean;
  /** A bare repository that the house's git server serves. */
  readonly bare?: string;
}

/** One request that a scripted model got. */
export interface LabModelRequest {
  readonly api: 'chat' | 'responses';
  readonly model: string;
  /** All that was sent to it, joined. */
  readonly text: string;
  readonly answer: string;
}

export interface Lab {
  /** Proxmox: the API is below /api2/json. */
  readonly proxmoxUrl: string;
  /** Ends in /v1. */
  readonly modelUrl: string;
  /** What the stand-ins ask. */
  readonly toolUrl: string;
  readonly factoryUrl: string;
  /** What the cluster fetches from, when there is a git server. */
  readonly gitUrl: string;
  readonly proxmoxToken: string;
  readonly tunnelToken: string;
  readonly modelKey: string;
  modelRequests(): readonly LabModelRequest[];
  /** Puts a world condition in force for so many strikes. */
  setCondition(id: string, times?: number, lastsMs?: number): void;
  /** The world as data, with its present time. */
  snapshot(): { readonly now: number; readonly world: World };
  close(): Promise<void>;
}

/** World milliseconds per real millisecond: a five-minute Helm timeout is 2.5 s, or less than one. */
const SCALE = { normal: 120, fast: 400 } as const;

const HOST_MEMORY_MIB = 32 * 1024;

interface Site {
  readonly proxmox: {
    readonly node: string;
    readonly bridge: string;
    readonly disk_storage: string;
    readonly iso_storage: string;
  };
  /** With it the machines have static addresses, and DHCP gives fresh ones others. */
  readonly network?: unknown;
  readonly vms: readonly {
    readonly mac: string;
    readonly address: string;
    readonly memory: number;
    readonly node?: string;
  }[];
}

interface NfsRelease {
  readonly spec: { readonly values: { readonly nfs: { readonly server: string; readonly path: string } } };
}

/** What DHCP gives a machine that will have this static address: another one of the same net. */
const fromPool = (address: string): string =>
  address.replace(/\d+$/, (last) => String((Number(last) + 50) % 250 || 249));

/** The house as the workspace describes it before anything is broken: that is the truth of the simulated world. */
const newWorld = (options: LabOptions): World => {
  const read = <T>(path: string): T => parse(readFileSync(join(options.repo, path), 'utf8')) as T;
  const site = read<Site>('config/clusters/homelab.yaml');
  const { nfs } = read<NfsRelease>('cluster/infra/nfs/helmrelease.yaml').spec.values;
  return createWorld({
    seed: options.seed,
    scale: options.fast ? SCALE.fast : SCALE.normal,
    now: Date.now(),
    nodes: [...new Set([site.proxmox.node, ...site.vms.flatMap(({ node }) => node ?? [])])],
    bridge: site.proxmox.bridge,
    diskStorage: site.proxmox.disk_storage,
    isoStorage: site.proxmox.iso_storage,
    // The host is as large as the config says, so that a wrong line is what makes a VM too large for it.
    memoryMiB: Math.max(
      HOST_MEMORY_MIB,
      site.vms.reduce((sum, vm) => sum + vm.memory, 0),
    ),
    nfs: { server: nfs.server, path: nfs.path },
    leases: site.vms.map(({ mac, address }) => ({
      mac,
      address: site.network === undefined ? address : fromPool(address),
    })),
  });
};

/** A tunnel token of the right form, worth nothing: base64 JSON with account, tunnel and secret. */
const tunnelTokenOf = (seed: number): string =>
  Buffer.from(
    JSON.stringify({
      a: hexFrom(seed, 'account').slice(0, 32),
      t: '7f1c9d52-51a0-4a3e-9a1b-2b8f0e6a9c11',
      s: Buffer.from(hexFrom(seed, 'tunnel').slice(0, 32)).toString('base64'),
    }),
  ).toString('base64');

/** Starts the simulated homelab and the scripted models in this process, on ports of 127.0.0.1. */
export const startLab = async (options: LabOptions): Promise<Lab> => {
  const { dir, seed } = options;
  const world = newWorld(options);
  for (const { world: condition } of options.faults)
    if (condition) setCondition(world, condition.condition, condition);
  const server = await startWorld({
    world,
    log: ({ at, what, outcome }) =>
      appendFileSync(join(dir, 'world.log'), `${new Date(at).toISOString()} ${what} -> ${outcome}\n`),
    note: (line) => noteCall(callsFile(dir), line),
  });
  const gitUrl = `${server.url}/git/homelab.git`;
  if (options.bare !== undefined) world.git = { url: gitUrl, path: options.bare };
  const asked: LabModelRequest[] = [];
  // The models know every fault of the lab, so that one that is planted later needs no word to them.
  const model = await startModelServer({
    script: scriptFor(everyFault),
    log: ({ api, model: name, text, answer }) => asked.push({ api, model: name, text, answer }),
  });
  return {
    proxmoxUrl: server.url,
    modelUrl: model.url,
    toolUrl: server.url,
    factoryUrl: `${server.url}/factory`,
    gitUrl,
    proxmoxToken: world.proxmox.token,
    tunnelToken: tunnelTokenOf(seed),
    modelKey: `sk-lab-${hexFrom(seed, 'model').slice(0, 40)}`,
    modelRequests: () => asked,
    setCondition: (id, times, lastsMs) =>
      setCondition(world, id, {
        ...(times === undefined ? {} : { times }),
        ...(lastsMs === undefined ? {} : { lastsMs }),
      }),
    snapshot: () => ({ now: server.clock.now(), world }),
    close: async () => {
      await Promise.all([server.close(), model.close()]);
    },
  };
};
