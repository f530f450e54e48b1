import { isosOf } from '../proxmox/storage.ts';
import { SECOND } from '../world/clock.ts';
import type { Machine, MachineConfig, Vm, World, WorldTime } from '../world/types.ts';

/** The life of a node, in seconds after what caused each step (world time). */
const BOOT = 20;
const APPLY = 4;
const INSTALLED = 45;
const ETCD_UP = 5;
const API_UP = 12;
const CONTROL_PLANE_RUNNING = 18;
const JOIN = 12;
const NODE_READY = 8;

export type Stage = 'off' | 'maintenance' | 'installing' | 'booting' | 'running';

const firstNic = (vm: Vm): string =>
  /(?:virtio|e1000|macaddr)=([0-9A-Fa-f:]{17})/.exec(vm.config.net0 ?? '')?.[1] ?? '';

/** The address that DHCP gives a MAC; an unknown card gets one from the pool. */
export const addressOf = (world: World, mac: string): string => {
  const lease = world.leases[mac.toUpperCase()];
  if (lease !== undefined) return lease;
  const network = (Object.values(world.leases)[0] ?? '192.168.1.1').split('.').slice(0, 3).join('.');
  return `${network}.${200 + (Number.parseInt(mac.slice(-2), 16) % 50)}`;
};

const bootable = (world: World, vm: Vm): boolean => {
  const iso = (vm.config.ide2 ?? '').split(',')[0] ?? '';
  return (
    world.machines[firstNic(vm).toUpperCase()]?.config !== undefined || isosOf(world, vm.node).includes(iso)
  );
};

export interface Host {
  readonly vm: Vm;
  readonly mac: string;
  readonly address: string;
  readonly machine: Machine | undefined;
  readonly bootedAt: WorldTime;
}

/** All VMs whose operating system is up to the point of having an address. */
export const hosts = (world: World, now: WorldTime): readonly Host[] =>
  world.proxmox.vms.flatMap((vm) => {
    if (vm.startedAt === undefined || !bootable(world, vm)) return [];
    const bootedAt = vm.startedAt + BOOT * SECOND;
    const mac = firstNic(vm).toUpperCase();
    if (bootedAt > now) return [];
    const machine = world.machines[mac];
    const host = { vm, mac, address: addressOf(world, mac), machine, bootedAt };
    const fixed = machine?.config?.address;
    const installed = installedAt(host);
    // A static address is taken when the installed system comes up for the first time.
    return [
      fixed !== undefined && installed !== undefined && installed <= now ? { ...host, address: fixed } : host,
    ];
  });

/** The host at an address, or undefined: nothing answers there. */
export const hostAt = (world: World, address: string, now: WorldTime): Host | undefined =>
  hosts(world, now).find((host) => host.address === address);

/** When the control plane's API server began to answer; undefined while it does not. */
export const apiSince = (
  world: World,
  now: WorldTime,
  all: readonly Host[] = hosts(world, now),
): WorldTime | undefined => {
  const times = all.flatMap(({ machine }) =>
    machine?.bootstrappedAt === undefined ? [] : [machine.bootstrappedAt + API_UP * SECOND],
  );
  const since = Math.min(...times);
  return since <= now ? since : undefined;
};

const installedAt = (host: Host): WorldTime | undefined =>
  host.machine?.appliedAt === undefined
    ? undefined
    : Math.max(host.machine.appliedAt + INSTALLED * SECOND, host.bootedAt);

/** The configuration that the kubelet of this node would join with, when it may join this cluster. */
const joins = (host: Host, all: readonly Host[]): boolean => {
  const cluster = all.find(({ machine }) => machine?.bootstrappedAt !== undefined)?.machine?.config;
  return cluster !== undefined && host.machine?.config?.token === cluster.token;
};

/** When a node's kubelet was up and registered; undefined while it cannot be. */
const joinedAt = (
  world: World,
  host: Host,
  now: WorldTime,
  all: readonly Host[] = hosts(world, now),
): WorldTime | undefined => {
  const installed = installedAt(host);
  if (installed === undefined) return undefined;
  if (host.machine?.bootstrappedAt !== undefined)
    return host.machine.bootstrappedAt + CONTROL_PLANE_RUNNING * SECOND;
  const api = apiSince(world, now, all);
  return api === undefined || !joins(host, all) ? undefined : Math.max(installed, api) + JOIN * SECOND;
};

/** What `machinestatus` says at this moment. */
export const stageOf = (world: World, host: Host, now: WorldTime): Stage => {
  const { machine } = host;
  if (machine?.appliedAt === undefined) return 'maintenance';
  if (now < machine.appliedAt + APPLY * SECOND) return 'maintenance';
  const installed = installedAt(host) ?? now;
  if (now < installed) return 'installing';
  const joined = joinedAt(world, host, now);
  return joined !== undefined && joined <= now ? 'running' : 'booting';
};

/** True when etcd of a bootstrapped control plane answers. */
export const etcdUp = (host: Host, now: WorldTime): boolean =>
  host.machine?.bootstrappedAt !== undefined && host.machine.bootstrappedAt + ETCD_UP * SECOND <= now;

export interface ClusterNode {
  readonly host: Host;
  readonly config: MachineConfig;
  readonly since: WorldTime;
  readonly ready: boolean;
  readonly readyAt: WorldTime;
}

/** The Kubernetes nodes that have registered. */
export const clusterNodes = (world: World, now: WorldTime): readonly ClusterNode[] => {
  const all = hosts(world, now);
  return all.flatMap((host) => {
    const since = joinedAt(world, host, now, all);
    const config = host.machine?.config;
    if (since === undefined || since > now || !config) return [];
    const readyAt = since + NODE_READY * SECOND;
    return [{ host, config, since, ready: readyAt <= now, readyAt }];
  });
};

/** What the guest agent reports; undefined while no agent runs. */
export const interfacesOf = (world: World, vm: Vm, now: WorldTime) => {
  const host = hosts(world, now).find((each) => each.vm === vm);
  if (!host || stageOf(world, host, now) === 'installing') return undefined;
  return [
    {
      name: 'lo',
      'hardware-address': '00:00:00:00:00:00',
      'ip-addresses': [{ 'ip-address': '127.0.0.1', 'ip-address-type': 'ipv4', prefix: 8 }],
    },
    {
      name: 'ens18',
      'hardware-address': host.mac.toLowerCase(),
      'ip-addresses': [{ 'ip-address': host.address, 'ip-address-type': 'ipv4', prefix: 24 }],
    },
  ];
};
