/** Where things are: the human's checkout, orch's folder in it, the repair worktree, and git bound to each. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment, Git } from './git.ts';
import { gitIn } from './git.ts';

export interface Place {
  /** The human's checkout. Only read, but for orch's own folders. */
  readonly root: string;
  readonly orch: string;
  readonly worktree: string;
  /** The git folder that holds refs and objects. */
  readonly common: string;
  readonly env: Environment;
  /** git in the human's checkout: for reading, and for objects and refs of orch's own. */
  readonly git: Git;
  readonly side: string;
  readonly sideRef: string;
  /** YYYYMMDD-HHMMSS, UTC. */
  readonly stamp: () => string;
}

export const CANDIDATE = 'refs/orch/candidate';
/** Where the last prepare began: keeps a merge of base alive that nothing else refers to yet. */
export const START = 'refs/orch/start';
export const PARKED = 'refs/orch/parked/';

/** A sparse checkout of the human's must not make the worktree sparse. */
const FULL = ['core.sparseCheckout=false', 'core.sparseCheckoutCone=false'];

/**
 * git in the repair worktree. The git folder is named outright: were it looked for, a worktree without its `.git`
 * file would make git walk up and work on the human's checkout.
 */
export const gitInWorktree = (place: Place, admin: string): Git =>
  gitIn(place.worktree, { ...place.env, GIT_DIR: admin, GIT_WORK_TREE: place.worktree }, FULL);

/** The error code of a system call, when that is what the error is. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** What stands at a path itself (links are not followed); undefined when nothing does. */
export const kindOf = async (path: string): Promise<'file' | 'dir' | 'link' | 'other' | undefined> => {
  try {
    const found = await lstat(path);
    if (found.isSymbolicLink()) return 'link';
    if (found.isDirectory()) return 'dir';
    return found.isFile() ? 'file' : 'other';
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
};

/** `path` and every folder above it, repo-relative, the deepest first. */
export const withParents = (path: string): readonly string[] => {
  const parts = path.split('/');
  return parts.map((_, depth) => parts.slice(0, parts.length - depth).join('/'));
};

/** Moves refs all or none; each line is one of git update-ref's commands. */
export const updateRefs = async (git: Git, why: string, lines: readonly string[]): Promise<void> => {
  await git(['update-ref', '--no-deref', '-m', why, '--stdin'], { stdin: `${lines.join('\n')}\n` });
};

/** At most `max` names, then how many more. */
export const some = (names: readonly string[], max = 5): string => {
  const shown = names.slice(0, max).join(', ');
  return names.length > max ? `${shown} and ${names.length - max} more` : shown;
};

export const worktreeOf = (orch: string): string => join(orch, 'worktree');
