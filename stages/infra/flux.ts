import { APPLY } from '../../src/stage-kit/kube/apply.ts';
import { kubeconfigPath, kubectl, kubeJson } from '../../src/stage-kit/kube/kubectl.ts';
import { condition, type KubeList, type KubeObject } from '../../src/stage-kit/kube/object.ts';
import { asFinding } from '../../src/stage-kit/seen.ts';
import type { Seen, StageContext, Step } from '../../src/stage-kit/types.ts';
import { fluxManifest } from './flux-manifest.ts';

const TIMEOUT_MS = 180_000;
/** The types that our manifests and their delivery are made of, by the controller that serves them. */
const CRDS: Readonly<Record<string, readonly string[]>> = {
  'source-controller': ['gitrepositories.source', 'helmrepositories.source', 'ocirepositories.source'],
  'kustomize-controller': ['kustomizations.kustomize'],
  'helm-controller': ['helmreleases.helm'],
};

const controllers = async (ctx: StageContext): Promise<Seen> => {
  const args = ['get', 'deployments', '-n', 'flux-system', '-o', 'json'];
  const { items } = await kubeJson<KubeList<KubeObject>>(ctx, args);
  const { version, components } = ctx.cluster.flux;
  const waiting = components.filter((name) => {
    const found = items.find((each) => each.metadata.name === name);
    const right = found?.metadata.labels?.['app.kubernetes.io/version'] === version;
    return found === undefined || !right || condition(found, 'Available')?.status !== 'True';
  });
  if (waiting.length === 0)
    return { state: 'ready', detail: `Flux ${version}: ${components.length} controllers` };
  return { state: 'waiting', for: `Flux ${version}: ${waiting.join(', ')}` };
};

const observe = async (ctx: StageContext): Promise<Seen> => {
  const seen = await controllers(ctx);
  if (seen.state !== 'ready') return seen;
  const argv = ['flux', 'check', '--kubeconfig', kubeconfigPath(ctx)];
  const { code, stdout, stderr } = await ctx.tool(argv, { timeoutMs: TIMEOUT_MS, ok: [0, 1] });
  return code === 0 ? seen : { state: 'failing', for: 'flux check', text: (stderr.trim() || stdout).trim() };
};

const crds = (components: readonly string[]): readonly string[] =>
  components.flatMap((name) => CRDS[name] ?? []).map((each) => `crd/${each}.toolkit.fluxcd.io`);

/**
 * Flux runs in the wanted version. The manifest is made without the cluster, its checksum is compared, then it is
 * applied as every other is. `flux bootstrap` is never used: it writes to git.
 */
export const flux: Step = {
  name: 'flux',
  check: async (ctx) => asFinding(await controllers(ctx), `installs Flux ${ctx.cluster.flux.version}`),
  apply: async (ctx) => {
    const fits = ['flux', 'check', '--pre', '--kubeconfig', kubeconfigPath(ctx)];
    await ctx.tool(fits, { timeoutMs: TIMEOUT_MS });
    await kubectl(ctx, [...APPLY, '-f', '-'], { input: await fluxManifest(ctx) });
    const types = crds(ctx.cluster.flux.components);
    if (types.length > 0)
      await kubectl(ctx, ['wait', '--for=condition=Established', ...types, '--timeout=60s']);
  },
  verify: (ctx) => ({ deadlineMs: ctx.cluster.timing.rollout, observe: () => observe(ctx) }),
};
