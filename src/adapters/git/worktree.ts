/** Makes the repair worktree exist and be sound. What stands in its folder is never removed here. */
import { mkdtemp, readdir, readFile, realpath, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { OrchError } from '../../core/exit.ts';
import { commitOf, fields, type Git } from './git.ts';
import { flaggedPaths } from './index-flags.ts';
import { CANDIDATE, codeOf, gitInWorktree, kindOf, type Place, START } from './place.ts';

const readText = async (path: string): Promise<string | undefined> => {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
};

/** A path with its folder's links resolved; the file itself may be missing. */
const settled = async (path: string): Promise<string> => {
  try {
    return join(await realpath(dirname(path)), basename(path));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return path;
    throw error;
  }
};

/** The admin folder that a worktree's `.git` file names; git may write it relative to the worktree. */
const linkIn = async (dir: string): Promise<string | undefined> => {
  const link = /^gitdir: (.+)$/s.exec((await readText(join(dir, '.git'))) ?? '')?.[1];
  return link === undefined ? undefined : settled(resolve(dir, link));
};

const isSound = async (place: Place, admin: string, known: ReadonlySet<string>): Promise<boolean> => {
  const common = await readText(join(admin, 'commondir'));
  if (common === undefined || (await settled(resolve(admin, common))) !== place.common) return false;
  const head = await readText(join(admin, 'HEAD'));
  if (head === undefined) return false;
  return known.has(head) || (await commitOf(gitInWorktree(place, admin), 'HEAD')) !== undefined;
};

/** The admin folders under .git/worktrees that claim our worktree. */
const claims = async (place: Place): Promise<readonly string[]> => {
  const dir = join(place.common, 'worktrees');
  if ((await kindOf(dir)) !== 'dir') return [];
  const found: string[] = [];
  for (const name of (await readdir(dir)).sort()) {
    const claimed = await readText(join(dir, name, 'gitdir'));
    if (
      claimed !== undefined &&
      (await settled(resolve(dir, name, claimed))) === join(place.worktree, '.git')
    )
      found.push(join(dir, name));
  }
  return found;
};

const add = async (place: Place, dir: string, at: string): Promise<void> => {
  // Forced twice: the entry of a folder that is gone may still be registered, and locked.
  await place.git(['worktree', 'add', '--force', '--force', '--detach', '--no-checkout', dir, at]);
};

/** Registers the folder as it stands: a new worktree is made beside it and its link is moved over. */
const adopt = async (place: Place, at: string): Promise<string> => {
  for (const name of await readdir(place.orch))
    if (name.startsWith('relink-')) await rm(join(place.orch, name), { recursive: true, force: true });
  const beside = await mkdtemp(join(place.orch, 'relink-'));
  await add(place, beside, at);
  const admin = await linkIn(beside);
  if (admin === undefined) throw new Error(`git worktree add left no link in ${beside}`);
  await rename(join(beside, '.git'), join(place.worktree, '.git'));
  await writeFile(join(admin, 'gitdir'), `${join(place.worktree, '.git')}\n`);
  await rmdir(beside);
  return admin;
};

const repair = async (place: Place, at: string, known: ReadonlySet<string>): Promise<string> => {
  for (const admin of await claims(place)) {
    if (await isSound(place, admin, known)) {
      await writeFile(join(place.worktree, '.git'), `gitdir: ${admin}\n`);
      return admin;
    }
    await rm(admin, { recursive: true, force: true });
  }
  return adopt(place, at);
};

const refuseForeign = async (place: Place): Promise<void> => {
  const kind = await kindOf(place.worktree);
  const inner = kind === 'dir' ? await kindOf(join(place.worktree, '.git')) : undefined;
  if (kind !== 'dir' || inner === 'dir')
    throw new OrchError(
      'state',
      `${place.worktree} is ${kind === 'dir' ? 'a git repository of its own' : 'not a folder'}; orch keeps its repair worktree there.`,
      `Move it away: mv ${place.worktree} ${place.worktree}.mine`,
    );
};

/** Locks a killed git left: only orch works in this worktree and on these refs, and one orch at a time. */
const dropLocks = async (place: Place, admin: string): Promise<readonly string[]> => {
  const mine = [
    join(admin, 'index'),
    join(admin, 'HEAD'),
    join(place.common, START),
    join(place.common, CANDIDATE),
  ];
  const dropped: string[] = [];
  for (const path of mine.map((name) => `${name}.lock`)) {
    if ((await kindOf(path)) === undefined) continue;
    await rm(path);
    dropped.push(path);
  }
  return dropped;
};

interface Look {
  readonly head: string;
  /** HEAD is detached, and index and tracked files are exactly HEAD's. */
  readonly clean: boolean;
}

const LOOK = [
  'status',
  '--porcelain=v2',
  '--branch',
  '-z',
  '--untracked-files=no',
  '--ignore-submodules=all',
];

/** One look at HEAD, index and tracked files; undefined when the index cannot be read. */
const look = async (git: Git): Promise<Look | undefined> => {
  const [done, flagged] = await Promise.all([
    git([...LOOK, '--no-renames', '--no-ahead-behind'], { allow: [128] }),
    flaggedPaths(git),
  ]);
  if (done.code !== 0 || flagged === undefined) return undefined;
  const lines = fields(done.text);
  const head = lines.find((line) => line.startsWith('# branch.oid '))?.slice('# branch.oid '.length) ?? '';
  const detached = lines.includes('# branch.head (detached)');
  const unchanged = lines.every((line) => line.startsWith('# '));
  return { head, clean: detached && unchanged && flagged.length === 0 };
};

/** Without an index every file would look unknown; the last known commit says which are not. */
const lookOrReindex = async (git: Git, place: Place, admin: string, at: string): Promise<Look> => {
  const index = join(admin, 'index');
  const seen = (await kindOf(index)) === 'file' ? await look(git) : undefined;
  if (seen !== undefined) return seen;
  await rm(index, { force: true });
  const last = (await commitOf(place.git, CANDIDATE)) ?? (await commitOf(place.git, START)) ?? at;
  await git(['read-tree', last]);
  const again = await look(git);
  if (again !== undefined) return again;
  // What stops git here (its configuration, mostly) it says best itself.
  await git(LOOK);
  throw new Error(`git cannot read ${place.worktree}, although its index is new`);
};

/** Copied from the human's checkout when that is sparse; stages that run git here would see half the files. */
const ensureFull = async (git: Git, admin: string): Promise<void> => {
  await rm(join(admin, 'info', 'sparse-checkout'), { force: true });
  if ((await kindOf(join(admin, 'config.worktree'))) !== 'file') return;
  await git(['config', '--file', join(admin, 'config.worktree'), 'core.sparseCheckout', 'false']);
};

export interface Worktree extends Look {
  readonly git: Git;
  readonly admin: string;
  readonly warnings: readonly string[];
}

/**
 * Makes `.orch/worktree` a sound detached worktree of this repo, new ones at commit `at`; its files are not moved.
 * A missing, pruned, locked, copied or damaged one is repaired in place.
 * @param known commits that certainly exist: they need no asking.
 * @throws OrchError `state` when something that is not a worktree stands in its place.
 */
export const ensureWorktree = async (
  place: Place,
  at: string,
  known: ReadonlySet<string>,
): Promise<Worktree> => {
  const warnings: string[] = [];
  if ((await kindOf(place.worktree)) === undefined) await add(place, place.worktree, at);
  await refuseForeign(place);
  const link = await linkIn(place.worktree);
  let admin = (await claims(place)).find((claim) => claim === link);
  if (admin === undefined || !(await isSound(place, admin, known))) {
    admin = await repair(place, at, known);
    warnings.push(
      `The repair worktree ${place.worktree} had lost its link to the repository; it is linked again.`,
    );
  }
  const locks = await dropLocks(place, admin);
  if (locks.length > 0) warnings.push(`A git that was killed had left ${locks.join(', ')}; removed.`);
  const git = gitInWorktree(place, admin);
  await ensureFull(git, admin);
  return { git, admin, warnings, ...(await lookOrReindex(git, place, admin, at)) };
};
