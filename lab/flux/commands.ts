import { observe } from '../kube/observe.ts';
import { at, list, ofKind, type View } from '../kube/view.ts';
import { clusterNodes } from '../talos/machine.ts';
import { failed, said } from '../toolkit/world-client.ts';
import type { ToolAnswer, ToolContext } from '../world/tool-context.ts';
import { events, reached, shown } from './tables.ts';

const serverOf = (context: ToolContext): string =>
  clusterNodes(context.world, context.clock.now()).find((node) => node.config.type === 'controlplane')?.config
    .kubernetes ?? '1.36.3';

/** `flux check --pre`: the cluster's version fits. */
const preCheck = (context: ToolContext): { readonly lines: string; readonly good: boolean } => {
  const server = serverOf(context);
  const good = Number(server.split('.')[1]) >= 33;
  return {
    good,
    lines: `► checking prerequisites\n${good ? '✔' : '✗'} Kubernetes ${server} ${good ? '>=' : '<'}1.33.0-0\n`,
  };
};

const available = (view: View, name: string): boolean =>
  ofKind(view, 'Deployment').some(
    ({ object }) =>
      object.metadata.namespace === 'flux-system' &&
      object.metadata.name === name &&
      list(at(object, 'status', 'conditions')).some(
        (each) => at(each, 'type') === 'Available' && at(each, 'status') === 'True',
      ),
  );

const check: ToolAnswer = (context) => {
  const problem = reached(context);
  if (problem !== undefined) return failed(`► checking prerequisites\n${problem}`);
  const pre = preCheck(context);
  if (!pre.good) return failed(pre.lines);
  if (context.call.flags.pre === true) return said('', `${pre.lines}✔ prerequisites checks passed\n`);
  const { flux } = context.world.kube;
  if (!flux)
    return failed(
      `${pre.lines}► checking version in cluster\n✗ no Flux installation found in the cluster: namespace flux-system not found`,
    );
  const view = observe(context.world, context.clock.now());
  const rows = flux.components.map(
    (name) =>
      `${available(view, name) ? '✔' : '✗'} ${name}: deployment ${available(view, name) ? 'ready' : 'not ready'}`,
  );
  const good = flux.components.every((name) => available(view, name));
  const lines = `${pre.lines}► checking version in cluster\n✔ distribution: flux-${flux.version}\n► checking controllers\n${rows.join('\n')}\n`;
  return good ? said('', `${lines}✔ all checks passed\n`) : failed(lines);
};

/** flux's commands by name. */
export const FLUX: Readonly<Record<string, ToolAnswer>> = {
  version: (context) =>
    context.world.kube.flux
      ? said(`flux: v2.9.4\ndistribution: flux-${context.world.kube.flux.version}\n`)
      : failed('✗ no Flux installation found in the cluster'),
  check,
  'get helmreleases': shown('HelmRelease'),
  'get sources helm': shown('HelmRepository'),
  'get sources oci': shown('OCIRepository'),
  'get sources git': shown('GitRepository'),
  'get kustomizations': shown('Kustomization'),
  'get all': shown('GitRepository', 'OCIRepository', 'HelmRepository', 'HelmRelease', 'Kustomization'),
  events,
};
