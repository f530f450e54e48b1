import { join } from 'node:path';
import { execaSync } from 'execa';
import { copySync } from 'fs-extra/esm';

/** What a lab's workspace is made of: the example workspace of this package. */
const PARTS = [
  'context_map.yaml',
  'master_memo.md',
  'executor_instructions.md',
  'backlog.md',
  'issues.txt',
  'config',
  'cluster',
] as const;

const git = (repo: string, ...args: string[]): void => {
  const identity = [
    '-c',
    'user.name=The human',
    '-c',
    'user.email=human@lab.invalid',
    '-c',
    'commit.gpgSign=false',
  ];
  execaSync('git', [...identity, '-c', 'core.hooksPath=/dev/null', ...args], {
    cwd: repo,
    extendEnv: false,
    env: { PATH: process.env.PATH, HOME: repo, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
  });
};

/** Commits all edits of the lab's workspace on main, as "the human". */
export const commitAll = (repo: string, message: string): void => {
  git(repo, 'commit', '--quiet', '--all', '--message', message);
};

/** Copies the example workspace into a fresh git repo at `repo`, committed on main by "the human". */
export const makeWorkspace = (repo: string, packageRoot: string): void => {
  for (const part of PARTS) copySync(join(packageRoot, part), join(repo, part));
  git(repo, 'init', '--quiet', '--initial-branch=main');
  git(repo, 'add', '--all');
  git(repo, 'commit', '--quiet', '--message', 'The homelab as its memo describes it');
};

/** Gives the lab's workspace a remote `origin`: an empty bare repository at `bare`, which the git server serves. */
export const makeRemote = (repo: string, bare: string): void => {
  git(repo, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
  git(repo, 'remote', 'add', 'origin', bare);
};
