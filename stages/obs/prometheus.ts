import { together } from '../../src/stage-kit/parallel.ts';
import { allSeen } from '../../src/stage-kit/seen.ts';
import type { Seen, StageContext } from '../../src/stage-kit/types.ts';
import { asJson, ask, dataStep } from './proxy.ts';

interface Answer {
  readonly status: string;
  readonly data?: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value: [number, string];
    }[];
  };
}

const targets = async (ctx: StageContext): Promise<Seen> => {
  const { prometheus } = ctx.cluster.obs;
  const answer = asJson<Answer>(await ask(ctx, prometheus, '/api/v1/query?query=up'), 'Prometheus');
  const result = answer.data?.result ?? [];
  const up = new Set(result.filter((each) => each.value[1] === '1').map((each) => each.metric.job ?? ''));
  const down = prometheus.jobs.filter((job) => !up.has(job));
  if (up.size > 0 && down.length === 0)
    return { state: 'ready', detail: `Prometheus scrapes ${up.size} jobs` };
  return { state: 'waiting', for: `Prometheus to scrape ${down.join(', ') || 'anything'}` };
};

const alertmanager = async (ctx: StageContext): Promise<Seen> => {
  await ask(ctx, ctx.cluster.obs.alertmanager, '/-/ready');
  return { state: 'ready', detail: 'Alertmanager ready' };
};

const observe = async (ctx: StageContext): Promise<Seen> => {
  await ask(ctx, ctx.cluster.obs.prometheus, '/-/ready');
  return allSeen(await together([() => targets(ctx), () => alertmanager(ctx)]));
};

/** Prometheus is ready and scrapes every wanted job; Alertmanager is ready. */
export const prometheus = dataStep('prometheus', observe);
