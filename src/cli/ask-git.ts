import { gitEnvironment, gitIn } from '../adapters/git/git.ts';
import { findRoot } from '../adapters/git/root.ts';
import type { Context } from './context.ts';

/** What a run asks git first; the answers come while the rest of orch is being loaded. */
export interface Asked {
  /** The top folder of the repo; rejects with OrchError when there is none. */
  readonly root: Promise<string>;
  /** The map as HEAD has it, which tells the base branch; undefined when it has none. */
  readonly headMap: Promise<string | undefined>;
}

const headMap = async (context: Context): Promise<string | undefined> => {
  const git = gitIn(context.dir, gitEnvironment(context.env));
  const answer = await git(['cat-file', 'blob', `HEAD:${context.map}`], { allow: [128] });
  return answer.code === 0 ? answer.text : undefined;
};

/** Asks at once. Whoever awaits an answer meets its error; until then a rejection is nobody's. */
export const askGit = (context: Context): Asked => {
  const asked = { root: findRoot(context.dir, context.env), headMap: headMap(context) };
  for (const answer of Object.values(asked)) answer.catch(() => undefined);
  return asked;
};
