/** Which files of a worktree a diagnostic may read or list: tracked, unprotected, and really inside it. */
import { lstatSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { CommandContext } from '../core/command/types.ts';

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'ENAMETOOLONG']);

/** What stands at `path`, when no part of the way is a link that leads elsewhere. */
const inside = (root: string, path: string): 'file' | 'folder' | undefined => {
  try {
    const full = join(root, path);
    const found = lstatSync(full);
    if (realpathSync(full) !== `${realpathSync(root)}${sep}${path.split('/').join(sep)}`) return undefined;
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : undefined;
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
};

/**
 * The two questions of the command grammar about paths, for the worktree at `root`. `tracked` are git's files
 * (repo-relative), `hidden` answers whether a path is protected or a secret. A folder may be listed when it holds a
 * tracked file.
 */
export const readableIn = (
  root: string,
  tracked: Iterable<string>,
  hidden: (path: string) => boolean,
): Required<Pick<CommandContext, 'readable' | 'listable'>> => {
  const files = new Set(tracked);
  const folders = new Set<string>();
  for (const file of files)
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1))
      folders.add(file.slice(0, at));
  return {
    readable: (path) => files.has(path) && !hidden(path) && inside(root, path) === 'file',
    listable: (path) => folders.has(path) && inside(root, path) === 'folder',
  };
};
