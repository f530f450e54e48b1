import { interfacesOf } from '../talos/machine.ts';
import { hexFrom } from '../world/random.ts';
import type { Vm, World, WorldTime } from '../world/types.ts';
import { type Answer, died, ok } from './answer.ts';
import { type Parameters, properties } from './parameters.ts';
import { isosOf } from './storage.ts';
import { startTask } from './tasks.ts';

const DRIVE = /^(scsi|virtio|sata|ide)\d+$|^efidisk0$/;

/** Finds a VM of a host, or the 500 that Proxmox answers for a VMID it does not have. */
export const findVm = (world: World, node: string, vmid: string): Vm | Answer =>
  world.proxmox.vms.find((vm) => String(vm.vmid) === vmid && vm.node === node) ??
  died(`Configuration file 'nodes/${node}/qemu-server/${vmid}.conf' does not exist`);

/** Checks one drive of a new VM and returns how it will stand in the configuration. */
const allocate = (world: World, node: string, vmid: string, key: string, value: string): string | Answer => {
  const { file = '', ...options } = properties(value);
  if (file === 'none' || file === 'cdrom') return value;
  const [storageId = '', volume = ''] = [file.slice(0, file.indexOf(':')), file.slice(file.indexOf(':') + 1)];
  const storage = world.proxmox.storages.find((each) => each.id === storageId);
  if (!storage) return died(`storage '${storageId}' does not exist`);
  if (!storage.active) return died(`storage '${storageId}' is not online`);
  if (options.media === 'cdrom' || volume.startsWith('iso/'))
    return isosOf(world, node).includes(file) ? value : died(`volume '${file}' does not exist`);
  const lvm = storage.type === 'lvmthin';
  if (!/^\d+(\.\d+)?$/.test(volume))
    return died(`unable to parse ${lvm ? 'lvm' : 'directory'} volume name '${volume}'`);
  if (!storage.content.includes('images'))
    return died(`storage '${storageId}' does not support content-type 'images'`);
  const index = key === 'efidisk0' ? 0 : Number(key.replace(/\D/g, '')) + 1;
  const rest = Object.entries(options).map(([name, option]) => `${name}=${option}`);
  const size = key === 'efidisk0' ? 'size=528K' : `size=${volume}G`;
  const name = `vm-${vmid}-disk-${index}`;
  return [`${storageId}:${lvm ? name : `${vmid}/${name}.qcow2`}`, ...rest, size].join(',');
};

/** `POST /nodes/{node}/qemu`: checks everything at once, then a worker allocates the disks. */
export const createVm = (world: World, now: WorldTime, node: string, given: Parameters): Answer => {
  const { vmid = '', start: _start, pool: _pool, storage: _storage, ...config } = given;
  const other = world.proxmox.vms.find((vm) => String(vm.vmid) === vmid);
  if (other) return died(`unable to create VM ${vmid} - VM ${vmid} already exists on node '${other.node}'`);
  const full: Record<string, string> = {};
  const log: string[] = [];
  for (const [key, value] of Object.entries(config)) {
    if (!DRIVE.test(key)) {
      full[key] = value;
      continue;
    }
    const drive = allocate(world, node, vmid, key, value);
    if (typeof drive !== 'string') return drive;
    full[key] = drive;
    const volume = drive.split(',')[0] ?? '';
    if (volume.includes('-disk-'))
      log.push(
        volume.endsWith('.qcow2')
          ? `Formatting '/mnt/pve/${volume.replace(':', '/images/')}', fmt=qcow2 preallocation=off`
          : `  Logical volume "${volume.split(':')[1]}" created.`,
        `${key}: successfully created disk '${drive}'`,
      );
  }
  full.vmgenid = hexFrom(world.seed, 'vmgenid', vmid).slice(0, 32);
  world.proxmox.vms.push({ vmid: Number(vmid), node, config: {}, lock: 'create' });
  return ok(
    startTask(world, now, {
      node,
      type: 'qmcreate',
      vmid,
      seconds: 4,
      log,
      effect: { kind: 'create', vmid: Number(vmid), config: full },
    }),
  );
};

/** Why QEMU would not start this VM: the worker's own lines and its closing error. */
const startProblem = (
  world: World,
  vm: Vm,
): { readonly log: readonly string[]; readonly error: string } | undefined => {
  const { config, vmid } = vm;
  const memory = Number((config.memory ?? '512').replace('current=', ''));
  const used = world.proxmox.vms
    .filter((each) => each.startedAt !== undefined && each.node === vm.node)
    .reduce((sum, each) => sum + Number((each.config.memory ?? '512').replace('current=', '')), 0);
  if (Number(config.cores ?? '1') * Number(config.sockets ?? '1') > world.proxmox.cores)
    return { log: [], error: `MAX ${world.proxmox.cores} vcpus allowed per VM on this node` };
  const bridge = properties(config.net0 ?? '', 'model').bridge ?? '';
  const tap = `tap${vmid}i0`;
  if (!world.proxmox.bridges.includes(bridge))
    return {
      log: [
        `bridge '${bridge}' does not exist`,
        `kvm: -netdev type=tap,id=net0,ifname=${tap},script=/usr/libexec/qemu-server/pve-bridge,downscript=/usr/libexec/qemu-server/pve-bridgedown,vhost=on: network script /usr/libexec/qemu-server/pve-bridge failed with status 512`,
      ],
      error: 'start failed: QEMU exited with code 1',
    };
  if (used + memory > world.proxmox.memoryMiB)
    return {
      log: [`kvm: cannot set up guest memory 'pc.ram': Cannot allocate memory`],
      error: 'start failed: QEMU exited with code 1',
    };
  return undefined;
};

/** `POST .../status/start` */
export const startVm = (world: World, now: WorldTime, vm: Vm): Answer => {
  if (vm.lock) return died(`VM is locked (${vm.lock})`);
  const plan = { node: vm.node, type: 'qmstart', vmid: String(vm.vmid), seconds: 2 };
  if (vm.startedAt !== undefined)
    return ok(startTask(world, now, { ...plan, log: [], error: `VM ${vm.vmid} already running` }));
  const problem = startProblem(world, vm);
  if (problem) return ok(startTask(world, now, { ...plan, log: problem.log, error: problem.error }));
  return ok(startTask(world, now, { ...plan, log: [], effect: { kind: 'start', vmid: vm.vmid } }));
};

/** The digest that guards a configuration against lost updates. */
export const digestOf = (vm: Vm): string => hexFrom(0, JSON.stringify(vm.config)).slice(0, 40);

/** `PUT .../config` (synchronous). Values of a running VM that need a power cycle stay pending in the real one; the lab applies them. */
export const changeConfig = (world: World, vm: Vm, given: Parameters): Answer => {
  if (vm.lock) return died(`VM is locked (${vm.lock})`);
  const { digest, delete: dropped, skiplock: _skip, ...changes } = given;
  if (digest !== undefined && digest !== digestOf(vm))
    return died('detected modified configuration - file changed by other user? Try again.');
  const next = { ...vm.config };
  for (const [key, value] of Object.entries(changes)) {
    const drive =
      DRIVE.test(key) && value !== vm.config[key]
        ? allocate(world, vm.node, String(vm.vmid), key, value)
        : value;
    if (typeof drive !== 'string') return drive;
    next[key] = drive;
  }
  for (const key of dropped?.split(',') ?? []) delete next[key];
  vm.config = next;
  return ok(null);
};

/** `GET .../agent/network-get-interfaces` */
export const agentInterfaces = (world: World, now: WorldTime, vm: Vm): Answer => {
  if (vm.startedAt === undefined) return died(`VM ${vm.vmid} is not running`);
  if (!/^(enabled=)?1/.test(vm.config.agent ?? '')) return died('No QEMU guest agent configured');
  const interfaces = interfacesOf(world, vm, now);
  return interfaces ? ok({ result: interfaces }) : died('QEMU guest agent is not running');
};
