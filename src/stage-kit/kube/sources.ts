import { allSeen, asFinding } from '../seen.ts';
import type { Seen, StageContext, Step } from '../types.ts';
import { kubeJson } from './kubectl.ts';
import { declared } from './manifests.ts';
import { condition, isObserved, type KubeList, type KubeObject, nameOf } from './object.ts';

const TYPES = 'helmrepositories.source.toolkit.fluxcd.io,ocirepositories.source.toolkit.fluxcd.io';

interface Source extends KubeObject {
  readonly spec?: { readonly type?: string };
}

const judge = (name: string, source: Source | undefined): Seen => {
  if (source === undefined || (!isObserved(source) && source.spec?.type !== 'oci'))
    return { state: 'waiting', for: `source ${name}` };
  // An OCI HelmRepository is never fetched by itself and carries no conditions (source-controller docs).
  if (source.spec?.type === 'oci') return { state: 'ready', detail: name };
  const ready = condition(source, 'Ready');
  if (ready?.status === 'True') return { state: 'ready', detail: name };
  if (ready === undefined || ready.status === 'Unknown') return { state: 'waiting', for: `source ${name}` };
  return {
    state: 'failing',
    for: `source ${name} (${ready.reason})`,
    text: `${source.kind}/${name}: ${ready.reason}: ${ready.message ?? ''}`,
  };
};

const observe = async (ctx: StageContext, dir: string): Promise<Seen> => {
  const names = [
    ...(await declared(ctx, [dir], 'HelmRepository')),
    ...(await declared(ctx, [dir], 'OCIRepository')),
  ];
  const { items } = await kubeJson<KubeList<Source>>(ctx, ['get', TYPES, '-n', 'flux-system', '-o', 'json']);
  const byName = new Map(items.map((each) => [nameOf(each), each]));
  return allSeen(names.map((name) => judge(name, byName.get(name))));
};

/** A step that waits until Flux has fetched every chart source of the folder. */
export const sourcesStep = (dir: string): Step => ({
  name: 'sources-ready',
  check: async (ctx) => asFinding(await observe(ctx, dir), 'waits for Flux to fetch the chart sources'),
  verify: (ctx) => ({ deadlineMs: ctx.cluster.timing.rollout, observe: () => observe(ctx, dir) }),
});
