import { clusterStep } from '../../src/stage-kit/kube/cluster-step.ts';
import { manifestsStep } from '../../src/stage-kit/kube/manifests.ts';
import { workloadsStep } from '../../src/stage-kit/kube/workloads.ts';
import type { Stage } from '../../src/stage-kit/types.ts';

/** The applications: applied, rolled out, healthy. */
export const apps: Stage = {
  name: 'apps',
  steps: [
    clusterStep,
    manifestsStep('manifests', ['cluster/apps']),
    workloadsStep((ctx) => ctx.cluster.apps.namespaces),
  ],
};
