import { stages } from '../../../stages/index.ts';
import { ensureFolders } from '../../adapters/git/folders.ts';
import { stepReporter } from '../../stage-kit/report.ts';
import { keptVariables, makeKeptFolders } from '../kept-folders.ts';
import type { Action } from '../program.ts';
import { rootOf } from '../root.ts';
import { chosenStages } from '../stage-names.ts';

/**
 * `orch stage NAME`: one built-in stage in this folder. Steps go to fd ORCH_STEP_FD when it is set, the log to stdout;
 * with --json the steps, one a line and whole, go to stdout and the log to stderr.
 */
export const stage: Action = async (context, options, [name = '']) => {
  chosenStages(
    [name],
    stages.map((row) => row.name),
  );
  const { env } = context;
  // Under `orch run` both folders are given; by hand they are the workspace's own.
  let kept = {};
  if (!env.ORCH_SECRETS_DIR || !env.ORCH_STATE_DIR) {
    const root = rootOf(context.dir);
    await ensureFolders(root);
    kept = keptVariables(await makeKeptFolders(root));
  }
  const { stageMain } = await import('../../../stages/main.ts');
  return stageMain(name, {
    plan: options.plan === true,
    env: { ...kept, ...env },
    cwd: context.dir,
    out: (line) => (context.json ? context.err : context.out)(`${line}\n`),
    report: context.json
      ? (report) => context.out(`${JSON.stringify(report)}\n`)
      : stepReporter(env.ORCH_STEP_FD ? Number(env.ORCH_STEP_FD) : undefined),
    ...(typeof options.part === 'string' ? { part: options.part } : {}),
    ...(env.ORCH_ONLY_STEP ? { onlyStep: env.ORCH_ONLY_STEP } : {}),
  });
};
