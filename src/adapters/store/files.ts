import { access, mkdir, open, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OrchError } from '../../core/exit.ts';

/** True when a thrown value is a system error with one of these codes (ENOENT, EEXIST, …). */
export const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

/** Turns a system error on one of orch's own files into the sentence a human can act on. */
export const stateError = (path: string, doing: string, error: unknown): OrchError =>
  new OrchError(
    'state',
    `cannot ${doing} ${path}: ${error instanceof Error ? error.message : String(error)}`,
    `make ${dirname(path)} writable and check that the disk is not full, then run orch again`,
    { cause: error },
  );

/** Makes one of orch's own folders, with a `.gitignore` of `*` when it was not there, so that git never sees it. */
export const ownFolder = async (path: string): Promise<void> => {
  try {
    const made = await mkdir(path, { recursive: true });
    if (made !== undefined) await writeFile(join(path, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw stateError(path, 'make the folder', error);
  }
};

/** The bytes of a file as text; undefined when it does not exist. Throws OrchError `state` for the rest. */
export const readIfThere = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw stateError(path, 'read', error);
  }
};

const exists = async (path: string): Promise<boolean> => {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
};

/** Flushes a folder, so that a rename in it survives a power cut. Not every file system can: those say EINVAL. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch (error) {
    if (!hasCode(error, 'EINVAL', 'ENOTSUP', 'EPERM')) throw error;
  } finally {
    await folder.close();
  }
};

/** Replaces a file as a whole: temp file in the same folder → fsync → rename → fsync of the folder. */
export const replaceFile = async (path: string, text: string): Promise<void> => {
  const temp = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temp, 'w', 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temp, path);
    await syncFolder(dirname(path));
  } catch (error) {
    if (await exists(temp)) await unlink(temp);
    throw stateError(path, 'write', error);
  }
};

/** Appends whole lines and flushes them before it returns. */
export const appendFlushed = async (path: string, text: string): Promise<void> => {
  try {
    const file = await open(path, 'a', 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw stateError(path, 'append to', error);
  }
};
