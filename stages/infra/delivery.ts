import { applyDelivery, awaitDelivery, checkDelivery } from '../../src/stage-kit/delivery/deliver.ts';
import { demandNoRivals } from '../../src/stage-kit/delivery/rivals.ts';
import type { Step } from '../../src/stage-kit/types.ts';

/** Manifests have one way into the cluster; in mode flux, Flux has fetched the checkout's commit. */
export const delivery: Step = {
  name: 'delivery',
  check: async (ctx) => {
    await demandNoRivals(ctx);
    const { delivery: wanted } = ctx.cluster;
    return wanted.mode === 'flux'
      ? checkDelivery(ctx, wanted, [])
      : { state: 'ok', detail: 'orch applies the manifests, and nobody else does' };
  },
  apply: async (ctx) => {
    const { delivery: wanted } = ctx.cluster;
    if (wanted.mode === 'flux') await applyDelivery(ctx, wanted, []);
  },
  verify: (ctx) => {
    const { delivery: wanted } = ctx.cluster;
    return wanted.mode === 'flux' ? awaitDelivery(ctx, wanted, []) : undefined;
  },
};
