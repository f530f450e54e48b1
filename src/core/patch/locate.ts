/** Finds where a hunk belongs in the original file: exact, else blind to trailing blanks; only where it is unique. */
import { countOf, isNew, isOld, maybeCut, provedWhole } from './cut.ts';
import { type FileLine, trimEnd } from './lines.ts';
import type { Hunk, HunkLine } from './ops.ts';
import type { ByteText } from './utf8.ts';

export type Located =
  | { readonly at: number; readonly lines: readonly HunkLine[] }
  | { readonly rule: string; readonly message: string };

interface Search {
  readonly texts: readonly ByteText[];
  readonly trimmed: readonly ByteText[];
  /** Where each line stands, blind to trailing blanks. */
  readonly places: ReadonlyMap<ByteText, readonly number[]>;
}

export const searchOf = (lines: readonly FileLine[]): Search => {
  const texts = lines.map((line) => line.text);
  const trimmed = texts.map(trimEnd);
  const places = new Map<ByteText, number[]>();
  for (const [at, text] of trimmed.entries()) {
    const known = places.get(text);
    if (known === undefined) places.set(text, [at]);
    else known.push(at);
  }
  return { texts, trimmed, places };
};

const standsAt = (haystack: readonly ByteText[], at: number, needle: readonly ByteText[]): boolean =>
  needle.every((text, i) => haystack[at + i] === text);

/** Where these lines stand: exact matches when there are any, else matches blind to trailing blanks. */
function matches(file: Search, lines: readonly HunkLine[]): readonly number[] {
  const needle = lines.map((line) => line.text);
  const blind = needle.map(trimEnd);
  // The rarest line leaves the fewest places to compare.
  let offset = 0;
  let rarest: readonly number[] | undefined;
  for (const [i, text] of blind.entries()) {
    const places = file.places.get(text);
    if (places === undefined) return [];
    if (rarest === undefined || places.length < rarest.length) [offset, rarest] = [i, places];
  }
  const found = (rarest ?? []).map((at) => at - offset).filter((at) => standsAt(file.trimmed, at, blind));
  const exact = found.filter((at) => standsAt(file.texts, at, needle));
  return exact.length > 0 ? exact : found;
}

/** The longest run of blank lines in a file. */
function blankRun(file: Search): number {
  let longest = 0;
  let run = 0;
  for (const text of file.trimmed) {
    run = text === '' ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/**
 * Empty lines without a prefix at the end of a hunk may be context or may separate it from what follows. Readings
 * with more of them than the file has in a row are left out: a model that got stuck sends them by the thousand.
 */
function* withoutBareTail(file: Search, lines: readonly HunkLine[]): Generator<readonly HunkLine[]> {
  const body = lines.findLastIndex((line) => line.bare !== true) + 1;
  const tail = lines.length - body;
  for (let kept = tail === 0 ? 0 : Math.min(tail, blankRun(file)); kept >= 0; kept--)
    yield lines.slice(0, body + kept);
}

/** As above; those right under the header stand there for looks only when its counts are right without them. */
function* bareReadings(file: Search, hunk: Hunk, lines: readonly HunkLine[]): Generator<readonly HunkLine[]> {
  yield* withoutBareTail(file, lines);
  const above = lines.findIndex((line) => line.bare !== true);
  if (above <= 0) return;
  for (const reading of withoutBareTail(file, lines.slice(above)))
    if (countOf(reading, isOld) === hunk.oldCount && countOf(reading, isNew) === hunk.newCount) yield reading;
}

const oneBased = (at: readonly number[]): string =>
  at
    .slice(0, 6)
    .map((n) => n + 1)
    .join(', ') + (at.length > 6 ? ', …' : '');

function pick(
  hunk: Hunk,
  lines: readonly HunkLine[],
  at: readonly number[],
  total: number,
): Located | undefined {
  const old = lines.filter(isOld);
  const usable = hunk.atEnd === true ? at.filter((start) => start + old.length === total) : at;
  if (usable.length === 1) return { at: usable[0]!, lines };
  if (usable.length === 0) return undefined;
  const anchored = old.some((line) => line.kind === ' ' && line.text.trim() !== '');
  if (hunk.oldStart !== undefined && anchored && usable.includes(hunk.oldStart - 1))
    return { at: hunk.oldStart - 1, lines };
  return {
    rule: 'ambiguous',
    message: `the lines it replaces stand at ${usable.length} places (lines ${oneBased(usable)}): add context lines until only one fits`,
  };
}

/** The first old line that the file does not hold, for the message. */
function firstUnknown(file: Search, old: readonly HunkLine[]): HunkLine | undefined {
  return old.find((line) => !file.places.has(trimEnd(line.text)));
}

function notFound(file: Search, lines: readonly HunkLine[], decode: (text: ByteText) => string): Located {
  const fresh = lines.filter(isNew);
  const removed = new Set(lines.filter((line) => line.kind === '-').map((line) => trimEnd(line.text)));
  // Lines taken out and put in again are nothing new: a removal alone is never there already.
  const adds = lines.some((line) => line.kind === '+' && !removed.has(trimEnd(line.text)));
  if (adds && matches(file, fresh).length > 0)
    return {
      rule: 'already-applied',
      message: 'the file already reads as the patch would leave it: this change is there',
    };
  const unknown = firstUnknown(file, lines.filter(isOld));
  const what =
    unknown === undefined
      ? 'its lines stand in the file but not next to each other in this order'
      : `the file holds no line ${JSON.stringify(decode(unknown.text).slice(0, 120))}`;
  return {
    rule: 'not-found',
    message: `the lines it replaces are not in the file: ${what}; copy context and removed lines exactly from the file`,
  };
}

/** Whether `part` is `all` with lines left out. */
function isWithin(part: readonly ByteText[], all: readonly ByteText[]): boolean {
  let found = 0;
  for (const text of all) if (text === part[found]) found++;
  return found === part.length;
}

/** Whether the lines that the hunk adds stand at its place already, next to the context it gives. */
export function alreadyThere(file: Search, at: number, lines: readonly HunkLine[]): boolean {
  const fresh = lines.filter(isNew).map((line) => trimEnd(line.text));
  const old = lines.filter(isOld).map((line) => trimEnd(line.text));
  const added = lines.filter((line) => line.kind === '+').length;
  // Lines that are still to go show that it was not applied.
  if (!isWithin(old, fresh)) return false;
  const openEnd = lines.at(-1)?.kind === '+' || lines[0]?.kind === '+';
  if (!openEnd) return false;
  for (let start = Math.max(0, at - added); start <= at; start++) {
    if (fresh.every((text, i) => file.trimmed[start + i] === text)) return true;
  }
  return false;
}

function locateLines(
  file: Search,
  hunk: Hunk,
  lines: readonly HunkLine[],
  decode: (text: ByteText) => string,
): Located {
  for (const variant of bareReadings(file, hunk, lines)) {
    const old = variant.filter(isOld);
    if (old.length === 0) {
      return file.texts.length === 0
        ? { at: 0, lines: variant }
        : {
            rule: 'no-context',
            message:
              'the hunk names no line of the file: give at least one context line next to the new lines',
          };
    }
    // An empty line without its blank is as likely no line of the patch: alone it names no place.
    if (old.every((line) => line.bare === true)) continue;
    const found = pick(hunk, variant, matches(file, old), file.texts.length);
    if (found !== undefined) return found;
  }
  return notFound(file, lines, decode);
}

/** With lines after the hunk that may be prose: the longer reading counts when the file confirms it. */
function locateWithRest(file: Search, hunk: Hunk, decode: (text: ByteText) => string): Located {
  const rest = hunk.rest!;
  const full = locateLines(file, hunk, [...hunk.lines, ...rest], decode);
  const confirmed = rest.some((line) => isOld(line) && line.text.trim() !== '');
  if ('at' in full && confirmed) return full;
  if (hunk.restEndsInProse === true || rest.every((line) => line.bare === true || /^-{2,}$/.test(line.text)))
    return locateLines(file, hunk, hunk.lines, decode);
  return {
    rule: 'unclear',
    message: 'lines follow the hunk after its end by count: give correct counts or send only the patch',
  };
}

/**
 * Places a hunk on the original lines.
 * @param decode how bytes are shown in a message.
 * @returns the index of its first line and the hunk lines that belong to it, or the reason why there is no one place.
 */
export function locate(file: Search, hunk: Hunk, decode: (text: ByteText) => string): Located {
  if (hunk.garbled === true)
    return {
      rule: 'garbled',
      message:
        'lines of this hunk begin with neither a blank, + nor -: its context has lost the first column',
    };
  const found =
    hunk.rest === undefined
      ? locateLines(file, hunk, hunk.lines, decode)
      : locateWithRest(file, hunk, decode);
  const placed = 'at' in found && provedWhole(hunk, found.at, file.texts.length);
  return maybeCut(hunk) && !placed
    ? { rule: 'cut-off', message: 'the answer ends inside the changed lines of this hunk: it was cut off' }
    : found;
}
