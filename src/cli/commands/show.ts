import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readState } from '../../adapters/store/store.ts';
import { EXIT } from '../../core/exit.ts';
import { readWorkspaceMap } from '../map.ts';
import type { Action } from '../program.ts';
import { type CaseNotes, renderShow } from '../render/show.ts';
import { style } from '../render/style.ts';
import { rootOf } from '../root.ts';
import { readSide } from '../side.ts';
import { chosenStages } from '../stage-names.ts';

/** A case folder's files and the follow-ups its models suggested. A folder that was removed by hand is left out. */
const notesOf = async (root: string, dir: string): Promise<CaseNotes | undefined> => {
  try {
    const files = (await readdir(join(root, dir))).sort();
    const summary = files.includes('summary.json')
      ? (JSON.parse(await readFile(join(root, dir, 'summary.json'), 'utf8')) as { suggestions?: string[] })
      : {};
    return { dir, files, suggestions: summary.suggestions ?? [] };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** `orch show STAGE`: the whole story of a stage and the next command. */
export const show: Action = async (context, _options, [stage = '']) => {
  const root = rootOf(context.dir);
  const map = await readWorkspaceMap(root, context);
  chosenStages(
    [stage],
    map.stages.map((one) => one.name),
  );
  const state = await readState(root);
  const records = Object.values(state.errors).filter((record) => record.stage === stage);
  const dirs = [
    ...new Set(records.flatMap((record) => (record.caseDir === undefined ? [] : [record.caseDir]))),
  ];
  const cases = (await Promise.all(dirs.map((dir) => notesOf(root, dir)))).filter(
    (notes) => notes !== undefined,
  );
  if (context.json) {
    context.out(
      `${JSON.stringify({ version: 1, stage, state: state.stages[stage] ?? null, errors: records, cases }, null, 2)}\n`,
    );
    return EXIT.green;
  }
  const { review } = await readSide(root, map.settings, context);
  context.out(renderShow({ state, stage, cases, review }, style(context.colour)));
  return EXIT.green;
};
