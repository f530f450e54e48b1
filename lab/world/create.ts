import { uuidFrom } from './random.ts';
import type { World } from './types.ts';

export interface WorldPlan {
  readonly seed: number;
  readonly scale: number;
  /** Real time now, ms since 1970: world time starts there. */
  readonly now: number;
  /** The Proxmox hosts. */
  readonly nodes: readonly string[];
  readonly bridge: string;
  readonly diskStorage: string;
  readonly isoStorage: string;
  /** Of each host; default 32 GiB. */
  readonly memoryMiB?: number;
  readonly nfs: { readonly server: string; readonly path: string };
  /** MAC and address of every machine that DHCP knows. */
  readonly leases: readonly { readonly mac: string; readonly address: string }[];
}

/** The user part of the lab's API token. */
export const TOKEN_ID = 'orch@pve!lab';

/** Bare Proxmox hosts with two storages each and nothing on them. */
export const createWorld = (plan: WorldPlan): World => ({
  version: 1,
  seed: plan.seed,
  scale: plan.scale,
  epoch: plan.now,
  proxmox: {
    nodes: plan.nodes,
    token: `${TOKEN_ID}=${uuidFrom(plan.seed, 'token')}`,
    memoryMiB: plan.memoryMiB ?? 32 * 1024,
    cores: 8,
    bridges: [plan.bridge],
    storages: storages(plan),
    isos: [],
    vms: [],
    tasks: [],
  },
  leases: Object.fromEntries(plan.leases.map((lease) => [lease.mac.toUpperCase(), lease.address])),
  machines: {},
  issued: {},
  schematics: {},
  nfs: plan.nfs,
  kube: { objects: {} },
  conditions: [],
  serial: 1000,
});

/** `local` and `local-lvm` are what every Proxmox host has; others are the site's own shares. */
const storages = (plan: WorldPlan): World['proxmox']['storages'] => {
  const own = [...new Set([plan.diskStorage, plan.isoStorage])].filter((id) => !/^local(-lvm)?$/.test(id));
  return [
    {
      id: 'local',
      type: 'dir',
      content: ['iso', 'vztmpl', 'backup', 'snippets'],
      active: true,
      totalGiB: 94,
    },
    { id: 'local-lvm', type: 'lvmthin', content: ['images', 'rootdir'], active: true, totalGiB: 816 },
    ...own.map((id) => ({
      id,
      type: 'nfs',
      content: ['images', 'iso', 'rootdir'],
      active: true,
      totalGiB: 1800,
    })),
  ];
};
