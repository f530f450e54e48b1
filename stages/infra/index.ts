import { clusterStep } from '../../src/stage-kit/kube/cluster-step.ts';
import { manifestsStep } from '../../src/stage-kit/kube/manifests.ts';
import { releasesStep } from '../../src/stage-kit/kube/releases.ts';
import { sourcesStep } from '../../src/stage-kit/kube/sources.ts';
import { workloadsStep } from '../../src/stage-kit/kube/workloads.ts';
import type { Stage } from '../../src/stage-kit/types.ts';
import { delivery } from './delivery.ts';
import { flux } from './flux.ts';
import { storage } from './storage.ts';
import { tools } from './tools.ts';

const SOURCES = 'cluster/flux';
const MANIFESTS = ['cluster/infra'];

/** Flux and storage: what every other workload stands on. */
export const infra: Stage = {
  name: 'infra',
  steps: [
    clusterStep,
    tools,
    flux,
    delivery,
    manifestsStep('sources', [SOURCES]),
    sourcesStep(SOURCES),
    manifestsStep('manifests', MANIFESTS),
    releasesStep(MANIFESTS),
    storage,
    workloadsStep((ctx) => ctx.cluster.infra.namespaces),
  ],
};
