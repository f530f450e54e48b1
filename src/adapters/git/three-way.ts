/** One change carried to another commit, in the object store alone. */
import { OrchError } from '../../core/exit.ts';
import type { Git } from './git.ts';
import { knowsMergeTree, type Merged, mergeObjects } from './merge.ts';
import { identity } from './message.ts';

/** @throws OrchError `unavailable` for a git before 2.38, which can merge only in a checkout. */
export const needMergeTree = async (git: Git, byHand: string): Promise<void> => {
  const version = (await git(['--version'])).text.trim();
  if (knowsMergeTree(version)) return;
  throw new OrchError('unavailable', `This needs git 2.38 or newer; this is ${version}.`, byHand);
};

const treeOf = async (git: Git, commit: string): Promise<string> =>
  (await git(['rev-parse', '--verify', `${commit}^{tree}`])).text.trim();

/**
 * The tree of `onto` with the change from `before` to `after`. git merges by common ancestors, so both sides are
 * given one: commits with their trees whose only parent is `before`; nothing refers to them afterwards.
 */
export const carried = async (
  git: Git,
  change: { readonly before: string; readonly after: string },
  onto: string,
): Promise<Merged> => {
  const env = await identity(git);
  const child = async (commit: string): Promise<string> => {
    const args = ['commit-tree', '-p', change.before, '-m', 'a side of a merge', await treeOf(git, commit)];
    return (await git(args, { env })).text.trim();
  };
  return mergeObjects(git, await child(onto), await child(change.after));
};
