import { waitForTask } from '../../src/stage-kit/proxmox/task.ts';
import type { Step } from '../../src/stage-kit/types.ts';
import { createShape } from './shape.ts';
import { nodePath, ourVms, taskClock } from './world.ts';

/** Every VM of the config exists. Existing ones are adopted only when they are ours; none is ever deleted. */
export const create: Step = {
  name: 'create',
  check: async (ctx) => {
    const there = await ourVms(ctx);
    const missing = ctx.cluster.vms
      .filter((vm) => !there.has(vm.id))
      .map((vm) => `${vm.id} ${vm.name} on ${vm.node}`);
    if (missing.length === 0) return { state: 'ok', detail: `${ctx.cluster.vms.length} VMs exist` };
    return {
      state: 'drift',
      detail: `missing: ${missing.join(', ')}`,
      effect: `creates VM ${missing.join(', ')}`,
    };
  },
  apply: async (ctx) => {
    const there = await ourVms(ctx);
    // One at a time: allocations on one storage take the same lock.
    for (const vm of ctx.cluster.vms.filter((each) => !there.has(each.id))) {
      ctx.say(`  creating VM ${vm.id} ${vm.name}`);
      const upid = await ctx
        .proxmox()
        .write<string>('POST', `${nodePath(vm.node)}/qemu`, createShape(ctx, vm));
      await waitForTask(ctx.proxmox(), upid, ctx.cluster.timing.task, taskClock(ctx));
    }
  },
};
