/** Names the branch that everything is read from, and checks that the side branch can exist beside it. */
import { posix } from 'node:path';
import { OrchError } from '../../core/exit.ts';
import { commitOf, type Git } from './git.ts';

export interface Base {
  /** As a human writes it: `main`, `origin/main`. */
  readonly name: string;
  readonly ref: string;
}

const currentBranch = async (git: Git): Promise<string | undefined> => {
  const head = await git(['symbolic-ref', '--quiet', 'HEAD'], { allow: [1] });
  return head.code === 0 ? head.text.trim() : undefined;
};

/**
 * The base branch: `named` (a local branch, else a remote-tracking one), else the checked-out branch.
 * @throws OrchError `config` when it does not exist, is the side branch, or HEAD is detached and nothing is named.
 */
export const resolveBase = async (git: Git, named: string | undefined, side: string): Promise<Base> => {
  const fix = 'Name your main branch in context_map.yaml: settings: { base: main }';
  if (named !== undefined) {
    for (const ref of [`refs/heads/${named}`, `refs/remotes/${named}`])
      if ((await commitOf(git, ref)) !== undefined) return notSide({ name: named, ref }, side);
    throw new OrchError('config', `The base branch '${named}' (settings.base) does not exist.`, fix);
  }
  const ref = await currentBranch(git);
  if (ref === undefined)
    throw new OrchError(
      'config',
      'HEAD is detached and settings.base names no branch, so orch cannot tell what to run.',
      `${fix}, or switch to a branch: git switch main`,
    );
  if ((await commitOf(git, ref)) === undefined)
    throw new OrchError('config', `The checked-out branch ${ref} has no commit yet.`, fix);
  return notSide({ name: ref.replace(/^refs\/heads\//, ''), ref }, side);
};

const notSide = (base: Base, side: string): Base => {
  if (base.ref !== `refs/heads/${side}`) return base;
  throw new OrchError(
    'config',
    `The base branch and the side branch are the same: '${side}'. Repairs would be judged by their own rules.`,
    'Switch back (git switch main), or name your main branch: settings: { base: main }',
  );
};

/**
 * Checks that the side branch can be made and moved.
 * @throws OrchError `config` for a name git refuses, one that collides with another branch, or a symbolic ref.
 */
export const checkSide = async (git: Git, side: string): Promise<void> => {
  const fix = 'Choose another name: AI_BRANCH=ai/repairs, or settings.sideBranch in context_map.yaml';
  const valid = await git(['check-ref-format', `refs/heads/${side}`], { allow: [1] });
  if (valid.code !== 0 || side.startsWith('-') || side === 'HEAD')
    throw new OrchError('config', `'${side}' cannot be a branch name (the side branch).`, fix);
  // A symbolic ref would carry our update to the branch that it points to, main perhaps.
  const symbolic = await git(['symbolic-ref', '--quiet', `refs/heads/${side}`], { allow: [1, 128] });
  if (symbolic.code === 0)
    throw new OrchError('config', `The side branch '${side}' only points to ${symbolic.text.trim()}.`, fix);
  const parents: string[] = [];
  for (let name = posix.dirname(side); name !== '.'; name = posix.dirname(name)) parents.push(name);
  for (const name of parents)
    if ((await git(['show-ref', '--verify', '--quiet', `refs/heads/${name}`], { allow: [1] })).code === 0)
      throw new OrchError(
        'config',
        `The side branch '${side}' cannot exist beside the branch '${name}'.`,
        fix,
      );
  const below = await git(['for-each-ref', '--count=1', '--format=%(refname:short)', `refs/heads/${side}/`]);
  if (below.text !== '')
    throw new OrchError(
      'config',
      `The side branch '${side}' cannot exist beside '${below.text.trim()}'.`,
      fix,
    );
};
