/** Names the branch that everything is read from, and checks that the side branch can exist beside it. */
import { OrchError } from '../../core/exit.ts';
import type { Git } from './git.ts';
import type { Refs } from './refs.ts';

export interface Base {
  /** As a human writes it: `main`, `origin/main`. */
  readonly name: string;
  readonly ref: string;
  readonly commit: string;
}

const FIX = 'Name your main branch in context_map.yaml: settings: { base: main }';

const baseRef = (refs: Refs, named: string | undefined): string => {
  if (named === undefined) {
    if (refs.current !== undefined) return refs.current;
    throw new OrchError(
      'config',
      'HEAD is detached (as in the middle of a rebase), or its branch has no commit yet, and settings.base names no branch: orch cannot tell what to run.',
      `${FIX}, or end the rebase, or switch to a branch: git switch main`,
    );
  }
  const ref = [`refs/heads/${named}`, `refs/remotes/${named}`].find((name) => refs.at.has(name));
  if (ref !== undefined) return ref;
  throw new OrchError('config', `The base branch '${named}' (settings.base) does not exist.`, FIX);
};

/**
 * The base branch: `named` (a local branch, else a remote-tracking one), else the checked-out branch.
 * @throws OrchError `config` when it does not exist, is the side branch, or HEAD is detached and nothing is named.
 */
export const resolveBase = (refs: Refs, named: string | undefined, side: string): Base => {
  const ref = baseRef(refs, named);
  const commit = refs.at.get(ref);
  if (commit === undefined) throw new OrchError('config', `The branch ${ref} has no commit yet.`, FIX);
  if (ref === `refs/heads/${side}`)
    throw new OrchError(
      'config',
      `The base branch and the side branch are the same: '${side}'. Repairs would be judged by their own rules.`,
      'Switch back (git switch main), name your main branch (settings: { base: main }), or choose another side branch (AI_BRANCH, settings: { side_branch: … })',
    );
  return { name: ref.replace(/^refs\/(heads|remotes)\//, ''), ref, commit };
};

/** Plain words between slashes are a name for certain; git is asked about others. */
const PLAIN = /^[a-z0-9]+([_-][a-z0-9]+)*(\/[a-z0-9]+([_-][a-z0-9]+)*)*$/;

const isBranchName = async (git: Git, name: string): Promise<boolean> => {
  if (PLAIN.test(name)) return true;
  const valid = await git(['check-ref-format', `refs/heads/${name}`], { allow: [1] });
  return valid.code === 0 && !name.startsWith('-') && name !== 'HEAD';
};

/**
 * Checks that the side branch can be made and moved.
 * @throws OrchError `config` for a name git refuses, one that collides with another branch, or a symbolic ref.
 */
export const checkSide = async (git: Git, refs: Refs, side: string): Promise<void> => {
  const fix =
    'Choose another name: AI_BRANCH=ai/repairs, or settings: { side_branch: … } in context_map.yaml';
  const ref = `refs/heads/${side}`;
  if (!(await isBranchName(git, side)))
    throw new OrchError('config', `'${side}' cannot be a branch name (the side branch).`, fix);
  // A symbolic ref would carry our update to the branch that it points to, main perhaps.
  const target = refs.symbolic.get(ref);
  if (target !== undefined)
    throw new OrchError('config', `The side branch '${side}' only points to ${target}.`, fix);
  const other = [...refs.at.keys()].find((name) => name.startsWith(`${ref}/`) || ref.startsWith(`${name}/`));
  if (other !== undefined)
    throw new OrchError(
      'config',
      `The side branch '${side}' cannot exist beside the branch '${other.replace(/^refs\/heads\//, '')}'.`,
      fix,
    );
};
