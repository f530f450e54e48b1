/** Where a branch is in use, so that orch leaves it alone. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, type Place } from './place.ts';

/** Files in which git notes the branch that a rebase or a bisect will come back to. */
const NOTES = ['rebase-merge/head-name', 'rebase-apply/head-name', 'BISECT_START'];

const readIfThere = async (path: string): Promise<string> => {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return '';
    throw error;
  }
};

const entries = async (dir: string): Promise<readonly string[]> => {
  try {
    return await readdir(dir);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
};

export interface InUse {
  readonly folder: string;
  /** By a rebase or a bisect that will come back to the branch; HEAD is elsewhere meanwhile. */
  readonly paused: boolean;
}

/** Where and how, to follow the branch's name in a sentence. */
export const usedAs = ({ folder, paused }: InUse): string =>
  `is ${paused ? 'being rebased or bisected' : 'checked out'} in ${folder}`;

/** Where `branch` is checked out, being rebased or bisected; undefined when it is free. */
export const checkedOutIn = async (place: Place, branch: string): Promise<InUse | undefined> => {
  const ref = `refs/heads/${branch}`;
  let folder = place.root;
  for (const line of (await place.git(['worktree', 'list', '--porcelain'])).text.split('\n')) {
    if (line.startsWith('worktree ')) folder = line.slice('worktree '.length);
    if (line === `branch ${ref}`) return { folder, paused: false };
  }
  const admins = (await entries(join(place.common, 'worktrees'))).map((name) =>
    join(place.common, 'worktrees', name),
  );
  for (const admin of [place.common, ...admins])
    for (const note of NOTES) {
      const text = await readIfThere(join(admin, note));
      if (text !== ref && text !== branch) continue;
      const link = await readIfThere(join(admin, 'gitdir'));
      return { folder: link === '' ? dirname(place.common) : dirname(link), paused: true };
    }
  return undefined;
};
