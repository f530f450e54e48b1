/** Reads one hunk by the kind of its lines. Its counts are a hint about where it ends, never the measure. */
import { namesFile, type SourceLine } from './frame.ts';
import type { Hunk, HunkLine } from './ops.ts';

export type HunkHeader = Pick<Hunk, 'no' | 'oldStart' | 'oldCount' | 'newCount'>;

const NUMBERS = /^@@+ *-(\d{1,9})(?:,(\d{1,9}))?(?: +\+(\d{1,9})(?:,(\d{1,9}))?| *@@)/;

/** `@@ -a,b +c,d @@ …`; any other line that begins with `@@` is a header without numbers. */
export function parseHunkHeader(line: SourceLine): HunkHeader | undefined {
  if (!line.text.startsWith('@@')) return undefined;
  const found = NUMBERS.exec(line.text);
  if (found === null) return { no: line.no };
  return {
    no: line.no,
    oldStart: Number(found[1]),
    oldCount: Number(found[2] ?? 1),
    ...(found[3] === undefined ? {} : { newCount: Number(found[4] ?? 1) }),
  };
}

const SECTION = /^(?:diff --git |Index: \S|\*\*\* (?:Begin|End) Patch|```|~~~)/;

/**
 * Whether line `i` begins another hunk or section although it may look like a changed line.
 * @param satisfied the counts of the hunk are met by the lines before it.
 */
export function startsNext(lines: readonly SourceLine[], i: number, satisfied: boolean): boolean {
  const text = lines[i]!.text;
  const next = lines[i + 1]?.text ?? '';
  if (text.startsWith('@@') || SECTION.test(text)) return true;
  // The signature of `git format-patch`: `-- ` and git's version.
  if (/^-- ?$/.test(text) && /^\d+\.\d/.test(next)) return true;
  // One name alone is of another file. A removed comment `-- x` may look like it, and any line of an unfinished hunk.
  const above = next.startsWith('@@');
  if (namesFile(text) && (text.startsWith('+') ? satisfied || above : satisfied && above)) return true;
  if (!/^--- \S/.test(text) || !/^\+\+\+ \S/.test(next)) return false;
  // A pair inside a hunk is content unless a hunk header follows: content never begins with `@@` in column 0.
  return lines[i + 2]?.text.startsWith('@@') === true || satisfied;
}

interface Count {
  old: number;
  new: number;
}

const add = (count: Count, kind: HunkLine['kind']): void => {
  if (kind !== '+') count.old++;
  if (kind !== '-') count.new++;
};

const meets = (count: Count, header: HunkHeader): boolean =>
  header.oldCount === count.old && header.newCount === count.new;

interface Body {
  readonly lines: HunkLine[];
  /** How many lines belong when the counts are right and a blank line follows; undefined when they never are. */
  readonly split: number | undefined;
  readonly satisfied: boolean;
  /** The header counts more lines than there are. */
  readonly short: boolean;
  readonly next: number;
}

function readBody(lines: readonly SourceLine[], from: number, header: HunkHeader): Body {
  const body: HunkLine[] = [];
  const count: Count = { old: 0, new: 0 };
  let split: number | undefined;
  let i = from;
  for (; i < lines.length; i++) {
    const { text, no } = lines[i]!;
    const satisfied = meets(count, header);
    if (startsNext(lines, i, satisfied)) break;
    const first = text[0];
    if (first === '\\') {
      const last = body.at(-1);
      if (last !== undefined) body[body.length - 1] = { ...last, noEol: true };
    } else if (first === undefined) {
      if (satisfied) split ??= body.length;
      body.push({ kind: ' ', text: '', no, bare: true });
      add(count, ' ');
    } else if (first === ' ' || first === '+' || first === '-') {
      body.push({ kind: first, text: text.slice(1), no });
      add(count, first);
    } else break;
  }
  const short = (header.oldCount ?? 0) > count.old || (header.newCount ?? 0) > count.new;
  return { lines: body, split, satisfied: meets(count, header), short, next: i };
}

const isChange = (text: string): boolean => /^[+-]/.test(text) && !/^-{3,}$/.test(text);

/**
 * Skips prose after a hunk up to the next header; says whether it holds lines that may be lost changes.
 * @param glued no blank line stands between the hunk and what follows: it may be a line that lost its first column.
 */
function skipProse(
  lines: readonly SourceLine[],
  from: number,
  glued: boolean,
): { next: number; changes: boolean } {
  let changes = false;
  let i = from;
  for (; i < lines.length; i++) {
    const text = lines[i]!.text;
    if (startsNext(lines, i, false) || /^(?:---|\+\+\+) \S/.test(text)) break;
    changes ||= isChange(text) || (glued && text.startsWith(' '));
  }
  return { next: i, changes };
}

/** A fence right under a hunk, with changes behind it and no header: a line of the file that lost its blank. */
function goesOnBehindFence(lines: readonly SourceLine[], at: number): boolean {
  const isFence = (text: string): boolean => /^(?:`{3}|~{3})/.test(text);
  if (!isFence(lines[at]?.text ?? '')) return false;
  for (let i = at; i < lines.length; i++) {
    if (!isFence(lines[i]!.text) && startsNext(lines, i, true)) return false;
    if (isChange(lines[i]!.text)) return true;
  }
  return false;
}

/**
 * Reads the hunk whose first body line is at `from`.
 * @returns the hunk and the index of the first line after it.
 */
export function readHunk(
  lines: readonly SourceLine[],
  from: number,
  header: HunkHeader,
): { readonly hunk: Hunk; readonly next: number } {
  const body = readBody(lines, from, header);
  const stopped = lines[body.next];
  const prose = stopped !== undefined && !startsNext(lines, body.next, true);
  const glued = body.lines.at(-1)?.bare !== true;
  const skipped = prose ? skipProse(lines, body.next, glued) : { next: body.next, changes: false };
  const rest = body.split === undefined ? [] : body.lines.slice(body.split);
  const cutsRest = rest.some((line) => line.bare !== true);
  const own = cutsRest ? body.lines.slice(0, body.split) : body.lines;
  // A counted line that stands right under the hunk without its mark is no prose.
  const lostMark = prose && glued && body.short;
  const settled = body.satisfied || body.split !== undefined;
  const goesOn = (glued || body.short) && !settled && goesOnBehindFence(lines, body.next);
  return {
    hunk: {
      ...header,
      lines: own,
      ...(cutsRest ? { rest } : {}),
      ...(prose ? { restEndsInProse: true } : {}),
      ...((skipped.changes && !settled) || lostMark || goesOn ? { garbled: true } : {}),
    },
    next: skipped.next,
  };
}
