/** One picture of a human's checkout: every file, the index, every ref and setting that is not orch's own. */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Path → kind, mode and hash. Two pictures are compared whole, so a difference names its path. */
export type Snapshot = Readonly<Record<string, string>>;

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const picture = (path: string): string => {
  const found = lstatSync(path);
  const mode = (found.mode & 0o7777).toString(8);
  if (found.isSymbolicLink()) return `link ${readlinkSync(path)}`;
  return found.isFile() ? `file ${mode} ${sha(readFileSync(path))}` : `other ${mode}`;
};

const walk = (
  dir: string,
  prefix: string,
  skip: (path: string) => boolean,
  into: Record<string, string>,
): void => {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (skip(path)) continue;
    if (entry.isDirectory()) walk(join(dir, entry.name), path, skip, into);
    else into[path] = picture(join(dir, entry.name));
  }
};

/** What orch may write in a git folder: objects, its worktree's entry, its own refs, the side branch and its log. */
const orchsOwn = (side: string): ((path: string) => boolean) => {
  const own = [
    'objects',
    'worktrees',
    'refs/orch',
    'logs/refs/orch',
    `refs/heads/${side}`,
    `logs/refs/heads/${side}`,
  ];
  return (path) => own.includes(path);
};

/** `.git` itself, or the folder that a linked worktree's `.git` file names. */
const gitFolder = (root: string): string => {
  const path = join(root, '.git');
  return lstatSync(path).isFile()
    ? resolve(root, readFileSync(path, 'utf8').trim().slice('gitdir: '.length))
    : path;
};

/**
 * Hashes a checkout: all its files (untracked and ignored ones too, but not orch's four folders), and its git
 * folder (index, HEAD, refs, reflogs, config, hooks, exclude lists, everything but what orch may write).
 * Reads by the file system alone, so that taking the picture cannot change the index.
 */
export const snapshot = (root: string, side = 'ai/orchestrator-stage1'): Snapshot => {
  const into: Record<string, string> = {};
  const folders = new Set(['.git', '.orch', 'state', 'logs', 'escalations']);
  walk(root, '', (path) => folders.has(path), into);
  const own = gitFolder(root);
  const link = join(own, 'commondir');
  const common = existsSync(link) ? resolve(own, readFileSync(link, 'utf8').trim()) : own;
  const found: Record<string, string> = {};
  walk(common, '', orchsOwn(side), found);
  if (own !== common) walk(own, 'of-this-worktree', () => false, found);
  if (existsSync(join(root, '.git')) && lstatSync(join(root, '.git')).isFile())
    into['.git'] = picture(join(root, '.git'));
  for (const [path, what] of Object.entries(found)) into[`.git/${path}`] = what;
  return into;
};
