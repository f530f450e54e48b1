import type { ScriptedAnswer, ScriptedCall } from './script.ts';

/** A well-formed answer, before it takes the shape of one of the two APIs. */
export interface Composed {
  readonly text: string;
  readonly calls: readonly ScriptedCall[];
  readonly refusal?: string;
  readonly stop: 'end' | 'length';
}

/** What a cut-off answer looks like: a JSON object of the reply schema that ends inside a string. */
const CUT_OFF =
  '{"kind":"patch","summary":"The manifest names an image that does not exist.","edits":[{"path":"cluster/apps/web.yaml","search":"image: registry.exam';

/**
 * The well-formed answer that a script's answer or fault stands for; undefined for what is not well-formed
 * (a raw status, a broken connection).
 */
export const compose = (answer: ScriptedAnswer): Composed | undefined => {
  if ('reply' in answer) return { text: JSON.stringify(answer.reply), calls: [], stop: 'end' };
  if ('text' in answer) return { text: answer.text, calls: [], stop: 'end' };
  if ('calls' in answer) return { text: '', calls: answer.calls, stop: 'end' };
  if ('status' in answer) return undefined;
  switch (answer.fault) {
    case 'length':
      return { text: CUT_OFF, calls: [], stop: 'length' };
    case 'empty':
      return { text: '', calls: [], stop: 'end' };
    case 'refusal':
      return { text: '', calls: [], refusal: "I'm sorry, but I can't help with that.", stop: 'end' };
    case 'stall-headers':
    case 'stall-body':
    case 'cut':
    case 'huge':
    case 'garbage':
      return undefined;
  }
};
