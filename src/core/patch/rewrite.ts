/** Whole-file answers and exact replacements: the two bodies that are no hunks. */
import { grouped } from '../grouped.ts';
import { blockToHunk } from './blocks.ts';
import type { Built } from './build.ts';
import { diffLines } from './diff.ts';
import { eolAt, type FileLine, joinFile, splitFile, type TextFile, trimEnd } from './lines.ts';
import { listingProblem, standsIn } from './listing.ts';
import { locate, searchOf } from './locate.ts';
import type { HunkLine, Replacement } from './ops.ts';
import type { Violation } from './types.ts';
import { type ByteText, decodeUtf8 } from './utf8.ts';

/** A whole-file answer that keeps less of the file than this is taken for an excerpt. */
const KEPT_SHARE = 0.4;

const blankTail = (lines: readonly ByteText[]): number => {
  let count = 0;
  while (lines.at(-1 - count) === '') count++;
  return count;
};

const blankHead = (lines: readonly ByteText[]): number => {
  const first = lines.findIndex((line) => line !== '');
  return first < 0 ? lines.length : first;
};

/**
 * A whole file without the blank lines that stand between it and its fences: at its start it has at most as many as
 * `old`, at its end exactly as many, since models also drop them there.
 */
function withoutPadding(lines: readonly ByteText[], old: readonly ByteText[]): readonly ByteText[] {
  const blind = lines.map(trimEnd);
  const body = lines.slice(Math.max(blankHead(blind) - blankHead(old), 0), lines.length - blankTail(blind));
  return [...body, ...Array.from({ length: blankTail(old) }, () => '')];
}

/** The bytes of a new file given whole. */
export function wholeNewFile(path: string, given: readonly ByteText[], no: number): Built {
  const lines = withoutPadding(given, []);
  const message = listingProblem(lines);
  return message === undefined
    ? { bytes: lines.map((line) => `${line}\n`).join('') }
    : { problems: [{ rule: 'garbled', path, line: no, message }] };
}

/** How many lines of the file are in the text too. Not from the diff, which gives up where very much differs. */
function keptOf(old: readonly ByteText[], fresh: readonly ByteText[]): number {
  const left = grouped(fresh, String);
  return old.filter((line) => left.get(line)?.pop() !== undefined).length;
}

/** The new bytes of a file given whole: lines that stay keep their bytes, and the file keeps its line ends. */
export function replaceWhole(path: string, before: ByteText, given: readonly ByteText[], no: number): Built {
  const file = splitFile(before);
  const old = file.lines.map((line) => trimEnd(line.text));
  const lines = withoutPadding(given, old);
  const edits = diffLines(old, lines.map(trimEnd));
  if (old.length > 4 && keptOf(old, lines.map(trimEnd)) < old.length * KEPT_SHARE)
    return {
      problems: [
        {
          rule: 'excerpt',
          path,
          line: no,
          message: 'the text keeps less than half of the file: it reads like an excerpt; send a diff',
        },
      ],
    };
  const message = listingProblem(lines);
  if (message !== undefined && listingProblem(old) === undefined)
    return { problems: [{ rule: 'garbled', path, line: no, message }] };
  const outlined = edits.find(
    (edit) => edit.del > edit.add && lines.slice(edit.from, edit.from + edit.add).some(standsIn),
  );
  if (outlined !== undefined)
    return {
      problems: [
        {
          rule: 'elided',
          path,
          line: no,
          message: 'a line stands for text that was left out: write every line in full',
        },
      ],
    };
  const out: FileLine[] = [];
  let from = 0;
  for (const edit of edits) {
    out.push(...file.lines.slice(from, edit.start));
    for (const text of lines.slice(edit.from, edit.from + edit.add))
      out.push({ text, eol: eolAt(file, edit.start) });
    from = edit.start + edit.del;
  }
  out.push(...file.lines.slice(from));
  const end = file.lines.at(-1)?.eol ?? '\n';
  const fixed = out.map((line, i): FileLine => {
    if (i === out.length - 1) return { ...line, eol: end };
    return line.eol === '' ? { ...line, eol: eolAt(file, i) } : line;
  });
  return { bytes: joinFile({ bom: file.bom, lines: fixed }) };
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly text: ByteText;
  readonly no: number;
}

const WORD = /[A-Za-z0-9_\x80-\xff]/;

/** Whether a match would cut a word or number in two: `port: 80` in `port: 8080`. */
function splitsWord({ bytes: text, file }: Original, start: number, end: number): boolean {
  const cut = (i: number): boolean =>
    i > file.bom.length && i < text.length && WORD.test(text[i - 1]!) && WORD.test(text[i]!);
  return cut(start) || cut(end);
}

function occurrences(text: ByteText, search: ByteText): number[] {
  const out: number[] = [];
  for (let at = text.indexOf(search); at >= 0; at = text.indexOf(search, at + 1)) out.push(at);
  return out;
}

const asLines = (text: ByteText, kind: '-' | '+', no: number): HunkLine[] => {
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => ({ kind, text: line, no }));
};

/** A file as its edits look at it, split once for all of them. */
interface Original {
  readonly path: string;
  readonly bytes: ByteText;
  readonly file: TextFile;
  readonly search: ReturnType<typeof searchOf>;
  /** Where each line begins, and last where the file ends. */
  readonly offsets: readonly number[];
  /** Every line ends in CRLF. */
  readonly crlf: boolean;
}

function originalOf(path: string, bytes: ByteText): Original {
  const file = splitFile(bytes);
  const offsets = [file.bom.length];
  for (const line of file.lines) offsets.push(offsets.at(-1)! + line.text.length + line.eol.length);
  const crlf = bytes.includes('\r\n') && !/(?<!\r)\n/.test(bytes);
  return { path, bytes, file, search: searchOf(file.lines), offsets, crlf };
}

/** The range of whole lines that matches but for trailing blanks. */
function looseRange({ path, file, search, offsets }: Original, edit: Replacement): Range | Violation {
  const lines = blockToHunk(asLines(edit.search, '-', edit.no), asLines(edit.replace, '+', edit.no));
  const found = locate(search, { no: edit.no, lines }, decodeUtf8);
  if ('rule' in found) return { rule: found.rule, path, line: edit.no, message: found.message };
  let index = found.at;
  let text = '';
  for (const line of found.lines) {
    const own = file.lines[index];
    if (line.kind !== '+') index++;
    if (line.kind === ' ') text += own!.text + own!.eol;
    if (line.kind === '+') text += line.text + eolAt(file, index);
  }
  const bare = file.lines[index - 1]!.eol === '' ? text.replace(/\r?\n$/, '') : text;
  return { start: offsets[found.at]!, end: offsets[index]!, text: bare, no: edit.no };
}

function rangeOf(original: Original, edit: Replacement): Range | Violation {
  const { path, bytes: before, crlf } = original;
  if (edit.search === '')
    return {
      rule: 'exists',
      path,
      line: edit.no,
      message: 'an empty search makes a new file, but the file exists',
    };
  const native = (text: ByteText): ByteText => {
    const lf = text.replace(/\r\n/g, '\n');
    return crlf ? lf.replace(/\n/g, '\r\n') : lf;
  };
  const search = native(edit.search);
  const found = occurrences(before, search);
  if (found.length > 1) {
    const at = found.slice(0, 6).map((i) => before.slice(0, i).split('\n').length);
    return {
      rule: 'ambiguous',
      path,
      line: edit.no,
      message: `the search text stands at ${found.length} places (lines ${at.join(', ')}): make it longer until it is unique`,
    };
  }
  if (found.length === 0) return looseRange(original, edit);
  const start = found[0]!;
  const end = start + search.length;
  if (splitsWord(original, start, end))
    return {
      rule: 'not-found',
      path,
      line: edit.no,
      message: 'the search text only fits inside a longer word or number: give whole lines',
    };
  return { start, end, text: native(edit.replace), no: edit.no };
}

/** Applies exact replacements, all placed on the original bytes. */
export function applyReplacements(path: string, before: ByteText, edits: readonly Replacement[]): Built {
  const original = originalOf(path, before);
  const ranges: Range[] = [];
  const problems: Violation[] = [];
  for (const edit of edits) {
    const range = rangeOf(original, edit);
    if ('rule' in range) problems.push(range);
    else if (!ranges.some((r) => r.start === range.start && r.end === range.end && r.text === range.text))
      ranges.push(range);
  }
  ranges.sort((a, b) => a.start - b.start);
  for (const [i, range] of ranges.entries()) {
    const last = ranges[i - 1];
    if (last !== undefined && range.start < last.end)
      problems.push({
        rule: 'overlap',
        path,
        line: range.no,
        message: 'two edits change the same text: send each change once',
      });
  }
  if (problems.length > 0) return { problems };
  let out = '';
  let from = 0;
  for (const range of ranges) {
    out += before.slice(from, range.start) + range.text;
    from = range.end;
  }
  return { bytes: out + before.slice(from) };
}
