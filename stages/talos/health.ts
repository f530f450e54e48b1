import type { Seen, StageContext, Step } from '../../src/stage-kit/types.ts';
import { machines } from './machines.ts';
import { firstControlPlane, target } from './paths.ts';

const WAIT_SECONDS = 60;

const addresses = (ctx: StageContext, role: string): string =>
  ctx.cluster.vms
    .filter((vm) => vm.role === role)
    .map((vm) => vm.address)
    .join(',');

const check = (ctx: StageContext) => {
  const workers = addresses(ctx, 'worker');
  return ctx.tool(
    [
      ...['talosctl', 'health', ...target(ctx, firstControlPlane(ctx.cluster))],
      ...['--control-plane-nodes', addresses(ctx, 'controlplane')],
      ...(workers === '' ? [] : ['--worker-nodes', workers]),
      ...['--wait-timeout', `${WAIT_SECONDS}s`],
    ],
    { timeoutMs: (WAIT_SECONDS + 30) * 1_000, ok: [0, 1] },
  );
};

const observe = async (ctx: StageContext): Promise<Seen> => {
  const unready = (await machines(ctx)).flatMap(({ vm, machine }) => {
    if (machine.kind === 'configured' && machine.ready) return [];
    const why = machine.kind === 'configured' ? machine.unmet.join(', ') || machine.stage : machine.kind;
    return [`${vm.name} (${why})`];
  });
  if (unready.length > 0) return { state: 'waiting', for: `Talos to be ready on ${unready.join(', ')}` };
  const { code, stderr } = await check(ctx);
  if (code === 0) return { state: 'ready', detail: 'talosctl health: all checks pass' };
  return { state: 'failing', for: 'talosctl health', text: stderr.trim() };
};

/** Talos' own health checks pass: etcd, kubelets, control plane components, every node. */
export const health: Step = {
  name: 'health',
  check: async (ctx) => {
    const seen = await observe(ctx);
    if (seen.state === 'ready') return { state: 'ok', detail: seen.detail };
    return { state: 'drift', detail: `not healthy: ${seen.for}`, effect: 'waits for it' };
  },
  verify: (ctx) => ({ deadlineMs: ctx.cluster.timing.nodes, observe: () => observe(ctx) }),
};
