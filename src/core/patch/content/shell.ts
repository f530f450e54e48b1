/** Splits shell text into simple commands: enough to see what would run, not a shell. */
import { type Reading, readings } from './readings.ts';

type Operator = '' | ';' | '&' | '&&' | '||' | '|';

export interface Command {
  /** Words without quotes and escapes, wrappers such as sudo or timeout still in front. */
  readonly words: readonly string[];
  /** What may run: the first is the command as it stands; none for assignments and keywords alone. */
  readonly readings: readonly Reading[];
  readonly before: Operator;
  readonly after: Operator;
  /** Inside `$(…)`, backticks or a quoted string that is itself a command line. */
  readonly nested: boolean;
}

interface Scan {
  readonly text: string;
  readonly out: Command[];
  readonly inner: string[];
  words: string[];
  word: string | undefined;
  before: Operator;
}

const push = (scan: Scan): void => {
  if (scan.word !== undefined) scan.words.push(scan.word);
  scan.word = undefined;
};

const close = (scan: Scan, after: Operator, nested: boolean): void => {
  push(scan);
  if (scan.words.length > 0) {
    const { words, before } = scan;
    scan.out.push({ words, readings: readings(words), before, after, nested });
    scan.before = after;
  } else if (after !== ';') scan.before = after;
  scan.words = [];
};

/** The index after the `)` that closes the `(` before `from`. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return text.length;
}

/** The index of the first `sign` from `from` on, or the end of the text. */
function upTo(text: string, sign: string, from: number): number {
  const at = text.indexOf(sign, from);
  return at < 0 ? text.length : at;
}

/** Reads `$(…)` or a backtick run at `i`; the word keeps a mark, the content is scanned on its own. */
function substitution(scan: Scan, i: number): number {
  const { text } = scan;
  const from = text[i] === '`' ? i + 1 : i + 2;
  const end = text[i] === '`' ? upTo(text, '`', from) : closing(text, from);
  scan.inner.push(text.slice(from, end));
  scan.word = `${scan.word ?? ''}$(…)`;
  return end;
}

/** Reads `$((…))` at `i`: the word keeps it without its blanks; commands may stand in it all the same. */
function arithmetic(scan: Scan, i: number): number {
  const end = closing(scan.text, i + 2);
  scan.inner.push(scan.text.slice(i + 3, end - 1));
  scan.word = (scan.word ?? '') + scan.text.slice(i, end + 1).replace(/\s/g, '');
  return end;
}

/** Reads a quoted part at `i`; returns the index of its closing quote. */
function quoted(scan: Scan, i: number): number {
  const { text } = scan;
  const quote = text[i]!;
  let part = '';
  let k = i + 1;
  for (; k < text.length && text[k] !== quote; k++) {
    if (quote === '"' && text[k] === '\\' && /["\\$`]/.test(text.charAt(k + 1))) part += text[++k];
    else if (
      quote === '"' &&
      ((text[k] === '$' && text[k + 1] === '(' && text[k + 2] !== '(') || text[k] === '`')
    ) {
      scan.word = (scan.word ?? '') + part;
      part = '';
      k = substitution(scan, k);
    } else part += text[k];
  }
  scan.word = (scan.word ?? '') + part;
  return k;
}

const OPERATORS: readonly (readonly [string, Operator])[] = [
  ['&&', '&&'],
  ['||', '||'],
  ['|&', '|'],
  [';;', ';'],
  ['|', '|'],
  [';', ';'],
  ['\n', ';'],
  ['(', ';'],
  [')', ';'],
];

function operatorAt(text: string, i: number): readonly [string, Operator] | undefined {
  if (text[i] === '&' && (text[i - 1] === '>' || text[i + 1] === '>')) return undefined;
  if (text[i] === '|' && text[i - 1] === '>') return undefined;
  const found = OPERATORS.find(([sign]) => text.startsWith(sign, i));
  if (found !== undefined) return found;
  return text[i] === '&' ? ['&', '&'] : undefined;
}

/** Characters that mean nothing to a shell. */
const PLAIN = /[^\s\\'"`$<>|&;()#]+/y;

/** The plain characters of a text from `i` on. */
function plainAt(text: string, i: number): string {
  PLAIN.lastIndex = i;
  return PLAIN.exec(text)?.[0] ?? '';
}

function scanText(text: string, nested: boolean): Scan {
  const scan: Scan = { text, out: [], inner: [], words: [], word: undefined, before: '' };
  for (let i = 0; i < text.length; i++) {
    const plain = plainAt(text, i);
    if (plain !== '') scan.word = (scan.word ?? '') + plain;
    i += plain.length;
    if (i >= text.length) break;
    const c = text[i]!;
    const operator = operatorAt(text, i);
    if (c === '\\') scan.word = (scan.word ?? '') + (text[++i] ?? '');
    else if (c === "'" || c === '"') i = quoted(scan, i);
    else if ((c === '$' || c === '<' || c === '>') && text[i + 1] === '(' && text[i + 2] !== '(')
      i = substitution(scan, i);
    else if (c === '`') i = substitution(scan, i);
    else if (text.startsWith('$((', i)) i = arithmetic(scan, i);
    else if (c === '#' && scan.word === undefined) i = upTo(text, '\n', i) - 1;
    else if (operator !== undefined) {
      close(scan, operator[1], nested);
      i += operator[0].length - 1;
    } else if (/\s/.test(c)) push(scan);
    else scan.word = (scan.word ?? '') + c;
  }
  close(scan, '', nested);
  return scan;
}

/** Programs whose arguments are words for people, never commands. */
const SPEAKERS = /^(?:echo|printf|log\w*|warn\w*|info|die|error|fail|say|note|grep|sed|awk|jq|yq)$/;
const MAX_DEPTH = 3;

/**
 * The simple commands of a piece of shell text, those in substitutions and in quoted command lines included.
 * @param text one or more logical lines.
 */
export function commandsOf(text: string, depth = 0): readonly Command[] {
  const plain = text.replace(/\$\{?IFS\}?/g, ' ').replace(/^\s*(?:function\s+)?[\w-]+\s*\(\)\s*\{?/, '');
  const scan = scanText(plain, depth > 0);
  const out: Command[] = [...scan.out];
  if (depth >= MAX_DEPTH) return out;
  for (const inner of scan.inner) out.push(...commandsOf(inner, depth + 1));
  for (const {
    words,
    readings: [first],
  } of scan.out) {
    if (first !== undefined && SPEAKERS.test(first.program)) continue;
    // JSON and YAML write the line ends of a quoted script as `\n`.
    for (const word of words)
      if (/\S\s+\S/.test(word))
        out.push(
          ...commandsOf(word.replace(/^(?:[A-Za-z_]\w*=|[[({]+)/, '').replaceAll('\\n', '\n'), depth + 1),
        );
  }
  return out;
}
