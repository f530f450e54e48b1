/** Finds the workspace's git repo and says plainly why a folder cannot be one. */
import { join } from 'node:path';
import { OrchError } from '../../core/exit.ts';
import { type Git, GitFailure, gitEnvironment, gitIn } from './git.ts';
import { kindOf } from './place.ts';

/** `update-ref --stdin` transactions and `worktree repair` are there from this version on. */
const OLDEST: readonly [number, number] = [2, 30];

const checkVersion = (text: string): void => {
  const found = /(\d+)\.(\d+)/.exec(text);
  const [major, minor] = [Number(found?.[1] ?? 0), Number(found?.[2] ?? 0)];
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new OrchError(
    'unavailable',
    `orch needs git ${OLDEST.join('.')} or newer; this is ${text.trim()}.`,
    'Install a newer git and run orch again.',
  );
};

const refusal = (dir: string, error: GitFailure): OrchError => {
  if (error.stderr.includes('dubious ownership'))
    return new OrchError(
      'config',
      `git does not trust ${dir}: it belongs to another user.`,
      `Run orch as that user, or trust it: git config --global --add safe.directory ${dir}`,
      { cause: error },
    );
  const [said] = error.stderr.trim().split('\n');
  if (!error.stderr.includes('not a git repository'))
    return new OrchError(
      'config',
      `git cannot work in ${dir}: ${said}.`,
      'Put right what git names, then run the command again.',
      { cause: error },
    );
  return new OrchError(
    'config',
    `${dir} is not in a git repository, and orch works on one (${said}).`,
    'Go to your repo or name it with -C DIR; a new one: git init && git add -A && git commit -m first',
    { cause: error },
  );
};

/** @throws OrchError `config` that says why git finds no repo of this user's at `dir`. */
export const needRepo = async (git: Git, dir: string): Promise<void> => {
  const args = ['rev-parse', '--git-dir'];
  const asked = await git(args, { allow: [128] });
  if (asked.code !== 0) throw refusal(dir, new GitFailure(args, asked.code, asked.stderr));
};

const ASK = ['--is-bare-repository', '--is-inside-work-tree', '--show-toplevel'];

const noWorkTree = (dir: string, bare: boolean): OrchError =>
  new OrchError(
    'config',
    bare ? `${dir} is a bare git repository: it has no files to run.` : `${dir} lies inside .git.`,
    bare
      ? `Clone it and run orch in the clone: git clone ${dir} homelab`
      : 'Run orch in the folder that holds your files.',
  );

/** The repo that `root` is a submodule of; empty for none. A submodule's `.git` is a file, as a linked worktree's is. */
const superproject = async (git: Git, root: string): Promise<string> => {
  if ((await kindOf(join(root, '.git'))) !== 'file') return '';
  const outer = await git(['rev-parse', '--show-superproject-working-tree'], { allow: [128] });
  return outer.text.replace(/\n$/, '');
};

/**
 * The top folder of the git repo that holds `dir` (an existing folder), absolute.
 * @param env the environment for git; process.env when absent.
 * @throws OrchError `unavailable` without a git that is new enough; `config` when there is no repo, the repo is
 * bare, is a submodule, or has no commit yet.
 */
export const findRoot = async (
  dir: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> => {
  const git = gitIn(dir, gitEnvironment(env));
  const [version, asked, branch] = await Promise.all([
    git(['--version']),
    git(['rev-parse', ...ASK], { allow: [128] }),
    git(['for-each-ref', '--count=1', '--format=%(refname)', 'refs/heads'], { allow: [128] }),
  ]);
  checkVersion(version.text);
  const [, bare, inside, root] = /^(true|false)\n(true|false)\n(.*)\n$/s.exec(asked.text) ?? [];
  if (asked.code !== 0 && asked.text === '')
    throw refusal(dir, new GitFailure(['rev-parse', ...ASK], asked.code, asked.stderr));
  if (inside !== 'true' || root === undefined) throw noWorkTree(dir, (bare ?? asked.text).startsWith('true'));
  const above = await superproject(git, root);
  if (above !== '')
    throw new OrchError(
      'config',
      `${root} is a submodule of ${above}; a repair branch inside a submodule would never reach the outer repo.`,
      `Run orch in ${above}, or in a clone of its own.`,
    );
  // A detached HEAD without any branch has a commit too, but nothing that could be the base.
  if (branch.text === '')
    throw new OrchError(
      'config',
      `${root} has no branch with a commit yet, and a run uses what is committed.`,
      'Commit your files: git add -A && git commit -m first',
    );
  return root;
};
