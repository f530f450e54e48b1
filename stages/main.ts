import type { StepReport } from '../src/core/types.ts';
import { makeContext } from '../src/stage-kit/context.ts';
import { StageFailure } from '../src/stage-kit/failure.ts';
import { loadCluster } from '../src/stage-kit/load-cluster.ts';
import { runStage } from '../src/stage-kit/run-stage.ts';
import { stages } from './index.ts';

export interface StageMainOptions {
  /** Checks only; exit code 3 when something would change. */
  readonly plan: boolean;
  /** Name of the one step to run. */
  readonly onlyStep?: string;
  /** The one part to work on: an app, a component; the stage knows its parts. */
  readonly part?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the checkout. */
  readonly cwd: string;
  /** Takes one line or more for the log; a newline is added by the taker. */
  readonly out: (line: string) => void;
  /** Takes what each step comes to. */
  readonly report?: (report: StepReport) => void;
}

/**
 * `orch stage NAME`: runs one built-in stage in this process.
 * @param name of the table in stages/index.ts.
 * @returns 0 green, 1 failed (a mistake in the config included), 3 the plan found changes, 64 no such stage or step,
 * 127 a binary is missing. Our own bugs are thrown.
 */
export const stageMain = async (name: string, options: StageMainOptions): Promise<number> => {
  const { plan, onlyStep, env, cwd, out, report = () => undefined } = options;
  const row = stages.find((each) => each.name === name);
  if (!row) {
    out(`there is no built-in stage ${name}; there are ${stages.map((each) => each.name).join(', ')}`);
    return 64;
  }
  try {
    const ctx = makeContext(loadCluster(cwd, env.ORCH_CLUSTER), cwd, env, out, options.part);
    const outcome = await runStage(await row.load(), ctx, {
      planOnly: plan,
      report,
      ...(onlyStep === undefined ? {} : { onlyStep }),
    });
    return outcome.code;
  } catch (error) {
    // Before the first step: the config or the folders.
    if (!(error instanceof StageFailure)) throw error;
    if (error.evidence !== '') out(error.evidence);
    out(`stage ${name} failed: ${error.message}`);
    return error.exit;
  }
};
