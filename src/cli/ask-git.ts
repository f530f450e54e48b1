import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { gitEnvironment, gitIn } from '../adapters/git/git.ts';
import { type Refs, readRefs } from '../adapters/git/refs.ts';
import { findRoot } from '../adapters/git/root.ts';
import type { Context } from './context.ts';

/** What a run asks git first; the answers come while the rest of orch is being loaded. */
export interface Asked {
  /** The top folder of the repo; rejects with OrchError when there is none. */
  readonly root: Promise<string>;
  /** The map as HEAD has it, which tells the base branch; undefined when it has none. */
  readonly headMap: Promise<string | undefined>;
  /** Branches and orch's own refs. */
  readonly refs: Promise<Refs>;
}

const headMap = async (context: Context): Promise<string | undefined> => {
  const git = gitIn(context.dir, gitEnvironment(context.env));
  const answer = await git(['cat-file', 'blob', `HEAD:${context.map}`], { allow: [128] });
  return answer.code === 0 ? answer.text : undefined;
};

/**
 * The top folder, where the files alone leave no doubt: an ordinary checkout (`.git` is a folder and names no other
 * work tree) in which orch has already made its worktree, so that git's version and the repo were judged before.
 */
const plainRoot = (dir: string): string | undefined => {
  const from = existsSync(dir) ? realpathSync(dir) : '';
  if (from === '' || from.split(sep).includes('.git')) return undefined;
  for (let at = from; ; at = dirname(at)) {
    const git = join(at, '.git');
    if (existsSync(git)) {
      const sure =
        statSync(git).isDirectory() &&
        existsSync(join(at, '.orch', 'worktree', '.git')) &&
        !/worktree/i.test(readFileSync(join(git, 'config'), 'utf8'));
      return sure ? at : undefined;
    }
    if (dirname(at) === at) return undefined;
  }
};

/** Asks at once. Whoever awaits an answer meets its error; until then a rejection is nobody's. */
export const askGit = (context: Context): Asked => {
  const head = headMap(context);
  const root = async (): Promise<string> => {
    const plain = plainRoot(context.dir);
    // A map in HEAD proves the rest: git trusts the repo, and it has a commit.
    if (plain !== undefined && (await head) !== undefined) return plain;
    return findRoot(context.dir, context.env);
  };
  const refs = readRefs(gitIn(context.dir, gitEnvironment(context.env)));
  const asked = { root: root(), headMap: head, refs };
  for (const answer of Object.values(asked)) answer.catch(() => undefined);
  return asked;
};
