import { deliveryStatus } from '../flux/delivery-status.ts';
import { releaseStatus } from '../flux/release-status.ts';
import { renderRelease, startOf } from '../flux/render.ts';
import { type Resolved, resolve } from '../flux/resolve.ts';
import { sourceStatus } from '../flux/sources.ts';
import { clusterNodes } from '../talos/machine.ts';
import type { Stored, World, WorldTime } from '../world/types.ts';
import { claimOutcome } from './claims.ts';
import { addEvents } from './events.ts';
import { addGateways } from './gateway.ts';
import { addLonghornNodes, addNodes, addSystem } from './system.ts';
import { at, type Item, keyOf, type Outcome, ofKind, type View } from './view.ts';
import { addPods } from './workload-pods.ts';
import { WORKLOADS, workloadKey, workloadStatus } from './workloads.ts';

const toItem = (stored: Stored): Item => ({
  object: {
    ...stored.object,
    metadata: { ...stored.object.metadata, annotations: annotations(stored) },
  } as Item['object'],
  createdAt: stored.createdAt,
  changedAt: stored.changedAt,
});

const annotations = (stored: Stored): Record<string, string> | undefined => {
  const all = { ...stored.object.metadata.annotations, ...stored.annotated };
  return Object.keys(all).length > 0 ? all : undefined;
};

const setStatus = (item: Item, status: unknown): void => {
  item.object.status = status;
};

/** Provisioners first: the pods of others wait for the volumes that these make. */
const PROVISIONER = /^longhorn-manager$|nfs-subdir-external-provisioner$/;

const runWorkloads = (view: View): void => {
  const workloads = view.items.filter(({ object }) => WORKLOADS.includes(object.kind));
  const rank = (item: Item) => (PROVISIONER.test(item.object.metadata.name) ? 0 : 1);
  for (const item of [...workloads].sort((a, b) => rank(a) - rank(b))) addPods(view, item);
  for (const item of workloads)
    setStatus(item, workloadStatus(view, item, view.outcomes.get(workloadKey(item.object)) as Outcome));
};

const runClaims = (view: View): void => {
  for (const item of ofKind(view, 'PersistentVolumeClaim')) {
    const outcome = claimOutcome(view, item);
    const bound = outcome.boundAt !== undefined && outcome.boundAt <= view.now;
    setStatus(
      item,
      bound
        ? {
            phase: 'Bound',
            accessModes: at(item.object, 'spec', 'accessModes'),
            capacity: at(item.object, 'spec', 'resources', 'requests'),
          }
        : { phase: 'Pending' },
    );
  }
};

/** Keeps what Helm installed: it outlives an upgrade that fails. */
const remember = (stored: Stored, resolved: Resolved, chart: string): void => {
  const values = at(resolved.item.object, 'spec', 'values');
  const { version } = resolved;
  const same =
    stored.deployed?.version === version && JSON.stringify(stored.deployed.values) === JSON.stringify(values);
  if (!same) stored.deployed = { chart, version, values, at: startOf(resolved) };
};

const runReleases = (
  view: View,
  releases: readonly Resolved[],
  refusals: readonly (string | undefined)[],
): void => {
  const ready = new Map<string, boolean>();
  // Twice: the first pass settles what others depend on.
  for (const _pass of [1, 2])
    releases.forEach((resolved, index) => {
      const { object } = resolved.item;
      const stored = view.world.kube.objects[keyOf(object)];
      const result = releaseStatus(view, resolved, refusals[index], stored, ready);
      if (result.ready && stored && resolved.chart) remember(stored, resolved, resolved.chart.name);
      ready.set(`${object.metadata.namespace}/${object.metadata.name}`, result.ready);
      setStatus(resolved.item, result.status);
    });
};

/**
 * Everything the API server holds at this moment, with the status that its controllers would have written:
 * computed from what was applied and when. Only what Helm installed last is kept.
 */
export const observe = (world: World, now: WorldTime): View => {
  const items = Object.values(world.kube.objects).map(toItem);
  const nodes = clusterNodes(world, now);
  const view: View = { world, now, nodes, items, outcomes: new Map(), events: [] };
  addSystem(view);
  addNodes(view);
  for (const kind of ['HelmRepository', 'OCIRepository'])
    for (const item of ofKind(view, kind)) setStatus(item, sourceStatus(world, item, now));
  for (const kind of ['GitRepository', 'Kustomization'])
    for (const item of ofKind(view, kind))
      setStatus(item, deliveryStatus(item.object, world.kube.objects[keyOf(item.object)]));
  const releases = ofKind(view, 'HelmRelease').map((item) => resolve(view, item));
  const refusals = releases.map((resolved) =>
    renderRelease(view, resolved, world.kube.objects[keyOf(resolved.item.object)]?.deployed),
  );
  addGateways(view);
  runWorkloads(view);
  runClaims(view);
  addLonghornNodes(view);
  runReleases(view, releases, refusals);
  addEvents(view);
  return view;
};
