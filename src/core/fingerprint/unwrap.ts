/** Undoes hard wraps: CI viewers, `script`, serial consoles and `tee` from a pty break lines at the terminal's width. */

/** Widths that terminals and log viewers wrap at; any other width needs more evidence. */
const COMMON_WIDTHS = new Set([
  72, 76, 78, 79, 80, 90, 96, 100, 110, 120, 128, 130, 132, 140, 150, 160, 180, 200, 240,
]);

/** How a line of its own begins: a time, a level, a bracket, a bullet, a tool's mark. */
const OWN_START =
  /^(?:\[|\d{4}[-/]\d\d[-/]\d\d|\d\d:\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:|[EWIF]\d{4} \d\d:|\{"|[{}]|[✔✗►◎●│╷╵▪•*+#$>-] |(?:error|warning|fatal|note|hint|npm|curl|make|time=|level=|==>|TASK|PLAY|ok:|changed:|skipping:|failed:)\b| {2,}|\t|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}[: ])/i;

const WORD = /[A-Za-z0-9]/;

const cutsWord = (line: string, next: string): boolean =>
  WORD.test(line.at(-1) ?? '') && WORD.test(next[0] ?? '');

/** Code points, since a viewer counts columns and not UTF-16 units. */
const width = (line: string): number =>
  line.length > 600 ? line.length : line.length - (line.match(/[\ud800-\udbff]/g)?.length ?? 0);

const wrapWidth = (raw: readonly string[]): number | undefined => {
  let longest = 0;
  for (const line of raw) longest = Math.max(longest, line.length);
  if (longest < 60 || longest > 300) return undefined;
  const widths = raw.map((line) => (line.length > 40 ? width(line) : 0));
  const widest = Math.max(...widths.slice(-20_000), 0);
  let cuts = 0;
  let joins = 0;
  for (let i = 0; i + 1 < raw.length; i++) {
    const next = raw[i + 1] ?? '';
    if (widths[i] !== widest || next === '' || OWN_START.test(next)) continue;
    joins++;
    if (cutsWord(raw[i] ?? '', next)) cuts++;
  }
  return cuts >= 3 || (joins > 0 && COMMON_WIDTHS.has(widest)) ? widest : undefined;
};

/**
 * Joins lines that were broken at one fixed width. A line is joined to the next only when it fills the width that no
 * line exceeds and the next does not begin like a line of its own. Blanks at the break are lost in some viewers and
 * kept in others: nothing is added here, and blanks do not count later.
 */
export const unwrap = (lines: readonly string[]): string[] => {
  const wrap = wrapWidth(lines);
  if (wrap === undefined) return [...lines];
  const joined: string[] = [];
  let open = false;
  for (const line of lines) {
    const last = joined.length - 1;
    if (open && line !== '' && !OWN_START.test(line)) joined[last] += line;
    else joined.push(line);
    open = width(line) === wrap;
  }
  return joined;
};
