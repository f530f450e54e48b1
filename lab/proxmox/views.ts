import type { Vm, World, WorldTime } from '../world/types.ts';

const MIB = 1024 ** 2;

/** A host as `GET /nodes` shows it. */
export const nodeRow = (world: World, node: string) => ({
  node,
  id: `node/${node}`,
  type: 'node',
  status: 'online',
  level: '',
  maxcpu: world.proxmox.cores,
  maxmem: world.proxmox.memoryMiB * MIB,
  ssl_fingerprint: Array.from({ length: 32 }, (_, i) =>
    (i * 7).toString(16).toUpperCase().padStart(2, '0'),
  ).join(':'),
});

/** `GET .../status/current` */
export const vmStatus = (_world: World, vm: Vm, now: WorldTime) => {
  const running = vm.startedAt !== undefined;
  return {
    vmid: vm.vmid,
    name: vm.config.name ?? `VM ${vm.vmid}`,
    status: running ? 'running' : 'stopped',
    qmpstatus: running ? 'running' : 'stopped',
    cpus: Number(vm.config.cores ?? '1'),
    maxmem: Number((vm.config.memory ?? '512').replace('current=', '')) * MIB,
    uptime: running ? Math.floor((now - (vm.startedAt ?? now)) / 1000) : 0,
    ha: { managed: 0 },
    ...(vm.config.tags ? { tags: vm.config.tags } : {}),
    ...(vm.lock ? { lock: vm.lock } : {}),
    ...(/^(enabled=)?1/.test(vm.config.agent ?? '') ? { agent: 1 } : {}),
  };
};

/** `GET /cluster/resources` */
export const resources = (world: World, now: WorldTime, type: string | undefined) => {
  const { nodes } = world.proxmox;
  const vms = world.proxmox.vms.map((vm) => ({
    ...vmStatus(world, vm, now),
    id: `qemu/${vm.vmid}`,
    type: 'qemu',
    node: vm.node,
    template: 0,
  }));
  const storages = nodes.flatMap((node) =>
    world.proxmox.storages.map((storage) => ({
      id: `storage/${node}/${storage.id}`,
      type: 'storage',
      storage: storage.id,
      node,
      status: storage.active ? 'available' : 'unknown',
      content: storage.content.join(','),
    })),
  );
  const hosts = nodes.map((node) => nodeRow(world, node));
  if (type === 'vm') return vms;
  if (type === 'storage') return storages;
  return type === 'node' ? hosts : [...vms, ...storages, ...hosts];
};

const VM_PRIVILEGES = [
  'VM.Allocate',
  'VM.Audit',
  'VM.Config.CDROM',
  'VM.Config.CPU',
  'VM.Config.Disk',
  'VM.Config.HWType',
  'VM.Config.Memory',
  'VM.Config.Network',
  'VM.Config.Options',
  'VM.GuestAgent.Audit',
  'VM.PowerMgmt',
];
const STORAGE_PRIVILEGES = ['Datastore.AllocateSpace', 'Datastore.AllocateTemplate', 'Datastore.Audit'];

/** The token's own rights, path by path. */
export const permissions = (world: World) => {
  const granted = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 1]));
  return {
    '/': granted(['Sys.Audit', 'Sys.Modify', 'SDN.Use', 'VM.Audit', ...STORAGE_PRIVILEGES, ...VM_PRIVILEGES]),
    '/vms': granted(VM_PRIVILEGES),
    '/storage': granted(STORAGE_PRIVILEGES),
    ...Object.fromEntries(
      world.proxmox.storages.map(({ id }) => [`/storage/${id}`, granted(STORAGE_PRIVILEGES)]),
    ),
    ...Object.fromEntries(
      world.proxmox.nodes.map((node) => [`/nodes/${node}`, granted(['Sys.AccessNetwork', 'Sys.Audit'])]),
    ),
    '/sdn/zones/localnetwork': granted(['SDN.Audit', 'SDN.Use']),
    ...Object.fromEntries(
      world.proxmox.bridges.map((bridge) => [
        `/sdn/zones/localnetwork/${bridge}`,
        granted(['SDN.Audit', 'SDN.Use']),
      ]),
    ),
  };
};
