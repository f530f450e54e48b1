import type { Vm } from '../../src/stage-kit/cluster-config.ts';
import { together } from '../../src/stage-kit/parallel.ts';
import type { StageContext, Step } from '../../src/stage-kit/types.ts';
import { changedKeys, mutableShape, type Shape } from './shape.ts';
import { vmPath } from './world.ts';

interface Drifted {
  readonly vm: Vm;
  readonly changed: Shape;
  readonly actual: Readonly<Record<string, unknown>>;
  readonly digest: string;
}

const drifted = async (ctx: StageContext): Promise<Drifted[]> => {
  const all = await together(
    ctx.cluster.vms.map((vm) => async () => {
      const actual = await ctx.proxmox().get<Record<string, unknown>>(`${vmPath(vm)}/config`);
      return {
        vm,
        actual,
        changed: changedKeys(mutableShape(ctx, vm), actual),
        digest: String(actual.digest),
      };
    }),
  );
  return all.filter((each) => Object.keys(each.changed).length > 0);
};

const lines = (each: Drifted): string[] =>
  Object.entries(each.changed).map(
    ([key, value]) => `${each.vm.name} ${key}: ${String(each.actual[key] ?? '(unset)')} -> ${value}`,
  );

/** The settings we own are as in the config. A change that needs a power cycle stays pending: nothing is rebooted. */
export const settings: Step = {
  name: 'settings',
  check: async (ctx) => {
    const found = await drifted(ctx);
    if (found.length === 0) return { state: 'ok', detail: 'settings are as in the config' };
    const names = found.map((each) => `${each.vm.name} (${Object.keys(each.changed).join(', ')})`).join(', ');
    return {
      state: 'drift',
      detail: `other settings: ${names}`,
      effect: 'changes them; what a running VM cannot take waits for its next power cycle',
      diff: found.flatMap(lines).join('\n'),
    };
  },
  apply: async (ctx) => {
    // The digest makes Proxmox refuse when somebody else changed the VM in between.
    for (const { vm, changed, digest } of await drifted(ctx))
      await ctx.proxmox().write('PUT', `${vmPath(vm)}/config`, { ...changed, digest });
  },
};
