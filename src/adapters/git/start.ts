/** Decides which commit a run starts from: base, the side branch, the two merged, or base with the branch parked. */
import { type Git, isAncestor } from './git.ts';
import { mergeTrees } from './merge.ts';
import { identity, OUTCOME } from './message.ts';
import type { Place } from './place.ts';
import type { Worktree } from './worktree.ts';

export type Start =
  | { readonly commit: string }
  | {
      readonly commit: string;
      /** Why the side branch cannot be built on. */
      readonly park: 'conflict' | 'unrelated' | 'merged';
      readonly conflicts: readonly string[];
    };

const tree = async (git: Git, commit: string): Promise<string> =>
  (await git(['rev-parse', '--verify', `${commit}^{tree}`])).text.trim();

/** True when `git cherry` finds every commit of the range in base: the same changes under other names. */
const allInBase = async (git: Git, base: string, tip: string): Promise<boolean> => {
  const lines = (await git(['cherry', base, tip])).text.split('\n').filter((line) => line !== '');
  return lines.length > 0 && lines.every((line) => line.startsWith('-'));
};

/**
 * True when base holds the side branch's content already. Three ways to have merged it without its commits: one
 * by one (cherry-pick, rebase), as one (squash), or in pieces, so that a merge would add nothing.
 */
const isInBase = async (
  git: Git,
  base: string,
  side: string,
  merged: string | undefined,
): Promise<boolean> => {
  if (merged !== undefined && merged === (await tree(git, base))) return true;
  if (await allInBase(git, base, side)) return true;
  const fork = await git(['merge-base', base, side], { allow: [1] });
  if (fork.code !== 0) return false;
  const env = { ...(await identity(git)), ...FIXED_DATES };
  const args = ['commit-tree', '-p', fork.text.trim(), '-m', 'squashed', await tree(git, side)];
  return allInBase(git, base, (await git(args, { env })).text.trim());
};

/** The same question twice makes the same object twice. */
const FIXED_DATES = { GIT_AUTHOR_DATE: '@0 +0000', GIT_COMMITTER_DATE: '@0 +0000' };

const mergeCommit = async (
  place: Place,
  merged: string,
  side: string,
  base: { readonly name: string; readonly commit: string },
): Promise<string> => {
  const { git } = place;
  const times = await git(['log', '--no-walk', '--format=%ct', side, base.commit]);
  const date = `@${Math.max(...times.text.trim().split('\n').map(Number))} +0000`;
  const env = { ...(await identity(git)), GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const text = `Merge ${base.name} into ${place.side}\n\n${OUTCOME}: merged\n`;
  const args = ['commit-tree', '-p', side, '-p', base.commit, '-m', text, merged];
  return (await git(args, { env })).text.trim();
};

/**
 * The commit to start from. Makes objects at most; no ref and no file changes.
 * @param side the side branch's tip; undefined when there is no such branch.
 * @param worktree used for merging where git is older than 2.38.
 */
export const chooseStart = async (
  place: Place,
  worktree: Worktree,
  base: { readonly name: string; readonly commit: string },
  side: string | undefined,
): Promise<Start> => {
  const { git } = place;
  if (side === undefined || (await isAncestor(git, side, base.commit))) return { commit: base.commit };
  if (await isAncestor(git, base.commit, side)) return { commit: side };
  const merged = await mergeTrees(place, worktree, side, base.commit);
  if (await isInBase(git, base.commit, side, merged.ok ? merged.tree : undefined))
    return { commit: base.commit, park: 'merged', conflicts: [] };
  if (!merged.ok)
    return {
      commit: base.commit,
      park: merged.conflicts.length > 0 ? 'conflict' : 'unrelated',
      conflicts: merged.conflicts,
    };
  return { commit: await mergeCommit(place, merged.tree, side, base) };
};
