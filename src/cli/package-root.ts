import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const find = (from: string): string => {
  for (let at = from; ; at = dirname(at))
    if (existsSync(join(at, 'bin', 'orch.js')) || dirname(at) === at) return at;
};

/** Where orch itself is installed: the folder with bin/orch.js, the example workspace and the lab. */
export const packageRoot = find(dirname(fileURLToPath(import.meta.url)));
/** The program itself, for children. */
export const orchBin = join(packageRoot, 'bin', 'orch.js');
