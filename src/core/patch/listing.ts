/** Signs that a new text is a listing of a file rather than the file: numbered lines, or a column too many. */
import type { ByteText } from './utf8.ts';

const NUMBERED = /^\s*(\d{1,6})\s*(?:[|:│]|\t)/;

/** Every line carries its number: what `cat -n` and prompts show, not what stands in a file. */
function numbered(lines: readonly ByteText[]): boolean {
  const first = Number(NUMBERED.exec(lines[0] ?? '')?.[1]);
  return lines.length > 1 && lines.every((line, i) => Number(NUMBERED.exec(line)?.[1]) === first + i);
}

/** No line begins in the first column. */
function shifted(lines: readonly ByteText[]): boolean {
  const written = lines.filter((line) => line.trim() !== '');
  return written.length > 1 && written.every((line) => line.startsWith(' '));
}

/** Why a text that is to be all of a file cannot be meant so; undefined when nothing speaks against it. */
export function listingProblem(lines: readonly ByteText[]): string | undefined {
  if (numbered(lines))
    return 'every line begins with its line number: send the lines as they stand in the file';
  if (shifted(lines)) return 'every line of the new file begins with a blank: send the lines without it';
  return undefined;
}
