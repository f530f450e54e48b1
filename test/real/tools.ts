import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where `node scripts/real-tools.js` builds: ORCH_TEST_REAL, else the cache folder it uses by default. */
export const realHome =
  process.env.ORCH_TEST_REAL ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'orch-ci', 'real');

/** Folder of the binaries; it can stand first on a PATH. */
export const realBin = join(realHome, 'bin');

const isThere = (name: string): boolean => {
  try {
    accessSync(join(realBin, name), constants.X_OK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return false;
  }
};

/** The binaries of a suite that are not built here; a suite with any says so and is skipped. */
export const missingTools = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !isThere(name));

/** `(skipped: no etcd, kwok; make them by: node scripts/real-tools.js)`, or nothing. */
export const skipNote = (missing: readonly string[]): string =>
  missing.length === 0
    ? ''
    : ` (skipped: no ${missing.join(', ')}; make them by: node scripts/real-tools.js)`;
