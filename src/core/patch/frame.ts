/** Finds the patch in an answer: fences, prose, indentation and line ends around it are dropped here. */
import type { Violation } from './types.ts';
import type { ByteText } from './utf8.ts';

export interface SourceLine {
  readonly text: ByteText;
  /** From 1, in the answer. */
  readonly no: number;
  readonly cr: boolean;
}

export type Format = 'unified' | 'codex' | 'blocks' | 'whole';

/** A run of lines that holds patch text. */
interface Region {
  readonly lines: readonly SourceLine[];
  /** A closing fence shows that it is complete. */
  readonly closed: boolean;
  /** The line of prose above its fence. */
  readonly above?: ByteText;
}

export interface Frame {
  readonly format: Format;
  readonly regions: readonly Region[];
  /** Every line of the answer ended in CRLF: transport, not content. */
  readonly allCr: boolean;
  /** The answer ends without a line end. */
  readonly unterminated: boolean;
  /** All lines of the answer. */
  readonly lines: readonly SourceLine[];
}

export const SEARCH_MARK = /^(?:<{5,9} ?(?:SEARCH|ORIGINAL|OLD|HEAD)\b|-{7,9} SEARCH\s*$)/i;
const CODEX_BEGIN = /^\*\*\* (?:Begin Patch|Update File: |Add File: |Delete File: )/;
const UNIFIED = /^(?:diff --git |@@(?: |$)|rename from |rename to )/;

/**
 * Whether a line may name a file as `--- ` and `+++ ` do. `--- FAIL: TestX (0.00s)` and `+++ exited (status 1) +++`
 * are words: blanks, and nothing that looks like a path.
 */
export function namesFile(text: ByteText): boolean {
  const name = /^(?:---|\+\+\+) (\S.*)/.exec(text)?.[1];
  return name !== undefined && (!/\S +\S/.test(name) || /^\S*[/.\t"]| \d{4}-\d\d-\d\d/.test(name));
}
const FENCE = /^(`{3,}|~{3,})([^`]*)$/;

function toLines(text: ByteText): SourceLine[] {
  const lines = text.split('\n').map((raw, i) => {
    const cr = raw.endsWith('\r');
    return { text: cr ? raw.slice(0, -1) : raw, no: i + 1, cr };
  });
  if (lines.at(-1)!.text === '') lines.pop();
  return lines;
}

function formatOf(lines: readonly SourceLine[]): Format {
  let unified = false;
  for (const { text } of lines) {
    if (SEARCH_MARK.test(text)) return 'blocks';
    if (CODEX_BEGIN.test(text)) return 'codex';
    unified ||= UNIFIED.test(text) || namesFile(text);
  }
  return unified ? 'unified' : 'whole';
}

/** An answer whose patch stands as an indented block: the common indentation goes, lines outside it become empty. */
function dedent(lines: readonly SourceLine[]): readonly SourceLine[] {
  const header = /^( {2,8}|\t)(?:diff --git |--- \S|\*\*\* Begin Patch|<{5,9} SEARCH)/;
  const indent = lines.map((line) => header.exec(line.text)?.[1]).find((found) => found !== undefined);
  if (indent === undefined || formatOf(lines) !== 'whole') return lines;
  return lines.map((line) =>
    line.text.startsWith(indent)
      ? { ...line, text: line.text.slice(indent.length) }
      : line.text.trim() === ''
        ? { ...line, text: '' }
        : line,
  );
}

interface Fences {
  readonly blocks: readonly Region[];
  /** Lines outside all blocks. */
  readonly outside: readonly SourceLine[];
}

/** The last words in front of a fence, when nothing stands between but blank lines. */
const aboveOf = (outside: readonly SourceLine[]): { above?: ByteText } => {
  const above = outside.findLast((line) => line.text.trim() !== '')?.text;
  return above === undefined ? {} : { above };
};

/** Splits an answer into its fenced blocks and the rest. Patch lines begin with a mark, so a fence in column 0 is a fence. */
export function fences(lines: readonly SourceLine[]): Fences {
  const blocks: Region[] = [];
  const outside: SourceLine[] = [];
  let open: { readonly mark: string; readonly lines: SourceLine[]; readonly above?: ByteText } | undefined;
  for (const line of lines) {
    const fence = FENCE.exec(line.text);
    if (open === undefined) {
      if (fence === null) outside.push(line);
      else open = { mark: fence[1]!, lines: [], ...aboveOf(outside) };
    } else if (fence !== null && fence[2]!.trim() === '' && fence[1]!.startsWith(open.mark)) {
      const { mark: _, ...block } = open;
      blocks.push({ ...block, closed: true });
      open = undefined;
    } else open.lines.push(line);
  }
  if (open !== undefined) blocks.push({ lines: open.lines, closed: false });
  return { blocks, outside };
}

/** The first line of a unified diff or of a search/replace block that stands beside the codex patches of an answer. */
function otherBesideCodex(lines: readonly SourceLine[]): SourceLine | undefined {
  let inCodex = false;
  return lines.find(({ text }, i) => {
    if (CODEX_BEGIN.test(text)) inCodex = true;
    else if (/^\*\*\* End Patch/.test(text) || FENCE.test(text)) inCodex = false;
    if (inCodex) return false;
    const next = lines[i + 1]?.text ?? '';
    const named = text.startsWith('---') && namesFile(text) && next.startsWith('+++') && namesFile(next);
    return named || text.startsWith('diff --git ') || SEARCH_MARK.test(text);
  });
}

const partOfPatch = (text: ByteText): boolean =>
  /^(?:diff --git |@@ -\d|\*\*\* End Patch)/.test(text) ||
  CODEX_BEGIN.test(text) ||
  (text.startsWith('+++ ') && namesFile(text));

/** The blocks inside a longer fence around all of an answer, when the patch stands in nothing but them. */
function inner(block: Region, format: Format): readonly Region[] {
  const { blocks, outside } = fences(block.lines);
  const held = blocks.filter(({ lines }) => formatOf(lines) === format);
  return formatOf(outside) === 'whole' ? held : [block];
}

/** The regions of a diff or codex answer: its fenced blocks, or the whole answer when it is not fenced. */
function fencedRegions(lines: readonly SourceLine[], format: Format): readonly Region[] | Violation {
  const beside = format === 'codex' ? otherBesideCodex(lines) : undefined;
  if (beside !== undefined)
    return {
      rule: 'unclear',
      line: beside.no,
      message: 'the answer mixes a codex patch with another patch format: send one',
    };
  const { blocks, outside } = fences(lines);
  const held = blocks
    .filter((block) => formatOf(block.lines) === format)
    .flatMap((block) => inner(block, format));
  if (held.length === 0) return [{ lines, closed: false }];
  const open = held.find((block) => !block.closed);
  if (open !== undefined)
    return {
      rule: 'cut-off',
      line: open.lines[0]!.no,
      message: 'the code fence around the patch is never closed: the answer was cut off',
    };
  if (outside.some(({ text }) => partOfPatch(text)))
    return {
      rule: 'unclear',
      message: 'part of the patch stands inside a code fence and part outside: send one patch in one fence',
    };
  return held;
}

/**
 * Where the patch stands in an answer and in which format.
 * @param text the answer as a UTF-8 byte string.
 * @returns the frame, or the reason why there is nothing that could be read as one patch.
 */
export function frame(text: ByteText): Frame | Violation {
  if (text.includes('\0'))
    return { rule: 'binary', message: 'the answer holds NUL bytes: no text patch does' };
  const lines = dedent(toLines(text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text));
  if (lines.every((line) => line.text.trim() === ''))
    return { rule: 'empty', message: 'the answer holds no text' };
  const format = formatOf(lines);
  const base = {
    format,
    allCr: lines.every((line) => line.cr || line.no === lines.length),
    unterminated: !text.endsWith('\n'),
    lines,
  };
  if (format === 'blocks' || format === 'whole') return { ...base, regions: [{ lines, closed: true }] };
  const regions = fencedRegions(lines, format);
  return 'rule' in regions ? regions : { ...base, regions };
}

/** Whether `frame` refused. */
export const isRefusal = (value: object): value is Violation => 'rule' in value;
