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

/**
 * A line within terraform's box, which holds no progress but talosctl's checks: `retrieving URL metadata for x: …` there is
 * a sentence that was broken. A table's rows end in a frame too.
 */
const isDiagnostic = ({ boxed, text }: Line): boolean =>
  boxed === true && text.trim() !== '' && !/^\s*waiting for |[│┃]\s*$/.test(text);

/** Judges lines on demand: a log is read from its end and mostly not to its start. */
export const judgeLines = (lines: readonly Line[]) => {
  const seen = new Array<Judged | undefined>(lines.length);
  return (i: number): Judged => {
    const known = seen[i];
    if (known !== undefined) return known;
    const line = lines[i] ?? { at: i, span: 1, text: '' };
    const parsed = parsePrefix(line.text.trimStart());
    const kind = kindOf(line.text, parsed);
    const judged = { line, parsed, kind: kind === 'chatter' && isDiagnostic(line) ? 'plain' : kind } as const;
    if (i >= 0 && i < lines.length) seen[i] = judged;
    return judged;
  };
};

/** The echoed command without its prompt or trace mark. */
export const commandText = (judged: Judged): string => commandOf(judged.line.text.trim()) ?? judged.line.text;
