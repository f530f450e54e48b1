import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { OrchError } from '../core/exit.ts';

/** A repository without files: what `git init --bare` makes, and what lies in a `.git`. */
const isBare = (dir: string): boolean =>
  basename(dir) !== '.git' && ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(dir, name)));

type Found = { readonly root: string } | { readonly bare: string } | undefined;

/** Looks upwards from `dir`. A bare repository ends the search: what lies around it is another repo. */
const search = (dir: string): Found => {
  for (let at = dir; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return { root: at };
    if (isBare(at)) return { bare: at };
    if (dirname(at) === at) return undefined;
  }
};

/** The git work tree that holds `dir`, found without starting git; undefined outside of one. */
export const gitRootOf = (dir: string): string | undefined => {
  const found = search(dir);
  return found !== undefined && 'root' in found ? found.root : undefined;
};

/** The same. Throws OrchError `config` outside of a work tree, and for a folder that does not exist. */
export const rootOf = (dir: string): string => {
  if (!existsSync(dir))
    throw new OrchError('config', `${dir} does not exist`, 'name a folder of your repo with -C');
  const found = search(dir);
  if (found === undefined)
    throw new OrchError(
      'config',
      `${dir} is not inside a git repository`,
      'cd into your repo (or use -C DIR); `git init` makes one',
    );
  if ('root' in found) return found.root;
  throw new OrchError(
    'config',
    `${found.bare} is a bare git repository: it has no files`,
    `clone it and run orch in the clone: git clone ${found.bare} homelab`,
  );
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
