/** Values of settings with telling names: `password=…`, `"token": "…"`, `--api-key …`, `<secret>…</secret>`. */
import type { Mark, Pass } from './pass.ts';
import { blockAt, endOf, type ValueAt, valueAt } from './value-at.ts';
import { harmlessValue, looksRandom, objectName } from './values.ts';
import { type KeyKind, keyKind } from './words.ts';

const NAME = /[A-Za-z_][\w.-]*/g;
/** From the end of a name to its value: closing quotes or brackets, colours, blanks, the sign. */
const SIGN =
  /((?:\\{0,8}["'`]|&quot;|&#3[49];|\]|\x1b\[[\d;]{0,10}m|[ \t]?\[[^\]\n]{0,20}\]){0,4})[ \t]{0,40}(=>|:=|%3[Dd]|={1,3}|:(?!:|\/\/))[ \t]{0,40}(?:\x1b\[[\d;]{0,10}m)?/y;
/** From an option to its value: a blank, the next item of a JSON list, the next item of a YAML list. */
const OPTION =
  /[ \t]{1,4}(?=[^\s-])|["'][ \t]{0,4},[ \t\r\n]{0,40}(?=["'])|["']?[ \t]{0,4}\r?\n[ \t]{0,40}-[ \t]{1,4}/y;
/** A tag up to its name, also with a namespace. */
const TAG = /<(?:[\w.-]{1,40}:)?$/;
const CLOSING_TAG = /^([^<>\n]{1,2000})<\//;

/** The `m` that ends a colour is not part of the name after it. */
const COLOUR = /\x1b\[[\d;]{0,10}$/;

interface Named {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly kind: KeyKind;
}

/** What stands in front of a setting on its own line: blanks, list and diff marks, comments, `export`. */
const OWN_LINE =
  /^[ \t]{0,200}(?:[-+#>*][ \t]{0,20}){0,3}(?:export[ \t]+|set[ \t]+|ENV[ \t]+|\?[ \t]+)?\\{0,8}["'`]?(?:[\w.-]{1,100}\.)?$/;

/** How far back the beginning of a line is looked for: a log may be one endless line. */
const BACK = 400;

/** The beginning of the line, or -1 when it is too far away to matter. */
const lineStart = (text: string, at: number): number => {
  const from = Math.max(0, at - BACK);
  const newline = text.slice(from, at).lastIndexOf('\n');
  return newline !== -1 ? from + newline + 1 : from === 0 ? 0 : -1;
};

const isSecret = (kind: KeyKind, value: string, quoted: boolean): boolean => {
  if (kind === 'no' || harmlessValue(value, quoted)) return false;
  if (kind === 'secret') return true;
  if (kind === 'reference') return !value.split('/').every(objectName);
  if (kind === 'entry') return /\d/.test(value) || !objectName(value);
  if (kind === 'weak') return value.length >= 6 && /\d/.test(value) && /[A-Za-z]/.test(value);
  return looksRandom(value) && /^(?!\/[a-z]+\/)[A-Za-z0-9+/=_!]{16,}$/.test(value);
};

type Span = { readonly from: number; readonly to: number };

/** `Password:` and the typed answer on the next line. */
const answered = (text: string, at: number): Span | undefined => {
  const [whole, gap = '', answer = ''] =
    /^([ \t]*\r?\n)([^\s:=«»-][^\s:=«»]{6,80})(?=\r?\n|$)/.exec(text.slice(at, at + 200)) ?? [];
  if (whole === undefined || !/\d/.test(answer) || !/[A-Za-z]/.test(answer)) return undefined;
  return { from: at + gap.length, to: at + gap.length + answer.length };
};

const wholeLine = (text: string, from: number): Span => {
  const [line = ''] = text.slice(from, from + 4_000).split('\n', 1);
  return { from, to: from + line.trimEnd().length };
};

/** Sentences are secrets only under names that ask for one. */
const SENTENCE = /(?:phrase|mnemonic)$/i;

/** The value after `name =` or `name:`. */
const assigned = (
  text: string,
  named: Named,
  at: number,
  closing: string,
  sign: string,
): Span | undefined => {
  // `PASS: TestLogin` is the report of a test.
  if (named.name === 'PASS' && sign === ':') return undefined;
  const start = lineStart(text, named.from);
  const ownLine = start !== -1 && OWN_LINE.test(text.slice(start, named.from));
  const block = sign === ':' && ownLine ? blockAt(text, at, named.from - start) : undefined;
  if (block !== undefined) return named.kind === 'maybe' ? undefined : block;
  const found: ValueAt | undefined = valueAt(text, at, ownLine);
  if (found === undefined)
    return sign === ':' && named.kind === 'secret' && ownLine ? answered(text, at) : undefined;
  const value = text.slice(found.from, found.to);
  if (ownLine && !found.quoted && SENTENCE.test(named.name)) {
    const line = wholeLine(text, found.from);
    const harmless = harmlessValue(text.slice(line.from, line.to), false);
    return harmless || (value.length > 2 && harmlessValue(value, false)) ? undefined : line;
  }
  if (found.prose && sign === ':' && closing === '') return undefined;
  return isSecret(named.kind, value, found.quoted) ? found : undefined;
};

const tagged = (text: string, named: Named): Span | undefined => {
  const before = text.slice(Math.max(0, named.from - 42), named.from);
  if (!TAG.test(before) || text[named.to] !== '>') return undefined;
  const [, value] = CLOSING_TAG.exec(text.slice(named.to + 1, named.to + 2_100)) ?? [];
  if (value === undefined || !isSecret(named.kind, value, true)) return undefined;
  return { from: named.to + 1, to: named.to + 1 + value.length };
};

const optioned = (text: string, named: Named): Span | undefined => {
  if (text[named.from - 1] !== '-') return undefined;
  OPTION.lastIndex = named.to;
  const gap = OPTION.exec(text)?.[0];
  const found = gap === undefined ? undefined : valueAt(text, named.to + gap.length, false);
  if (found === undefined || text[found.from] === '-') return undefined;
  return isSecret(named.kind, text.slice(found.from, found.to), found.quoted) ? found : undefined;
};

/** `ENV NAME value`, `rootpw value` and the rows of tables: nothing but a blank or a bar between name and value. */
const COLUMN = /[ \t]{1,40}(?:[|│┃][ \t]{0,40})?(?=[^\s|│┃=:])/y;

const inColumns = (text: string, named: Named): Span | undefined => {
  if (named.kind !== 'secret') return undefined;
  const start = lineStart(text, named.from);
  const before = start === -1 ? '?' : text.slice(start, named.from);
  COLUMN.lastIndex = named.to;
  const gap = COLUMN.exec(text)?.[0];
  const found = gap === undefined ? undefined : valueAt(text, named.to + gap.length, true);
  if (gap === undefined || found === undefined) return undefined;
  const table = /^[ \t]*[|│┃][^\n]*$/.test(before) && /[|│┃]/.test(gap);
  const alone =
    /^[ \t]*(?:ENV[ \t]+)?$/.test(before) && /^[ \t]*(?:\r?\n|$)/.test(text.slice(found.to, found.to + 40));
  const value = text.slice(found.from, found.to);
  if (!(table || alone) || !/\d/.test(value)) return undefined;
  return isSecret(named.kind, value, found.quoted) ? found : undefined;
};

const spanAfter = (text: string, named: Named): Span | undefined => {
  const tag = tagged(text, named);
  if (tag !== undefined) return tag;
  SIGN.lastIndex = named.to;
  const sign = SIGN.exec(text);
  if (sign === null) return optioned(text, named) ?? inColumns(text, named);
  return assigned(text, named, named.to + sign[0].length, sign[1] ?? '', sign[2] ?? '');
};

/** `name: DB_PASSWORD` and then `value: …`, in YAML, JSON and HCL. */
const PAIR =
  /(\b(?:name|key)\\{0,8}["']?\s{0,4}[:=]\s{0,4}\\{0,8}["']?)([\w.-]{2,100})(\\{0,8}["']?,?\s{0,120}\\{0,8}["']?value\\{0,8}["']?[ \t]{0,4}[:=][ \t]{0,4})/gi;

const pairs = (text: string, mark: Mark): string => {
  let result = '';
  let done = 0;
  for (const match of text.matchAll(PAIR)) {
    const kind = keyKind(match[2] ?? '');
    const at = match.index + match[0].length;
    const found = at < done ? undefined : valueAt(text, at, true);
    if (found === undefined || !isSecret(kind, text.slice(found.from, found.to), found.quoted)) continue;
    result += text.slice(done, found.from) + mark('assignment');
    done = endOf(text, found);
  }
  return result + text.slice(done);
};

/** `API key: …`, `Unseal Key 1: …`: a key of two words is known by the first. */
const spokenName = (text: string, from: number, name: string): string => {
  if (!/^key$/i.test(name)) return name;
  const [, before] = /([A-Za-z]{2,20}) $/.exec(text.slice(Math.max(0, from - 24), from)) ?? [];
  return before === undefined ? name : `${before}_${name}`;
};

/** Replaces the values of settings whose names say that they are secret; the names stay. */
export const assignments: Pass = (text, mark) => {
  const kinds = new Map<string, KeyKind>();
  const kindOf = (name: string): KeyKind => {
    const found = kinds.get(name) ?? keyKind(name);
    kinds.set(name, found);
    return found;
  };
  let result = '';
  let done = 0;
  for (const match of text.matchAll(NAME)) {
    // A name and its dots: the dash or dot that ends a sentence is not part of it.
    const whole = match[0].replace(/[.-]+$/, '');
    const from = match.index + (COLOUR.test(text.slice(Math.max(0, match.index - 12), match.index)) ? 1 : 0);
    const to = match.index + whole.length;
    const name = text.slice(from, to);
    const kind = from < done ? 'no' : kindOf(spokenName(text, from, name));
    if (kind === 'no') continue;
    const span = spanAfter(text, { name, from, to, kind });
    if (span === undefined) continue;
    result += text.slice(done, span.from) + mark('assignment');
    done = endOf(text, span);
  }
  return pairs(result + text.slice(done), mark);
};
