import { claimOutcome } from '../kube/claims.ts';
import { at, find, type Item, list, ofKind, text, type View } from '../kube/view.ts';
import { WORKLOADS, workloadKey } from '../kube/workloads.ts';
import { goDuration } from '../talos/health.ts';
import { rfc3339, SECOND } from '../world/clock.ts';
import { inForce } from '../world/conditions.ts';
import type { WorldTime } from '../world/types.ts';
import type { Chart } from './charts/chart.ts';
import { CHARTS } from './charts/index.ts';
import { sourceState } from './sources.ts';

/** From a chart's arrival until Helm starts. */
const PREPARE = 2 * SECOND;

export interface Resolved {
  readonly item: Item;
  readonly chart?: Chart;
  readonly version: string;
  readonly releaseName: string;
  readonly namespace: string;
  /** When its source was there. */
  readonly sourceAt: WorldTime;
  /** It cannot go on: why. */
  readonly problem?: { readonly reason: string; readonly message: string };
}

const problem = (base: Omit<Resolved, 'problem'>, reason: string, message: string): Resolved => ({
  ...base,
  problem: { reason, message },
});

const bySource = (
  view: View,
  base: Omit<Resolved, 'problem'>,
  chartName: string | undefined,
  ref: unknown,
): Resolved => {
  const { object } = base.item;
  const kind = text(at(ref, 'kind')) ?? 'HelmRepository';
  const namespace = text(at(ref, 'namespace')) ?? object.metadata.namespace ?? '';
  const name = text(at(ref, 'name')) ?? '';
  const source = find(view, kind, namespace, name);
  const chartObject = `${namespace}/${object.metadata.namespace}-${object.metadata.name}`;
  const direct = chartName === undefined;
  const notReady = (message: string) =>
    direct
      ? `${kind} '${namespace}/${name}' is not ready: ${message}`
      : `HelmChart '${chartObject}' is not ready: ${message}`;
  if (!source)
    return problem(
      base,
      'SourceNotReady',
      direct
        ? `could not get Source object: ${kind}.source.toolkit.fluxcd.io "${name}" not found`
        : notReady(`failed to get source: ${kind}.source.toolkit.fluxcd.io "${name}" not found`),
    );
  const state = sourceState(view.world, source, view.now);
  if (!state.ready) return problem(base, 'SourceNotReady', notReady(state.message));
  const url = (text(at(source.object, 'spec', 'url')) ?? '').replace(/\/$/, '');
  const chart = CHARTS.find((each) => each.repository === url && (direct || each.name === chartName));
  const version = direct ? (text(at(source.object, 'spec', 'ref', 'tag')) ?? '') : base.version;
  const ready = { ...base, version, sourceAt: Math.max(state.readyAt, base.item.changedAt) };
  if (!chart)
    return problem(
      ready,
      'SourceNotReady',
      notReady(
        `invalid chart reference: failed to get chart version for remote reference: no '${chartName}' chart with version matching '${version}' found`,
      ),
    );
  const gone = chart.name === 'loki' && inForce(view.world, 'loki-chart-gone', view.now);
  if (gone || !chart.versions.includes(version))
    return problem(
      ready,
      'SourceNotReady',
      notReady(
        `invalid chart reference: failed to get chart version for remote reference: no '${chart.name}' chart with version matching '${version}' found`,
      ),
    );
  return { ...ready, chart };
};

/** Finds the chart of a HelmRelease. */
export const resolve = (view: View, item: Item): Resolved => {
  const { object } = item;
  const spec = object.spec;
  const base = {
    item,
    version: text(at(spec, 'chart', 'spec', 'version')) ?? '*',
    releaseName: text(at(spec, 'releaseName')) ?? object.metadata.name,
    namespace: text(at(spec, 'targetNamespace')) ?? object.metadata.namespace ?? 'default',
    sourceAt: item.changedAt,
  };
  const chart = at(spec, 'chart', 'spec');
  return chart === undefined
    ? bySource(view, base, undefined, at(spec, 'chartRef'))
    : bySource(view, base, text(at(chart, 'chart')), at(chart, 'sourceRef'));
};

/** When Helm began with this release; later when it was asked again (requestedAt, forceAt). */
export const startOf = (resolved: Resolved): WorldTime =>
  Math.max(resolved.sourceAt, resolved.item.changedAt) + PREPARE;

/** Renders a release's objects into the view, and returns what stands in its way otherwise. */
export const renderRelease = (view: View, resolved: Resolved): string | undefined => {
  const { chart, item, releaseName, namespace } = resolved;
  const start = startOf(resolved);
  if (!chart || start > view.now) return undefined;
  const release = { name: releaseName, namespace, values: at(item.object, 'spec', 'values') };
  const refusal = chart.refuse?.(release, resolved.version);
  if (refusal !== undefined) return refusal;
  const home = `${item.object.metadata.namespace}/${item.object.metadata.name}`;
  for (const object of chart.render(release)) {
    const scoped = object.metadata.namespace;
    const stamped = {
      ...object,
      metadata: {
        ...object.metadata,
        generation: 1,
        ...(scoped === undefined ? {} : { namespace: scoped }),
        creationTimestamp: rfc3339(start),
      },
    };
    view.items.push({ object: stamped, createdAt: start, changedAt: start, release: home });
  }
  return undefined;
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

interface Verdict {
  readonly ready: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly stalled?: string;
}

/** How a release that Helm works on stands. When its retries are spent it stalls until it is asked again. */
const judge = (view: View, resolved: Resolved, touchedAt: WorldTime): Verdict => {
  const { item, releaseName, namespace, chart, version } = resolved;
  const shown = `${namespace}/${releaseName}`;
  const timeout =
    text(at(item.object, 'spec', 'timeout')) ?? text(at(item.object, 'spec', 'install', 'timeout')) ?? '5m0s';
  const attempt = Math.max(startOf(resolved), touchedAt);
  const retries = Number(at(item.object, 'spec', 'install', 'remediation', 'retries') ?? 0);
  const patience = retries < 0 ? Number.POSITIVE_INFINITY : retries + 1;
  const done = readyAt(view, `${item.object.metadata.namespace}/${item.object.metadata.name}`);
  const once = goDuration(timeout);
  const chartName = `${chart?.name}@${version}`;
  if (done !== undefined && done <= view.now && done <= attempt + once * patience)
    return {
      ready: 'True',
      reason: 'InstallSucceeded',
      message: `Helm install succeeded for release ${shown}.v1 with chart ${chartName}`,
    };
  if (view.now < attempt + once)
    return {
      ready: 'Unknown',
      reason: 'Progressing',
      message: `Running 'install' action with timeout of ${timeout.replace(/^(\d+)m$/, '$1m0s')}`,
    };
  const message = `Helm install failed for release ${shown} with chart ${chartName}: context deadline exceeded`;
  const spent = view.now >= attempt + once * patience;
  return {
    ready: 'False',
    reason: 'InstallFailed',
    message,
    ...(spent ? { stalled: `Failed to install after ${patience} attempt(s)` } : {}),
  };
};

const dependency = (
  view: View,
  resolved: Resolved,
  states: ReadonlyMap<string, boolean>,
): string | undefined => {
  for (const each of list(at(resolved.item.object, 'spec', 'dependsOn'))) {
    const key = `${text(at(each, 'namespace')) ?? resolved.item.object.metadata.namespace}/${text(at(each, 'name'))}`;
    if (
      !ofKind(view, 'HelmRelease').some(
        ({ object }) => `${object.metadata.namespace}/${object.metadata.name}` === key,
      )
    )
      return `unable to get '${key}' dependency: helmreleases.helm.toolkit.fluxcd.io "${text(at(each, 'name'))}" not found`;
    if (states.get(key) !== true) return `dependency '${key}' is not ready`;
  }
  return undefined;
};

/** The status that the helm controller writes; also tells whether the release is ready. */
export const releaseStatus = (
  view: View,
  resolved: Resolved,
  refusal: string | undefined,
  touchedAt: WorldTime,
  states: ReadonlyMap<string, boolean>,
): { readonly status: Record<string, unknown>; readonly ready: boolean } => {
  const { item } = resolved;
  const shown = `${resolved.namespace}/${resolved.releaseName}`;
  const observedGeneration = item.object.metadata.generation;
  const waitsFor = dependency(view, resolved, states);
  const verdict: Verdict =
    waitsFor !== undefined
      ? { ready: 'False', reason: 'DependencyNotReady', message: waitsFor }
      : resolved.problem && view.now >= resolved.sourceAt + 4 * SECOND
        ? { ready: 'False', ...resolved.problem }
        : view.now < startOf(resolved) || resolved.problem
          ? { ready: 'Unknown', reason: 'Progressing', message: 'Fulfilling prerequisites' }
          : refusal !== undefined
            ? {
                ready: 'False',
                reason: 'InstallFailed',
                message: `Helm install failed for release ${shown} with chart ${resolved.chart?.name}@${resolved.version}: ${refusal}`,
                stalled: `Failed to install after ${1 + Number(at(item.object, 'spec', 'install', 'remediation', 'retries') ?? 0)} attempt(s)`,
              }
            : judge(view, resolved, touchedAt);
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    reason,
    message,
    observedGeneration,
    lastTransitionTime: rfc3339(startOf(resolved)),
  });
  const handled = item.object.metadata.annotations?.['reconcile.fluxcd.io/requestedAt'];
  return {
    ready: verdict.ready === 'True',
    status: {
      observedGeneration,
      ...(handled === undefined ? {} : { lastHandledReconcileAt: handled }),
      ...(verdict.ready === 'True'
        ? {
            history: [
              {
                chartName: resolved.chart?.name,
                chartVersion: resolved.version,
                name: resolved.releaseName,
                namespace: resolved.namespace,
                status: 'deployed',
                version: 1,
              },
            ],
          }
        : {}),
      conditions: [
        ...(verdict.stalled === undefined
          ? []
          : [condition('Stalled', 'True', 'RetriesExceeded', verdict.stalled)]),
        condition('Ready', verdict.ready, verdict.reason, verdict.message),
        ...(verdict.reason.startsWith('Install')
          ? [condition('Released', verdict.ready, verdict.reason, verdict.message)]
          : []),
      ],
    },
  };
};
