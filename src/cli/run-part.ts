import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemClock } from '../adapters/clock.ts';
import { ensureFolders } from '../adapters/git/folders.ts';
import { fileLock } from '../adapters/lock.ts';
import { makeStageRunner } from '../adapters/process/runner.ts';
import { EXIT, OrchError } from '../core/exit.ts';
import type { StageSpec } from '../core/workspace.ts';
import type { StageExit } from '../ports.ts';
import type { Asked } from './ask-git.ts';
import { baseMap } from './base-map.ts';
import { type Context, childEnv } from './context.ts';
import { keptVariables, makeKeptFolders } from './kept-folders.ts';
import { orchBin } from './package-root.ts';
import { jsonText } from './render/guard.ts';
import { makeReporter } from './render/reporter.ts';
import { oneStage } from './stage-names.ts';
import { type StopSignal, stopSignal } from './stop-signal.ts';

/** `20261120-235901`, UTC. */
const stamp = (): string => new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');

const builtIn = (spec: StageSpec): void => {
  if (spec.command || spec.refusedCommand)
    throw new OrchError(
      'usage',
      `stage ${spec.name} has its own command, which knows no parts`,
      `orch run --only ${spec.name} runs all of it`,
    );
};

const exitOf = ({ outcome, code }: StageExit, stop: StopSignal): number => {
  const stopped = stop.exit();
  if (stopped !== undefined) return stopped;
  if (outcome !== 'exited') return EXIT.failed;
  // 64: the stage has no such part; its last line names those it has.
  return code === EXIT.green || code === EXIT.usage ? code : EXIT.failed;
};

/**
 * `orch run --only STAGE/PART`: one part of a built-in stage, by itself. No model is asked and nothing is recorded: a
 * part that is green says nothing of its stage, so status, budgets and episode stay as they are.
 * @param here in the checkout as it is, instead of the worktree. @returns the exit code.
 */
export const runPart = async (
  asked: Asked,
  context: Context,
  stage: string,
  part: string,
  here: boolean,
): Promise<number> => {
  const root = await asked.root;
  const { map, repo } = await baseMap(root, context, {}, here, asked);
  oneStage(
    stage,
    map.stages.map(({ name }) => name),
  );
  const spec = map.stages.find(({ name }) => name === stage) as StageSpec;
  builtIn(spec);
  await ensureFolders(root);
  const kept = await makeKeptFolders(root);
  const held = await fileLock({ root, clock: systemClock }).acquire(`orch run --only ${stage}/${part}`);
  const reporter = makeReporter(context);
  const stop = stopSignal((text) => reporter.note(text));
  try {
    const cwd = here ? root : (await repo.prepare()).dir;
    const log = `logs/${stage}/${stage}_${stamp()}_only-${part}.log`;
    const runId = randomBytes(4).toString('hex');
    const { settings } = map;
    const runner = makeStageRunner({
      workspace: root,
      path: context.env.PATH,
      isolation: settings.isolation,
    });
    const exit = await runner.run({
      runId,
      stage,
      argv: [process.execPath, orchBin, 'stage', stage, '--part', part],
      cwd,
      env: {
        ...childEnv(context.env),
        ...spec.env,
        ...keptVariables(kept),
        ORCH_RUN_ID: runId,
        ORCH_STAGE: stage,
        ORCH_STEP_FD: '3',
      },
      timeoutMs: spec.timeoutMs,
      graceMs: settings.graceMs,
      logPath: join(root, log),
      onStep: (step) => reporter.step(stage, step),
      signal: stop.signal,
    });
    reporter.close();
    const code = exitOf(exit, stop);
    const result = code === EXIT.green ? 'green' : exit.outcome === 'exited' ? 'failed' : exit.outcome;
    if (context.json)
      context.out(
        jsonText({ version: 1, stage, part, result, code: exit.code, ms: Math.round(exit.ms), log }),
      );
    else {
      context.out(exit.tail);
      context.out(`${stage}/${part}: ${result}; the stage's status is as it was. Log: ${log}\n`);
    }
    return code;
  } finally {
    reporter.close();
    stop.dispose();
    await held.release();
  }
};
