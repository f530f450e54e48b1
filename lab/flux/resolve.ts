import { at, find, type Item, text, type View } from '../kube/view.ts';
import { inForce } from '../world/conditions.ts';
import type { WorldTime } from '../world/types.ts';
import type { Chart } from './charts/chart.ts';
import { CHARTS } from './charts/index.ts';
import { sourceState } from './sources.ts';

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
