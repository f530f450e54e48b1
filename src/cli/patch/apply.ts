/** Writes an accepted verdict into a work tree: all of it, or nothing. */
import { chmod, lstat, mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OrchError } from '../../core/exit.ts';
import type { ResultFile } from '../../core/patch/types.ts';

/** What is at a path: nothing, a regular file, or something that must not be written through. */
const kindAt = async (path: string): Promise<'none' | 'file' | 'folder' | 'other'> => {
  try {
    const found = await lstat(path);
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'none';
    throw error;
  }
};

const changed = (
  path: string,
  why: string,
  next = 'Commit or undo your edits of this file, then run the command again.',
): OrchError =>
  new OrchError(
    'refused',
    `${path} in the work tree is not what the commit holds: ${why}. Nothing was changed.`,
    next,
  );

/** Every folder on the way must be a real one: a link in the work tree could lead out of the repo. */
const checkParents = async (root: string, path: string): Promise<void> => {
  const segments = path.split('/').slice(0, -1);
  for (let i = 1; i <= segments.length; i++) {
    const folder = segments.slice(0, i).join('/');
    const kind = await kindAt(join(root, folder));
    if (kind !== 'none' && kind !== 'folder') throw changed(path, `${folder} is not a folder`);
  }
};

const checkFile = async (root: string, file: ResultFile, before: Uint8Array | undefined): Promise<void> => {
  await checkParents(root, file.path);
  const full = join(root, file.path);
  const kind = await kindAt(full);
  if (file.op === 'add') {
    if (kind !== 'none')
      throw changed(file.path, 'an untracked file is there', 'Move it away, then run the command again.');
    return;
  }
  if (kind !== 'file')
    throw changed(file.path, kind === 'none' ? 'it is missing' : 'it is not a regular file');
  if (before === undefined || !Buffer.from(before).equals(await readFile(full)))
    throw changed(
      file.path,
      'it has uncommitted edits or a line-end filter',
      'Commit or undo your edits of this file; where git status names none, core.autocrlf or a filter makes the difference: take the patch with git apply.',
    );
};

interface Undo {
  readonly back: () => Promise<void>;
}

/** The folders that have to be made for a file, outermost first. */
const missingFolders = async (root: string, path: string): Promise<readonly string[]> => {
  const out: string[] = [];
  for (let dir = dirname(path); dir !== '.'; dir = dirname(dir)) {
    if ((await kindAt(join(root, dir))) === 'none') out.unshift(dir);
  }
  return out;
};

/** Replaces one file by a rename inside its folder; says how to take it back. */
const writeOne = async (root: string, file: ResultFile, before: Uint8Array | undefined): Promise<Undo> => {
  const full = join(root, file.path);
  const stage = `${full}.orch-new`;
  const put = async (bytes: Uint8Array, mode: number): Promise<void> => {
    await writeFile(stage, bytes, { flag: 'wx' });
    await chmod(stage, mode);
    await rename(stage, full);
  };
  if (file.bytes === undefined) {
    const { mode } = await lstat(full);
    await rm(full);
    return { back: () => put(before!, mode & 0o7777) };
  }
  if (file.op === 'modify') {
    const { mode } = await lstat(full);
    await put(file.bytes, mode & 0o7777);
    return { back: () => put(before!, mode & 0o7777) };
  }
  const made = await missingFolders(root, file.path);
  for (const folder of made) await mkdir(join(root, folder));
  await put(file.bytes, file.mode === '100755' ? 0o755 : 0o644);
  return {
    back: async () => {
      await rm(full, { force: true });
      for (const folder of made.toReversed()) await rmdir(join(root, folder));
    },
  };
};

/** Removes folders that a deletion left empty, as git does. */
const pruneEmpty = async (root: string, path: string): Promise<void> => {
  for (let dir = dirname(path); dir !== '.'; dir = dirname(dir)) {
    try {
      await rmdir(join(root, dir));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT') return;
      throw error;
    }
  }
};

/**
 * Writes the files of an accepted verdict into the work tree at `root`.
 * @param before the bytes that the judged commit holds for a path.
 * @throws OrchError `refused` when a file in the work tree is not what was judged; then nothing was written.
 */
export const applyToWorkTree = async (
  root: string,
  files: readonly ResultFile[],
  before: (path: string) => Uint8Array | undefined,
): Promise<void> => {
  for (const file of files) await checkFile(root, file, before(file.path));
  const done: Undo[] = [];
  try {
    for (const file of files) done.push(await writeOne(root, file, before(file.path)));
  } catch (error) {
    for (const undo of done.toReversed()) await undo.back();
    throw error;
  }
  for (const file of files) if (file.op === 'delete') await pruneEmpty(root, file.path);
};
