import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';

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

/** One wrong line: in `path`, `from` (which stands there once) becomes `to`. */
export interface PlantedEdit {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

const git = (repo: string, ...args: string[]): string => {
  const identity = [
    '-c',
    'user.name=The human',
    '-c',
    'user.email=human@lab.invalid',
    '-c',
    'commit.gpgSign=false',
  ];
  const ran = spawnSync('git', [...identity, '-c', 'core.hooksPath=/dev/null', ...args], {
    cwd: repo,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: repo, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
  });
  if (ran.error) throw ran.error;
  if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
  return ran.stdout.trim();
};

/** Commits all edits of the lab's workspace on main, as "the human". */
export const commitAll = (repo: string, message: string): void => {
  git(repo, 'commit', '--quiet', '--all', '--message', message);
};

/** Copies the example workspace into a fresh git repo at `repo`, committed on main by "the human". */
export const makeWorkspace = (repo: string, packageRoot: string): void => {
  for (const part of PARTS) cpSync(join(packageRoot, part), join(repo, part), { recursive: true });
  git(repo, 'init', '--quiet', '--initial-branch=main');
  git(repo, 'add', '--all');
  git(repo, 'commit', '--quiet', '--message', 'The homelab as its memo describes it');
};
