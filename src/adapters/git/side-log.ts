/** What the side branch holds and base does not, for pages and `orch show`. */
import { commitOf, gitEnvironment, gitIn } from './git.ts';

export interface SideCommit {
  readonly commit: string;
  /** ISO-8601, with the committer's zone. */
  readonly at: string;
  readonly subject: string;
  /** Orch-Stage, Orch-Fingerprint, Orch-Source, Orch-Case, Orch-Outcome; absent for commits that orch did not make. */
  readonly trailers: Readonly<Record<string, string>>;
  /** Lines; a binary file counts as none. */
  readonly added: number;
  readonly removed: number;
  readonly files: number;
  /** The error it was written for, from its `For:` line; absent for commits that orch did not make. */
  readonly error?: string;
}

/** simple-git refuses EDITOR, PAGER and the like in the environment; a reader needs none of them. */
const READ_WITH = new Set([
  'PATH',
  'HOME',
  'XDG_CONFIG_HOME',
  'LC_ALL',
  'GIT_OPTIONAL_LOCKS',
  'GIT_TERMINAL_PROMPT',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
]);

const trailersOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split('\n')
      .map((line) => /^(Orch-[A-Za-z-]+): (.*)$/.exec(line))
      .filter((found) => found !== null)
      .map(([, name, value]) => [name ?? '', value ?? '']),
  );

const errorOf = (body: string): { readonly error?: string } => {
  const [, error] = /^For: (.+)$/m.exec(body) ?? [];
  return error === undefined ? {} : { error };
};

/** No message can hold a NUL, so no text of a model's can look like another commit or hide its own trailers. */
const FORMAT = ['', '%H', '%cI', '%s', '%b', '%(trailers:only,unfold)', ''].join('%x00');
const FIELDS = 6;

/** Lines and files of `--numstat`; a binary file has `-` for its lines. */
const sizeOf = (stat: string): Pick<SideCommit, 'added' | 'removed' | 'files'> => {
  const rows = [...stat.matchAll(/^(\d+|-)\t(\d+|-)\t/gm)].map(([, added, removed]) => [added, removed]);
  const sum = (column: number) => rows.reduce((all, row) => all + (Number(row[column]) || 0), 0);
  return { added: sum(0), removed: sum(1), files: rows.length };
};

const commitsIn = (text: string): readonly SideCommit[] => {
  const fields = text.split('\0').slice(1);
  return Array.from({ length: Math.floor(fields.length / FIELDS) }, (_, i) => {
    const [commit = '', at = '', subject = '', body = '', trailers = '', stat = ''] = fields.slice(
      i * FIELDS,
    );
    return { commit, at, subject, trailers: trailersOf(trailers), ...sizeOf(stat), ...errorOf(body) };
  });
};

/**
 * The commits of `side` that `base` lacks, oldest first, merges left out; empty when there is no such branch.
 * @param base a commit or a branch; `side` a branch name or a full ref such as a parked one.
 */
export const sideCommits = async (
  root: string,
  base: string,
  side: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<readonly SideCommit[]> => {
  const ref = side.startsWith('refs/') ? side : `refs/heads/${side}`;
  const childEnv = gitEnvironment(env);
  if ((await commitOf(gitIn(root, childEnv), ref)) === undefined) return [];
  const readEnv = Object.fromEntries(Object.entries(childEnv).filter(([name]) => READ_WITH.has(name)));
  // Loaded here: it costs as much as starting half a node, and only pages ask.
  const { simpleGit } = await import('simple-git');
  const git = simpleGit({
    baseDir: root,
    config: ['log.showSignature=false', 'i18n.logOutputEncoding=UTF-8', 'trailer.separators=:'],
    unsafe: { allowUnsafeConfigPaths: true },
    allowEnvironment: Object.keys(readEnv),
  }).env(readEnv);
  const log = ['log', '--no-merges', '--reverse', '--topo-order', '--numstat', `--format=${FORMAT}`];
  return commitsIn(await git.raw([...log, `${base}..${ref}`, '--']));
};
