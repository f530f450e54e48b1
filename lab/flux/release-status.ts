import { at, list, ofKind, text, type View } from '../kube/view.ts';
import { goDuration } from '../talos/health.ts';
import { rfc3339, SECOND } from '../world/clock.ts';
import type { Stored, WorldTime } from '../world/types.ts';
import { readyAt, startOf } from './render.ts';
import type { Resolved } from './resolve.ts';

type Action = 'install' | 'upgrade';

const titled = (action: Action): string => (action === 'install' ? 'Install' : 'Upgrade');

interface Verdict {
  readonly ready: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly stalled?: string;
}

/** How a release that Helm works on stands. When its retries are spent it stalls until it is asked again. */
const judge = (view: View, resolved: Resolved, touchedAt: WorldTime, action: Action): Verdict => {
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
      reason: `${titled(action)}Succeeded`,
      message: `Helm ${action} succeeded for release ${shown}.v1 with chart ${chartName}`,
    };
  if (view.now < attempt + once)
    return {
      ready: 'Unknown',
      reason: 'Progressing',
      message: `Running '${action}' action with timeout of ${timeout.replace(/^(\d+)m$/, '$1m0s')}`,
    };
  const message = `Helm ${action} failed for release ${shown} with chart ${chartName}: context deadline exceeded`;
  const spent = view.now >= attempt + once * patience;
  return {
    ready: 'False',
    reason: `${titled(action)}Failed`,
    message,
    ...(spent ? { stalled: `Failed to ${action} after ${patience} attempt(s)` } : {}),
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
  stored: Stored | undefined,
  states: ReadonlyMap<string, boolean>,
): { readonly status: Record<string, unknown>; readonly ready: boolean } => {
  const { item } = resolved;
  const shown = `${resolved.namespace}/${resolved.releaseName}`;
  const observedGeneration = item.object.metadata.generation;
  const changed =
    stored?.deployed &&
    (stored.deployed.version !== resolved.version ||
      JSON.stringify(stored.deployed.values) !== JSON.stringify(at(item.object, 'spec', 'values')));
  const action: Action = changed ? 'upgrade' : 'install';
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
                reason: `${titled(action)}Failed`,
                message: `Helm ${action} failed for release ${shown} with chart ${resolved.chart?.name}@${resolved.version}: ${refusal}`,
                stalled: `Failed to ${action} after ${1 + Number(at(item.object, 'spec', 'install', 'remediation', 'retries') ?? 0)} attempt(s)`,
              }
            : judge(view, resolved, stored?.touchedAt ?? 0, action);
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
        ...(/^(Install|Upgrade)/.test(verdict.reason)
          ? [condition('Released', verdict.ready, verdict.reason, verdict.message)]
          : []),
      ],
    },
  };
};
