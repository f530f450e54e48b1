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

type Step = () => Promise<void>;

/** The folders that have to be made for a file, outermost first. */
const missingFolders = async (root: string, path: string): Promise<readonly string[]> => {
  const out: string[] = [];
  for (let dir = dirname(path); dir !== '.'; dir = dirname(dir)) {
    if ((await kindAt(join(root, dir))) === 'none') out.unshift(dir);
  }
  return out;
};

/** Writes a file of our own, which must not be there yet; what could not be written whole is removed. */
const writeOwn = async (path: string, bytes: Uint8Array, mode: number): Promise<void> => {
  try {
    await writeFile(path, bytes, { flag: 'wx' });
    await chmod(path, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new OrchError(
        'refused',
        `${path} is in the way; nothing was changed.`,
        'An orch that was killed left it there: remove it, then run the command again.',
      );
    await rm(path, { force: true });
    throw error;
  }
};

/**
 * Puts a file's new bytes beside it, so that a full disk or a closed folder is met before anything has changed.
 * @param undo grows by how each step is taken back. @returns the step that makes it so.
 */
const prepared = async (
  root: string,
  file: ResultFile,
  before: Uint8Array | undefined,
  beside: string,
  undo: Step[],
): Promise<Step> => {
  const full = join(root, file.path);
  const fresh = join(dirname(full), beside);
  const old = file.op === 'add' ? undefined : (await lstat(full)).mode & 0o7777;
  const putBack: Step = async () => {
    if (old === undefined) return rm(full, { force: true });
    await writeOwn(fresh, before!, old);
    await rename(fresh, full);
  };
  const { bytes } = file;
  if (bytes === undefined)
    return async () => {
      await rm(full);
      undo.push(putBack);
    };
  for (const folder of file.op === 'add' ? await missingFolders(root, file.path) : []) {
    await mkdir(join(root, folder));
    undo.push(() => rmdir(join(root, folder)));
  }
  await writeOwn(fresh, bytes, old ?? (file.mode === '100755' ? 0o755 : 0o644));
  undo.push(() => rm(fresh, { force: true }));
  return async () => {
    await rename(fresh, full);
    undo.push(putBack);
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

/** A system error (rights, a full disk, a name that is too long) is nobody's bug. */
const told = (error: unknown, end: string): unknown =>
  error instanceof Error && 'syscall' in error
    ? new OrchError(
        'state',
        `The work tree cannot be changed: ${error.message}; ${end}`,
        'Put right what it names (rights, disk space), then run the command again.',
        { cause: error },
      )
    : error;

const takeBack = async (undo: readonly Step[]): Promise<void> => {
  try {
    for (const step of undo.toReversed()) await step();
  } catch (error) {
    throw told(error, 'not all of it could be taken back, git status names what is left.');
  }
};

/**
 * Writes the files of an accepted verdict into the work tree at `root`.
 * @param before the bytes that the judged commit holds for a path.
 * @throws OrchError `refused` when a file in the work tree is not what was judged, `state` when it cannot be read or
 * written; then nothing was changed.
 */
export const applyToWorkTree = async (
  root: string,
  files: readonly ResultFile[],
  before: (path: string) => Uint8Array | undefined,
): Promise<void> => {
  const undo: Step[] = [];
  try {
    for (const file of files) await checkFile(root, file, before(file.path));
    const writes: Step[] = [];
    for (const [i, file] of files.entries())
      writes.push(await prepared(root, file, before(file.path), `.orch-new-${i}`, undo));
    for (const write of writes) await write();
  } catch (error) {
    await takeBack(undo);
    throw told(error, 'nothing was changed.');
  }
  for (const file of files) if (file.op === 'delete') await pruneEmpty(root, file.path);
};
