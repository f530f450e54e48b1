import { isRecord } from './refusal.ts';

/**
 * All text that a request gives the model, joined by newlines, in the order of the wire: instructions,
 * messages, tool outputs. Tool definitions and schemas are not text to the model's eye and are left out.
 */
export const inputText = (body: Readonly<Record<string, unknown>>): string =>
  [...texts(body.instructions), ...texts(body.messages), ...texts(body.input)].join('\n');

const texts = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  if (!isRecord(value)) return [];
  return [...texts(value.content), ...texts(value.text), ...texts(value.output), ...texts(value.arguments)];
};

/** Tokens as this server counts them: four characters each, rounded up. */
export const countTokens = (text: string): number => Math.ceil(text.length / 4);
