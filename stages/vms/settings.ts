import type { Vm } from '../../src/stage-kit/cluster-config.ts';
import { together } from '../../src/stage-kit/parallel.ts';
import type { StageContext, Step } from '../../src/stage-kit/types.ts';
import { changedKeys, mutableShape, type Shape } from './shape.ts';
import { vmPath } from './world.ts';

/** One value of `GET …/pending`: what runs, and what is set for the next start. */
interface Value {
  readonly key: string;
  readonly value?: string | number;
  readonly pending?: string | number;
  /** It goes with the next start. */
  readonly delete?: number;
}

interface Settings {
  readonly vm: Vm;
  readonly values: readonly Value[];
  /** What a start from now on would bring; a value that waits is as good as set. */
  readonly actual: Readonly<Record<string, unknown>>;
  /** The keys of ours that differ from that. */
  readonly changed: Shape;
}

const look = (ctx: StageContext): Promise<Settings[]> =>
  together(
    ctx.cluster.vms.map((vm) => async () => {
      const values = await ctx.proxmox().get<readonly Value[]>(`${vmPath(vm)}/pending`);
      const actual = Object.fromEntries(
        values.flatMap((each) => (each.delete ? [] : [[each.key, each.pending ?? each.value]])),
      );
      return { vm, values, actual, changed: changedKeys(mutableShape(ctx, vm), actual) };
    }),
  );

const isDrifted = ({ changed }: Settings): boolean => Object.keys(changed).length > 0;

const lines = (each: Settings): string[] =>
  Object.entries(each.changed).map(
    ([key, value]) => `${each.vm.name} ${key}: ${String(each.actual[key] ?? '(unset)')} -> ${value}`,
  );

/** Values that the running VM has not taken: orch reboots nothing, so a human is told. */
const waiting = (ctx: StageContext, { vm, values }: Settings): readonly string[] => {
  const owned = mutableShape(ctx, vm);
  return values
    .filter(({ key, pending }) => pending !== undefined && key in owned)
    .map(
      ({ key, value, pending }) =>
        `${vm.name}: ${key} ${value ?? '(unset)'} -> ${pending} waits for its next power cycle: shut it down and start it in Proxmox when it suits you`,
    );
};

/** The settings we own are as in the config. A change that needs a power cycle stays pending: nothing is rebooted. */
export const settings: Step = {
  name: 'settings',
  check: async (ctx) => {
    const all = await look(ctx);
    const found = all.filter(isDrifted);
    if (found.length === 0) {
      const notices = all.flatMap((each) => waiting(ctx, each));
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
    for (const { vm } of (await look(ctx)).filter(isDrifted)) {
      // The digest makes Proxmox refuse when somebody else changes the VM in between.
      const { digest, ...actual } = await ctx.proxmox().get<Record<string, unknown>>(`${vmPath(vm)}/config`);
      const changed = changedKeys(mutableShape(ctx, vm), actual);
      await ctx.proxmox().write('PUT', `${vmPath(vm)}/config`, { ...changed, digest: String(digest) });
    }
  },
};
