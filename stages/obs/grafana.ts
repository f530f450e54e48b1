import type { Seen, StageContext } from '../../src/stage-kit/types.ts';
import { asJson, ask, dataStep } from './proxy.ts';

const observe = async (ctx: StageContext): Promise<Seen> => {
  const text = await ask(ctx, ctx.cluster.obs.grafana, '/api/health');
  const { database, version = '' } = asJson<{ database?: string; version?: string }>(text, 'Grafana');
  if (database === 'ok') return { state: 'ready', detail: `Grafana ${version} has its database` };
  return { state: 'failing', for: 'Grafana to have its database', text };
};

/** Grafana answers and has its database. */
export const grafana = dataStep('grafana', observe);
