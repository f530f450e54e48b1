/** A scratch copy for executors: a temp folder under real git, with the difference taken by git. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { RepairRequest, Scratch } from '../../src/ports.ts';
import { WHOLE } from './folder.ts';

const run = promisify(execFile);
const git = async (dir: string, ...args: string[]): Promise<string> => {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid'];
  const { stdout } = await run('git', ['-C', dir, ...identity, ...args], {
    env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
  });
  return stdout;
};

/** Makes a copy that holds `files`. `Scratch.remove` deletes it. */
const agentCopy = async (files: Readonly<Record<string, string>>): Promise<Scratch> => {
  const dir = await mkdtemp(join(tmpdir(), 'orch-agent-copy-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
  await git(dir, 'init', '-q');
  await git(dir, 'add', '-A');
  await git(dir, 'commit', '-qm', 'as it stands');
  return {
    dir,
    diff: async () => {
      await git(dir, 'add', '-A');
      return git(dir, 'diff', '--cached', 'HEAD');
    },
    remove: () => rm(dir, WHOLE),
  };
};

export interface Asked {
  readonly request: RepairRequest;
  /** What was kept, by name. */
  readonly kept: Map<string, string>;
  /** Folders of the copies that were handed out and still stand. */
  readonly left: () => readonly string[];
}

/** A repair request over a fresh copy of `files`. */
export const repairRequest = (
  files: Readonly<Record<string, string>>,
  rest: Partial<RepairRequest> = {},
): Asked => {
  const kept = new Map<string, string>();
  const dirs: string[] = [];
  return {
    kept,
    left: () => dirs.filter((dir) => existsSync(dir)),
    request: {
      stage: 'apps',
      context: '# Case: stage apps\nerror: unknown flag --foo\n',
      allowedFiles: ['stages/**', 'config/web.yaml'],
      scratch: async () => {
        const copy = await agentCopy(files);
        dirs.push(copy.dir);
        return copy;
      },
      keep: async (name, text) => {
        kept.set(name, text);
      },
      ...rest,
    },
  };
};
