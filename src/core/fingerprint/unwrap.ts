import { breaksPhrase, breaksWord, cutsPath, cutsThing, endsWhole, opensQuote, siblings } from './seam.ts';

/** Undoes hard wraps: CI viewers, `script`, serial consoles and `tee` from a pty break lines at the terminal's width. */

/** Widths that terminals and log viewers wrap at; any other width needs more evidence. */
const COMMON_WIDTHS = new Set([
  72, 76, 78, 79, 80, 90, 96, 100, 110, 120, 128, 130, 132, 140, 150, 160, 180, 200, 240,
]);

const FEW_LINES = 12;
/** The end of a log says enough about how it was wrapped. */
const EVIDENCE_LINES = 1000;

/** How a line of its own begins: a time, a level, a bracket, a bullet, a tool's mark. */
const OWN_START =
  /^(?:\[|\d{4}[-/]\d\d[-/]\d\d|\d\d:\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:|[EWIF]\d{4} \d\d:|\{"|[{}]$|[-=_*~─]{3,}|[✔✗►◎●│╷╵▪•*+#$>-] |░░ |[EWN]: |(?:[Ee]rror|ERROR|[Ww]arning|WARN|[Ff]atal|FATAL|[Nn]ote|[Hh]int|npm|curl|make|time=|level=|==>|TASK|PLAY|ok:|changed:|skipping:|failed:)\b| {2,}|\t|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}[: ]|[\w/-]{1,40}\.[a-z]{1,4}:\d{1,6}:)/;

/** Of these only what a piece of a broken line can hardly look like. */
const SURE_START =
  /^(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |[EWIF]\d{4} \d\d:\d\d:|\{"[a-z]|time="|[✔✗►◎●│╷╵] |░░ |[\w.:-]{1,60}: (?:user|kern|daemon|syslog): {1,4}[a-z]{3,8}: \[|\[ {0,6}\d{1,8}\.\d{6}\] |TASK \[|PLAY |(?:fatal|ok|changed|skipping|failed): \[|\t(?:at |\.{3} |\/)| {2,12}(?:Loaded|Active|Docs|Process|Main PID|Tasks|Memory|CPU|CGroup|Status|Drop-In|Duration|TriggeredBy): |npm (?:ERR|WARN|http|notice|error|warn)|[Ee]rror: |Error from server|[EW]: |#\d{1,4} (?:\d{1,6}\.\d{1,3} |[A-Z[])|\++ [a-z])/;

/** Long enough to tell a tool's line from a piece of one. */
const OPENING_CHARS = 8;

const opening = (line: string): string => line.slice(0, OPENING_CHARS).replace(/\d/g, '0');

/** Who speaks, where a line says so first: `task:`, `curl:`. */
const tag = (line: string): string => /^[\w.-]{2,30}: /.exec(line)?.[0] ?? '';

const shape = (line: string): string => line.slice(0, 80).replace(/\d/g, '0');

/** Code points, since a viewer counts columns and not UTF-16 units. */
const width = (line: string): number =>
  line.length > 600 ? line.length : line.length - (line.match(/[\ud800-\udbff]/g)?.length ?? 0);

/** A line is never shorter in UTF-16 than in columns, so that most need no counting. */
const fills = (line: string, columns: number): boolean => line.length >= columns && width(line) === columns;

/** How lines begin that cannot be a piece, since no full line stands before them. */
const ownOpenings = (lines: readonly string[], full: number): ReadonlySet<string> => {
  const openings = new Set<string>();
  let afterFull = false;
  for (const line of lines) {
    if (!afterFull && line.length >= OPENING_CHARS) openings.add(opening(line)).add(tag(line));
    afterFull = fills(line, full);
  }
  return openings;
};

interface Wrap {
  readonly width: number;
  /** Whether what follows a full line is the rest of it. */
  readonly continues: (line: string, next: string) => boolean;
}

const widestOf = (lines: readonly string[]): number => {
  let longest = 0;
  for (const line of lines) longest = Math.max(longest, line.length);
  if (longest < 60 || longest > 600) return 0;
  let widest = 0;
  for (const line of lines) if (line.length >= longest - 20) widest = Math.max(widest, width(line));
  return widest;
};

const findWrap = (all: readonly string[]): Wrap | undefined => {
  const widest = widestOf(all);
  const lines = all.slice(-EVIDENCE_LINES);
  const open = lines.some((line, i) => {
    if (!fills(line, widest)) return false;
    const next = lines[i + 1] ?? '[';
    return !OWN_START.test(next) || cutsPath(line, next);
  });
  if (widest === 0 || !open) return undefined;
  const own = ownOpenings(lines, widest);
  const isPiece = (line: string, next: string) =>
    cutsPath(line, next) ||
    (!OWN_START.test(next) && !own.has(opening(next)) && (tag(next) === '' || !own.has(tag(next))));
  // A line of a form that once stood before a line of its own is whole wherever it stands.
  const whole = new Set<string>();
  let full = 0;
  let pieces = 0;
  let words = 0;
  let cuts = 0;
  let phrases = 0;
  for (let i = 0; i + 1 < lines.length; i++) {
    const line = lines[i] ?? '';
    const next = lines[i + 1] ?? '';
    if (!fills(line, widest) || next.trim() === '') continue;
    full++;
    // A command is mostly echoed whole: what follows is its output, unless there are flags in it.
    if (
      !isPiece(line, next) ||
      (/^[+$] /.test(line) && !(/(?:^| )--?[a-z]/.test(next) && !next.includes(': ')))
    )
      whole.add(shape(line));
    if (whole.has(shape(line))) continue;
    pieces++;
    if (cutsThing(line, next)) cuts++;
    if (breaksWord(line, next)) words++;
    if (breaksPhrase(line, next)) phrases++;
  }
  // One full line proves little, and nothing in a log of a few lines: the longest of them has to have some width.
  if (phrases < 2 && lines.length < FEW_LINES && cuts === 0) return undefined;
  if (!COMMON_WIDTHS.has(widest) && (words < 2 || phrases < 3)) return undefined;
  // Lines that only happen to be the longest of a log are mostly followed by lines of their own.
  if (words === 0 && (phrases < 2 || pieces * 2 <= full)) return undefined;
  const sure = phrases >= 2 && pieces * 2 > full;
  return {
    width: widest,
    continues: (line, next) => {
      if (endsWhole(line, next)) return false;
      // a blank was kept at the break, or an object follows its name
      if (line.endsWith(' ') || (/[:[]$/.test(line) && next.startsWith('{'))) return true;
      if (sure) return !SURE_START.test(next) && !siblings(line, next);
      return !whole.has(shape(line)) && isPiece(line, next) && breaksPhrase(line, next);
    },
  };
};

/** Longer texts in quotes are not searched for their end again with each piece. */
const QUOTE_REACH = 4000;

/** A quote that the line, or an earlier piece of it, left open. What begins as a line of its own must be surely within. */
const quoteGoesOn = (sofar: string, piece: boolean, line: string): boolean =>
  sofar.length <= QUOTE_REACH &&
  (/^[^"]*\\"/.test(line) || (piece && line.includes('"') && !SURE_START.test(line))) &&
  opensQuote(sofar);

/**
 * Joins lines that were broken at one fixed width, and takes trailing blanks off. A line is joined to the next only when
 * it fills the width that no line exceeds, and the next does not begin as lines of this log or of a tool do. Nothing is
 * added at the break. Linear.
 */
export const unwrap = (lines: readonly string[]): string[] => {
  const wrap = findWrap(lines);
  if (wrap === undefined) return lines.map((line) => line.trimEnd());
  const joined: string[] = [];
  let open: string | undefined;
  for (const line of lines) {
    const last = joined.length - 1;
    const sofar = joined[last] ?? '';
    if (
      open !== undefined &&
      line.trim() !== '' &&
      !(sofar !== open && siblings(sofar, line)) &&
      (wrap.continues(open, line) || quoteGoesOn(sofar, sofar !== open, line))
    )
      joined[last] = sofar + line;
    else joined.push(line);
    open = fills(line, wrap.width) ? line : undefined;
  }
  return joined.map((line) => line.trimEnd());
};
