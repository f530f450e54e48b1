import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readState } from '../../adapters/store/store.ts';
import { EXIT } from '../../core/exit.ts';
import { knownStages } from '../known-stages.ts';
import type { Action } from '../program.ts';
import { jsonText } from '../render/guard.ts';
import { nextCommand } from '../render/next.ts';
import { type CaseNotes, renderShow } from '../render/show.ts';
import { style } from '../render/style.ts';
import { rootOf } from '../root.ts';
import { readSide } from '../side.ts';
import { oneStage } from '../stage-names.ts';

/** The follow-ups that a case folder's summary lists; a summary that a kill cut short is said to be so. */
const suggestionsIn = (text: string): Pick<CaseNotes, 'suggestions' | 'trouble'> => {
  try {
    const { suggestions } = JSON.parse(text) as { suggestions?: unknown };
    return { suggestions: Array.isArray(suggestions) ? suggestions.map(String) : [] };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { suggestions: [], trouble: `summary.json cannot be read: ${error.message}` };
  }
};

/** A case folder's files and the follow-ups its models suggested. A folder that was removed by hand is left out. */
const notesOf = async (root: string, dir: string): Promise<CaseNotes | undefined> => {
  try {
    const files = (await readdir(join(root, dir))).sort();
    const told = files.includes('summary.json')
      ? suggestionsIn(await readFile(join(root, dir, 'summary.json'), 'utf8'))
      : { suggestions: [] };
    return { dir, files, ...told };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** `orch show STAGE`: the whole story of a stage and the next command. */
export const show: Action = async (context, _options, [given = '']) => {
  const root = rootOf(context.dir);
  const { names, map } = await knownStages(root, context);
  const stage = oneStage(given, names);
  const state = await readState(root);
  const own = state.stages[stage];
  const records = Object.values(state.errors).filter((record) => record.stage === stage);
  const dirs = [
    ...new Set(records.flatMap(({ caseDir, lastEpisode }) => caseDir ?? lastEpisode?.caseDir ?? [])),
  ];
  const cases = (await Promise.all(dirs.map((dir) => notesOf(root, dir)))).filter(
    (notes) => notes !== undefined,
  );
  const review = map ? (await readSide(root, map.settings, context)).review : [];
  context.out(
    context.json
      ? jsonText({
          version: 1,
          stage,
          state: own ?? null,
          errors: records,
          cases,
          review: Object.fromEntries(review),
          next: nextCommand(stage, own, context.self) || null,
        })
      : renderShow({ state, stage, cases, review, self: context.self }, style(context.colour)),
  );
  return EXIT.green;
};
