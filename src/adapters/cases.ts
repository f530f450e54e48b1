import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { stamp } from '../core/stamp.ts';
import type { Cases } from '../ports.ts';
import { hasCode, ownFolder, readIfThere, replaceFile, stateError } from './store/files.ts';

/**
 * Case folders `escalations/<stage>_<time>/` and `logs/diagnostics/<stage>_<time>/` of a workspace. A second folder
 * in the same second gets `_2`. Throws OrchError `state` when the disk refuses.
 */
export const openCases = (root: string): Cases => {
  const file = (dir: string, name: string): string => {
    if (basename(name) !== name || name.startsWith('.')) throw new Error(`not a plain file name: ${name}`);
    return join(root, dir, name);
  };
  return {
    async open(stage, at, kind = 'case') {
      const parent = kind === 'case' ? ['escalations'] : ['logs', 'diagnostics'];
      await ownFolder(join(root, parent[0] ?? ''));
      await mkdir(join(root, ...parent), { recursive: true });
      for (let n = 1; ; n += 1) {
        const dir = [...parent, `${stage}_${stamp(at)}${n === 1 ? '' : `_${n}`}`].join('/');
        try {
          await mkdir(join(root, dir));
          return dir;
        } catch (error) {
          if (!hasCode(error, 'EEXIST')) throw stateError(join(root, dir), 'make the folder', error);
        }
      }
    },
    write: async (dir, name, text) => replaceFile(file(dir, name), text),
    read: (dir, name) => readIfThere(file(dir, name)),
  };
};
