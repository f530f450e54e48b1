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
import { sourcesStep } from '../../src/stage-kit/kube/sources.ts';
import { workloadsStep } from '../../src/stage-kit/kube/workloads.ts';
import type { Stage } from '../../src/stage-kit/types.ts';
import { delivery } from './delivery.ts';
import { flux } from './flux.ts';
import { storage } from './storage.ts';
import { tools } from './tools.ts';

const SOURCES = 'cluster/flux';
const PARTS: readonly Part[] = [
  { name: 'longhorn', dir: 'cluster/infra/longhorn', feature: 'longhorn' },
  { name: 'nfs', dir: 'cluster/infra/nfs', feature: 'nfs' },
  { name: 'check', dir: 'cluster/infra/check' },
];
const INFRA: Folders = { whole: 'cluster/infra', parts: () => PARTS };

/** Flux and storage: what every other workload stands on. */
export const infra: Stage = {
  name: 'infra',
  parts: () => PARTS.map(({ name }) => name),
  steps: [
    clusterStep,
    tools,
    flux,
    delivery,
    manifestsStep('sources', () => [SOURCES]),
    sourcesStep(SOURCES),
    manifestsStep('manifests', (ctx) => wantedDirs(ctx, INFRA)),
    releasesStep(INFRA),
    when(storage, (ctx) => wants(ctx, 'longhorn', 'nfs')),
    workloadsStep((ctx) => wantedNamespaces(ctx, [INFRA], ctx.cluster.infra.namespaces)),
  ],
};
