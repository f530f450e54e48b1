/** A real git repo in a temp folder, with a home of its own, for tests; removed when disposed. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { WHOLE } from './folder.ts';

export interface GitRepo {
  readonly root: string;
  /** A folder beside the repo that goes with it. */
  readonly home: string;
  /** For git's children: the test's own home and config, nothing of the machine's. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs git in the repo (or in `dir`) and returns stdout; throws on failure. */
  git(args: readonly string[], dir?: string): string;
  write(path: string, text: string | Uint8Array): void;
  read(path: string): string;
  /** Writes the files, commits all, returns the commit. */
  commit(files: Readonly<Record<string, string | Uint8Array>>, subject?: string): string;
  /** Puts a hook that leaves a mark and fails; returns the mark's path. */
  failingHook(name: string): string;
  [Symbol.dispose](): void;
}

/** A repo on branch main with no commit; `identity: false` leaves user.name and user.email out. */
export const gitRepo = (options: { readonly identity?: boolean; readonly config?: string } = {}): GitRepo => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'orch-test-')));
  const root = join(home, 'repo');
  const config = join(home, 'gitconfig');
  const who = options.identity === false ? '' : '[user]\n\tname = Ada Human\n\temail = ada@example.test\n';
  writeFileSync(config, `${who}[init]\n\tdefaultBranch = main\n${options.config ?? ''}`);
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    GIT_CONFIG_GLOBAL: config,
    GIT_CONFIG_NOSYSTEM: '1',
  };
  const git = (args: readonly string[], dir = root): string =>
    execFileSync('git', [...args], { cwd: dir, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const write = (path: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  mkdirSync(root);
  git(['init', '--quiet', '--template=']);
  return {
    root,
    home,
    env,
    git,
    write,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    commit: (files, subject = 'work') => {
      for (const [path, text] of Object.entries(files)) write(path, text);
      const identity = ['-c', 'user.name=Ada Human', '-c', 'user.email=ada@example.test'];
      git(['add', '--all']);
      git([...identity, 'commit', '--quiet', '--no-gpg-sign', '--no-verify', '--allow-empty', '-m', subject]);
      return git(['rev-parse', 'HEAD']).trim();
    },
    failingHook: (name) => {
      const mark = join(home, `hook-${name}`);
      write(`.git/hooks/${name}`, `#!/bin/sh\ntouch '${mark}'\nexit 1\n`);
      chmodSync(join(root, '.git/hooks', name), 0o755);
      return mark;
    },
    [Symbol.dispose]: () => rmSync(home, WHOLE),
  };
};
