import { type Base, resolveBase } from '../adapters/git/base.ts';
import { gitEnvironment, gitIn } from '../adapters/git/git.ts';
import { readRefs } from '../adapters/git/refs.ts';
import type { Settings } from '../core/workspace.ts';
import type { Context } from './context.ts';

export interface Side {
  readonly base: Base;
  /** The side branch's commit; undefined while it does not exist. */
  readonly tip: string | undefined;
  /** What a human does with the side branch, what, command. None while there is nothing to see. */
  readonly review: readonly (readonly [string, string])[];
}

/** Where base and the side branch stand. */
export const readSide = async (root: string, settings: Settings, context: Context): Promise<Side> => {
  const refs = await readRefs(gitIn(root, gitEnvironment(context.env)), settings.base);
  const base = resolveBase(refs, settings.base, settings.sideBranch);
  const tip = refs.at.get(`refs/heads/${settings.sideBranch}`);
  if (tip === undefined || tip === base.commit) return { base, tip, review: [] };
  return {
    base,
    tip,
    review: [
      ['see', `${context.self} review`],
      ['take', `${context.self} review accept all`],
      ['undo one', `${context.self} review reject N`],
    ],
  };
};
