import { kubeJson } from '../../src/stage-kit/kube/kubectl.ts';
import { condition, type KubeList, type KubeObject } from '../../src/stage-kit/kube/object.ts';
import { together } from '../../src/stage-kit/parallel.ts';
import { allSeen, asFinding } from '../../src/stage-kit/seen.ts';
import type { Seen, StageContext, Step } from '../../src/stage-kit/types.ts';

const DEFAULT = 'storageclass.kubernetes.io/is-default-class';

/** Two default classes are no error to Kubernetes: it takes the newer one, and data lands where nobody looks. */
const classes = async (ctx: StageContext): Promise<Seen> => {
  const { items } = await kubeJson<KubeList<KubeObject>>(ctx, ['get', 'storageclasses', '-o', 'json']);
  const { storage_classes, default_storage_class } = ctx.cluster.infra;
  const names = items.map((each) => each.metadata.name);
  const missing = storage_classes.filter((each) => !names.includes(each));
  if (missing.length > 0) return { state: 'waiting', for: `StorageClass ${missing.join(', ')}` };
  const defaults = items
    .filter((each) => each.metadata.annotations?.[DEFAULT] === 'true')
    .map((each) => each.metadata.name);
  if (defaults.length === 1 && defaults[0] === default_storage_class)
    return {
      state: 'ready',
      detail: `StorageClasses ${storage_classes.join(', ')}, default ${default_storage_class}`,
    };
  return {
    state: 'failing',
    for: `${default_storage_class} to be the one default StorageClass`,
    text: `default StorageClasses: ${defaults.join(', ') || 'none'}; infra.default_storage_class wants ${default_storage_class} alone`,
  };
};

const longhornNodes = async (ctx: StageContext): Promise<Seen> => {
  const args = ['get', 'nodes.longhorn.io', '-n', 'longhorn-system', '-o', 'json'];
  const { items } = await kubeJson<KubeList<KubeObject>>(ctx, args);
  const bad = items.flatMap((node) =>
    ['Ready', 'Schedulable'].flatMap((type) => {
      const found = condition(node, type);
      return found?.status === 'True'
        ? []
        : [{ node: node.metadata.name, type, message: found?.message ?? '' }];
    }),
  );
  if (items.length === 0) return { state: 'waiting', for: 'Longhorn to know a node' };
  if (bad.length === 0) return { state: 'ready', detail: `Longhorn can use ${items.length} nodes` };
  return {
    state: 'failing',
    for: `Longhorn on ${[...new Set(bad.map((each) => each.node))].join(', ')}`,
    text: bad.map((each) => `nodes.longhorn.io ${each.node} ${each.type}=False: ${each.message}`).join('\n'),
  };
};

const observe = async (ctx: StageContext): Promise<Seen> =>
  allSeen(
    await together([
      () => classes(ctx),
      ...(ctx.cluster.features.longhorn ? [() => longhornNodes(ctx)] : []),
    ]),
  );

/** The storage classes are there, exactly one is the default, and Longhorn can place volumes. */
export const storage: Step = {
  name: 'storage',
  check: async (ctx) => asFinding(await observe(ctx)),
  verify: (ctx) => ({ deadlineMs: ctx.cluster.timing.rollout, observe: () => observe(ctx) }),
};
