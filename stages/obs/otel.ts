import type { Seen, StageContext } from '../../src/stage-kit/types.ts';
import { asJson, ask, dataStep } from './proxy.ts';

const observe = async (ctx: StageContext): Promise<Seen> => {
  const text = await ask(ctx, ctx.cluster.obs.otel, '/');
  const { status } = asJson<{ status?: string }>(text, 'the OpenTelemetry collector');
  if (status === 'Server available')
    return { state: 'ready', detail: 'the OpenTelemetry collector is available' };
  return { state: 'failing', for: 'the OpenTelemetry collector to be available', text };
};

/** The collector's health check answers. */
export const otel = dataStep('otel', observe);
