/** Untracked inputs of the human's checkout, linked into the repair worktree at the same path. */
import { mkdir, symlink, unlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { OrchError } from '../../core/exit.ts';
import { orchFolders } from './folders.ts';
import { fields, type Git, GitFailure } from './git.ts';
import { isOwnLink, treeOf, unknownFiles } from './move.ts';
import { kindOf, type Place, some, withParents } from './place.ts';

/** Untracked files (ignored ones too) of the human's checkout that the globs name, repo-relative. */
const inputs = async (place: Place, globs: readonly string[]): Promise<readonly string[]> => {
  if (globs.length === 0) return [];
  const own = orchFolders(relative(place.root, place.orch)).map((name) => `:(exclude,literal)${name}`);
  const wanted = globs.map((glob) => `:(glob)${glob}`);
  try {
    return fields((await place.git(['ls-files', '--others', '-z', '--', ...wanted, ...own])).text);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new OrchError(
      'config',
      `settings.link holds a pattern git cannot use: ${error.stderr.trim()}`,
      'Write paths relative to the repo, for example config/env/*.env',
      { cause: error },
    );
  }
};

const linkOne = async (place: Place, path: string): Promise<string | undefined> => {
  const target = join(place.worktree, path);
  for (const part of withParents(path).slice(1)) {
    const kind = await kindOf(join(place.worktree, part));
    if (kind !== undefined && kind !== 'dir') return part;
  }
  if ((await kindOf(target)) !== undefined) return (await isOwnLink(place, path)) ? undefined : path;
  await mkdir(dirname(target), { recursive: true });
  await symlink(join(place.root, path), target);
  return undefined;
};

export interface Linked {
  /** Repo-relative; no patch may take these paths. */
  readonly paths: ReadonlySet<string>;
  /** Files in the worktree that neither git nor the globs know. */
  readonly unknown: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Makes the worktree's links those that the globs name now: new inputs are linked, links to inputs that are gone
 * or no longer named are removed. A tracked path is never covered, a file of the worktree's own never replaced.
 */
export const refreshLinks = async (
  place: Place,
  git: Git,
  commit: string,
  globs: readonly string[],
): Promise<Linked> => {
  const [others, named] = await Promise.all([unknownFiles(git), inputs(place, globs)]);
  const entries = named.length === 0 ? [] : await treeOf(git, commit);
  const taken = new Set(entries.flatMap((entry) => withParents(entry.path)));
  const found = named.filter((path) => !taken.has(path.replace(/\/$/, '')));
  const repos = found.filter((path) => path.endsWith('/'));
  const paths = new Set(found.filter((path) => !path.endsWith('/')));
  const unknown: string[] = [];
  for (const path of others) {
    if (!(await isOwnLink(place, path))) unknown.push(path);
    else if (!paths.has(path)) await unlink(join(place.worktree, path));
  }
  const blocked: string[] = [];
  for (const path of paths) {
    const inWay = await linkOne(place, path);
    if (inWay !== undefined) blocked.push(inWay);
  }
  const warnings: string[] = [];
  if (repos.length > 0) warnings.push(`Not linked, since they are git repositories: ${some(repos)}.`);
  if (blocked.length > 0)
    warnings.push(`Not linked, since ${place.worktree} holds files of its own there: ${some(blocked)}.`);
  return { paths, unknown, warnings };
};
