import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WHOLE } from './folder.ts';

export const packageRoot = fileURLToPath(new URL('../..', import.meta.url));
const ORCH = join(packageRoot, 'bin', 'orch.js');

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly pid: number;
  readonly done: Promise<Ran>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when stdout or stderr so far matches. */
  saw(pattern: RegExp): Promise<void>;
}

/** Starts a real child process with closed stdin and collects what it prints. */
export const start = (argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Started => {
  const [file = '', ...args] = argv;
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  const waiting: { pattern: RegExp; resolve: () => void }[] = [];
  const look = () => {
    for (const one of waiting.splice(0))
      if (one.pattern.test(stdout + stderr)) one.resolve();
      else waiting.push(one);
  };
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    look();
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    look();
  });
  const done = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    pid: child.pid ?? -1,
    done,
    kill: (signal) => void child.kill(signal),
    saw: (pattern) =>
      new Promise((resolve, reject) => {
        waiting.push({ pattern, resolve });
        look();
        void done.then(() => {
          look();
          reject(new Error(`the process ended and never printed ${pattern}:\n${stdout}\n${stderr}`));
        }, reject);
      }),
  };
};

export interface TestRepo extends Disposable {
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  git(...args: string[]): Promise<string>;
  orch(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran>;
  startOrch(args: readonly string[], env?: NodeJS.ProcessEnv): Started;
  write(path: string, text: string): void;
  commit(message: string): Promise<string>;
}

/**
 * A real git repo in a temp folder, from a folder of `test/fixtures` and/or files, committed on main.
 * Its children see no user or system git configuration and no credentials of the machine.
 */
export const makeRepo = async (options: {
  fixture?: string;
  files?: Readonly<Record<string, string>>;
  env?: NodeJS.ProcessEnv;
}): Promise<TestRepo> => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'orch-test-')));
  const dir = join(top, 'repo');
  const home = join(top, 'home');
  mkdirSync(home, { recursive: true });
  mkdirSync(dir);
  if (options.fixture)
    cpSync(join(packageRoot, 'test', 'fixtures', options.fixture), dir, { recursive: true });
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: home,
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Human',
    GIT_AUTHOR_EMAIL: 'human@example.com',
    GIT_COMMITTER_NAME: 'Human',
    GIT_COMMITTER_EMAIL: 'human@example.com',
    ...options.env,
  };
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  for (const [path, text] of Object.entries(options.files ?? {})) write(path, text);
  const git = async (...args: string[]): Promise<string> => {
    const ran = await start(['git', ...args], dir, env).done;
    if (ran.code !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
    return ran.stdout;
  };
  const commit = async (message: string): Promise<string> => {
    await git('add', '-A');
    await git('commit', '--quiet', '--allow-empty', '-m', message);
    return (await git('rev-parse', 'HEAD')).trim();
  };
  await git('init', '--quiet', '-b', 'main');
  await commit('the repo as it was');
  const startOrch: TestRepo['startOrch'] = (args, more = {}) =>
    start([process.execPath, ORCH, ...args], dir, { ...env, ...more });
  return {
    dir,
    env,
    git,
    write,
    commit,
    startOrch,
    orch: (args, more) => startOrch(args, more).done,
    // Again when not empty: a pager that is ending writes its history.
    [Symbol.dispose]: () => rmSync(top, WHOLE),
  };
};
