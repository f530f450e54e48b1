import { EXIT } from '../../core/exit.ts';
import { heldChanges } from '../../core/report/held.ts';
import { caseNotes, verdictsOf } from '../case-notes.ts';
import { knownStages } from '../known-stages.ts';
import type { Action } from '../program.ts';
import { jsonText } from '../render/guard.ts';
import { nextCommand } from '../render/next.ts';
import { renderShow } from '../render/show.ts';
import { style } from '../render/style.ts';
import { rootOf } from '../root.ts';
import { seenState } from '../seen-state.ts';
import { readSide } from '../side.ts';
import { oneStage } from '../stage-names.ts';

/** `orch show STAGE`: the whole story of a stage and the next command. */
export const show: Action = async (context, _options, [given = '']) => {
  const root = rootOf(context.dir);
  const { names, map } = await knownStages(root, context);
  const stage = oneStage(given, names);
  const state = await seenState(root);
  const own = state.stages[stage];
  const records = Object.values(state.errors).filter((record) => record.stage === stage);
  const [cases, verdicts] = await Promise.all([caseNotes(root, stage), verdictsOf(root, stage)]);
  const review = map ? (await readSide(root, map.settings, context)).review : [];
  context.out(
    context.json
      ? jsonText({
          version: 1,
          stage,
          state: own ?? null,
          errors: records,
          cases: cases.map((one) => ({
            ...one,
            answers: one.answers.map((answer) => {
              const [verdict = null, proof] = verdicts.get(answer.commit ?? '')?.split(', ') ?? [];
              return { ...answer, verdict, ...(proof === undefined ? {} : { proof }) };
            }),
          })),
          held: heldChanges(state, stage, context.self),
          review: Object.fromEntries(review),
          next: nextCommand(stage, own, context.self) || null,
        })
      : renderShow({ state, stage, cases, verdicts, review, self: context.self }, style(context.colour)),
  );
  return EXIT.green;
};
