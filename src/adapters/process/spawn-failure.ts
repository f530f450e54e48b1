/** Tells "the command does not exist" from every other reason that a process does not start. */
import { stat } from 'node:fs/promises';
import { OrchError } from '../../core/exit.ts';

export interface SpawnFailure {
  readonly notFound: true;
  readonly reason: string;
}

/**
 * What a spawn error means. Undefined: not a missing command (out of processes, memory, argument list too long …);
 * the caller passes the error on. ENOENT and ENOTDIR: no such file on PATH or at the path. EACCES: there, but not executable.
 */
export const spawnFailure = (error: NodeJS.ErrnoException, command: string): SpawnFailure | undefined => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    return {
      notFound: true,
      reason: command.includes('/')
        ? `${command} does not exist`
        : `${command} was not found in any folder of PATH`,
    };
  if (error.code === 'EACCES')
    return { notFound: true, reason: `${command} is there but is not an executable file` };
  return undefined;
};

/**
 * Node reports a missing working directory as if the command were missing, so it is looked at first.
 * @throws OrchError `config` when the path is not a folder.
 */
export const assertFolder = async (path: string): Promise<void> => {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (found?.isDirectory() === true) return;
  throw new OrchError(
    'config',
    `the working directory ${path} ${found === undefined ? 'does not exist' : 'is not a folder'}`,
    'Make the folder, or correct the path, and run again.',
  );
};
