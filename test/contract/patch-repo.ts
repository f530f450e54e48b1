import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { WHOLE } from '../rig/folder.ts';

const ENV = {
  PATH: process.env.PATH ?? '',
  HOME: tmpdir(),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 't',
  GIT_AUTHOR_EMAIL: 't@t',
  GIT_COMMITTER_NAME: 't',
  GIT_COMMITTER_EMAIL: 't@t',
  LC_ALL: 'C',
};

export const env: Readonly<Record<string, string>> = ENV;

/** A repository in a folder of its own with one commit; `Symbol.dispose` removes it. */
export const makeRepo = (
  files: Readonly<Record<string, string | Uint8Array>>,
  executable: readonly string[] = [],
) => {
  const top = mkdtempSync(join(tmpdir(), 'orch-patch-test-'));
  const dir = join(top, 'repo');
  mkdirSync(dir);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: dir, env: ENV, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  const write = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  };
  git('init', '-q', '-b', 'main', '--template=');
  for (const [path, content] of Object.entries(files)) write(path, content);
  for (const path of executable) chmodSync(join(dir, path), 0o755);
  git('add', '-Af');
  git('commit', '-qm', 'one', '--allow-empty');
  return {
    top,
    dir,
    git,
    write,
    read: (path: string): string => readFileSync(join(dir, path), 'utf8'),
    /** A file beside the repo. */
    beside: (name: string, content: string | Uint8Array): string => {
      const path = join(top, name);
      writeFileSync(path, content);
      return path;
    },
    [Symbol.dispose]: (): void => rmSync(top, WHOLE),
  };
};

/** Everything that must not change on a refusal: the work tree, the index, HEAD, refs and config, byte for byte. */
export const snapshot = (dir: string): Readonly<Record<string, string>> => {
  const out: Record<string, string> = {};
  const walk = (path: string): void => {
    for (const name of readdirSync(join(dir, path)).sort()) {
      const inner = path === '' ? name : `${path}/${name}`;
      if (inner === '.git/objects') continue;
      const found = lstatSync(join(dir, inner));
      if (found.isDirectory()) walk(inner);
      else if (found.isSymbolicLink()) out[inner] = `-> ${readlinkSync(join(dir, inner))}`;
      else
        out[inner] =
          `${(found.mode & 0o777).toString(8)} ${readFileSync(join(dir, inner)).toString('latin1')}`;
    }
  };
  walk('');
  return out;
};
