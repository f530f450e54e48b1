import { commandOf, kindOf } from './kind.ts';
import type { Kind, Line, Parsed } from './line.ts';
import { parsePrefix } from './parse/prefix.ts';

/** A line with what was found out about it. */
export interface Judged {
  readonly line: Line;
  readonly parsed: Parsed;
  readonly kind: Kind;
}

/** How much a line says about what went wrong: 3 an error, 2 a link or a promise to retry, which may be survived. */
export const rank = (kind: Kind): number =>
  kind === 'error' ? 3 : kind === 'link' || kind === 'retry' ? 2 : 0;

/** Judges lines on demand: a log is read from its end and mostly not to its start. */
export const judgeLines = (lines: readonly Line[]) => {
  const seen = new Array<Judged | undefined>(lines.length);
  return (i: number): Judged => {
    const known = seen[i];
    if (known !== undefined) return known;
    const line = lines[i] ?? { at: i, span: 1, text: '' };
    const parsed = parsePrefix(line.text.trimStart());
    const judged = { line, parsed, kind: kindOf(line.text, parsed) };
    if (i >= 0 && i < lines.length) seen[i] = judged;
    return judged;
  };
};

/** The echoed command without its prompt or trace mark. */
export const commandText = (judged: Judged): string => commandOf(judged.line.text.trim()) ?? judged.line.text;
