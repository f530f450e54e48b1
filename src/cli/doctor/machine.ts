import { access, constants, stat, statfs } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { orchFolders } from '../../adapters/git/folders.ts';
import { capture } from '../../adapters/process/capture.ts';
import { type Context, childEnv } from '../context.ts';
import { type Check, fail, ok, warn } from './check.ts';

const PROBE_MS = 10_000;
const LOW_DISK_BYTES = 2 * 1024 ** 3;

/** The absolute path of a program on PATH, or undefined. */
export const onPath = async (program: string, path: string | undefined): Promise<string | undefined> => {
  for (const dir of (path ?? '').split(delimiter).filter((entry) => entry !== '')) {
    const file = join(dir, program);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'EACCES' && code !== 'ENOTDIR') throw error;
    }
  }
  return undefined;
};

/** A tool's presence and the first line of what it says of its version. */
export const tool = async (
  name: string,
  argv: readonly string[],
  context: Context,
  fix: string,
): Promise<Check> => {
  const file = name.includes('/') ? name : await onPath(name, context.env.PATH);
  if (!file) return fail(name, 'not found on PATH', fix);
  const said = await capture([file, ...argv], {
    cwd: context.dir,
    env: childEnv(context.env),
    timeoutMs: PROBE_MS,
    maxBytes: 16_384,
  });
  if (said.outcome === 'not_found') return fail(name, said.reason ?? `${file} cannot be started`, fix);
  if (said.outcome === 'timed_out')
    return fail(name, `${file} did not answer within ${PROBE_MS / 1000} s`, fix);
  const text = `${said.stdout}${said.stderr}`;
  const version = /v?\d+\.\d+\.\d+\S*/.exec(text)?.[0];
  if (said.code !== 0)
    return fail(
      name,
      `${file} does not run (${said.code === null ? said.signal : `exit ${said.code}`})`,
      fix,
    );
  return ok(name, version ? `${version} (${file})` : file);
};

const nodeCheck = (): Check => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19)
    ? ok('node', process.versions.node)
    : fail('node', `${process.versions.node} is too old`, 'install Node 20.19 or newer');
};

const sandboxCheck = async (context: Context): Promise<Check> => {
  if (process.platform !== 'linux')
    return warn(
      'sandbox',
      `no PID namespaces on ${process.platform}`,
      'nothing to do: stages run in their own process group instead, and survivors are ended by their run id',
    );
  const file = await onPath('bwrap', context.env.PATH);
  return file
    ? ok('sandbox', `bubblewrap (${file}): stages run in a PID namespace`)
    : warn(
        'sandbox',
        'bubblewrap is not installed: stages run in their own process group',
        'install bubblewrap so that no child of a stage can outlive it',
      );
};

const diskCheck = async (root: string): Promise<Check> => {
  const { bavail, bsize } = await statfs(root);
  const free = bavail * bsize;
  const words = `${(free / 1024 ** 3).toFixed(1)} GiB free in ${root}`;
  return free < LOW_DISK_BYTES
    ? warn('disk', words, 'free some space: logs and the repair worktree live there')
    : ok('disk', words);
};

/** Looks only: the folder that a run would make is not made. */
const writableCheck = async (root: string, name: string): Promise<Check> => {
  const dir = join(root, name);
  try {
    if (!(await stat(dir)).isDirectory())
      return fail('folders', `${dir} is not a folder`, `move it away: orch keeps its ${name} there`);
    await access(dir, constants.W_OK | constants.X_OK);
    return ok('folders', `${dir} is writable`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return madeByRun(root, dir);
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') throw error;
    return fail('folders', `${dir}: ${message}`, `make ${dir} writable for this user`);
  }
};

const madeByRun = async (root: string, dir: string): Promise<Check> => {
  try {
    await access(root, constants.W_OK | constants.X_OK);
    return ok('folders', `${dir} will be made by the first run`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') throw error;
    return fail('folders', `${root}: ${message}`, `make ${root} writable for this user`);
  }
};

const foldersCheck = async (root: string): Promise<Check> => {
  const all = await Promise.all(orchFolders().map((name) => writableCheck(root, name)));
  return (
    all.find(({ result }) => result === 'fail') ??
    ok('folders', `${orchFolders().join(', ')} in ${root} can be written`)
  );
};

/** Checks of this machine: Node, git, the sandbox, disk, and the folder of the state. */
export const machineChecks = async (context: Context, root: string): Promise<readonly Check[]> => [
  nodeCheck(),
  ...(await Promise.all([
    tool('git', ['--version'], context, 'install git 2.38 or newer'),
    sandboxCheck(context),
    diskCheck(root),
    foldersCheck(root),
  ])),
];
