import type { Vm } from '../../src/stage-kit/cluster-config.ts';
import { talosImage } from '../../src/stage-kit/talos-image.ts';
import type { StageContext } from '../../src/stage-kit/types.ts';
import { hasAgent, TAG } from './world.ts';

/** A Proxmox config value as it is sent. */
export type Shape = Readonly<Record<string, string | number>>;

/** What may be changed on an existing VM. Disks are not in it: sending one again would allocate another. */
export const mutableShape = (ctx: StageContext, vm: Vm): Shape => ({
  name: vm.name,
  cores: vm.cores,
  sockets: 1,
  memory: vm.memory,
  balloon: 0,
  cpu: 'host',
  agent: hasAgent(ctx) ? 'enabled=1' : 'enabled=0',
  net0: `virtio=${vm.mac},bridge=${ctx.cluster.proxmox.bridge}`,
  // The empty disk falls through to the ISO; once installed, the disk boots and the ISO never comes back.
  boot: 'order=scsi0;ide2',
  onboot: 1,
});

/** The whole VM as it is created. Talos wants q35, UEFI without enrolled keys, and virtio-scsi-pci (not -single). */
export const createShape = (ctx: StageContext, vm: Vm): Shape => {
  return {
    vmid: vm.id,
    ...mutableShape(ctx, vm),
    ostype: 'l26',
    machine: 'q35',
    bios: 'ovmf',
    // The size of an EFI disk is fixed by its type; the number is only the syntax for "allocate".
    efidisk0: `${vm.storage}:1,efitype=4m,pre-enrolled-keys=0`,
    scsihw: 'virtio-scsi-pci',
    scsi0: `${vm.storage}:${vm.disk},discard=on,ssd=1`,
    ide2: `${talosImage(ctx.cluster).volid},media=cdrom`,
    numa: 0,
    serial0: 'socket',
    vga: 'std',
    tags: TAG,
  };
};

/** `k=v,k=v` in any order as a sorted text; a leading value without a key keeps its place in front. */
const canonical = (value: string): string =>
  value
    .split(',')
    .map((part) => part.trim())
    .sort()
    .join(',');

/** Keys whose value is a list of `k=v`, of which Proxmox changes the order and to which it adds defaults. */
const LISTS = new Set(['net0', 'agent']);
/** `agent: 1` and `agent: enabled=1` are the same setting. */
const spelled = (key: string, value: string): string =>
  key === 'agent' && /^[01](,|$)/.test(value) ? `enabled=${value}` : value;

const same = (key: string, wanted: string | number, actual: unknown): boolean => {
  if (actual === undefined) return false;
  const text = spelled(key, String(actual));
  if (!LISTS.has(key)) return text === String(wanted);
  const parts = new Set(canonical(text).split(','));
  return canonical(String(wanted))
    .split(',')
    .every((part) => parts.has(part));
};

/**
 * The keys of ours that differ.
 * @param wanted what we own; @param actual the VM's config as the API gives it (numbers may come as strings).
 */
export const changedKeys = (wanted: Shape, actual: Readonly<Record<string, unknown>>): Shape =>
  Object.fromEntries(Object.entries(wanted).filter(([key, value]) => !same(key, value, actual[key])));
