import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EXIT } from '../../core/exit.ts';
import { packageRoot } from '../package-root.ts';
import type { Action } from '../program.ts';
import { rootOf } from '../root.ts';

/** What a new workspace gets as it is; the memo is trimmed to its headings, the lists start empty. */
const COPIED = ['context_map.yaml', 'executor_instructions.md', 'config', 'cluster'] as const;
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
  await mkdir(dirname(target), { recursive: true });
  try {
    await make(target);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

/** `orch init`: a trimmed workspace in this git repo. A file that exists is never overwritten. */
export const init: Action = async (context) => {
  const root = rootOf(context.dir);
  const written: string[] = [];
  const kept: string[] = [];
  const note = (path: string, isNew: boolean) => void (isNew ? written : kept).push(path);
  // COPYFILE_EXCL: the check and the write are one, so nothing that exists can be lost.
  const { COPYFILE_EXCL } = (await import('node:fs')).constants;
  for (const path of (await Promise.all(COPIED.map(filesUnder))).flat())
    note(
      path,
      await unlessThere(root, path, (target) => copyFile(join(packageRoot, path), target, COPYFILE_EXCL)),
    );
  const memo = trimmedMemo(await readFile(join(packageRoot, 'master_memo.md'), 'utf8'));
  for (const [path, text] of Object.entries({ 'master_memo.md': memo, ...EMPTY }))
    note(path, await unlessThere(root, path, (target) => writeFile(target, text, { flag: 'wx' })));
  if (context.json) context.out(`${JSON.stringify({ version: 1, written, kept }, null, 2)}\n`);
  else {
    context.out(
      written.map((path) => `wrote ${path}\n`).join('') +
        kept.map((path) => `kept  ${path} (it was there)\n`).join(''),
    );
    context.out(
      'Next: edit config/clusters/homelab.yaml and master_memo.md, commit them (orch reads what is committed), then `orch doctor`.\n',
    );
  }
  return EXIT.green;
};
