/** Merges two commits to a tree without touching the human's checkout. */
import { fields, type Git, GitFailure } from './git.ts';

export type Merged =
  | { readonly ok: true; readonly tree: string }
  /** `conflicts` is empty when the two have no common ancestor. */
  | { readonly ok: false; readonly conflicts: readonly string[] };

const UNRELATED: Merged = { ok: false, conflicts: [] };

const related = async (git: Git, ours: string, theirs: string): Promise<boolean> =>
  (await git(['merge-base', ours, theirs], { allow: [1] })).code === 0;

/** `git merge-tree --write-tree` came with git 2.38. */
const knowsMergeTree = (version: string): boolean => {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 38);
};

/** In the object store alone. Exit 1 means conflicts; the first field is the tree, then the paths. */
const mergeObjects = async (git: Git, ours: string, theirs: string): Promise<Merged> => {
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs];
  const done = await git(args, { allow: [1] });
  const [tree, ...conflicts] = fields(done.text);
  if (tree === undefined) throw new GitFailure(args, done.code, done.stderr);
  return done.code === 0 ? { ok: true, tree } : { ok: false, conflicts };
};

/**
 * The same in the repair worktree, for a git before 2.38. Leaves the worktree's HEAD detached at `ours`, its
 * tracked files reset.
 * @param worktree git bound to the repair worktree.
 */
export const mergeInWorktree = async (worktree: Git, ours: string, theirs: string): Promise<Merged> => {
  if (!(await related(worktree, ours, theirs))) return UNRELATED;
  await worktree(['update-ref', '--no-deref', 'HEAD', ours]);
  await worktree(['reset', '--hard', '--quiet']);
  const settings = ['-c', 'rerere.enabled=false', '-c', 'merge.verifySignatures=false'];
  const args = [...settings, 'merge', '--quiet', '--no-ff', '--no-commit', '--no-edit', theirs];
  const done = await worktree(args, { allow: [1, 128] });
  const conflicts = fields((await worktree(['diff', '--name-only', '--diff-filter=U', '-z'])).text);
  if (done.code !== 0 && conflicts.length === 0) throw new GitFailure(args, done.code, done.stderr);
  const tree = conflicts.length === 0 ? (await worktree(['write-tree'])).text.trim() : undefined;
  await worktree(['reset', '--hard', '--quiet']);
  return tree === undefined ? { ok: false, conflicts } : { ok: true, tree };
};

/** Merges `theirs` into `ours`; conflicts are an answer, not an error. */
export const mergeTrees = async (git: Git, worktree: Git, ours: string, theirs: string): Promise<Merged> => {
  if (!(await related(git, ours, theirs))) return UNRELATED;
  const modern = knowsMergeTree((await git(['--version'])).text);
  return modern ? mergeObjects(git, ours, theirs) : mergeInWorktree(worktree, ours, theirs);
};
