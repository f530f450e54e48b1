import { spawn } from 'node:child_process';
import { systemClock } from '../adapters/clock.ts';
import { ensureFolders } from '../adapters/git/folders.ts';
import { fileLock } from '../adapters/lock.ts';
import { EXIT, OrchError } from '../core/exit.ts';
import type { StageSpec } from '../core/workspace.ts';
import { askGit } from './ask-git.ts';
import { baseMap } from './base-map.ts';
import { type Context, childEnv } from './context.ts';
import { keptVariables, makeKeptFolders } from './kept-folders.ts';
import { orchBin } from './package-root.ts';
import { chosenStages } from './stage-names.ts';
import { stopSignal } from './stop-signal.ts';

const named = (only: string): readonly [string, string] => {
  const [stage = '', part = '', ...more] = only.split('/');
  if (stage !== '' && part !== '' && more.length === 0) return [stage, part];
  throw new OrchError(
    'usage',
    `--only takes STAGE/PART, not ${only}`,
    'for example: orch run --only apps/whoami',
  );
};

const builtIn = (stages: readonly StageSpec[], name: string): StageSpec => {
  const [wanted = name] = chosenStages(
    [name],
    stages.map((stage) => stage.name),
  );
  const spec = stages.find((stage) => stage.name === wanted);
  if (spec && !spec.command && !spec.refusedCommand) return spec;
  throw new OrchError('usage', `stage ${name} has its own command, which knows no parts`, `orch run ${name}`);
};

/** The stage's own lines go where ours go; a signal to us is handed on, and the stage ends its step properly. */
const inherit = (argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(argv[0] ?? '', argv.slice(1), { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
    const stop = stopSignal(() => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('close', (code) => {
      const signal = stop.received();
      stop.dispose();
      if (signal !== undefined) resolve(signal === 'SIGINT' ? EXIT.interrupt : EXIT.terminated);
      else resolve(code ?? EXIT.failed);
    });
  });

/**
 * `orch run --only STAGE/PART`: one part of a built-in stage, in the repair worktree, by hand. No model is asked, and
 * since a part says nothing of the rest, no status, count or episode is changed.
 * @returns the stage's exit code: 0 as wanted, 1 failed, 64 no such part.
 */
export const runPart = async (context: Context, only: string, given: readonly string[]): Promise<number> => {
  const [name, part] = named(only);
  if (given.length > 0)
    throw new OrchError('usage', `--only ${only} names its stage itself`, `orch run --only ${only}`);
  const asked = askGit(context);
  const root = await asked.root;
  const { map, repo } = await baseMap(root, context, {}, false, asked);
  const stage = builtIn(map.stages, name);
  await ensureFolders(root);
  const kept = keptVariables(await makeKeptFolders(root));
  const held = await fileLock({ root, clock: systemClock }).acquire(`orch run --only ${only}`);
  try {
    const { dir } = await repo.prepare();
    const env = { ...childEnv(context.env), ...stage.env, ...kept };
    return await inherit([process.execPath, orchBin, 'stage', stage.name, '--part', part], dir, env);
  } finally {
    await held.release();
  }
};
