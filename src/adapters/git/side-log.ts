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
  const { all } = await git.log({
    from: base,
    to: ref,
    symmetric: false,
    multiLine: true,
    format: { commit: '%H', at: '%cI', subject: '%s', body: '%b', trailers: '%(trailers:only,unfold)' },
    '--no-merges': null,
    '--reverse': null,
    '--topo-order': null,
    '--numstat': null,
  });
  return all.map(({ commit, at, subject, body, trailers, diff }) => ({
    commit,
    at,
    subject,
    trailers: trailersOf(trailers),
    added: diff?.insertions ?? 0,
    removed: diff?.deletions ?? 0,
    files: diff?.files.length ?? 0,
    ...errorOf(body),
  }));
};
