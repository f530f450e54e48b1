import { stageNames } from '../../../stages/index.ts';
import type { Action } from '../program.ts';
import { chosenStages } from '../stage-names.ts';

/** `orch stage NAME`: one built-in stage in this folder. Steps go to fd ORCH_STEP_FD when it is set, the log to stdout. */
export const stage: Action = async (context, options, [name = '']) => {
  chosenStages([name], stageNames);
  const { stageMain } = await import('../../../stages/main.ts');
  return stageMain(name, {
    plan: options.plan === true,
    onlyStep: context.env.ORCH_ONLY_STEP,
    env: context.env,
    cwd: context.dir,
  });
};
