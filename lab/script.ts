import type { Fault, Scene } from './faults/types.ts';
import type { Script, ScriptedAnswer } from './model/script.ts';

/** Names of the two scripted models, as the lab's context map has them. */
export const EXECUTOR_MODEL = 'lab-small';
export const ESCALATION_MODEL = 'lab-strong';

const UNKNOWN: ScriptedAnswer = {
  reply: {
    kind: 'not_fixable',
    summary: 'The scripted model of the lab knows only the errors of the lab.',
    edits: [],
    diff: null,
    commands: [],
    layer: 'unknown',
    suggestions: [],
  },
};

/** The error block of a case file; the rest quotes files and memo, in which any error's words may stand. */
const errorOf = (text: string): string => {
  const start = text.indexOf('## The error\n');
  if (start < 0) return text;
  const end = text.indexOf('\n## ', start);
  return text.slice(start, end < 0 ? undefined : end);
};

/** The scene whose error stands first in the text. */
const recognise = (faults: readonly Fault[], text: string): Scene | undefined =>
  faults
    .flatMap((fault) => fault.scenes)
    .map((scene) => ({ scene, at: text.indexOf(scene.sees) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)[0]?.scene;

/**
 * The models' script: each answers the error it recognises, turn by turn, the last answer again and again.
 * @param faults all that may be met.
 */
export const scriptFor = (faults: readonly Fault[]): Script => {
  const turns = new Map<string, number>();
  return ({ model, text }) => {
    const scene = recognise(faults, errorOf(text));
    if (!scene) return UNKNOWN;
    const answers = model === ESCALATION_MODEL ? scene.escalation : scene.executor;
    const key = `${model}\0${scene.sees}`;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return answers[Math.min(turn, answers.length - 1)] ?? UNKNOWN;
  };
};
