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
import { backends } from './backends.ts';
import { crds } from './crds.ts';
import { domains } from './domains.ts';
import { gateway } from './gateway.ts';
import { tunnel } from './tunnel.ts';

const CONTROLLERS: readonly Part[] = [
  { name: 'envoy-gateway', dir: 'cluster/ingress/controller/envoy-gateway' },
  { name: 'cloudflared', dir: 'cluster/ingress/controller/cloudflared', feature: 'tunnel' },
];
const ROUTE: readonly Part[] = [{ name: 'routes', dir: 'cluster/ingress/routes' }];
const CONTROLLER: Folders = { whole: 'cluster/ingress/controller', parts: () => CONTROLLERS };
const ROUTES: Folders = { whole: 'cluster/ingress/routes', parts: () => ROUTE };

const tunnelled = (ctx: StageContext): boolean => ctx.cluster.features.tunnel && wants(ctx, 'cloudflared');
const routed = (ctx: StageContext): boolean => wants(ctx, 'envoy-gateway', 'routes');

/** Traffic from outside: Envoy Gateway by the Gateway API, reached through a Cloudflare tunnel. */
export const ingress: Stage = {
  name: 'ingress',
  parts: () => [...CONTROLLERS, ...ROUTE].map(({ name }) => name),
  steps: [
    clusterStep,
    manifestsStep('controller', (ctx) => wantedDirs(ctx, CONTROLLER)),
    when(
      secretsStep((ctx) => ctx.cluster.ingress.secrets),
      tunnelled,
    ),
    releasesStep(CONTROLLER),
    when(crds, routed),
    when(domains(ROUTES.whole), routed),
    manifestsStep('routes', (ctx) => wantedDirs(ctx, ROUTES)),
    workloadsStep((ctx) => wantedNamespaces(ctx, [CONTROLLER], ctx.cluster.ingress.namespaces)),
    when(gateway, routed),
    when(backends(ROUTES.whole), routed),
    when(tunnel, tunnelled),
  ],
};
