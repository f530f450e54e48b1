import { clusterStep } from '../../src/stage-kit/kube/cluster-step.ts';
import { manifestsStep } from '../../src/stage-kit/kube/manifests.ts';
import { releasesStep } from '../../src/stage-kit/kube/releases.ts';
import { secretsStep } from '../../src/stage-kit/kube/secrets.ts';
import { workloadsStep } from '../../src/stage-kit/kube/workloads.ts';
import type { Stage } from '../../src/stage-kit/types.ts';
import { crds } from './crds.ts';
import { gateway } from './gateway.ts';
import { tunnel } from './tunnel.ts';

const CONTROLLER = ['cluster/ingress/controller'];

/** Traffic from outside: Envoy Gateway by the Gateway API, reached through a Cloudflare tunnel. */
export const ingress: Stage = {
  name: 'ingress',
  steps: [
    clusterStep,
    manifestsStep('controller', CONTROLLER),
    secretsStep((ctx) => ctx.cluster.ingress.secrets),
    releasesStep(CONTROLLER),
    crds,
    manifestsStep('routes', ['cluster/ingress/routes']),
    workloadsStep((ctx) => ctx.cluster.ingress.namespaces),
    gateway,
    tunnel,
  ],
};
