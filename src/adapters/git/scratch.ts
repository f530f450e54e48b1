/** A copy of the tracked files for an agent that edits in place, and the diff of what it did. */
import { chmod, lstat, mkdir, mkdtemp, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrchError } from '../../core/exit.ts';
import type { Scratch } from '../../ports.ts';
import { DIFF_FORM } from './diff-form.ts';
import { type Git, GitFailure, gitIn, told } from './git.ts';
import { identity } from './message.ts';
import { kindOf, type Place } from './place.ts';

/** Files are blobs byte for byte: no line-end rule, filter or keyword of the repo's own changes them. */
const RAW = '* -text -ident !eol !filter !working-tree-encoding !diff\n';
const MAX_DIFF = 16 * 1024 * 1024;

/** A path for GIT_ALTERNATE_OBJECT_DIRECTORIES, quoted as git(1) says. */
const quoted = (path: string): string =>
  `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

const newRepo = async (place: Place, files: string, dir: string, borrow: boolean): Promise<Git> => {
  const format = (await place.git(['rev-parse', '--show-object-format'])).text.trim();
  await place.git(['init', '--quiet', '--bare', '--template=', `--object-format=${format}`, '--', dir]);
  await mkdir(join(dir, 'info'), { recursive: true });
  await writeFile(join(dir, 'info', 'attributes'), RAW);
  const objects = { GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(join(place.common, 'objects')) };
  const env = { ...place.env, GIT_DIR: dir, GIT_WORK_TREE: files, ...(borrow ? objects : {}) };
  return gitIn(files, env, ['core.bare=false', 'core.autocrlf=false', 'core.sparseCheckout=false']);
};

/** A repo inside the copy, for agents that insist on one. Its only commit is the copy; nothing of it is believed. */
const agentRepo = async (place: Place, files: string): Promise<void> => {
  const git = await newRepo(place, files, join(files, '.git'), false);
  await git(['config', 'core.bare', 'false']);
  await git(['add', '--all', '--force', '.']);
  const env = await identity(place.git);
  await git(['commit', '--quiet', '--allow-empty', '--no-verify', '-m', 'The files as they stand'], { env });
};

const openUp = async (dir: string): Promise<void> => {
  await chmod(dir, 0o700);
  for (const entry of await readdir(dir, { withFileTypes: true }))
    if (entry.isDirectory()) await openUp(join(dir, entry.name));
};

/** git keeps only the x bit of a mode, so this shows in no diff. */
const makeReadable = async (path: string): Promise<void> => {
  const { mode } = await lstat(path);
  if ((mode & 0o400) === 0) await chmod(path, (mode & 0o777) | 0o600);
};

/** What git could not take in: repos that the agent made inside, pipes and sockets, files and folders closed to us. */
const tidy = async (dir: string, top: boolean): Promise<void> => {
  await chmod(dir, 0o700);
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.name === '.git') {
      if (!top) await rm(path, { recursive: true, force: true });
    } else if (entry.isDirectory()) await tidy(path, false);
    else if (entry.isFile()) await makeReadable(path);
    else if (!entry.isSymbolicLink()) await unlink(path);
  }
};

const diffOf = async (git: Git, files: string, tree: string): Promise<string> => {
  if ((await kindOf(files)) !== 'dir')
    throw new OrchError('refused', `The agent removed its working copy ${files}.`, 'See its log.');
  await tidy(files, true);
  await git(['add', '--all', '.']);
  try {
    return (await git(['diff-index', '--cached', ...DIFF_FORM, tree], { maxBytes: MAX_DIFF })).text;
  } catch (error) {
    if (!(error instanceof GitFailure) || error.code !== 0) throw error;
    throw new OrchError('refused', 'The agent changed more than 16 MiB of text.', 'See its log.', {
      cause: error,
    });
  }
};

/** Opened first: `rm` gives up at a closed folder while it still removes others. */
const removeAll = async (dir: string): Promise<void> => {
  if ((await kindOf(dir)) === undefined) return;
  await openUp(dir);
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
};

/**
 * Copies the tracked files of `commit` to a temp folder, byte for byte as they are in git. `diff` compares by a
 * git folder outside the copy, so the agent can neither turn it nor hide a change; files that .gitignore names
 * and that are not tracked stay out.
 */
export const makeScratch = async (place: Place, commit: string): Promise<Scratch> => {
  const home = await mkdtemp(join(tmpdir(), 'orch-scratch-'));
  const files = join(home, 'files');
  await mkdir(files);
  const git = await newRepo(place, files, join(home, 'git'), true);
  const tree = (await place.git(['rev-parse', '--verify', `${commit}^{tree}`])).text.trim();
  await git(['read-tree', tree]);
  await git(['checkout-index', '--all', '--force', '--quiet']);
  await agentRepo(place, files);
  return {
    dir: files,
    diff: () => told(diffOf(git, files, tree)),
    remove: () => removeAll(home),
  };
};
