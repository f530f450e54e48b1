import type { Line } from './line.ts';

/** Joins what one tool printed as one thing over several lines, and takes off frames drawn around it. */

/** terraform and tofu draw diagnostics in a box; rustc, cargo and miette do alike. */
const FRAME = /^[│┃] ?/;
const FRAME_EDGE = /^[╷╵┌└╭╰─━]+\s*$/;

const isFramed = (line: string | undefined): boolean => line !== undefined && FRAME.test(line);

const unframe = (line: string): string => {
  if (FRAME_EDGE.test(line)) return '';
  const first = line.charCodeAt(0);
  return first === 0x2502 || first === 0x2503 ? line.replace(FRAME, '') : line;
};

/** A line that opens a JSON object it does not close: Ansible's `FAILED! => {`, a pretty-printed body. */
const OPENS = /(?:=> |^|: )\{$/;
/** Results of this many lines are read as one; more is not a result. */
const MAX_JSON_LINES = 200;

const closingBrace = (lines: readonly string[], open: number, indent: string): number | undefined => {
  const limit = Math.min(lines.length, open + MAX_JSON_LINES);
  for (let i = open + 1; i < limit; i++) if (lines[i] === `${indent}}`) return i;
  return undefined;
};

/**
 * Shown lines to lines of one thing each: boxes opened, Ansible's and other pretty-printed JSON results on one line.
 * Linear: a search for a closing brace looks ahead a bounded number of lines.
 */
export const unfold = (shown: readonly string[]): Line[] => {
  const lines = shown.map(unframe);
  const folded: Line[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    const close = line.endsWith('{') && OPENS.test(line) ? closingBrace(lines, i, indent) : undefined;
    if (close === undefined)
      folded.push({ at: i, span: 1, text: line, ...(isFramed(shown[i]) ? { boxed: true } : {}) });
    else {
      const parts = [line];
      for (let n = i + 1; n <= close; n++) {
        const part = lines[n] ?? '';
        // What does not stand deeper than the opening line is another task's, printed in between.
        if (n === close || part.startsWith(`${indent} `) || part.startsWith(`${indent}\t`))
          parts.push(part.trim());
        else folded.push({ at: n, span: 1, text: part });
      }
      folded.push({ at: i, span: close - i + 1, text: parts.join(' ') });
      i = close;
    }
  }
  return folded;
};
