import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveBase } from '../adapters/git/base.ts';
import { commitOf, gitEnvironment, gitIn } from '../adapters/git/git.ts';
import { sideCommits } from '../adapters/git/side-log.ts';
import type { State } from '../core/machine/state.ts';
import { type PageInput, page } from '../core/report/page.ts';
import type { ContextMap } from '../core/workspace.ts';
import type { Context } from './context.ts';
import { renderPage } from './render/page.ts';
import { style } from './render/style.ts';
import { duration } from './render/time.ts';
import { reviewLines } from './review-lines.ts';

const pageInput = async (
  state: State,
  map: ContextMap,
  root: string,
  context: Context,
): Promise<PageInput> => {
  const { settings } = map;
  const git = gitIn(root, gitEnvironment(context.env));
  const base = await resolveBase(git, settings.base, settings.sideBranch);
  const side = `refs/heads/${settings.sideBranch}`;
  const exists = (await commitOf(git, side)) !== undefined;
  const run = state.run;
  return {
    state,
    sideBranch: settings.sideBranch,
    base: base.name,
    commits: exists ? await sideCommits(root, base.ref, side, context.env) : [],
    review: await reviewLines(root, settings, context),
    notes: [],
    orch: context.map === 'context_map.yaml' ? 'orch' : `orch --map ${context.map}`,
    took: run?.endedAt ? duration(Date.parse(run.endedAt) - Date.parse(run.startedAt)) : 'still running',
  };
};

/** The page of the run that just ended: on stdout (or as JSON), and kept as logs/page.txt. */
export const printPage = async (
  state: State,
  map: ContextMap,
  root: string,
  context: Context,
): Promise<void> => {
  const input = await pageInput(state, map, root, context);
  const made = page(input);
  await writeFile(join(root, 'logs', 'page.txt'), renderPage(made, input, style(false)));
  context.out(
    context.json
      ? `${JSON.stringify({ version: 1, run: state.run?.id, outcome: state.run?.outcome, ...made }, null, 2)}\n`
      : renderPage(made, input, style(context.colour)),
  );
};
