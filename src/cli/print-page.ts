import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPending } from '../adapters/git/pending.ts';
import { placeOf } from '../adapters/git/repo.ts';
import type { Recorded } from '../core/machine/events.ts';
import type { State } from '../core/machine/state.ts';
import { type PageInput, page } from '../core/report/page.ts';
import type { ContextMap } from '../core/workspace.ts';
import type { Repo } from '../ports.ts';
import type { Context } from './context.ts';
import { renderPage } from './render/page.ts';
import { style } from './render/style.ts';
import { duration } from './render/time.ts';
import { readSide, type Side } from './side.ts';

/** What `orch review` lists too, oldest first. */
const commitsOf = async (root: string, side: Side, sideBranch: string, context: Context) => {
  const place = await placeOf({ root, sideBranch, link: [], env: context.env });
  const { open } = await readPending(place, side.base, side.tip);
  return open.toReversed().map(({ commit, subject, trailers, added, removed }) => ({
    commit,
    subject,
    source: trailers['Orch-Source'] ?? 'not orch',
    outcome: [trailers['Orch-Outcome'] ?? '', trailers['Orch-Proof']].filter(Boolean).join(', '),
    added,
    removed,
  }));
};

const pageInput = async (
  state: State,
  events: readonly Recorded[],
  map: ContextMap,
  repo: Repo,
  context: Context,
): Promise<PageInput> => {
  const { settings } = map;
  const { baseName, hasSide } = repo.standing();
  // Git is asked only when there can be something on the side branch.
  const asked = hasSide || events.some(({ event }) => event.type === 'kept');
  const side = asked ? await readSide(repo.root, settings, context) : undefined;
  const review = side?.review ?? [];
  const run = state.run;
  return {
    state,
    events,
    sideBranch: settings.sideBranch,
    base: baseName,
    commits:
      side === undefined || review.length === 0
        ? []
        : await commitsOf(repo.root, side, settings.sideBranch, context),
    review,
    notes: [],
    orch: context.map === 'context_map.yaml' ? 'orch' : `orch --map ${context.map}`,
    took: run?.endedAt ? duration(Date.parse(run.endedAt) - Date.parse(run.startedAt)) : 'still running',
  };
};

/** The page of the run that just ended: on stdout (or as JSON), and kept as logs/page.txt. */
export const printPage = async (
  state: State,
  events: readonly Recorded[],
  map: ContextMap,
  repo: Repo,
  context: Context,
): Promise<void> => {
  const input = await pageInput(state, events, map, repo, context);
  const made = page(input);
  await writeFile(join(repo.root, 'logs', 'page.txt'), renderPage(made, input, style(false)));
  context.out(
    context.json
      ? `${JSON.stringify({ version: 1, run: state.run?.id, outcome: state.run?.outcome, ...made }, null, 2)}\n`
      : renderPage(made, input, style(context.colour)),
  );
};
