/** Puts accepted changes into a commit, by a scratch index, and takes commits out of a stack again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrchError } from '../../core/exit.ts';
import type { CandidateCommit, CommitMeta, FileChange } from '../../ports.ts';
import { DIFF_FORM } from './diff-form.ts';
import type { Git } from './git.ts';
import { candidateMessage, identity } from './message.ts';
import { treeOf } from './move.ts';

const REGULAR = new Set(['100644', '100755']);

const refuse = (path: string, why: string): never => {
  throw new OrchError(
    'refused',
    `A change to ${path} was not committed: ${why}.`,
    'See the verdict in orch show.',
  );
};

/** One line of `update-index --index-info` a change; mode 0 removes. Bytes go in as they are, no filter, no eol rule. */
const indexLines = async (git: Git, parent: string, changes: readonly FileChange[]): Promise<string> => {
  const modes = new Map((await treeOf(git, parent)).map((entry) => [entry.path, entry.mode]));
  const lines: string[] = [];
  for (const { path, op, bytes, mode: fresh } of changes) {
    const mode = modes.get(path);
    if (op !== 'add' && !REGULAR.has(mode ?? '')) refuse(path, 'it is no regular tracked file');
    if (op === 'add' && mode !== undefined) refuse(path, 'it exists already');
    if (op === 'delete') {
      lines.push(`0 ${'0'.repeat(parent.length)}\t${path}\0`);
      continue;
    }
    if (bytes === undefined) return refuse(path, 'it has no content');
    const id = (await git(['hash-object', '-w', '--no-filters', '--stdin'], { stdin: bytes })).text.trim();
    lines.push(`${mode ?? fresh ?? '100644'} ${id}\t${path}\0`);
  }
  return lines.join('');
};

/** The tree of `parent` with lines of `update-index --index-info` applied, by an index in a temp folder. */
export const treeWithLines = async (git: Git, parent: string, lines: string): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'orch-index-'));
  try {
    const env = { GIT_INDEX_FILE: join(dir, 'index') };
    await git(['read-tree', parent], { env });
    await git(['update-index', '-z', '--index-info'], { env, stdin: lines });
    return (await git(['write-tree'], { env })).text.trim();
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};

/** A change as git prints it, the same whatever the human's config says. */
const diffBetween = async (git: Git, before: string, after: string): Promise<string> =>
  (await git(['diff-tree', '-r', '--text', ...DIFF_FORM, before, after])).text;

/**
 * The diff that changes would make on `parent`. Writes objects, no commit and no ref.
 * @throws OrchError `refused` when a change does not fit the tree.
 */
export const diffOf = async (git: Git, parent: string, changes: readonly FileChange[]): Promise<string> =>
  diffBetween(git, parent, await treeWithLines(git, parent, await indexLines(git, parent, changes)));

/**
 * Makes the commit of one proposal on `parent`: only the given paths. No ref moves.
 * @param git bound to the human's checkout; only objects are written.
 * @throws OrchError `refused` when a change does not fit the tree or changes nothing.
 */
export const makeCandidate = async (
  git: Git,
  parent: string,
  changes: readonly FileChange[],
  meta: CommitMeta,
): Promise<CandidateCommit> => {
  const paths = changes.map((change) => change.path);
  const tree = await treeWithLines(git, parent, await indexLines(git, parent, changes));
  const before = (await git(['rev-parse', '--verify', `${parent}^{tree}`])).text.trim();
  if (tree === before) refuse(paths.join(', ') || 'no file', 'nothing would change');
  const env = await identity(git);
  const made = await git(['commit-tree', '-p', parent, '-F', '-', tree], {
    env,
    stdin: candidateMessage(meta),
  });
  const commit = made.text.trim();
  return { commit, tree, paths, diff: await diffBetween(git, parent, commit) };
};
