import type { ServiceRef } from '../../src/stage-kit/cluster-config.ts';
import { StageFailure } from '../../src/stage-kit/failure.ts';
import { kubeRaw } from '../../src/stage-kit/kube/kubectl.ts';
import { asFinding } from '../../src/stage-kit/seen.ts';
import type { Seen, StageContext, Step } from '../../src/stage-kit/types.ts';

/** The API server's proxy to a service, so that nothing must be exposed to be asked. */
export const ask = (ctx: StageContext, ref: ServiceRef, path: string): Promise<string> =>
  kubeRaw(ctx, `/api/v1/namespaces/${ref.namespace}/services/http:${ref.service}:${ref.port}/proxy${path}`);

/** Parses an answer that must be JSON; what came instead is the evidence. */
export const asJson = <T>(text: string, from: string): T => {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new StageFailure(`${from} does not answer in JSON`, text.slice(0, 1_000));
  }
};

/** A step that looks at one service by its own API until it has what it should have. */
export const dataStep = (name: string, observe: (ctx: StageContext) => Promise<Seen>): Step => {
  // Not there yet and not healthy yet are the same to a check: it is waited for, and the words are kept.
  const look = async (ctx: StageContext): Promise<Seen> => {
    try {
      return await observe(ctx);
    } catch (error) {
      if (!(error instanceof StageFailure) || error.exit !== 1) throw error;
      return { state: 'failing', for: `${name} to answer`, text: error.evidence };
    }
  };
  return {
    name,
    check: async (ctx) => asFinding(await look(ctx)),
    verify: (ctx) => ({ deadlineMs: ctx.cluster.timing.data, observe: () => look(ctx) }),
  };
};
