/** Runs steps as a stage of a small world, and says what they reported. */
import type { StepReport } from '../../src/core/types.ts';
import { runStage } from '../../src/stage-kit/run-stage.ts';
import type { Finding, Stage, Step } from '../../src/stage-kit/types.ts';
import { standIn } from './stage-stand-in.ts';

export const ok = { state: 'ok', detail: 'fine' } as const satisfies Finding;
export const drift = {
  state: 'drift',
  detail: 'memory differs',
  effect: 'sets memory',
} as const satisfies Finding;

export const run = async (
  steps: readonly Step[],
  options: { planOnly?: boolean; onlyStep?: string } = {},
) => {
  using world = standIn([]);
  const reports: StepReport[] = [];
  const stage: Stage = { name: 'test', steps };
  const outcome = await runStage(stage, world.ctx, {
    planOnly: false,
    report: (each) => reports.push(each),
    ...options,
  });
  return {
    ...outcome,
    said: world.said,
    reports: reports.map((each) => `${each.index} ${each.step} ${each.phase} ${each.outcome}`),
  };
};
