import { condition } from '../../src/stage-kit/kube/object.ts';
import type { Seen, StageContext, Step } from '../../src/stage-kit/types.ts';
import { type Node, nodesByAddress } from './nodes.ts';
import { versionNotices } from './versions.ts';

const judge = (ctx: StageContext, nodes: ReadonlyMap<string, Node>): Seen => {
  const waiting = ctx.cluster.vms.filter((vm) => {
    const node = nodes.get(vm.address);
    return node === undefined || condition(node, 'Ready')?.status !== 'True';
  });
  if (waiting.length === 0) return { state: 'ready', detail: `${ctx.cluster.vms.length} nodes are Ready` };
  return { state: 'waiting', for: `${waiting.map((vm) => vm.name).join(', ')} to be Ready in Kubernetes` };
};

/** Why they are not: the kubelet's own message, or that the node never joined. */
const evidence = async (ctx: StageContext): Promise<string> => {
  const nodes = await nodesByAddress(ctx);
  return ctx.cluster.vms
    .flatMap((vm) => {
      const node = nodes.get(vm.address);
      if (node === undefined) return [`node ${vm.name} (${vm.address}) has not joined the cluster`];
      const ready = condition(node, 'Ready');
      return ready?.status === 'True'
        ? []
        : [`node ${node.metadata.name} is not Ready: ${ready?.message ?? '?'}`];
    })
    .join('\n');
};

/** Every node of the config is a Ready node of Kubernetes. */
export const ready: Step = {
  name: 'nodes',
  check: async (ctx) => {
    const nodes = await nodesByAddress(ctx);
    const seen = judge(ctx, nodes);
    const notices = versionNotices(ctx, nodes);
    const more = notices.length === 0 ? {} : { notices };
    if (seen.state === 'ready') return { state: 'ok', detail: seen.detail, ...more };
    return { state: 'drift', detail: `not yet: ${seen.for}`, effect: 'waits for it', ...more };
  },
  verify: (ctx) => ({
    deadlineMs: ctx.cluster.timing.nodes,
    observe: async () => judge(ctx, await nodesByAddress(ctx)),
    evidence: () => evidence(ctx),
  }),
};
