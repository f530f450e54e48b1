import { claimOutcome } from '../kube/claims.ts';
import { at, type View } from '../kube/view.ts';
import { WORKLOADS, workloadKey } from '../kube/workloads.ts';
import { rfc3339, SECOND } from '../world/clock.ts';
import type { Stored, WorldTime } from '../world/types.ts';
import type { Chart, Release } from './charts/chart.ts';
import { CHARTS } from './charts/index.ts';
import type { Resolved } from './resolve.ts';

/** From a chart's arrival until Helm starts. */
const PREPARE = 2 * SECOND;

/** When Helm began with this release; later when it was asked again (requestedAt, forceAt). */
export const startOf = (resolved: Resolved): WorldTime =>
  Math.max(resolved.sourceAt, resolved.item.changedAt) + PREPARE;

/** Puts the objects of one installation into the view. */
const place = (view: View, chart: Chart, release: Release, home: string, since: WorldTime): void => {
  for (const object of chart.render(release)) {
    const stamped = {
      ...object,
      metadata: { ...object.metadata, generation: 1, creationTimestamp: rfc3339(since) },
    };
    view.items.push({ object: stamped, createdAt: since, changedAt: since, release: home });
  }
};

/**
 * Renders a release's objects into the view. While its chart cannot be had or refuses the values, what was
 * installed before goes on running. Returns Helm's words for a refusal.
 */
export const renderRelease = (
  view: View,
  resolved: Resolved,
  before: Stored['deployed'],
): string | undefined => {
  const { chart, item, releaseName, namespace } = resolved;
  const start = startOf(resolved);
  const home = `${item.object.metadata.namespace}/${item.object.metadata.name}`;
  const release = { name: releaseName, namespace, values: at(item.object, 'spec', 'values') };
  const refusal = chart?.refuse?.(release, resolved.version);
  if (chart && start <= view.now && refusal === undefined) {
    // The same installation as before: nothing restarts.
    const same =
      before?.version === resolved.version &&
      JSON.stringify(before.values) === JSON.stringify(release.values);
    place(view, chart, release, home, same ? before.at : start);
  } else if (before) {
    const old = CHARTS.find((each) => each.name === before.chart);
    if (old) place(view, old, { ...release, values: before.values }, home, before.at);
  }
  return start > view.now ? undefined : refusal;
};

/** When everything that a release made was ready; undefined while something is not. */
export const readyAt = (view: View, home: string): WorldTime | undefined => {
  let latest = 0;
  for (const item of view.items) {
    if (item.release !== home) continue;
    if (WORKLOADS.includes(item.object.kind)) {
      const outcome = view.outcomes.get(workloadKey(item.object));
      if (outcome?.kind !== 'ready') return undefined;
      latest = Math.max(latest, outcome.at);
    } else if (item.object.kind === 'PersistentVolumeClaim') {
      const bound = claimOutcome(view, item).boundAt;
      if (bound === undefined) return undefined;
      latest = Math.max(latest, bound);
    }
  }
  return latest;
};
