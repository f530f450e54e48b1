import { at } from '../../kube/view.ts';
import type { KubeObject } from '../../world/types.ts';
import { type Chart, claim, type Release, service, value, workload } from './chart.ts';

const storage = (
  release: Release,
  path: string,
): { readonly size: string; readonly className: string | undefined } | undefined => {
  const spec = at(release.values, ...path.split('.'), 'volumeClaimTemplate', 'spec');
  if (spec === undefined) return undefined;
  return {
    size: String(at(spec, 'resources', 'requests', 'storage') ?? '8Gi'),
    className: at(spec, 'storageClassName') as string | undefined,
  };
};

const stateful = (
  release: Release,
  name: string,
  component: string,
  image: string,
  path: string,
): readonly KubeObject[] => {
  const wanted = storage(release, path);
  const volume = `${component}-${name}-db-${name}-0`;
  return [
    ...(wanted ? [claim(release, volume, wanted.size, wanted.className)] : []),
    workload(release, { kind: 'StatefulSet', name, component, image, ...(wanted ? { claim: volume } : {}) }),
  ];
};

const grafana = (release: Release): readonly KubeObject[] => {
  const name = value(release, 'grafana.fullnameOverride', `${release.name}-grafana`);
  const secret = value(release, 'grafana.admin.existingSecret', '');
  const keeps = value(release, 'grafana.persistence.enabled', false);
  return [
    ...(keeps
      ? [
          claim(
            release,
            name,
            value(release, 'grafana.persistence.size', '10Gi'),
            value<string | undefined>(release, 'grafana.persistence.storageClassName', undefined),
          ),
        ]
      : []),
    workload(release, {
      kind: 'Deployment',
      name,
      component: 'grafana',
      image: 'docker.io/grafana/grafana:13.1.0',
      ...(secret === '' ? {} : { secret }),
      ...(keeps ? { claim: name } : {}),
    }),
    service(release, name, 'grafana', 80),
  ];
};

/** The Prometheus operator's whole stack; node-exporter needs host namespaces and paths. */
export const kubePrometheusStack: Chart = {
  name: 'kube-prometheus-stack',
  repository: 'https://prometheus-community.github.io/helm-charts',
  versions: ['84.0.0', '88.3.0', '90.0.1', '91.0.0', '91.2.1'],
  provides: 'prometheus',
  render: (release) => {
    const name = value(release, 'fullnameOverride', release.name);
    return [
      workload(release, {
        kind: 'Deployment',
        name: `${name}-operator`,
        component: 'kube-prometheus-stack-operator',
        image: 'quay.io/prometheus-operator/prometheus-operator:v0.93.0',
      }),
      workload(release, {
        kind: 'Deployment',
        name: value(release, 'kube-state-metrics.fullnameOverride', `${release.name}-kube-state-metrics`),
        component: 'kube-state-metrics',
        image: 'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.18.0',
      }),
      ...(value(release, 'grafana.enabled', true) ? grafana(release) : []),
      ...(value(release, 'nodeExporter.enabled', true)
        ? [
            workload(release, {
              kind: 'DaemonSet',
              name: value(
                release,
                'prometheus-node-exporter.fullnameOverride',
                `${release.name}-prometheus-node-exporter`,
              ),
              component: 'prometheus-node-exporter',
              hostNetwork: true,
              hostPaths: ['/proc', '/sys', '/'],
              image: 'quay.io/prometheus/node-exporter:v1.11.0',
            }),
          ]
        : []),
      ...stateful(
        release,
        `prometheus-${name}-prometheus`,
        'prometheus',
        'quay.io/prometheus/prometheus:v3.10.0',
        'prometheus.prometheusSpec.storageSpec',
      ),
      ...stateful(
        release,
        `alertmanager-${name}-alertmanager`,
        'alertmanager',
        'quay.io/prometheus/alertmanager:v0.32.0',
        'alertmanager.alertmanagerSpec.storage',
      ),
      service(release, `${name}-prometheus`, 'prometheus', 9090),
      service(release, `${name}-alertmanager`, 'alertmanager', 9093),
    ];
  },
};

const MODES = ['Monolithic', 'SimpleScalable', 'Distributed'];

const lokiRefuse = (release: Release): string | undefined => {
  const mode = value<string>(release, 'deploymentMode', 'SimpleScalable');
  if (!MODES.includes(mode))
    return `execution error at (loki/templates/validate.yaml:9:4): deploymentMode must be one of: ${MODES.join(', ')}; got ${mode}`;
  if (
    at(release.values, 'loki', 'schemaConfig') === undefined &&
    value(release, 'loki.useTestSchema', false) === false
  )
    return 'execution error at (loki/templates/validate.yaml:40:4): You must provide a schema_config for Loki, one is not provided as this will be individual for every Loki cluster. See https://grafana.com/docs/loki/latest/operations/storage/schema/ for schema information. For quick testing (with no persistence) add `--set loki.useTestSchema=true`';
  const type = value<string>(release, 'loki.storage.type', 's3');
  if (mode === 'SimpleScalable' && type === 'filesystem')
    return 'execution error at (loki/templates/validate.yaml:31:4): Cannot run scalable targets (backend, read, write) or distributed targets without an object storage backend.';
  return undefined;
};

/** Loki of the community chart; as one binary it is one StatefulSet with one volume. */
export const loki: Chart = {
  name: 'loki',
  repository: 'https://grafana-community.github.io/helm-charts',
  versions: ['13.0.1', '15.2.0', '17.4.0', '18.0.0', '18.12.0', '18.13.0', '18.13.1'],
  refuse: lokiRefuse,
  render: (release) => {
    const size = value(release, 'singleBinary.persistence.size', '10Gi');
    const className = value<string | undefined>(release, 'singleBinary.persistence.storageClass', undefined);
    const keeps = value(release, 'singleBinary.persistence.enabled', true);
    return [
      ...(keeps ? [claim(release, `storage-${release.name}-0`, size, className)] : []),
      workload(release, {
        kind: 'StatefulSet',
        name: release.name,
        component: 'loki',
        image: 'docker.io/grafana/loki:3.8.0',
        ...(keeps ? { claim: `storage-${release.name}-0` } : {}),
      }),
      service(release, release.name, 'loki', 3100),
    ];
  },
};

/** Alloy as a DaemonSet; to read the hosts' logs it mounts /var/log. */
export const alloy: Chart = {
  name: 'alloy',
  repository: 'https://grafana.github.io/helm-charts',
  versions: ['1.4.0', '1.5.0', '1.6.0', '1.6.1', '1.6.2'],
  render: (release) => [
    workload(release, {
      kind:
        value<string>(release, 'controller.type', 'daemonset') === 'deployment' ? 'Deployment' : 'DaemonSet',
      name: release.name,
      component: 'alloy',
      hostPaths: value(release, 'alloy.mounts.varlog', false) ? ['/var/log'] : [],
      image: 'docker.io/grafana/alloy:v1.16.0',
    }),
  ],
};

const otelRefuse = (release: Release): string | undefined => {
  const mode = value(release, 'mode', '');
  if (!['daemonset', 'deployment', 'statefulset'].includes(mode))
    return "values don't meet the specifications of the schema(s) in the following chart(s):\nopentelemetry-collector:\n- at '/mode': value must be one of 'daemonset', 'deployment', 'statefulset', ''";
  return value(release, 'image.repository', '') === ''
    ? "execution error at (opentelemetry-collector/templates/NOTES.txt:14:3): [ERROR] 'image.repository' must be set. See https://github.com/open-telemetry/opentelemetry-helm-charts/blob/main/charts/opentelemetry-collector/UPGRADING.md for instructions."
    : undefined;
};

/** The OpenTelemetry collector; its health check answers on 13133. */
export const otelCollector: Chart = {
  name: 'opentelemetry-collector',
  repository: 'https://open-telemetry.github.io/opentelemetry-helm-charts',
  versions: ['0.146.0', '0.150.0', '0.152.0', '0.153.0'],
  refuse: otelRefuse,
  render: (release) => {
    const name = value(
      release,
      'fullnameOverride',
      release.name.includes('opentelemetry-collector')
        ? release.name
        : `${release.name}-opentelemetry-collector`,
    );
    const health = value(release, 'ports.health.enabled', false);
    return [
      workload(release, {
        kind: 'Deployment',
        name,
        component: 'opentelemetry-collector',
        image: `${value(release, 'image.repository', '')}:0.153.0`,
      }),
      service(
        release,
        name,
        'opentelemetry-collector',
        health ? value(release, 'ports.health.servicePort', 13133) : 4318,
      ),
    ];
  },
};
