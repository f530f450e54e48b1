import { clusterStep } from '../../src/stage-kit/kube/cluster-step.ts';
import { manifestsStep } from '../../src/stage-kit/kube/manifests.ts';
import { releasesStep } from '../../src/stage-kit/kube/releases.ts';
import { secretsStep } from '../../src/stage-kit/kube/secrets.ts';
import { workloadsStep } from '../../src/stage-kit/kube/workloads.ts';
import type { Stage } from '../../src/stage-kit/types.ts';
import { grafana } from './grafana.ts';
import { loki } from './loki.ts';
import { otel } from './otel.ts';
import { prometheus } from './prometheus.ts';

const MANIFESTS = ['cluster/obs'];

/** Metrics, logs and traces: running, and with data in them. */
export const obs: Stage = {
  name: 'obs',
  steps: [
    clusterStep,
    manifestsStep('manifests', MANIFESTS),
    secretsStep((ctx) => ctx.cluster.obs.secrets),
    releasesStep(MANIFESTS),
    workloadsStep((ctx) => ctx.cluster.obs.namespaces),
    prometheus,
    grafana,
    loki,
    otel,
  ],
};
