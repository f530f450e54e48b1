/** A folder, a shell script as a stage, and the runner under test. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeStageRunner } from '../../../src/adapters/process/runner.ts';
import type { StageExit, StageRun } from '../../../src/ports.ts';
import { WHOLE } from '../../rig/folder.ts';

export const PATH = process.env.PATH ?? '/usr/bin:/bin';

export const folder = async (): Promise<{ dir: string } & AsyncDisposable> => {
  const dir = await mkdtemp(join(tmpdir(), 'orch-process-'));
  return { dir, [Symbol.asyncDispose]: () => rm(dir, WHOLE) };
};

export interface Rig extends AsyncDisposable {
  readonly dir: string;
  readonly log: string;
  readonly runner: ReturnType<typeof makeStageRunner>;
  /** Runs a node program (text) as a stage. */
  node(program: string, more?: Partial<StageRun>): Promise<StageExit>;
  /** Runs a shell script (text) as a stage. */
  sh(script: string, more?: Partial<StageRun>): Promise<StageExit>;
  run(argv: readonly string[], more?: Partial<StageRun>): Promise<StageExit>;
  file(name: string, text: string, mode?: number): Promise<string>;
  read(name: string): Promise<string>;
}

export const rig = async (isolation: 'auto' | 'group' = 'group'): Promise<Rig> => {
  const { dir } = await folder();
  const runner = makeStageRunner({ workspace: dir, path: PATH, isolation });
  const log = join(dir, 'logs', 'stage.log');
  const run = (argv: readonly string[], more: Partial<StageRun> = {}): Promise<StageExit> =>
    runner.run({
      runId: 'run-1',
      stage: 'talos',
      argv,
      cwd: dir,
      env: { PATH, DIR: dir },
      timeoutMs: 60_000,
      graceMs: 400,
      logPath: log,
      ...more,
    });
  return {
    dir,
    log,
    runner,
    run,
    node: (program, more) => run([process.execPath, '-e', program], more),
    sh: (script, more) => run(['sh', '-c', script], more),
    file: async (name, text, mode = 0o644) => {
      const path = join(dir, name);
      await writeFile(path, text);
      await chmod(path, mode);
      return path;
    },
    read: (name) => readFile(join(dir, name), 'utf8'),
    [Symbol.asyncDispose]: () => rm(dir, WHOLE),
  };
};

/** True while a process with this pid runs (zombies of others count, so only ask for reparented ones). */
export const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
};

/** Waits until `holds` is true; the test's own time limit ends a wait in vain. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
};
