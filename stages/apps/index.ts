import { clusterStep } from '../../src/stage-kit/kube/cluster-step.ts';
import { manifestsStep } from '../../src/stage-kit/kube/manifests.ts';
import { type Folders, subFolders, wantedDirs, wantedNamespaces } from '../../src/stage-kit/kube/parts.ts';
import { workloadsStep } from '../../src/stage-kit/kube/workloads.ts';
import type { Stage } from '../../src/stage-kit/types.ts';

const WHOLE = 'cluster/apps';
const APPS: Folders = { whole: WHOLE, parts: subFolders(WHOLE) };

/** The applications: applied, rolled out, healthy. Every sub-folder is one. */
export const apps: Stage = {
  name: 'apps',
  parts: (ctx) => APPS.parts(ctx).map(({ name }) => name),
  steps: [
    clusterStep,
    manifestsStep('manifests', (ctx) => wantedDirs(ctx, APPS)),
    workloadsStep((ctx) => wantedNamespaces(ctx, [APPS], ctx.cluster.apps.namespaces)),
  ],
};
