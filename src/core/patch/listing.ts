/** Signs that a text is not the file but a listing of it or an outline: numbers, a column too many, words for lines. */
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

const STANDS_IN =
  /^\W*(?:unchanged|omitted|snip(?:ped)?|truncated|(?:same )?as before|no changes?(?: here)?)\W*$|^\W*(?:the )?(?:rest|remainder|remaining|existing|other|previous|everything else)\b[^:=]*\b(?:unchanged|same|before|stays?|remains?|omitted|here|above|below)\b[^:=]*$/i;

/** Whether a line speaks of lines that it stands for. It counts only where lines are gone at its place. */
export const standsIn = (line: ByteText): boolean => STANDS_IN.test(line);
