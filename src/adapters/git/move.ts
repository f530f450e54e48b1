/** Moves the repair worktree to a commit. Tracked files are reset; what git does not know is never overwritten. */
import { mkdir, readlink, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commitOf, fields, type Git } from './git.ts';
import { clearFlags } from './index-flags.ts';
import { OUTCOME } from './message.ts';
import { codeOf, kindOf, PARKED, type Place, some, updateRefs, withParents } from './place.ts';
import type { Worktree } from './worktree.ts';

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly id: string;
}

/** Every entry of a commit's tree, folders left out. */
export const treeOf = async (git: Git, commit: string): Promise<readonly TreeEntry[]> =>
  fields((await git(['ls-tree', '-r', '-z', '--full-tree', commit])).text).map((line) => {
    const [, mode, type, id, path] = /^(\d+) (\w+) (\w+)\t(.*)$/s.exec(line) ?? [];
    if (mode === undefined || type === undefined || id === undefined || path === undefined)
      throw new Error(`git ls-tree wrote a line of another form: ${line}`);
    return { path, mode, type, id };
  });

/** Files in the worktree that its index does not name, ignored ones included; a nested repo is one path. */
export const unknownFiles = async (git: Git): Promise<readonly string[]> =>
  fields((await git(['ls-files', '--others', '-z'])).text).map((path) => path.replace(/\/$/, ''));

/** True for a link that orch made: it leads to the same path in the human's checkout. */
export const isOwnLink = async (place: Place, path: string): Promise<boolean> => {
  try {
    return (await readlink(join(place.worktree, path))) === join(place.root, path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EINVAL' || code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
};

/** Unknown files that stand where the commit has a file, or a folder, or below where it has a file. */
const inTheWay = async (git: Git, commit: string): Promise<readonly string[]> => {
  const paths = (await treeOf(git, commit)).map((entry) => entry.path);
  const files = new Set(paths);
  const all = new Set(paths.flatMap(withParents));
  return (await unknownFiles(git)).filter(
    (path) => all.has(path) || withParents(path).some((part) => files.has(part)),
  );
};

const clearTheWay = async (place: Place, git: Git, commit: string): Promise<readonly string[]> => {
  const moved: string[] = [];
  const aside = join(place.orch, 'set-aside', place.stamp());
  for (const path of await inTheWay(git, commit)) {
    if (await isOwnLink(place, path)) {
      await unlink(join(place.worktree, path));
      continue;
    }
    const target = await freePath(join(aside, path));
    await mkdir(dirname(target), { recursive: true });
    await rename(join(place.worktree, path), target);
    moved.push(path);
  }
  if (moved.length === 0) return [];
  return [
    `${some(moved)} in the repair worktree stood where base or a patch has a file; moved to ${aside}, nothing was overwritten.`,
  ];
};

const freePath = async (path: string): Promise<string> => {
  let free = path;
  for (let count = 2; (await kindOf(free)) !== undefined; count += 1) free = `${path}.${count}`;
  return free;
};

/** A name under refs/orch/parked that is not taken. */
export const parkedName = async (place: Place): Promise<string> => {
  const name = `${PARKED}${place.stamp()}`;
  let free = name;
  for (let count = 2; (await commitOf(place.git, free)) !== undefined; count += 1) free = `${name}-${count}`;
  return free;
};

/** True for a commit that orch made: a run may die between moving a ref and moving HEAD. */
const isOwnCommit = async (git: Git, commit: string): Promise<boolean> =>
  (await git(['log', '--no-walk', `--format=%(trailers:key=${OUTCOME})`, commit])).text.trim() !== '';

/**
 * A stage may commit in the worktree. What no ref holds is parked, before our own refs and HEAD move on.
 * @param known commits that a ref is known to hold.
 * @param seen what HEAD was a moment ago, when nothing has run in the worktree since.
 * @returns a warning that names the ref, or nothing.
 */
export const parkStrayHead = async (
  place: Place,
  { git }: Worktree,
  known: ReadonlySet<string>,
  seen?: string,
): Promise<readonly string[]> => {
  if (seen !== undefined && known.has(seen)) return [];
  const head = await commitOf(git, 'HEAD');
  if (head === undefined || known.has(head) || (await isOwnCommit(git, head))) return [];
  const holders = await git(['for-each-ref', '--count=1', '--format=%(refname)', `--contains=${head}`]);
  if (holders.text !== '') return [];
  const ref = await parkedName(place);
  await updateRefs(place.git, 'orch: a commit made in the repair worktree', [`create ${ref} ${head}`]);
  return [
    `A stage committed in the repair worktree; the commit is kept as ${ref} and is not part of the repair.`,
  ];
};

/**
 * Makes the worktree's HEAD (detached), index and tracked files those of `commit`. Edits that a stage made to
 * tracked files are lost, for a run uses what is committed; untracked files stay, or are set aside under
 * `.orch/set-aside` when the commit needs their place.
 * @returns warnings for the human.
 */
export const moveTo = async (place: Place, { git }: Worktree, commit: string): Promise<readonly string[]> => {
  const warnings = await clearTheWay(place, git, commit);
  // Not `reset` alone: on a branch that someone checked out here it would move that branch.
  await git(['update-ref', '--no-deref', '-m', 'orch: move', 'HEAD', commit]);
  await clearFlags(git);
  await git(['reset', '--hard', '--quiet']);
  return warnings;
};
