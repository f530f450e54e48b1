import { kubeJson } from '../../src/stage-kit/kube/kubectl.ts';
import type { KubeList, KubeObject } from '../../src/stage-kit/kube/object.ts';
import type { StageContext } from '../../src/stage-kit/types.ts';

/** A node of Kubernetes, as far as the stage looks into it. */
export interface Node extends KubeObject {
  readonly status?: KubeObject['status'] & {
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly nodeInfo?: { readonly osImage?: string; readonly kubeletVersion?: string };
  };
}

/** The nodes that Kubernetes knows, by their internal address. */
export const nodesByAddress = async (ctx: StageContext): Promise<ReadonlyMap<string, Node>> => {
  const { items } = await kubeJson<KubeList<Node>>(ctx, ['get', 'nodes', '-o', 'json']);
  return new Map(
    items.flatMap((node) =>
      (node.status?.addresses ?? [])
        .filter((each) => each.type === 'InternalIP')
        .map((each) => [each.address, node] as const),
    ),
  );
};

/** `v1.13.8` out of `Talos (v1.13.8)`. */
export const talosOf = (node: Node): string | undefined =>
  /\((v[^)]+)\)/.exec(node.status?.nodeInfo?.osImage ?? '')?.[1];

/** `1.36.3` of the node's kubelet. */
export const kubernetesOf = (node: Node): string | undefined =>
  node.status?.nodeInfo?.kubeletVersion?.replace(/^v/, '');
