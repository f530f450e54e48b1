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

/** One value of `GET …/pending`: what runs, and what is set for the next start. */
interface Pending {
  readonly key: string;
  readonly value?: string | number;
  readonly pending?: string | number;
}

/** Values that the running VM has not taken: orch reboots nothing, so a human is told. */
const waiting = async (ctx: StageContext): Promise<readonly string[]> => {
  const all = await together(
    ctx.cluster.vms.map((vm) => async () => {
      const values = await ctx.proxmox().get<readonly Pending[]>(`${vmPath(vm)}/pending`);
      const owned = mutableShape(ctx, vm);
      return values
        .filter(({ key, pending }) => pending !== undefined && key in owned)
        .map(
          ({ key, value, pending }) =>
            `${vm.name}: ${key} ${value ?? '(unset)'} -> ${pending} waits for its next power cycle: shut it down and start it in Proxmox when it suits you`,
        );
    }),
  );
  return all.flat();
};

/** The settings we own are as in the config. A change that needs a power cycle stays pending: nothing is rebooted. */
export const settings: Step = {
  name: 'settings',
  check: async (ctx) => {
    const found = await drifted(ctx);
    if (found.length === 0) {
      const notices = await waiting(ctx);
      const detail = 'settings are as in the config';
      return notices.length === 0 ? { state: 'ok', detail } : { state: 'ok', detail, notices };
    }
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
