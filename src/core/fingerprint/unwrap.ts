/** Undoes hard wraps: CI viewers, `script`, serial consoles and `tee` from a pty break lines at the terminal's width. */

/** Widths that terminals and log viewers wrap at; any other width needs more evidence. */
const COMMON_WIDTHS = new Set([
  72, 76, 78, 79, 80, 90, 96, 100, 110, 120, 128, 130, 132, 140, 150, 160, 180, 200, 240,
]);

/** How a line of its own begins: a time, a level, a bracket, a bullet, a tool's mark. */
const OWN_START =
  /^(?:\[|\d{4}[-/]\d\d[-/]\d\d|\d\d:\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:|[EWIF]\d{4} \d\d:|\{"|[{}]|[✔✗►◎●│╷╵▪•*+#$>-] |(?:error|warning|fatal|note|hint|npm|curl|make|time=|level=|==>|TASK|PLAY|ok:|changed:|skipping:|failed:)\b| {2,}|\t|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}[: ])/i;

/** apt and dpkg mark lines with a capital; in small letters it is a piece of a word. */
const APT_START = /^[EWN]: /;

/** Long enough to tell a tool's line from a piece of one. */
const OPENING_CHARS = 8;

const opening = (line: string): string => line.slice(0, OPENING_CHARS).replace(/\d/g, '0');

/** Nothing but a wrap breaks here: inside a word, inside a path or quoted name, or beside a blank that was kept. */
const breaksInside = (line: string, next: string): boolean =>
  /[A-Za-z0-9]$/.test(line)
    ? /^[A-Za-z0-9\-_/.]|^ \S/.test(next)
    : /[ \-_/=@%&"'(\\]$/.test(line) && /^\S/.test(next);

/** Code points, since a viewer counts columns and not UTF-16 units. */
const width = (line: string): number =>
  line.length > 600 ? line.length : line.length - (line.match(/[\ud800-\udbff]/g)?.length ?? 0);

/** How lines begin that cannot be a piece, since no full line stands before them. */
const ownOpenings = (lines: readonly string[], full: number): ReadonlySet<string> => {
  const openings = new Set<string>();
  let afterFull = false;
  for (const line of lines) {
    if (!afterFull && line.length >= OPENING_CHARS) openings.add(opening(line));
    afterFull = width(line) === full;
  }
  return openings;
};

interface Wrap {
  readonly width: number;
  readonly isPiece: (line: string) => boolean;
}

const findWrap = (lines: readonly string[]): Wrap | undefined => {
  let longest = 0;
  for (const line of lines) longest = Math.max(longest, line.length);
  if (longest < 60 || longest > 600) return undefined;
  let widest = 0;
  for (const line of lines) if (line.length >= longest - 20) widest = Math.max(widest, width(line));
  const own = ownOpenings(lines, widest);
  const isPiece = (line: string) =>
    line !== '' && !OWN_START.test(line) && !APT_START.test(line) && !own.has(opening(line));
  let inside = 0;
  let joins = 0;
  for (let i = 0; i + 1 < lines.length; i++) {
    const next = lines[i + 1] ?? '';
    if (width(lines[i] ?? '') !== widest || !isPiece(next)) continue;
    joins++;
    if (breaksInside(lines[i] ?? '', next)) inside++;
  }
  const enough = COMMON_WIDTHS.has(widest) ? 1 : 3;
  return inside >= enough && inside * 2 > joins ? { width: widest, isPiece } : undefined;
};

/**
 * Joins lines that were broken at one fixed width, and takes trailing blanks off. A line is joined to the next only when
 * it fills the width that no line exceeds, and the next does not begin as lines of this log or of a tool do. Nothing is
 * added at the break. Linear.
 */
export const unwrap = (lines: readonly string[]): string[] => {
  const wrap = findWrap(lines);
  if (wrap === undefined) return lines.map((line) => line.trimEnd());
  const joined: string[] = [];
  let open = false;
  for (const line of lines) {
    if (open && wrap.isPiece(line)) joined[joined.length - 1] += line;
    else joined.push(line);
    open = width(line) === wrap.width;
  }
  return joined.map((line) => line.trimEnd());
};
