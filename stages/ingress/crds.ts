import { kubectl } from '../../src/stage-kit/kube/kubectl.ts';
import { condition, type KubeList, type KubeObject } from '../../src/stage-kit/kube/object.ts';
import { asFinding } from '../../src/stage-kit/seen.ts';
import type { Seen, StageContext, Step } from '../../src/stage-kit/types.ts';

/** They come with the controller's chart; our routes cannot be applied before. */
const TYPES = ['gatewayclasses', 'gateways', 'httproutes'].map((each) => `${each}.gateway.networking.k8s.io`);

/** Read, not `kubectl wait`: a server that takes more than a moment to answer would look like a missing type. */
const observe = async (ctx: StageContext): Promise<Seen> => {
  const { stdout } = await kubectl(ctx, ['get', 'crds', ...TYPES, '--ignore-not-found', '-o', 'json']);
  const items = stdout.trim() === '' ? [] : (JSON.parse(stdout) as KubeList<KubeObject>).items;
  const there = items.filter((each) => condition(each, 'Established')?.status === 'True');
  return there.length === TYPES.length
    ? { state: 'ready', detail: 'the Gateway API is there' }
    : { state: 'waiting', for: 'the Gateway API types' };
};

/** The Gateway API's types are established. */
export const crds: Step = {
  name: 'gateway-api',
  check: async (ctx) => asFinding(await observe(ctx)),
  verify: (ctx) => ({ deadlineMs: ctx.cluster.timing.rollout, observe: () => observe(ctx) }),
};
