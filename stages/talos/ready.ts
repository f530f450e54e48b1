import { kubeJson } from '../../src/stage-kit/kube/kubectl.ts';
import { condition, type KubeList, type KubeObject } from '../../src/stage-kit/kube/object.ts';
import type { Seen, StageContext, Step } from '../../src/stage-kit/types.ts';

interface Node extends KubeObject {
  readonly status?: KubeObject['status'] & {
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
  };
}

const nodesByAddress = async (ctx: StageContext): Promise<ReadonlyMap<string, Node>> => {
  const { items } = await kubeJson<KubeList<Node>>(ctx, ['get', 'nodes', '-o', 'json']);
  return new Map(
    items.flatMap((node) =>
      (node.status?.addresses ?? [])
        .filter((each) => each.type === 'InternalIP')
        .map((each) => [each.address, node] as const),
    ),
  );
};

const observe = async (ctx: StageContext): Promise<Seen> => {
  const nodes = await nodesByAddress(ctx);
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
    const seen = await observe(ctx);
    if (seen.state === 'ready') return { state: 'ok', detail: seen.detail };
    return { state: 'drift', detail: `not yet: ${seen.for}`, effect: 'waits for it' };
  },
  verify: (ctx) => ({
    deadlineMs: ctx.cluster.timing.nodes,
    observe: () => observe(ctx),
    evidence: () => evidence(ctx),
  }),
};
