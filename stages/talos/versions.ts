import { existsSync, readFileSync } from 'node:fs';
import { StageFailure } from '../../src/stage-kit/failure.ts';
import { kubeconfigPath } from '../../src/stage-kit/kube/kubectl.ts';
import { talosImage } from '../../src/stage-kit/talos-image.ts';
import type { StageContext } from '../../src/stage-kit/types.ts';
import { kubernetesOf, type Node, nodesByAddress, talosOf } from './nodes.ts';
import { firstControlPlane, paths } from './paths.ts';

/** The image that Talos is installed and upgraded from. */
export const installImage = (ctx: StageContext): string =>
  `${ctx.cluster.talos.installer}/${talosImage(ctx.cluster).id}:${ctx.cluster.talos.version}`;

/** The Kubernetes version of the config that was last rendered for the first control plane. */
const lastRendered = (ctx: StageContext): string | undefined => {
  const file = paths(ctx).node(firstControlPlane(ctx.cluster));
  if (!existsSync(file)) return undefined;
  return /\/kubelet:v(\d+\.\d+\.\d+\S*)/.exec(readFileSync(file, 'utf8'))?.[1];
};

const runningVersions = async (ctx: StageContext): Promise<readonly string[] | undefined> => {
  if (!existsSync(kubeconfigPath(ctx))) return undefined;
  try {
    const nodes = await nodesByAddress(ctx);
    const found = [...nodes.values()].flatMap((node) => kubernetesOf(node) ?? []);
    return found.length === 0 ? undefined : [...new Set(found)].sort();
  } catch (error) {
    // The API server is away: what was rendered last is what the nodes were told.
    if (error instanceof StageFailure && error.exit === 1) return undefined;
    throw error;
  }
};

/** What the nodes' configs are rendered for. */
export interface RenderedFor {
  readonly kubernetes: string;
  /** Two versions at once: somebody is upgrading, and the configs are left alone meanwhile. */
  readonly upgrading?: readonly string[];
}

/**
 * The Kubernetes version to render for: the one that runs. A config rendered for another would upgrade the kubelet the
 * moment it is applied, and upgrades are the human's.
 */
export const renderedFor = async (ctx: StageContext): Promise<RenderedFor> => {
  const running = await runningVersions(ctx);
  const [only, ...more] = running ?? [];
  const fallback = lastRendered(ctx) ?? ctx.cluster.talos.kubernetes;
  if (only === undefined) return { kubernetes: fallback };
  return more.length === 0 ? { kubernetes: only } : { kubernetes: fallback, upgrading: running ?? [] };
};

/**
 * What runs in another version than the config says, each with the command that upgrades it: orch never does.
 * @param nodes by address; nodes that are not there yet say nothing.
 */
export const versionNotices = (ctx: StageContext, nodes: ReadonlyMap<string, Node>): readonly string[] => {
  const { talos, vms } = ctx.cluster;
  const credentials = `--talosconfig ${paths(ctx).talosconfig}`;
  const seen = vms.flatMap((vm) => {
    const node = nodes.get(vm.address);
    return node === undefined ? [] : [{ vm, talos: talosOf(node), kubernetes: kubernetesOf(node) }];
  });
  // Control planes first: workers may lag behind them, never lead.
  const old = seen
    .filter((each) => each.talos !== undefined && each.talos !== talos.version)
    .sort((a, b) => a.vm.role.localeCompare(b.vm.role));
  const behind = seen.filter((each) => each.kubernetes !== undefined && each.kubernetes !== talos.kubernetes);
  const { address } = firstControlPlane(ctx.cluster);
  return [
    ...old.map(
      (each) =>
        `${each.vm.name} runs Talos ${each.talos}, the config says ${talos.version}: talosctl upgrade -n ${each.vm.address} -e ${each.vm.address} ${credentials} --image ${installImage(ctx)}`,
    ),
    ...(behind.length === 0
      ? []
      : [
          `${behind.map(({ vm }) => vm.name).join(', ')} runs Kubernetes ${[...new Set(behind.map((each) => each.kubernetes))].join(', ')}, the config says ${talos.kubernetes}: talosctl upgrade-k8s -n ${address} -e ${address} ${credentials} --to ${talos.kubernetes}`,
        ]),
  ];
};
