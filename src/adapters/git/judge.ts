/** Judges a proposal against a commit, then judges the result once more as git sees it. Writes objects, nothing else. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrchError } from '../../core/exit.ts';
import { gate, touchedPaths } from '../../core/patch/gate.ts';
import { refusal } from '../../core/patch/reasons.ts';
import type { GatePolicy, Proposal, ResultFile, Tree, Verdict, Violation } from '../../core/patch/types.ts';
import { commitOf, type Environment, fields, type Git, gitEnvironment, gitIn } from './git.ts';
import { needRepo } from './root.ts';
import { syntaxProblems } from './syntax.ts';
import { loadTree } from './tree.ts';

const NO_OBJECT = /^0+$/;

/** What git must see of one file when the result is what the gate says. */
interface Expected {
  readonly status: string;
  readonly modes: string;
}

const expectedOf = (file: ResultFile, tree: Tree): Expected => {
  const old = tree.entries.get(file.path) ?? '000000';
  if (file.op === 'delete') return { status: 'D', modes: `${old} 000000` };
  return file.op === 'add'
    ? { status: 'A', modes: `000000 ${file.mode ?? '100644'}` }
    : { status: 'M', modes: `${old} ${old}` };
};

/** Writes the blobs and a tree with them, using an index of its own; the repo's index is never opened. */
const writeTree = async (
  git: Git,
  commit: string,
  files: readonly ResultFile[],
  tree: Tree,
): Promise<{ readonly id: string; readonly blobs: ReadonlyMap<string, string> }> => {
  const dir = await mkdtemp(join(tmpdir(), 'orch-judge-'));
  try {
    const env = { GIT_INDEX_FILE: join(dir, 'index') };
    const kept = files.filter((file) => file.bytes !== undefined);
    await mkdir(join(dir, 'blobs'));
    for (const [i, file] of kept.entries()) await writeFile(join(dir, 'blobs', String(i)), file.bytes!);
    const names = kept.map((_, i) => join(dir, 'blobs', String(i))).join('\n');
    const hashed =
      kept.length === 0
        ? []
        : (await git(['hash-object', '-w', '--no-filters', '--stdin-paths'], { stdin: `${names}\n` })).text
            .trim()
            .split('\n');
    const blobs = new Map(kept.map((file, i) => [file.path, hashed[i]!]));
    const rows = files.map((file) => {
      const id = blobs.get(file.path);
      const mode = file.mode ?? (file.op === 'modify' ? tree.entries.get(file.path)! : '100644');
      return id === undefined
        ? `0 ${'0'.repeat(commit.length)}\t${file.path}\0`
        : `${mode} ${id}\t${file.path}\0`;
    });
    await git(['read-tree', commit], { env });
    await git(['update-index', '-z', '--index-info'], { env, stdin: rows.join('') });
    return { id: (await git(['write-tree'], { env })).text.trim(), blobs };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};

/** Compares what git says has changed between the commit and the new tree with what the gate decided. */
const disagreements = async (
  git: Git,
  commit: string,
  files: readonly ResultFile[],
  tree: Tree,
): Promise<readonly Violation[]> => {
  const written = await writeTree(git, commit, files, tree);
  const raw = await git([
    'diff-tree',
    '-r',
    '--raw',
    '-z',
    '--no-renames',
    '--full-index',
    commit,
    written.id,
  ]);
  const expected = new Map(files.map((file) => [file.path, expectedOf(file, tree)]));
  const rows = fields(raw.text);
  const out: Violation[] = [];
  const wrong = (path: string, message: string): number => out.push({ rule: 'git-disagrees', path, message });
  for (let i = 0; i < rows.length; i += 2) {
    const path = rows[i + 1] ?? '';
    const found = /^:(\d+ \d+) [0-9a-f]+ ([0-9a-f]+) (\w+)$/.exec(rows[i]!);
    const want = expected.get(path);
    expected.delete(path);
    if (found === null || want === undefined)
      wrong(path, 'git sees a change here that the patch does not name');
    else if (found[1] !== want.modes || found[3] !== want.status)
      wrong(path, `git sees ${found[3]} ${found[1]} where ${want.status} ${want.modes} was judged`);
    else if (!NO_OBJECT.test(found[2]!) && found[2] !== written.blobs.get(path))
      wrong(path, 'git stored other bytes than were judged');
  }
  for (const path of expected.keys()) wrong(path, 'git sees no change here although one was judged');
  return out;
};

/**
 * The commit that a patch is judged against.
 * @throws OrchError `usage` when the repo has none of that name, `config` when git finds no repo that it may read.
 */
export const commitToJudge = async (git: Git, repoDir: string, commitish: string): Promise<string> => {
  const commit = await commitOf(git, commitish);
  if (commit !== undefined) return commit;
  await needRepo(git, repoDir);
  throw new OrchError(
    'usage',
    `${repoDir} has no commit ${commitish}: there is nothing to judge a patch against.`,
    'Name a git repository and a commit that it holds.',
  );
};

/** What judging needs beside repo and proposal; the caller's environment is narrowed by `gitEnvironment`. */
export interface JudgeOptions {
  readonly env?: Environment;
}

/**
 * Judges a proposal against a commit of the repo at `repoDir`; the work tree, the index and all refs stay as they are.
 * @returns the verdict of the gate; an accepted one has also passed the parse checks and git's own reading.
 * @throws OrchError as `commitToJudge` does, GitFailure when git fails.
 */
export const judgeProposal = async (
  repoDir: string,
  commitish: string,
  proposal: Proposal,
  policy: GatePolicy,
  options: JudgeOptions = {},
): Promise<Verdict> => {
  const env = options.env ?? gitEnvironment(process.env);
  const git = gitIn(repoDir, env);
  const commit = await commitToJudge(git, repoDir, commitish);
  const tree = await loadTree(git, commit, touchedPaths(proposal));
  const verdict = gate(proposal, tree, policy);
  const accepted = verdict.ok ? verdict : verdict.held;
  if (accepted === undefined) return verdict;
  const problems = [
    ...(await syntaxProblems(accepted.files, (path) => tree.read(path), env)),
    ...(await disagreements(git, commit, accepted.files, tree)),
  ];
  if (problems.length === 0) return verdict;
  return refusal(verdict.ok ? problems : [...verdict.violations, ...problems]);
};
