import type { Seen, StageContext } from '../../src/stage-kit/types.ts';
import { asJson, ask, dataStep } from './proxy.ts';

const observe = async (ctx: StageContext): Promise<Seen> => {
  const { loki } = ctx.cluster.obs;
  await ask(ctx, loki, '/ready');
  const { data = [] } = asJson<{ data?: readonly string[] }>(
    await ask(ctx, loki, '/loki/api/v1/labels'),
    'Loki',
  );
  // A label is the proof that a log line has arrived.
  if (data.length > 0) return { state: 'ready', detail: `Loki has logs (${data.length} labels)` };
  return { state: 'waiting', for: 'Loki to receive a log line' };
};

/** Loki is ready and logs arrive in it. */
export const loki = dataStep('loki', observe);
