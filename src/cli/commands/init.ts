import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gitEnvironment, gitIn } from '../../adapters/git/git.ts';
import { EXIT, OrchError } from '../../core/exit.ts';
import type { Context } from '../context.ts';
import { DEFAULT_MAP } from '../make-context.ts';
import { packageRoot } from '../package-root.ts';
import type { Action } from '../program.ts';
import { jsonText } from '../render/guard.ts';
import { rootOf } from '../root.ts';

/** What a new workspace gets as it is; the memo is trimmed to its headings, the lists start empty. */
const COPIED = ['executor_instructions.md', 'config', 'cluster'] as const;
const EMPTY: Readonly<Record<string, string>> = {
  'backlog.md':
    '# Backlog\n\nWhat is planned and not yet done: models read it so that they do not "repair" what is only unfinished.\n',
  'issues.txt': 'Known issues, one a line: what looks broken and is not, or is known and waits.\n',
};

const MEMO_HINT =
  'Write here what is true of your homelab; models read the sections that the map names for a stage.';

/** The memo's headings, each with a hint instead of the example's text. */
const trimmedMemo = (memo: string): string => {
  const headings = memo.split('\n').filter((line) => /^#{1,3} /.test(line));
  return headings.map((heading, i) => (i === 0 ? `${heading}\n\n${MEMO_HINT}\n` : `${heading}\n`)).join('\n');
};

const filesUnder = async (path: string): Promise<readonly string[]> => {
  const entries = await readdir(join(packageRoot, path), { withFileTypes: true, recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTDIR') return undefined;
      throw error;
    },
  );
  if (!entries) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(packageRoot.length))
    .map((file) => file.replace(/^\//, ''))
    .sort();
};

/** Runs `make` for a file that is not there yet; says which it was. */
const unlessThere = async (
  root: string,
  path: string,
  make: (target: string) => Promise<void>,
): Promise<boolean> => {
  const target = join(root, path);
  await makeFolder(dirname(target));
  try {
    await make(target);
    return true;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code === undefined) throw error;
    throw new OrchError('config', `cannot write ${target}: ${message}`, 'make it writable, then init again', {
      cause: error,
    });
  }
};

const makeFolder = async (dir: string): Promise<void> => {
  try {
    await mkdir(dir, { recursive: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const why =
      code === 'EEXIST' || code === 'ENOTDIR' ? 'something that is no folder is in the way' : message;
    throw new OrchError('config', `cannot make the folder ${dir}: ${why}`, 'move it away, then init again', {
      cause: error,
    });
  }
};

/** The branch that is checked out, also before its first commit; undefined for a detached HEAD. */
const branchOf = async (root: string, context: Context): Promise<string | undefined> => {
  const git = gitIn(root, gitEnvironment(context.env));
  const head = await git(['symbolic-ref', '--quiet', '--short', 'HEAD'], { allow: [1] });
  return head.code === 0 ? head.text.trim() : undefined;
};

/** The example's map with this repo's branch as base; without one the line goes, and a run says what is missing. */
const mapFor = (text: string, branch: string | undefined): string =>
  text.replace(/^ {2}base: main\n/m, branch === undefined ? '' : `  base: ${JSON.stringify(branch)}\n`);

/** The example cluster, which a new workspace gets under a name of its own. */
const EXAMPLE = 'homelab';
const fileOf = (cluster: string): string => `config/clusters/${cluster}.yaml`;

/** A name that a file, a Talos cluster and a kubeconfig can all carry. */
const clusterName = (given: unknown): string => {
  if (given === undefined) return EXAMPLE;
  if (typeof given === 'string' && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(given)) return given;
  throw new OrchError(
    'usage',
    `--cluster ${String(given)} is no name for a cluster`,
    'lower case letters, digits and hyphens, 63 at most, beginning and ending with a letter or digit',
  );
};

/** The example's text for a cluster of that name. */
const renamed = (text: string, cluster: string): string =>
  text.replace(/^name: homelab$/m, `name: ${cluster}`).replaceAll(fileOf(EXAMPLE), fileOf(cluster));

/** `orch init`: a trimmed workspace in this git repo. A file that exists is never overwritten. */
export const init: Action = async (context, options) => {
  const cluster = clusterName(options.cluster);
  const root = rootOf(context.dir);
  const written: string[] = [];
  const kept: string[] = [];
  const note = (path: string, isNew: boolean) => void (isNew ? written : kept).push(path);
  // COPYFILE_EXCL: the check and the write are one, so nothing that exists can be lost.
  const { COPYFILE_EXCL } = (await import('node:fs')).constants;
  const example = fileOf(EXAMPLE);
  for (const path of (await Promise.all(COPIED.map(filesUnder))).flat().filter((each) => each !== example))
    note(
      path,
      await unlessThere(root, path, (target) => copyFile(join(packageRoot, path), target, COPYFILE_EXCL)),
    );
  const branch = await branchOf(root, context);
  const read = (path: string) => readFile(join(packageRoot, path), 'utf8');
  const map = renamed(mapFor(await read(DEFAULT_MAP), branch), cluster);
  const memo = trimmedMemo(await read('master_memo.md'));
  const made = { [fileOf(cluster)]: renamed(await read(example), cluster), [context.map]: map };
  for (const [path, text] of Object.entries({ ...made, 'master_memo.md': memo, ...EMPTY }))
    note(path, await unlessThere(root, path, (target) => writeFile(target, text, { flag: 'wx' })));
  if (context.json) context.out(jsonText({ version: 1, written, kept }));
  else {
    context.out(
      written.map((path) => `wrote ${path}\n`).join('') +
        kept.map((path) => `kept  ${path} (it was there)\n`).join(''),
    );
    context.out(
      written.length === 0
        ? `Nothing was missing. Next: ${context.self} doctor\n`
        : `Next: edit ${fileOf(cluster)} and master_memo.md, commit (orch reads what is committed: git add -A && git commit -m "orch: workspace"), then ${context.self} doctor\n`,
    );
  }
  return EXIT.green;
};
