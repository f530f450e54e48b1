/** One file before and after, and the checks that look at how a result came about rather than at what it does. */
import { diffLines } from './diff.ts';
import { splitFile } from './lines.ts';
import type { Op } from './resolve.ts';
import type { GatePolicy, Violation } from './types.ts';
import type { ByteText } from './utf8.ts';

export interface Result {
  readonly op: Op;
  readonly before: ByteText;
  /** Absent: the file is deleted. */
  readonly after: ByteText | undefined;
}

interface AddedLine {
  readonly text: ByteText;
  /** In the new file, from 1. */
  readonly line: number;
}

const texts = (bytes: ByteText): string[] => splitFile(bytes).lines.map((line) => line.text + line.eol);

/** Lines removed plus lines added by one result. */
export function countChanged(result: Result): number {
  return diffLines(texts(result.before), texts(result.after ?? '')).reduce(
    (sum, edit) => sum + edit.del + edit.add,
    0,
  );
}

/** The lines that a result adds. */
function addedLines(result: Result): readonly AddedLine[] {
  const after = splitFile(result.after ?? '').lines.map((line) => line.text);
  const before = splitFile(result.before).lines.map((line) => line.text);
  return diffLines(before, after).flatMap((edit) =>
    after.slice(edit.from, edit.from + edit.add).map((text, i) => ({ text, line: edit.from + i + 1 })),
  );
}

const ENTITY = /&(?:lt|gt|amp|quot|apos|#0?39|#x27|#34);/;

/** A sign that escaping would have taken away. */
const RAW = /[<>]|&(?!(?:[a-z]{2,8}|#x?[0-9a-f]+);)/i;

/** Words that stand for text a model left out. */
const ELISION =
  /^\s*(?:(?:#|\/\/|--|;|\/\*|<!--|\{\{\/\*)\s*)?(?:(?:\.{3}|…|\[\.{3}\]?)\s*)?\(?(?:the )?(?:rest|remainder|remaining|existing|other|unchanged|previous|omitted|same as before|keep)\b[^:=]*$/i;
const DOTS = /^\s*(?:(?:#|\/\/|--|;)\s*)?(?:\.{3,}|…|\[\.{3}\]|\[…\])\s*$/;

function hunkTexts(result: Result): readonly ByteText[] {
  const { body } = result.op;
  if (body.kind === 'hunks') return body.hunks.flatMap((hunk) => hunk.lines.map((line) => line.text));
  if (body.kind === 'whole') return body.lines;
  return body.replacements.flatMap((r) => [...r.search.split('\n'), ...r.replace.split('\n')]);
}

function escaped(result: Result, added: readonly AddedLine[]): AddedLine | undefined {
  if (ENTITY.test(result.before) || hunkTexts(result).some((text) => RAW.test(text))) return undefined;
  return added.find((line) => ENTITY.test(line.text));
}

function elided(result: Result, added: readonly AddedLine[]): AddedLine | undefined {
  const known = new Set(splitFile(result.before).lines.map((line) => line.text.trim()));
  return added.find(
    ({ text }) =>
      !known.has(text.trim()) && (DOTS.test(text) || (/\.{3}|…/.test(text) && ELISION.test(text))),
  );
}

/** Signs that the text was damaged on its way: HTML escapes, left-out parts, absurd lines. */
export function garbledContent(result: Result, policy: GatePolicy): readonly Violation[] {
  const added = addedLines(result);
  const out: Violation[] = [];
  const { path } = result.op;
  const html = escaped(result, added);
  if (html !== undefined)
    out.push({
      rule: 'html-escaped',
      path,
      line: html.line,
      message: 'the patch is HTML-escaped (&lt; &gt; &amp; &quot;): send it as plain text',
    });
  const gap = elided(result, added);
  if (gap !== undefined)
    out.push({
      rule: 'elided',
      path,
      line: gap.line,
      message: 'a line stands for text that was left out: write every line in full',
    });
  const max = policy.maxLineBytes ?? 4000;
  const long = added.find((line) => line.text.length > max);
  if (long !== undefined)
    out.push({
      rule: 'size',
      path,
      line: long.line,
      message: `a line of ${long.text.length} bytes is added; at most ${max} are allowed`,
    });
  return out;
}
