import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OrchError } from '../core/exit.ts';

/** The git work tree that holds `dir`, found without starting git; undefined outside of one. */
export const gitRootOf = (dir: string): string | undefined => {
  for (let at = dir; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
};

/** The same. Throws OrchError `config` outside of a work tree, and for a folder that does not exist. */
export const rootOf = (dir: string): string => {
  const root = gitRootOf(dir);
  if (root !== undefined && existsSync(dir)) return root;
  throw existsSync(dir)
    ? new OrchError(
        'config',
        `${dir} is not inside a git repository`,
        'cd into your repo (or use -C DIR); `git init` makes one',
      )
    : new OrchError('config', `${dir} does not exist`, 'name a folder of your repo with -C');
};

/** The map as it stands in the checkout: for commands that only look. Runs read it from base's commit. */
export const readCheckoutMap = (root: string, map: string): string => {
  try {
    return readFileSync(join(root, map), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new OrchError(
      'config',
      `there is no ${map} in ${root}`,
      '`orch init` writes one; `--map FILE` names another',
    );
  }
};
