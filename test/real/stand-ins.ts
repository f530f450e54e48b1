/**
 * What cannot run without machines, played through the real API: each controller writes the objects and the status
 * conditions that the real one would. Their names are printed by the suite, so that nobody takes them for the real ones.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Release } from '../../lab/flux/charts/chart.ts';
import { CHARTS } from '../../lab/flux/charts/index.ts';
import type { Api } from './api.ts';
import { crd, realCrds } from './crds.ts';

export const STAND_INS = [
  'the machines (kwok)',
  'the flux command line (a script with the real CRDs)',
  'source-controller (charts are taken as fetched)',
  'helm-controller (installs what the lab knows of each chart)',
  'Longhorn and the NFS provisioner (volumes exist as soon as they are claimed)',
  'Envoy Gateway (accepts classes, gateways and routes)',
  'the programs behind the services (Prometheus, Alertmanager, Grafana, Loki, OpenTelemetry, cloudflared)',
] as const;

// biome-ignore lint/suspicious/noExplicitAny: objects of every kind pass through here as the API gives them.
type Any = any;

const plural = (kind: string): string => {
  const name = kind.toLowerCase();
  if (name.endsWith('s')) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
};
const CLUSTER_WIDE = new Set([
  'StorageClass',
  'CSIDriver',
  'CustomResourceDefinition',
  'Namespace',
  'PersistentVolume',
]);

/** Path of an object in the API. */
export const pathOf = (object: Any): string => {
  const root = object.apiVersion.includes('/') ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
  const scope =
    CLUSTER_WIDE.has(object.kind) || !object.metadata.namespace
      ? ''
      : `/namespaces/${object.metadata.namespace}`;
  return `${root}${scope}/${plural(object.kind)}/${object.metadata.name}`;
};

/** Server-side apply as somebody who is not orch. */
export const put = (api: Api, object: Any): Promise<unknown> =>
  api.send(
    'PATCH',
    `${pathOf(object)}?fieldManager=stand-in&force=true`,
    object,
    'application/apply-patch+yaml',
  );

export const setStatus = (api: Api, object: Any, status: unknown): Promise<unknown> =>
  api.send('PATCH', `${pathOf(object)}/status`, { status }, 'application/merge-patch+json');

const condition = (object: Any, type: string, reason: string) => ({
  type,
  status: 'True',
  reason,
  message: `${reason} (stand-in)`,
  lastTransitionTime: new Date().toISOString(),
  observedGeneration: object.metadata.generation,
});

const isReady = (object: Any, type = 'Ready'): boolean =>
  (object.status?.conditions ?? []).some(
    (each: Any) =>
      each.type === type &&
      each.status === 'True' &&
      (each.observedGeneration ?? 0) >= object.metadata.generation,
  );

/** Every object of a type; none while the type is not known. */
export const all = async (api: Api, path: string): Promise<Any[]> => {
  const list = (await api.find(path)) as Any;
  return (list?.items ?? []).map((each: Any) => ({
    ...each,
    apiVersion: list.apiVersion,
    kind: list.kind.replace(/List$/, ''),
  }));
};

const markReady = async (api: Api, path: string): Promise<void> => {
  for (const object of await all(api, path))
    if (!isReady(object))
      await setStatus(api, object, {
        observedGeneration: object.metadata.generation,
        conditions: [condition(object, 'Ready', 'Succeeded')],
      });
};

const SOURCE = '/apis/source.toolkit.fluxcd.io/v1';

/** What a chart brings beside its workloads. */
const provides: Readonly<Record<string, () => Any[]>> = {
  gateway: () => [
    ...realCrds('gateway-api'),
    crd('gateway.envoyproxy.io', 'v1alpha1', 'EnvoyProxy', 'envoyproxies'),
  ],
  longhorn: () => [crd('longhorn.io', 'v1beta2', 'Node', 'nodes')],
  prometheus: () => [],
};

const chartOf = async (api: Api, release: Any) => {
  const ref = release.spec.chartRef;
  if (ref === undefined) return CHARTS.find((each) => each.name === release.spec.chart.spec.chart);
  const source = (await api.get(
    `${SOURCE}/namespaces/${ref.namespace ?? release.metadata.namespace}/ocirepositories/${ref.name}`,
  )) as Any;
  return CHARTS.find((each) => each.repository === source.spec.url);
};

const workloadReady = (object: Any): boolean => {
  const { status = {} } = object;
  if (object.kind === 'DaemonSet')
    return status.desiredNumberScheduled > 0 && status.numberReady === status.desiredNumberScheduled;
  return (status.readyReplicas ?? 0) === (object.spec.replicas ?? 1);
};

const install = async (api: Api, release: Any): Promise<void> => {
  const chart = await chartOf(api, release);
  if (chart === undefined) throw new Error(`no chart for HelmRelease ${release.metadata.name}`);
  if (chart.provides) for (const object of provides[chart.provides]?.() ?? []) await put(api, object);
  const seen: Release = {
    name: release.spec.releaseName ?? release.metadata.name,
    namespace: release.spec.targetNamespace ?? release.metadata.namespace,
    values: release.spec.values ?? {},
  };
  const objects = chart.render(seen);
  for (const object of objects) await put(api, object);
  for (const object of objects.filter((each) =>
    ['Deployment', 'StatefulSet', 'DaemonSet'].includes(each.kind),
  ))
    if (!workloadReady(await api.get(pathOf(object)))) return;
  await setStatus(api, release, {
    observedGeneration: release.metadata.generation,
    lastHandledReconcileAt: release.metadata.annotations?.['reconcile.fluxcd.io/requestedAt'],
    conditions: [
      condition(release, 'Ready', 'InstallSucceeded'),
      condition(release, 'Released', 'InstallSucceeded'),
    ],
  });
};

const longhornNodes = async (api: Api): Promise<void> => {
  if ((await api.find('/apis/longhorn.io/v1beta2')) === undefined) return;
  for (const { metadata } of await all(api, '/api/v1/nodes')) {
    const node = {
      apiVersion: 'longhorn.io/v1beta2',
      kind: 'Node',
      metadata: { name: metadata.name, namespace: 'longhorn-system' },
    };
    if (await api.find(pathOf(node))) continue;
    const made = (await put(api, node)) as Any;
    await setStatus(api, node, {
      conditions: [condition(made, 'Ready', ''), condition(made, 'Schedulable', '')],
    });
  }
};

const volumes = async (api: Api): Promise<void> => {
  for (const claim of await all(api, '/api/v1/persistentvolumeclaims')) {
    const { name, namespace, uid } = claim.metadata;
    if (claim.status?.phase === 'Bound' || !claim.spec.storageClassName) continue;
    const volume = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: `pvc-${uid}` } };
    if (await api.find(pathOf(volume))) continue;
    await put(api, {
      ...volume,
      spec: {
        accessModes: claim.spec.accessModes,
        capacity: { storage: claim.spec.resources.requests.storage },
        storageClassName: claim.spec.storageClassName,
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid },
        csi: { driver: 'driver.longhorn.io', volumeHandle: name },
      },
    });
  }
};

const gateways = async (api: Api): Promise<void> => {
  const root = '/apis/gateway.networking.k8s.io/v1';
  for (const each of await all(api, `${root}/gatewayclasses`))
    if (!isReady(each, 'Accepted'))
      await setStatus(api, each, { conditions: [condition(each, 'Accepted', 'Accepted')] });
  for (const each of await all(api, `${root}/gateways`))
    if (!isReady(each, 'Programmed'))
      await setStatus(api, each, {
        addresses: [{ type: 'IPAddress', value: '10.96.0.40' }],
        conditions: [condition(each, 'Accepted', 'Accepted'), condition(each, 'Programmed', 'Programmed')],
      });
  for (const each of await all(api, `${root}/httproutes`)) {
    const done = each.status?.parents?.[0];
    if (done && isReady({ ...each, status: done }, 'ResolvedRefs')) continue;
    await setStatus(api, each, {
      parents: each.spec.parentRefs.map((parentRef: Any) => ({
        parentRef,
        controllerName: 'gateway.envoyproxy.io/gatewayclass-controller',
        conditions: [
          condition(each, 'Accepted', 'Accepted'),
          condition(each, 'ResolvedRefs', 'ResolvedRefs'),
        ],
      })),
    });
  }
};

const round = async (api: Api): Promise<void> => {
  await markReady(api, `${SOURCE}/helmrepositories`);
  await markReady(api, `${SOURCE}/ocirepositories`);
  for (const release of await all(api, '/apis/helm.toolkit.fluxcd.io/v2/helmreleases'))
    if (!isReady(release)) await install(api, release);
  await longhornNodes(api);
  await volumes(api);
  await gateways(api);
};

/** Starts the stand-ins; `stop` ends them and throws what went wrong in one of them. */
export const startStandIns = (
  api: Api,
): { readonly stop: () => Promise<void>; readonly trouble: () => unknown } => {
  let running = true;
  let trouble: unknown;
  const loop = (async () => {
    while (running) {
      try {
        await round(api);
        trouble = undefined;
      } catch (error) {
        // A conflict or a namespace that is not there yet passes; what stays is thrown at the end.
        trouble = error;
      }
      await sleep(200);
    }
  })();
  return {
    trouble: () => trouble,
    stop: async () => {
      running = false;
      await loop;
      if (trouble !== undefined) throw trouble;
    },
  };
};
