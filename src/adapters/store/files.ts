import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
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
    doing === 'read'
      ? `make ${path} a file that this user may read, or move it aside, then run orch again`
      : `make ${dirname(path)} writable and check that the disk is not full, then run orch again`,
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

/*
 * Writing is synchronous: a record is a few small writes that nothing else can go on without, and each trip through
 * Node's thread pool takes longer than the write itself (measured with `npm run bench`).
 */

const withFile = (path: string, flags: string, use: (fd: number) => void): void => {
  const fd = openSync(path, flags, 0o644);
  try {
    use(fd);
  } finally {
    closeSync(fd);
  }
};

/** Flushes a folder, so that a rename in it survives a power cut. Not every file system can: those say EINVAL. */
const syncFolder = (path: string): void =>
  withFile(path, 'r', (fd) => {
    try {
      fsyncSync(fd);
    } catch (error) {
      if (!hasCode(error, 'EINVAL', 'ENOTSUP', 'EPERM')) throw error;
    }
  });

/** Replaces a file as a whole: temp file in the same folder → fsync → rename → fsync of the folder. */
export const replaceFile = (path: string, text: string): void => {
  const temp = `${path}.${process.pid}.tmp`;
  try {
    withFile(temp, 'w', (fd) => {
      writeFileSync(fd, text);
      fsyncSync(fd);
    });
    renameSync(temp, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(temp, { force: true });
    throw stateError(path, 'write', error);
  }
};

/** Appends whole lines and flushes them before it returns. */
export const appendFlushed = (path: string, text: string): void => {
  try {
    withFile(path, 'a', (fd) => {
      writeFileSync(fd, text);
      fsyncSync(fd);
    });
  } catch (error) {
    throw stateError(path, 'append to', error);
  }
};
