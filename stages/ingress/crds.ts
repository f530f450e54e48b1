import { failureMatches } from '../../src/stage-kit/failure.ts';
import { kubectl } from '../../src/stage-kit/kube/kubectl.ts';
import { asFinding } from '../../src/stage-kit/seen.ts';
import type { Seen, StageContext, Step } from '../../src/stage-kit/types.ts';

/** They come with the controller's chart; our routes cannot be applied before. */
const CRDS = ['gatewayclasses', 'gateways', 'httproutes'].map(
  (each) => `crd/${each}.gateway.networking.k8s.io`,
);

const observe = async (ctx: StageContext, timeout: string): Promise<Seen> => {
  try {
    await kubectl(ctx, ['wait', '--for=condition=Established', ...CRDS, `--timeout=${timeout}`]);
    return { state: 'ready', detail: 'the Gateway API is there' };
  } catch (error) {
    if (!failureMatches(error, /NotFound|not found|timed out waiting|no matching resources/)) throw error;
    return { state: 'waiting', for: 'the Gateway API types' };
  }
};

/** The Gateway API's types are established. */
export const crds: Step = {
  name: 'gateway-api',
  check: async (ctx) => asFinding(await observe(ctx, '1s')),
  verify: (ctx) => ({ deadlineMs: ctx.cluster.timing.rollout, observe: () => observe(ctx, '60s') }),
};
