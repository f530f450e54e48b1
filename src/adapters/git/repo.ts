/** The workspace's repo as the engine sees it: base to read from, a worktree to repair in, a side branch to keep on. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, posix, resolve } from 'node:path';
import { OrchError } from '../../core/exit.ts';
import { refusal } from '../../core/patch/reasons.ts';
import type { Verdict } from '../../core/patch/types.ts';
import type { CandidateCommit, Repo } from '../../ports.ts';
import { type Base, checkSide, resolveBase } from './base.ts';
import { diffOf } from './candidate.ts';
import { fields, type Git, gitEnvironment, gitIn, told } from './git.ts';
import { keepStack } from './keep.ts';
import { treeOf } from './move.ts';
import { kindOf, type Place, worktreeOf } from './place.ts';
import { type Refs, readRefs } from './refs.ts';
import { makeScratch } from './scratch.ts';
import { commitOn, prepareStanding, type Standing, takeBackFrom } from './standing.ts';
import { uncommittedIn } from './status.ts';

export interface RepoOptions {
  /** The top folder of the human's checkout, from `findRoot`. */
  readonly root: string;
  /** settings.base; absent: the checked-out branch. */
  readonly base?: string;
  readonly sideBranch: string;
  /** settings.link: globs of untracked inputs. */
  readonly link: readonly string[];
  /** Orch's folder, relative to the root; `.orch` when absent. */
  readonly orchDir?: string;
  /** The environment for git; process.env when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** ISO-8601 UTC, for names of parked refs; the wall clock when absent. */
  readonly now?: () => string;
  /** The refs as `readRefs` found them a moment ago; read here when absent. */
  readonly refs?: Refs;
}

/** 2026-11-20T23:15:02Z → 20261120-231502. */
const stampOf = (iso: string): string => iso.replace(/[-:]/g, '').replace('T', '-').slice(0, 15);

/** The folder of refs and objects: `.git` itself, unless the checkout is a linked worktree. */
const commonDir = async (root: string, git: Git): Promise<string> => {
  const own = join(root, '.git');
  if ((await kindOf(own)) === 'dir') return realpath(own);
  const asked = (await git(['rev-parse', '--git-common-dir'])).text;
  return realpath(resolve(root, asked.replace(/\n$/, '')));
};

/** Finds the places of a workspace. */
export const placeOf = async (options: RepoOptions): Promise<Place> => {
  const root = await realpath(options.root);
  const env = gitEnvironment(options.env ?? process.env);
  const git = gitIn(root, env);
  const orch = join(root, options.orchDir ?? '.orch');
  const now = options.now ?? (() => new Date().toISOString());
  return {
    root,
    orch,
    worktree: worktreeOf(orch),
    common: await commonDir(root, git),
    env,
    git,
    side: options.sideBranch,
    sideRef: `refs/heads/${options.sideBranch}`,
    stamp: () => stampOf(now()),
  };
};

/** Someone who looks into the repair worktree and runs orch there would nest a second one in it. */
const refuseOwnWorktree = async (place: Place): Promise<void> => {
  const outer = dirname(dirname(place.root));
  if (worktreeOf(join(outer, basename(place.orch))) !== place.root) return;
  if ((await kindOf(join(place.root, '.git'))) !== 'file') return;
  throw new OrchError('config', `${place.root} is orch's own repair worktree.`, `Run orch in ${outer}`);
};

/** A regular file of a commit as bytes; undefined when there is none. */
const readAt = async (git: Git, commit: string, path: string): Promise<Uint8Array | undefined> => {
  const found = await git(['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', commit, '--', path]);
  const [, mode, id] = /^(\d+) blob (\w+)\t/.exec(fields(found.text)[0] ?? '') ?? [];
  if (id === undefined) return undefined;
  if (mode === '120000')
    throw new OrchError('config', `${path} is a symbolic link in git.`, 'Name the file itself.');
  return (await git(['cat-file', 'blob', id])).bytes;
};

const utf8 = (path: string, bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new OrchError('config', `${path} is not UTF-8 text in git.`, 'Save it as UTF-8 and commit it.', {
      cause: error,
    });
  }
};

/** A linked input is the human's and untracked: a patch that makes a file of that name would cover it. */
const refuseLinked = (verdict: Verdict, links: ReadonlySet<string>): Verdict => {
  const accepted = verdict.ok ? verdict : verdict.held;
  const taken = (accepted?.files ?? []).filter((file) => links.has(file.path));
  if (taken.length === 0) return verdict;
  const linked = taken.map(({ path }) => ({
    rule: 'linked-input',
    path,
    message: `${path} is an untracked input of the human's that the link list brings in; a patch may not make it.`,
  }));
  return refusal([...(verdict.ok ? [] : verdict.violations), ...linked]);
};

/**
 * Opens the workspace's repo. Base is resolved here and again by `prepare`; in between, its commit stays the same.
 * @throws OrchError `config` when base or the side branch cannot be used as named.
 */
export const openRepo = (options: RepoOptions): Promise<Repo> => told(open(options));

const open = async (options: RepoOptions): Promise<Repo> => {
  const place = await placeOf(options);
  await refuseOwnWorktree(place);
  const { git } = place;
  const look = async (known?: Refs): Promise<{ readonly refs: Refs; readonly base: Base }> => {
    const refs = known ?? (await readRefs(git, options.base));
    return { refs, base: resolveBase(refs, options.base, place.side) };
  };
  const first = await look(options.refs);
  await checkSide(git, first.refs, place.side);
  let base = first.base;
  let standing: Standing | undefined;
  const ready = (): Standing => {
    if (standing === undefined) throw new Error('repo: prepare() comes before work in the worktree');
    return standing;
  };
  const repo: Repo = {
    root: place.root,
    baseCommit: async () => base.commit,
    standing: () => ({ baseName: base.name, hasSide: standing?.side !== undefined }),
    readBase: async (path) => {
      const bytes = await readAt(git, base.commit, posix.normalize(path));
      return bytes === undefined ? undefined : utf8(path, bytes);
    },
    uncommitted: () => uncommittedIn(place),
    prepare: async () => {
      const now = await look();
      base = now.base;
      const prepared = await prepareStanding(place, now.refs, base, options.link);
      standing = prepared.standing;
      return prepared.report;
    },
    list: async () => {
      const entries = await treeOf(git, ready().head);
      return entries.map(({ path, mode }) => ({ path, mode }));
    },
    read: (path) => readAt(git, ready().head, path),
    judge: async (proposal, policy) => {
      const { head, links } = ready();
      const { judgeProposal } = await import('./judge.ts');
      return refuseLinked(await judgeProposal(place.root, head, proposal, policy), links);
    },
    diffOf: (changes) => diffOf(git, ready().head, changes),
    commit: async (changes, meta): Promise<CandidateCommit> => {
      const made = await commitOn(place, ready(), changes, meta);
      standing = made.standing;
      return made.candidate;
    },
    takeBack: async (commits) => {
      standing = await takeBackFrom(place, ready(), commits);
    },
    without: async (commit, work) => {
      const { withoutChange } = await import('./aside.ts');
      const done = await withoutChange(place, ready(), commit, work);
      standing = done.standing;
      return done.result;
    },
    keep: async (commits, outcome, proof) => {
      const kept = await keepStack(place, ready(), commits, outcome, proof);
      standing = kept.standing;
      return kept.answer;
    },
    scratch: () => makeScratch(place, ready().head),
  };
  return tellingRepo(repo);
};

/** The same repo, whose every failure of git is told to people. */
const tellingRepo = (repo: Repo): Repo => ({
  root: repo.root,
  baseCommit: repo.baseCommit,
  standing: repo.standing,
  readBase: (path) => told(repo.readBase(path)),
  uncommitted: () => told(repo.uncommitted()),
  prepare: () => told(repo.prepare()),
  list: () => told(repo.list()),
  read: (path) => told(repo.read(path)),
  judge: (proposal, policy) => told(repo.judge(proposal, policy)),
  diffOf: (changes) => told(repo.diffOf(changes)),
  commit: (changes, meta) => told(repo.commit(changes, meta)),
  takeBack: (commits) => told(repo.takeBack(commits)),
  without: (commit, work) => told(repo.without(commit, work)),
  keep: (commits, outcome, proof) => told(repo.keep(commits, outcome, proof)),
  scratch: () => told(repo.scratch()),
});
