/** The log file of one attempt: written by the child through a descriptor, read by us only at the end. */
import { mkdir, open, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OrchError } from '../../core/exit.ts';
import { readTail } from './tail.ts';

export interface LogFile {
  readonly fd: number;
  /** Bytes written since the log was opened, and their last part as text. */
  read(): Promise<{ readonly bytes: number; readonly tail: string }>;
  /** @throws OrchError `state` when the disk that holds the log is full: then a failure may be no fault of the stage. */
  assertSpace(): Promise<void>;
  close(): Promise<void>;
}

const LEAST_FREE_BYTES = 64 * 1024;

const failed = (path: string, error: unknown): never => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  throw new OrchError(
    'state',
    `the log ${path} cannot be written: ${message}`,
    'Make room, or make the folder writable for this user, and run again.',
    { cause: error },
  );
};

/**
 * Opens (and makes, with its folders, readable for this user only: logs may hold secrets) a log for appending.
 * @throws OrchError `state` with the path.
 */
export const openLog = async (path: string): Promise<LogFile> => {
  await mkdir(dirname(path), { recursive: true }).catch((error) => failed(path, error));
  const file = await open(path, 'a+', 0o600).catch((error) => failed(path, error));
  const { size: start } = await file.stat();
  return {
    fd: file.fd,
    read: async () => {
      const { size } = await file.stat();
      return { bytes: Math.max(0, size - start), tail: await readTail(file, start, size) };
    },
    assertSpace: async () => {
      const { bavail, bsize } = await statfs(dirname(path));
      if (bavail * bsize >= LEAST_FREE_BYTES) return;
      throw new OrchError(
        'state',
        `the disk is full: the log ${path} may not be complete, and the stage may have failed for that alone`,
        'Make room and run again.',
      );
    },
    close: () => file.close(),
  };
};
