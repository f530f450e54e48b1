import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { OrchError } from '../core/exit.ts';

/** @throws OrchError `state` when nothing can be put into the temp folder, as every repair must. */
export const checkTempFolder = async (): Promise<void> => {
  const dir = tmpdir();
  try {
    await access(dir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new OrchError(
      'state',
      `The temp folder ${dir} cannot be used: ${(error as Error).message}`,
      'Make it, give this user the right to write there, or name another: TMPDIR=/tmp',
      { cause: error },
    );
  }
};
