import { existsSync } from 'node:fs';
import type { Vm } from '../../src/stage-kit/cluster-config.ts';
import { StageFailure } from '../../src/stage-kit/failure.ts';
import { together } from '../../src/stage-kit/parallel.ts';
import type { Seen, StageContext, Step } from '../../src/stage-kit/types.ts';
import { askAll, type Machine, machineOf } from './machine.ts';
import { paths } from './paths.ts';

/** Every node of the config with what it is. */
export const machines = async (
  ctx: StageContext,
): Promise<{ readonly vm: Vm; readonly machine: Machine }[]> => {
  const known = await askAll(ctx);
  return together(
    ctx.cluster.vms.map((vm) => async () => ({
      vm,
      machine: known.get(vm.address) ?? (await machineOf(ctx, vm)),
    })),
  );
};

const refuseForeign = (ctx: StageContext, vm: Vm, text: string): never => {
  const lost = !existsSync(paths(ctx).secrets);
  const next = lost
    ? `its secrets are not in ${ctx.secretsDir}: restore secrets.yaml there, or make it by \`talosctl gen secrets --from-controlplane-config\``
    : 'it was installed with other secrets than ours; a human must decide, orch never resets a node';
  throw new StageFailure(`${vm.name} (${vm.address}) already has a config that is not ours: ${next}`, text);
};

const observe = async (ctx: StageContext): Promise<Seen> => {
  const all = await machines(ctx);
  for (const { vm, machine } of all) if (machine.kind === 'foreign') refuseForeign(ctx, vm, machine.text);
  const absent = all.flatMap(({ vm, machine }) => (machine.kind === 'absent' ? [vm.name] : []));
  if (absent.length > 0) return { state: 'waiting', for: `${absent.join(', ')} to answer` };
  const words = all.map(
    ({ vm, machine }) => `${vm.name} ${'stage' in machine ? machine.stage : machine.kind}`,
  );
  return { state: 'ready', detail: words.join(', ') };
};

/** Every node answers, and none belongs to somebody else. */
export const answering: Step = {
  name: 'answering',
  check: async (ctx) => {
    const seen = await observe(ctx);
    if (seen.state === 'ready') return { state: 'ok', detail: seen.detail };
    return { state: 'drift', detail: `not answering: ${seen.for}`, effect: 'waits for it' };
  },
  verify: (ctx) => ({
    deadlineMs: ctx.cluster.timing.boot,
    observe: () => observe(ctx),
    evidence: async () =>
      (await machines(ctx))
        .flatMap(({ machine }) => (machine.kind === 'absent' ? [machine.text] : []))
        .join('\n'),
  }),
};
