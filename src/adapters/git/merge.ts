/** Merges two commits to a tree without touching the human's checkout. */
import { commitOf, fields, type Git, GitFailure } from './git.ts';
import { identity } from './message.ts';
import { moveTo } from './move.ts';
import type { Place } from './place.ts';
import type { Worktree } from './worktree.ts';

export type Merged =
  | { readonly ok: true; readonly tree: string }
  /** `conflicts` is empty when the two have no common ancestor. */
  | { readonly ok: false; readonly conflicts: readonly string[] };

const UNRELATED: Merged = { ok: false, conflicts: [] };

/** `git merge-tree --write-tree` came with git 2.38. */
export const knowsMergeTree = (version: string): boolean => {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 38);
};

/** In the object store alone. Exit 1 means conflicts; the first field is the tree, then the paths. */
export const mergeObjects = async (git: Git, ours: string, theirs: string): Promise<Merged> => {
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs];
  const done = await git(args, { allow: [1] });
  const [tree, ...conflicts] = fields(done.text);
  if (tree === undefined) throw new GitFailure(args, done.code, done.stderr);
  return done.code === 0 ? { ok: true, tree } : { ok: false, conflicts };
};

/**
 * The same in the repair worktree, for a git before 2.38. Untracked files in the way are set aside first; HEAD
 * and tracked files are put back as HEAD has them.
 */
export const mergeInWorktree = async (
  place: Place,
  worktree: Worktree,
  ours: string,
  theirs: string,
): Promise<Merged> => {
  const { git } = worktree;
  const head = await commitOf(git, 'HEAD');
  for (const commit of [theirs, ours]) await moveTo(place, worktree, commit);
  const settings = ['-c', 'rerere.enabled=false', '-c', 'merge.verifySignatures=false'];
  const args = [...settings, 'merge', '--quiet', '--no-ff', '--no-commit', '--no-edit', theirs];
  const done = await git(args, { allow: [1, 128], env: await identity(place.git) });
  const conflicts = fields((await git(['diff', '--name-only', '--diff-filter=U', '-z'])).text);
  if (done.code !== 0 && conflicts.length === 0) throw new GitFailure(args, done.code, done.stderr);
  const tree = conflicts.length === 0 ? (await git(['write-tree'])).text.trim() : undefined;
  await git(['reset', '--hard', '--quiet']);
  if (head !== undefined) await moveTo(place, worktree, head);
  return tree === undefined ? { ok: false, conflicts } : { ok: true, tree };
};

/** Merges `theirs` into `ours`; conflicts are an answer, not an error. No ref changes, and no file stays changed. */
export const mergeTrees = async (
  place: Place,
  worktree: Worktree,
  ours: string,
  theirs: string,
): Promise<Merged> => {
  if ((await place.git(['merge-base', ours, theirs], { allow: [1] })).code !== 0) return UNRELATED;
  const modern = knowsMergeTree((await place.git(['--version'])).text);
  return modern ? mergeObjects(place.git, ours, theirs) : mergeInWorktree(place, worktree, ours, theirs);
};
