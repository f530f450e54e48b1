import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { failureMatches, StageFailure } from '../failure.ts';
import { kubeJson } from '../kube/kubectl.ts';
import { buildManifests } from '../kube/manifests.ts';
import { type KubeList, type KubeObject, nameOf } from '../kube/object.ts';
import { together } from '../parallel.ts';
import type { StageContext } from '../types.ts';
import { MANIFESTS } from './git.ts';
import { type FluxObject, isOurs, KUSTOMIZATIONS, NAMESPACE, plainPath, SOURCE } from './objects.ts';

/** The folders of manifests: the outermost that have a kustomization. */
const folders = (root: string, dir: string): readonly string[] =>
  existsSync(join(root, dir, 'kustomization.yaml'))
    ? [dir]
    : readdirSync(join(root, dir), { withFileTypes: true }).flatMap((each) =>
        each.isDirectory() ? folders(root, `${dir}/${each.name}`) : [],
      );

/** How kustomize-controller names an object in its inventory: `namespace_name_group_kind`. */
const inventoryId = ({ apiVersion = '', kind, metadata: { namespace = '', name } }: KubeObject): string =>
  `${namespace}_${name.replaceAll(':', '__')}_${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}_${kind}`;

const managed = (object: FluxObject): readonly string[] =>
  (object.status?.inventory?.entries ?? []).map((each) => each.id);

/** The Kustomizations that apply objects of our manifests. One that is suspended does nothing. */
const over = async (ctx: StageContext, all: readonly FluxObject[]): Promise<readonly FluxObject[]> => {
  const awake = all.filter((each) => !each.spec?.suspend);
  // Only what already applied something can be judged by it; else its folder has to do.
  const ours = awake.some((each) => managed(each).length > 0)
    ? (await together(folders(ctx.root, MANIFESTS).map((dir) => () => buildManifests(ctx, dir)))).flat()
    : [];
  const ids = new Set(ours.map(inventoryId));
  return awake.filter((each) => {
    const inventory = managed(each);
    if (inventory.length > 0) return inventory.some((id) => ids.has(id));
    const path = plainPath(each.spec?.path);
    return path === MANIFESTS || path.startsWith(`${MANIFESTS}/`);
  });
};

const line = (object: FluxObject): string =>
  `Kustomization ${nameOf(object)} applies the same manifests as orch (path ${object.spec?.path ?? './'})`;

const removal = (ours: readonly FluxObject[]): string => {
  const names = ours.map((each) => each.metadata.name).join(' ');
  return [
    'left from delivery.mode flux; what they applied stays when they go (prune: false). Remove them by hand:',
    `  kubectl -n ${NAMESPACE} delete kustomizations.kustomize.toolkit.fluxcd.io ${names}`,
    `  kubectl -n ${NAMESPACE} delete gitrepositories.source.toolkit.fluxcd.io ${SOURCE}`,
  ].join('\n');
};

/** All Kustomizations of the cluster; none where Flux was installed without its kustomize-controller. */
const everywhere = async (ctx: StageContext): Promise<readonly FluxObject[]> => {
  try {
    return (await kubeJson<KubeList<FluxObject>>(ctx, ['get', KUSTOMIZATIONS, '-A', '-o', 'json'])).items;
  } catch (error) {
    const wanted = ctx.cluster.flux.components.includes('kustomize-controller');
    if (wanted || !failureMatches(error, /the server doesn't have a resource type/)) throw error;
    return [];
  }
};

/**
 * Makes sure that nobody else applies our manifests: two that apply the same objects undo each other's changes.
 * In mode apply our own Kustomizations, left from mode flux, are such others.
 * @throws StageFailure that names them and what a human can do; orch deletes none.
 */
export const demandNoRivals = async (ctx: StageContext): Promise<void> => {
  const { mode } = ctx.cluster.delivery;
  const items = await everywhere(ctx);
  const ours = items
    .filter((each) => isOurs(each) && !each.spec?.suspend)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const strangers = await over(
    ctx,
    items.filter((each) => !isOurs(each)),
  );
  const left = mode === 'apply' ? ours : [];
  const found = [...left, ...strangers];
  if (found.length === 0) return;
  const advice = [
    ...(left.length === 0 ? [] : [removal(left)]),
    ...strangers.map(
      (each) =>
        `${nameOf(each)} is not orch's: suspend it (spec.suspend: true) or take these objects out of it; deleting one with prune: true deletes what it applied`,
    ),
  ];
  throw new StageFailure(
    `Flux would undo what orch applies: ${found.map(nameOf).join(', ')} (${ctx.where('delivery')})`,
    [...found.map(line), ...advice].join('\n'),
  );
};
