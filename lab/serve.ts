import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { faults as everyFault } from './faults/index.ts';
import type { Fault } from './faults/types.ts';
import { startModelServer } from './model/server.ts';
import { scriptFor } from './script.ts';
import { writeWrappers } from './toolkit/wrappers.ts';
import { setCondition } from './world/conditions.ts';
import { createWorld } from './world/create.ts';
import { startWorld } from './world/server.ts';
import type { World } from './world/types.ts';

export interface LabOptions {
  readonly seed: number;
  /** World time runs faster still. */
  readonly fast: boolean;
  /** What is wrong from the start. */
  readonly faults: readonly Fault[];
  /** Where the example workspace and dist/lab lie. */
  readonly packageRoot: string;
  /** The snapshot: the world goes on from it when the file is there. */
  readonly world: string;
  readonly worldLog: string;
  readonly modelLog: string;
  /** Folder for the stand-ins. */
  readonly bin: string;
}

export interface Lab {
  /** Proxmox under /api2/json, the image factory under /factory. */
  readonly worldUrl: string;
  readonly modelUrl: string;
  /** The Proxmox API token. */
  readonly token: string;
  /** Brings a fault's world condition into force and lets the models know its error. */
  breakWith(fault: Fault): void;
  close(): Promise<void>;
}

/** World milliseconds per real millisecond: a five-minute Helm timeout is 2.5 s, or less than one. */
const SCALE = { normal: 120, fast: 400 } as const;
const SNAPSHOT_MS = 1000;

interface Site {
  readonly proxmox: {
    readonly node: string;
    readonly bridge: string;
    readonly disk_storage: string;
    readonly iso_storage: string;
  };
  readonly vms: readonly { readonly mac: string; readonly address: string }[];
}

interface NfsRelease {
  readonly spec: { readonly values: { readonly nfs: { readonly server: string; readonly path: string } } };
}

/** The house as the example workspace describes it: that description is the truth of the simulated world. */
const newWorld = (options: LabOptions): World => {
  const read = <T>(path: string): T => parse(readFileSync(join(options.packageRoot, path), 'utf8')) as T;
  const site = read<Site>('config/clusters/homelab.yaml');
  const { nfs } = read<NfsRelease>('cluster/infra/nfs/helmrelease.yaml').spec.values;
  return createWorld({
    seed: options.seed,
    scale: options.fast ? SCALE.fast : SCALE.normal,
    now: Date.now(),
    node: site.proxmox.node,
    bridge: site.proxmox.bridge,
    diskStorage: site.proxmox.disk_storage,
    isoStorage: site.proxmox.iso_storage,
    nfs: { server: nfs.server, path: nfs.path },
    leases: site.vms.map(({ mac, address }) => ({ mac, address })),
  });
};

interface Snapshot {
  readonly now: number;
  readonly world: World;
}

/** Starts the simulated homelab and the scripted models in this process, and writes the stand-ins. */
export const startLab = async (options: LabOptions): Promise<Lab> => {
  const saved = existsSync(options.world)
    ? (JSON.parse(readFileSync(options.world, 'utf8')) as Snapshot)
    : undefined;
  const world = saved?.world ?? newWorld(options);
  const planted = [...options.faults];
  const breakWith = (fault: Fault): void => {
    for (const { id, ...bounds } of fault.conditions) setCondition(world, id, bounds);
    if (!planted.includes(fault)) planted.push(fault);
  };
  if (!saved) for (const fault of options.faults) breakWith(fault);
  const server = await startWorld({
    world,
    ...(saved ? { from: saved.now } : {}),
    log: (entry) =>
      appendFileSync(
        options.worldLog,
        `${new Date(entry.at).toISOString()} ${entry.what} -> ${entry.outcome}\n`,
      ),
    onFault: (id) => {
      const fault = everyFault.find((each) => each.id === id);
      if (!fault) throw new Error(`the lab knows no fault ${id}`);
      breakWith(fault);
    },
  });
  const model = await startModelServer({
    script: scriptFor(() => planted),
    log: (entry) => appendFileSync(options.modelLog, `${JSON.stringify(entry)}\n`),
  });
  writeWrappers(options.bin, join(options.packageRoot, 'dist', 'lab'), server.url);
  const save = (): void => {
    writeFileSync(
      `${options.world}.new`,
      JSON.stringify({ now: server.clock.now(), world } satisfies Snapshot),
      { mode: 0o600 },
    );
    renameSync(`${options.world}.new`, options.world);
  };
  save();
  const timer = setInterval(save, SNAPSHOT_MS);
  timer.unref();
  return {
    worldUrl: server.url,
    modelUrl: model.url,
    token: world.proxmox.token,
    breakWith,
    close: async () => {
      clearInterval(timer);
      await Promise.all([server.close(), model.close()]);
      save();
    },
  };
};
