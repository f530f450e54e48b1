import { existsSync, readFileSync } from 'node:fs';
import type { Vm } from '../../src/stage-kit/cluster-config.ts';
import { failureMatches, StageFailure } from '../../src/stage-kit/failure.ts';
import { together } from '../../src/stage-kit/parallel.ts';
import type { StageContext, Step } from '../../src/stage-kit/types.ts';
import { getFromAll } from './get-from-all.ts';
import { paths, target } from './paths.ts';
import { renderedFor } from './versions.ts';

const TIMEOUT_MS = 60_000;

const applyConfig = (ctx: StageContext, vm: Vm, mode: readonly string[]) =>
  ctx.tool(['talosctl', 'apply-config', ...target(ctx, vm), '-f', paths(ctx).node(vm), ...mode], {
    timeoutMs: TIMEOUT_MS,
  });

/** The config that a node runs; id `v1alpha1`, since `persistent` is what a reboot would bring. */
interface RunningConfig {
  readonly node?: string;
  /** The text as it was sent, secrets and all: compared here, and never kept or shown. */
  readonly spec?: unknown;
}

/** Nodes that run the very text of their rendered config: nothing can have drifted there. */
const untouched = async (ctx: StageContext): Promise<ReadonlySet<Vm>> => {
  const { answers } = await getFromAll(ctx, ['machineconfig', 'v1alpha1'], TIMEOUT_MS);
  const running = new Map((answers as RunningConfig[]).map(({ node, spec }) => [node, spec]));
  const same = (vm: Vm): boolean => {
    const file = paths(ctx).node(vm);
    return existsSync(file) && running.get(vm.address) === readFileSync(file, 'utf8');
  };
  return new Set(ctx.cluster.vms.filter(same));
};

/**
 * What would be changed is Talos' word, by a dry run, and only asked of nodes whose config reads other than ours. The
 * dry run's diff shows secrets, so only its verdict is kept.
 */
const drifted = async (ctx: StageContext): Promise<Vm[]> => {
  const same = await untouched(ctx);
  const all = await together(
    ctx.cluster.vms
      .filter((vm) => !same.has(vm))
      .map((vm) => async () => {
        const { stdout, stderr } = await applyConfig(ctx, vm, ['--dry-run']);
        return /No changes\./.test(stdout + stderr) ? [] : [vm];
      }),
  );
  return all.flat();
};

/** Configured nodes run the config of the repo; what needs a reboot is said and left to a human. */
export const update: Step = {
  name: 'update',
  check: async (ctx) => {
    const { upgrading } = await renderedFor(ctx);
    if (upgrading) {
      const notice = `Kubernetes ${upgrading.join(' and ')} run at once: an upgrade is under way, the configs are left alone until it is done`;
      return { state: 'ok', detail: 'an upgrade is under way', notices: [notice] };
    }
    const names = (await drifted(ctx)).map((vm) => vm.name).join(', ');
    if (names === '') return { state: 'ok', detail: 'every node runs its config' };
    return {
      state: 'drift',
      detail: `other config on ${names}`,
      effect: `changes ${names} without a reboot`,
    };
  },
  apply: async (ctx) => {
    for (const vm of await drifted(ctx)) {
      try {
        await applyConfig(ctx, vm, ['-m', 'no-reboot']);
      } catch (error) {
        if (!failureMatches(error, /reboot|immediately/)) throw error;
        throw new StageFailure(
          `the new config of ${vm.name} needs a reboot, which orch never does by itself: apply it by hand with -m reboot`,
          error.evidence,
        );
      }
    }
  },
};
