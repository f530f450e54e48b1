import { SECOND } from '../world/clock.ts';
import type { Task, TaskEffect, World, WorldTime } from '../world/types.ts';

const hex8 = (value: number): string => (value >>> 0).toString(16).toUpperCase().padStart(8, '0');

export interface TaskPlan {
  /** The host whose worker does it. */
  readonly node: string;
  readonly type: string;
  readonly vmid: string;
  readonly seconds: number;
  readonly log: readonly string[];
  /** Absent: the task ends with this error. */
  readonly error?: string;
  readonly effect?: TaskEffect;
}

/** Starts a worker and returns its UPID; what it does happens when it ends. */
export const startTask = (world: World, now: WorldTime, plan: TaskPlan): string => {
  world.serial += 1;
  const user = world.proxmox.token.split('=')[0];
  const upid = `UPID:${plan.node}:${hex8(world.serial * 17)}:${hex8(now / 10)}:${hex8(now / 1000)}:${plan.type}:${plan.vmid}:${user}:`;
  const failed = plan.error !== undefined;
  const task: Task = {
    upid,
    type: plan.type,
    vmid: plan.vmid,
    startedAt: now,
    endsAt: now + plan.seconds * SECOND,
    exit: plan.error ?? 'OK',
    log: [...plan.log, failed ? `TASK ERROR: ${plan.error}` : 'TASK OK'],
    ...(plan.effect && !failed ? { effect: plan.effect } : {}),
    done: false,
  };
  world.proxmox.tasks.push(task);
  return upid;
};

/** Lets every task that has run its time take effect. Called before each look at the world. */
export const settleTasks = (world: World, now: WorldTime): void => {
  for (const task of world.proxmox.tasks) {
    if (task.done || task.endsAt > now) continue;
    task.done = true;
    if (task.effect) apply(world, task.effect, task.endsAt);
  }
};

const apply = (world: World, effect: TaskEffect, at: WorldTime): void => {
  switch (effect.kind) {
    case 'create': {
      const vm = world.proxmox.vms.find((each) => each.vmid === effect.vmid);
      if (!vm) throw new Error(`task effect: VM ${effect.vmid} is gone`);
      delete vm.lock;
      vm.config = effect.config;
      return;
    }
    case 'start': {
      const vm = world.proxmox.vms.find((each) => each.vmid === effect.vmid);
      if (!vm) throw new Error(`task effect: VM ${effect.vmid} is gone`);
      vm.startedAt ??= at;
      return;
    }
    case 'iso':
      world.proxmox.isos.push({ node: effect.node, volid: effect.volid });
      return;
  }
};
