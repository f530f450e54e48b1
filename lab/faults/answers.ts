import type { ScriptedAnswer } from '../model/script.ts';
import type { PlantedEdit } from './types.ts';

const reply = (fields: object): ScriptedAnswer => ({
  reply: {
    kind: 'patch',
    summary: '',
    edits: [],
    diff: null,
    commands: [],
    layer: null,
    suggestions: [],
    ...fields,
  },
});

/** A patch by search and replace. `from` is what stands in the file, `to` what shall stand there. */
export const patch = (
  summary: string,
  edits: readonly PlantedEdit[],
  suggestions: readonly string[] = [],
): ScriptedAnswer =>
  reply({
    summary,
    suggestions,
    edits: edits.map(({ path, from, to }) => ({ path, search: from, replace: to })),
  });

/** The patch that undoes wrong lines. */
export const undo = (
  summary: string,
  planted: readonly PlantedEdit[],
  suggestions: readonly string[] = [],
): ScriptedAnswer =>
  patch(
    summary,
    planted.map(({ path, from, to }) => ({ path, from: to, to: from })),
    suggestions,
  );

/** Asks for read-only commands. */
export const diagnostics = (summary: string, commands: readonly (readonly string[])[]): ScriptedAnswer =>
  reply({ kind: 'diagnostics', summary, commands });

/** Says that no file of the repo can mend it. */
export const notFixable = (summary: string, layer: string): ScriptedAnswer =>
  reply({ kind: 'not_fixable', summary, layer });
