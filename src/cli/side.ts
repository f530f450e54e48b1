import { type Base, resolveBase } from '../adapters/git/base.ts';
import { gitEnvironment, gitIn } from '../adapters/git/git.ts';
import { readRefs } from '../adapters/git/refs.ts';
import { reviewCommands } from '../adapters/git/review-commands.ts';
import type { Settings } from '../core/workspace.ts';
import type { Context } from './context.ts';

export interface Side {
  readonly base: Base;
  /** The side branch's commit; undefined while it does not exist. */
  readonly tip: string | undefined;
  /** What a human does with the side branch, as plain git commands: what, command. None while there is nothing to see. */
  readonly review: readonly (readonly [string, string])[];
}

/** Where base and the side branch stand. */
export const readSide = async (root: string, settings: Settings, context: Context): Promise<Side> => {
  const refs = await readRefs(gitIn(root, gitEnvironment(context.env)), settings.base);
  const base = resolveBase(refs, settings.base, settings.sideBranch);
  const tip = refs.at.get(`refs/heads/${settings.sideBranch}`);
  if (tip === undefined || tip === base.commit) return { base, tip, review: [] };
  const { see, merge, drop } = reviewCommands(settings.sideBranch, base.name);
  return {
    base,
    tip,
    review: [
      ['see', see[0] ?? ''],
      ['take', merge.join(' && ')],
      ['drop', drop.join(' && ')],
    ],
  };
};
