/** Redaction marks in a proposal: the model saw them in place of a value and would write them back. */
import { containsPlaceholder } from '../redact/placeholder.ts';
import type { Section } from './ops.ts';
import type { Violation } from './types.ts';
import { type ByteText, decodeUtf8 } from './utf8.ts';

function textsOf({ body }: Section): readonly (readonly [ByteText, number])[] {
  if (body.kind === 'hunks')
    return body.hunks.flatMap((hunk) => hunk.lines.map((line) => [line.text, line.no] as const));
  if (body.kind === 'whole') return body.lines.map((line) => [line, 0] as const);
  return body.replacements.map((edit) => [edit.search + edit.replace, edit.no] as const);
}

/** The violation when a section holds a redaction mark, in a line it adds, removes or only quotes. */
export function redactionMark(section: Section): Violation | undefined {
  const found = textsOf(section).find(([text]) => containsPlaceholder(decodeUtf8(text)));
  if (found === undefined) return undefined;
  return {
    rule: 'placeholder',
    line: found[1] > 0 ? found[1] : section.no,
    message:
      'the patch holds a redaction mark in place of a value: choose lines that hold no secret, and leave those as they are',
  };
}
