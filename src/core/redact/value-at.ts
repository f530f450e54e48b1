/** Reads the value that follows a name: quoted, bare, or a block of lines. */

export interface ValueAt {
  /** Where the value begins and ends, without its quotes. */
  readonly from: number;
  readonly to: number;
  readonly quoted: boolean;
  /** A word in running text, such as the "files" of `passwd: files systemd`. */
  readonly prose: boolean;
}

const QUOTE = /(\\{0,8})(["'`]|&quot;|&#3[49];)/y;
const BARE = /[^\s"'`<>«»]{1,4000}/y;
const REST = /[^\s"'`<>«»]*/y;
const LONGEST = 4_000;

/**
 * Where the quoted text that begins at `from` ends. Each level of quoting doubles the backslashes: after an opening with
 * `n` of them, a quote with as many closes, one with `n` more and its own (`2n + 1`) is part of the text.
 */
export const closed = (
  text: string,
  from: number,
  slashes: number,
  quote: string,
  longest = LONGEST,
): number => {
  let before = 0;
  for (let at = from; at < text.length && at - from < longest; at += 1) {
    if (text[at] === '\n') return at;
    if (text.startsWith(quote, at) && before % (2 * slashes + 2) === slashes) return at - slashes;
    before = text[at] === '\\' ? before + 1 : 0;
  }
  return Math.min(text.length, from + longest);
};

/** `a,b=c`, `a&b=c`, `a;b:c`: the value ends where the next setting begins. Then what only ends a sentence or a list. */
const trimmed = (value: string): number => {
  const next = /[,&;](?=[A-Za-z_\\][\w.\\-]{0,80}[=:])|%26|%22|\\[nrt]/.exec(value);
  const cut = next === null ? value : value.slice(0, next.index);
  return cut.replace(/[,;)\]}\\]+$/, '').length;
};

const isWord = (word: string): boolean => /^["'(]?[A-Za-z]{1,20}[.,:;"')]?$/.test(word);

/**
 * The value at `at`. `ownLine`: the name stands at the beginning of its line, so that the rest of the line is the value
 * (a YAML or .env line) and not the rest of a sentence.
 */
export const valueAt = (text: string, at: number, ownLine: boolean): ValueAt | undefined => {
  QUOTE.lastIndex = at;
  const quote = QUOTE.exec(text);
  if (quote !== null) {
    const from = at + quote[0].length;
    const to = closed(text, from, quote[1]?.length ?? 0, quote[2] ?? '');
    // `'password:', other`: the quote ended a text, it did not begin a value.
    if (/[,)+]/.test(text[from] ?? '') && (to === text.length || text[to] === '\n')) return undefined;
    return { from, to, quoted: true, prose: false };
  }
  BARE.lastIndex = at;
  const bare = BARE.exec(text)?.[0];
  if (bare === undefined) return undefined;
  const line = (text.slice(at, at + LONGEST).split('\n', 1)[0] ?? '').trimEnd();
  const length = ownLine && line === bare ? bare.replace(/[,;]$/, '').length : trimmed(bare);
  const [, second = ''] = line.split(/\s+/, 2);
  return {
    from: at,
    to: at + length,
    quoted: false,
    prose: isWord(bare) && (isWord(second) || !ownLine),
  };
};

/** Where a secret really ends: a value is judged by its first 4,000 characters, and goes on to its blank or quote. */
export const endOf = (text: string, found: { readonly from: number; readonly to: number }): number => {
  if (found.to - found.from < LONGEST) return found.to;
  REST.lastIndex = found.to;
  return found.to + (REST.exec(text)?.[0].length ?? 0);
};

/** The lines of a YAML block scalar whose header (`|`, `>-` …) stands at `at`; undefined when none stands there. */
export const blockAt = (
  text: string,
  at: number,
  indent: number,
): { readonly from: number; readonly to: number } | undefined => {
  const [header] = /^[|>][+-]?\d?[+-]?[ \t]*(?:#[^\n]*)?\r?\n/.exec(text.slice(at, at + 200)) ?? [];
  if (header === undefined) return undefined;
  let end = at + header.length;
  const from = end;
  while (end < text.length) {
    const newline = text.indexOf('\n', end);
    const line = text.slice(end, newline === -1 ? text.length : newline);
    if (line.trim() !== '' && line.length - line.trimStart().length <= indent) break;
    end = newline === -1 ? text.length : newline + 1;
  }
  const body = text.slice(from, end);
  const lead = body.length - body.trimStart().length;
  return lead === body.length ? undefined : { from: from + lead, to: from + body.trimEnd().length };
};
