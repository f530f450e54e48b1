import { clusterStep } from '../../src/stage-kit/kube/cluster-step.ts';
import { manifestsStep } from '../../src/stage-kit/kube/manifests.ts';
import {
  type Folders,
  type Part,
  wantedDirs,
  wantedNamespaces,
  wants,
  when,
} from '../../src/stage-kit/kube/parts.ts';
import { releasesStep } from '../../src/stage-kit/kube/releases.ts';
import { secretsStep } from '../../src/stage-kit/kube/secrets.ts';
import { workloadsStep } from '../../src/stage-kit/kube/workloads.ts';
import type { Stage, StageContext } from '../../src/stage-kit/types.ts';
import { grafana } from './grafana.ts';
import { loki } from './loki.ts';
import { otel } from './otel.ts';
import { prometheus } from './prometheus.ts';

const PARTS: readonly Part[] = (['metrics', 'logs', 'otel'] as const).map((name) => ({
  name,
  dir: `cluster/obs/${name}`,
  feature: name,
}));
const OBS: Folders = { whole: 'cluster/obs', always: ['cluster/obs/namespaces'], parts: () => PARTS };

const has = (part: 'metrics' | 'logs' | 'otel') => (ctx: StageContext) =>
  ctx.cluster.features[part] && wants(ctx, part);

/** Metrics, logs and traces: running, and with data in them. */
export const obs: Stage = {
  name: 'obs',
  parts: () => PARTS.map(({ name }) => name),
  steps: [
    clusterStep,
    manifestsStep('manifests', (ctx) => wantedDirs(ctx, OBS)),
    when(
      secretsStep((ctx) => ctx.cluster.obs.secrets),
      has('metrics'),
    ),
    releasesStep(OBS),
    workloadsStep((ctx) => wantedNamespaces(ctx, [OBS], ctx.cluster.obs.namespaces)),
    when(prometheus, has('metrics')),
    when(grafana, has('metrics')),
    when(loki, has('logs')),
    when(otel, has('otel')),
  ],
};
