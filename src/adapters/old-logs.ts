import type { Dirent } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stamp } from '../core/stamp.ts';
import { hasCode, stateError } from './store/files.ts';

/** The name that orch gives the log of an attempt, a look or a part: `talos_20261120-235901_attempt1.log`. */
const BEGUN = /_(\d{8}-\d{6})_(?:attempt\d+|only-[^/]+)\.log$/;

const entriesOf = async (dir: string): Promise<readonly Dirent[]> => {
  try {
    return await readdir(dir, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw stateError(dir, 'list the logs', error);
  }
};

/**
 * Removes the logs of stages that were begun before a time (ISO, UTC), by their names. The newest log of each stage
 * stays, and so does every file that orch did not name. @returns how many were removed. Throws OrchError `state` when the disk refuses.
 */
export const removeOldLogs = async (root: string, before: string): Promise<number> => {
  const logs = join(root, 'logs');
  let removed = 0;
  for (const stage of (await entriesOf(logs)).filter((entry) => entry.isDirectory())) {
    const named = (await entriesOf(join(logs, stage.name)))
      .filter((entry) => entry.isFile())
      .flatMap(({ name }) => {
        const begun = BEGUN.exec(name)?.[1];
        return begun === undefined ? [] : [{ name, begun }];
      })
      .sort((a, b) => a.begun.localeCompare(b.begun));
    for (const { name } of named.slice(0, -1).filter(({ begun }) => begun < stamp(before))) {
      const file = join(logs, stage.name, name);
      await rm(file, { force: true }).catch((error: unknown) => {
        throw stateError(file, 'remove the old log', error);
      });
      removed += 1;
    }
  }
  return removed;
};
