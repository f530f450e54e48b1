import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Real git on a real bare repository, without anybody's configuration. */
const git = (bare: string, args: readonly string[], env: Record<string, string> = {}) => {
  const done = spawnSync('git', ['--git-dir', bare, ...args], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH ?? '',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      ...env,
    },
  });
  if (done.error) throw done.error;
  return done;
};

/** The commit that a branch of a bare repository is at; undefined when there is no such branch. */
export const commitOf = (bare: string, branch: string): string | undefined => {
  const done = git(bare, ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]);
  return done.status === 0 ? done.stdout.trim() : undefined;
};

/** Gives `use` a folder with the files of a commit, and removes it afterwards. */
export const withFiles = <T>(bare: string, commit: string, use: (dir: string) => T): T => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'orch-lab-artifact-')));
  const dir = join(top, 'files');
  mkdirSync(dir);
  const index = { GIT_INDEX_FILE: join(top, 'index') };
  try {
    for (const args of [
      ['read-tree', commit],
      ['--work-tree', dir, 'checkout-index', '--all', '--quiet'],
    ]) {
      const done = git(bare, args, index);
      if (done.status !== 0) throw new Error(`git ${args.join(' ')}: ${done.stderr}`);
    }
    return use(dir);
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
};
