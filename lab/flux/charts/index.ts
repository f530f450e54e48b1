import type { Chart } from './chart.ts';
import { gatewayHelm } from './network.ts';
import { alloy, kubePrometheusStack, loki, otelCollector } from './observability.ts';
import { longhorn, nfs } from './storage.ts';

/** Every chart that the world's repositories hold. */
export const CHARTS: readonly Chart[] = [
  longhorn,
  nfs,
  gatewayHelm,
  kubePrometheusStack,
  loki,
  alloy,
  otelCollector,
];

/** Hosts of chart repositories that exist but hold other charts. */
export const OTHER_REPOSITORIES: readonly string[] = [
  'https://grafana.github.io/helm-charts',
  'https://charts.bitnami.com/bitnami',
];
