/** Private keys in PEM: whole, cut off at either end, with a log's prefix on each line, or on one line with `\n` in it. */
import type { Pass } from './pass.ts';

const MARKER =
  /-----(BEGIN|END) ([A-Z0-9 ]{0,40}?)(PRIVATE KEY(?: BLOCK)?|CERTIFICATE|PUBLIC KEY(?: BLOCK)?|[A-Z0-9 ]{3,40})-----/g;
/** Line ends as they are, or as JSON and YAML write them inside one line. */
const BREAK = /(\r?\n|\\+r\\+n|\\+n)/;
const LONGEST_KEY = 24_000;

/** The last word of a line: what a log puts in front ends in a blank. */
const body = (line: string): string =>
  line.slice(Math.max(line.lastIndexOf(' '), line.lastIndexOf('\t')) + 1);
const looksBody = (line: string): boolean => {
  const word = body(line).replace(/["',\\]+$/, '');
  return /^[A-Za-z0-9+/]{24,}={0,2}$/.test(word) && /[A-Z]/.test(word) && /[a-z]/.test(word);
};
/** The shorter last line of a key; a word of small letters goes on with the log. */
const looksRest = (line: string): boolean =>
  /^(?=[a-z]*[A-Z0-9+/=])[A-Za-z0-9+/]{1,76}={0,2}["',]*$/.test(body(line));
const isHeader = (line: string): boolean =>
  /(?:Proc-Type|DEK-Info|Comment|Version|Charset): /.test(line) || line.trim() === '';

/** Where the key ends that was cut off: the text up to the last line that looks like one of it. */
const cutEnd = (text: string): number => {
  const pieces = text.split(BREAK);
  let length = 0;
  let end = 0;
  let full = false;
  for (let at = 0; at < pieces.length; at += 2) {
    const line = pieces[at] ?? '';
    length += line.length;
    const fits = at === 0 ? true : looksBody(line) || (!full && isHeader(line));
    if (fits && line.trim() !== '') {
      end = length;
      full = full || (at > 0 && looksBody(line));
    } else if (!fits) return full && looksRest(line) ? length : end;
    length += (pieces[at + 1] ?? '').length;
  }
  return end;
};

/** Where the key begins whose first part was cut off: going back over lines that look like one of it. */
const cutStart = (text: string): number => {
  const pieces = text.split(BREAK);
  let start = text.length;
  let length = text.length;
  let first = true;
  for (let at = pieces.length - 1; at >= 0; at -= 2) {
    const line = pieces[at] ?? '';
    length -= line.length;
    const only = at === pieces.length - 1;
    const fits = looksBody(line) || (first && !only && looksRest(line));
    if (fits) {
      start = length + line.length - body(line).length;
      first = false;
    } else if (!only) break;
    length -= (pieces[at - 1] ?? '').length;
  }
  return start;
};

interface Marker {
  readonly begin: boolean;
  readonly secret: boolean;
  readonly from: number;
  readonly to: number;
}

const markers = (text: string): readonly Marker[] =>
  [...text.matchAll(MARKER)].map((match) => ({
    begin: match[1] === 'BEGIN',
    secret: `${match[2]}${match[3]}`.includes('PRIVATE KEY'),
    from: match.index,
    to: match.index + match[0].length,
  }));

/** The part of the text that one marker makes secret; undefined for none. `end`: the marker that closes it. */
const spanOf = (
  text: string,
  all: readonly Marker[],
  at: number,
): { readonly from: number; readonly to: number; readonly next: number } | undefined => {
  const marker = all[at];
  if (marker === undefined || !marker.secret) return undefined;
  const before = Math.max(all[at - 1]?.to ?? 0, marker.from - LONGEST_KEY);
  if (!marker.begin)
    return { from: before + cutStart(text.slice(before, marker.from)), to: marker.to, next: at + 1 };
  const end = all[at + 1];
  if (end !== undefined && !end.begin && end.secret && end.from - marker.to <= LONGEST_KEY)
    return { from: marker.from, to: end.to, next: at + 2 };
  return {
    from: marker.from,
    to:
      marker.to + cutEnd(text.slice(marker.to, Math.min(marker.to + LONGEST_KEY, end?.from ?? text.length))),
    next: at + 1,
  };
};

const MIDDLE =
  /(?:^|\n)((?:[^\n]{0,80}[ \t])?[A-Za-z0-9+/]{64}(?:\r?\n(?:[^\n]{0,80}[ \t])?[A-Za-z0-9+/]{64}){2,}(?:\r?\n(?:[^\n]{0,80}[ \t])?(?=[a-z]*[A-Z0-9+/=])[A-Za-z0-9+/]{1,63}={0,2}(?=[ \t]*(?:\r?\n|$)))?)/g;

/** Lines from the middle of a key, both its markers cut off: three or more of 64 characters, outside a public block. */
const middles = (text: string, mark: (kind: string) => string): string => {
  const open = markers(text);
  return text.replace(MIDDLE, (whole, lines: string, at: number) => {
    const before = open.findLast((marker) => marker.to <= at + 1);
    const after = open.find((marker) => marker.from >= at + whole.length - 1);
    const inPublic = (before?.begin === true && !before.secret) || (after?.begin === false && !after.secret);
    if (inPublic || !/[a-z]/.test(lines) || !/[A-Z]/.test(lines)) return whole;
    return `${whole.slice(0, whole.length - lines.length)}${mark('private-key')}`;
  });
};

/** Replaces private keys in PEM by one placeholder each; certificates and public keys stay. */
export const pem: Pass = (text, mark) => {
  const all = markers(text);
  let result = '';
  let done = 0;
  for (let at = 0; at < all.length; ) {
    const span = spanOf(text, all, at);
    if (span !== undefined && span.to > done) {
      result += `${text.slice(done, Math.max(done, span.from))}${mark('private-key')}`;
      done = span.to;
    }
    at = span?.next ?? at + 1;
  }
  return middles(result + text.slice(done), mark);
};
