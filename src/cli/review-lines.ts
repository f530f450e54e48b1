import { resolveBase } from '../adapters/git/base.ts';
import { commitOf, gitEnvironment, gitIn } from '../adapters/git/git.ts';
import { reviewCommands } from '../adapters/git/review-commands.ts';
import type { Settings } from '../core/workspace.ts';
import type { Context } from './context.ts';

/** What a human does with the side branch, as plain git commands; none while it does not exist. */
export const reviewLines = async (
  root: string,
  settings: Settings,
  context: Context,
): Promise<readonly (readonly [string, string])[]> => {
  const git = gitIn(root, gitEnvironment(context.env));
  if ((await commitOf(git, `refs/heads/${settings.sideBranch}`)) === undefined) return [];
  const base = await resolveBase(git, settings.base, settings.sideBranch);
  const { see, merge, drop } = reviewCommands(settings.sideBranch, base.name);
  return [
    ['see', see[0] ?? ''],
    ['take', merge.join(' && ')],
    ['drop', drop.join(' && ')],
  ];
};
