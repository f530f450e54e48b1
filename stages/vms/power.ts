import { StageFailure } from '../../src/stage-kit/failure.ts';
import { together } from '../../src/stage-kit/parallel.ts';
import { ProxmoxRefusal } from '../../src/stage-kit/proxmox/client.ts';
import { waitForTask } from '../../src/stage-kit/proxmox/task.ts';
import type { StageContext, Step } from '../../src/stage-kit/types.ts';
import { ourVms, taskClock, vmPath } from './world.ts';

const stopped = async (ctx: StageContext) => {
  // The list of all is some seconds old: who runs by it is not asked again, who does not is.
  const known = await ourVms(ctx);
  const doubtful = ctx.cluster.vms.filter((vm) => known.get(vm.id)?.status !== 'running');
  const states = await together(
    doubtful.map((vm) => async () => {
      const { status } = await ctx.proxmox().get<{ status: string }>(`${vmPath(vm)}/status/current`);
      return { vm, status };
    }),
  );
  return states.filter((each) => each.status !== 'running').map((each) => each.vm);
};

/** Somebody else was faster: that is what we wanted. */
const ALREADY = /already running/;

/** Every VM runs. */
export const power: Step = {
  name: 'power',
  check: async (ctx) => {
    const names = (await stopped(ctx)).map((vm) => vm.name).join(', ');
    if (names === '') return { state: 'ok', detail: 'all VMs run' };
    return { state: 'drift', detail: `stopped: ${names}`, effect: `starts ${names}` };
  },
  apply: async (ctx) => {
    for (const vm of await stopped(ctx)) {
      try {
        const upid = await ctx.proxmox().write<string>('POST', `${vmPath(vm)}/status/start`, {});
        await waitForTask(ctx.proxmox(), upid, ctx.cluster.timing.task, taskClock(ctx));
      } catch (error) {
        const harmless =
          (error instanceof ProxmoxRefusal && error.says(ALREADY)) ||
          (error instanceof StageFailure && ALREADY.test(error.message));
        if (!harmless) throw error;
      }
    }
  },
};
