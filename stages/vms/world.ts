import type { Vm } from '../../src/stage-kit/cluster-config.ts';
import { StageFailure } from '../../src/stage-kit/failure.ts';
import type { StageContext } from '../../src/stage-kit/types.ts';

/** A VM as `GET /cluster/resources?type=vm` lists it. */
export interface Resource {
  readonly vmid: number;
  readonly node: string;
  readonly name?: string;
  readonly status?: string;
  readonly lock?: string;
  readonly tags?: string;
  readonly template?: number;
}

/** The tag that says: orch made this VM. */
export const TAG = 'orch';

/** `/nodes/NODE/qemu/ID` of a VM of ours. */
export const vmPath = (vm: Vm): string => `${nodePath(vm.node)}/qemu/${vm.id}`;

/** `/nodes/NODE` of a Proxmox host. */
export const nodePath = (node: string): string => `/nodes/${encodeURIComponent(node)}`;

/** The Proxmox hosts that our VMs live on, each once, in the order of the config. */
export const hosts = (ctx: StageContext): readonly string[] => [
  ...new Set(ctx.cluster.vms.map((vm) => vm.node)),
];

/** `vms.2.node` or `proxmox.node`: where the config says the host of a VM. */
export const hostKey = (ctx: StageContext, host: string): readonly PropertyKey[] => {
  const index = ctx.cluster.vms.findIndex((vm) => vm.node === host);
  return host === ctx.cluster.proxmox.node ? ['proxmox', 'node'] : ['vms', index, 'node'];
};

/**
 * The VMs of the config as Proxmox has them; absent ones are missing from the map.
 * @throws StageFailure when an id belongs to somebody else, lives on another node or is half-created:
 * nothing of it is ever changed or deleted by orch.
 */
export const ourVms = async (ctx: StageContext): Promise<ReadonlyMap<number, Resource>> => {
  const all = await ctx.proxmox().get<Resource[]>('/cluster/resources', { type: 'vm' });
  const ours = new Map<number, Resource>();
  for (const vm of ctx.cluster.vms) {
    const found = all.find((each) => each.vmid === vm.id);
    if (!found) continue;
    const tags = (found.tags ?? '').split(/[;, ]/);
    if (found.name !== vm.name && !tags.includes(TAG))
      throw new StageFailure(
        `VM ${vm.id} is not ours: it is called ${found.name ?? '(no name)'} and has no tag ${TAG}; choose another vms.id for ${vm.name}`,
      );
    if (found.template === 1) throw new StageFailure(`VM ${vm.id} (${vm.name}) is a template`);
    if (found.node !== vm.node)
      throw new StageFailure(
        `VM ${vm.id} (${vm.name}) is on node ${found.node}, ${ctx.where(...hostKey(ctx, vm.node))} says ${vm.node}: set vms node to ${found.node}, or move it back in Proxmox`,
      );
    if (found.lock === 'create')
      throw new StageFailure(
        `VM ${vm.id} (${vm.name}) is half-created (lock: create); look at it in Proxmox and remove it by hand`,
        `VM is locked (create)`,
      );
    ours.set(vm.id, found);
  }
  return ours;
};

/** The clock a task wait needs; Proxmox tasks are looked at every second, or faster when the config polls faster. */
export const taskClock = (ctx: StageContext) => ({
  sleep: ctx.sleep,
  now: ctx.now,
  poll: Math.min(1_000, ctx.cluster.timing.poll),
});

/** Whether the image carries the guest agent, the only way to learn a VM's address from Proxmox. */
export const hasAgent = (ctx: StageContext): boolean =>
  ctx.cluster.talos.extensions.some((each) => each.endsWith('/qemu-guest-agent'));
