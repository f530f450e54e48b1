import { observe } from '../kube/observe.ts';
import { at, list, ofKind, type View } from '../kube/view.ts';
import { clusterNodes } from '../talos/machine.ts';
import { listFlag, textFlag } from '../toolkit/flags.ts';
import { failed, said } from '../toolkit/world-client.ts';
import { SECOND } from '../world/clock.ts';
import type { ToolAnswer, ToolContext } from '../world/tool-context.ts';
import { events, reached, shown } from './tables.ts';

const COMPONENTS = [
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
];
const KNOWN = [...COMPONENTS, 'image-reflector-controller', 'image-automation-controller', 'source-watcher'];
const VERSIONS = ['v2.7.5', 'v2.8.0', 'v2.8.9', 'v2.9.0', 'v2.9.3', 'v2.9.4'];

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

const install: ToolAnswer = async (context) => {
  const problem = reached(context);
  if (problem !== undefined) return failed(problem);
  const version = textFlag(context.call, 'version') ?? 'latest';
  const wanted = version === 'latest' ? 'v2.9.4' : version;
  const components =
    listFlag(context.call, 'components').length > 0 ? listFlag(context.call, 'components') : COMPONENTS;
  const head = '✚ generating manifests\n';
  if (!VERSIONS.includes(wanted))
    return failed(
      `${head}✗ install failed: failed to download manifests from https://github.com/fluxcd/flux2/releases/download/${wanted}/manifests.tar.gz, status: 404 Not Found`,
    );
  const unknown = components.find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) return failed(`✗ component ${unknown} is not available`);
  const before = context.world.kube.flux;
  context.world.kube.flux = { version: wanted, components, at: before?.at ?? context.clock.now() };
  // The real one waits for its deployments.
  await context.sleep(10 * SECOND);
  return said(
    '',
    `${head}✔ manifests build completed\n► installing components in flux-system namespace\n✔ install completed\n◎ verifying installation\n${components.map((name) => `✔ ${name}: deployment ready\n`).join('')}✔ install finished\n`,
  );
};

/** flux's commands by name. */
export const FLUX: Readonly<Record<string, ToolAnswer>> = {
  version: (context) =>
    context.world.kube.flux
      ? said(`flux: v2.9.4\ndistribution: flux-${context.world.kube.flux.version}\n`)
      : failed('✗ no Flux installation found in the cluster'),
  check,
  install,
  'get helmreleases': shown('HelmRelease'),
  'get sources helm': shown('HelmRepository'),
  'get sources oci': shown('OCIRepository'),
  'get all': shown('HelmRepository', 'OCIRepository', 'HelmRelease'),
  events,
};
