/** Reads unified diffs by the kind of each line, in whatever state a model left the headers and counts. */
import { namedPath } from './blocks.ts';
import { type Frame, namesFile, type SourceLine } from './frame.ts';
import { type Draft, extended, headerName } from './headers.ts';
import { parseHunkHeader, readHunk, startsNext } from './hunk.ts';
import { splitGitHeader } from './names.ts';
import type { Section } from './ops.ts';
import type { Violation } from './types.ts';

const startsBody = (line: SourceLine | undefined): boolean => /^[ +-]/.test(line?.text ?? '');

/** `--- x` and `+++ y` are a header outside a hunk; the hunk reader decides about pairs inside one. */
const isPair = (lines: readonly SourceLine[], i: number): boolean => {
  const [old, fresh, next] = [lines[i]!.text, lines[i + 1]?.text ?? '', lines[i + 2]?.text ?? ''];
  if (!/^--- \S/.test(old) || !/^\+\+\+ \S/.test(fresh)) return false;
  return next.startsWith('@@') || (namesFile(old) && namesFile(fresh));
};

/**
 * The only name line of a diff whose other one was left out. Above a hunk that leaves nothing it is not clear whether
 * the file is deleted or emptied.
 */
const isLone = ({ lines, done, draft }: Parse, i: number): boolean => {
  const stands = (k: number): boolean =>
    namesFile(lines[k]!.text) && /^@@(?!.*\+0,0)/.test(lines[k + 1]?.text ?? '');
  const first = done.length === 0 || (done.length === 1 && draft?.head === true);
  return first && stands(i) && lines.every((_, k) => k === i || !stands(k));
};

const finish = (draft: Draft): Section => {
  const { hunks, head: _, inProse, changes: __, ...rest } = draft;
  return { ...rest, prefixed: inProse !== true, body: { kind: 'hunks', hunks } };
};

interface Parse {
  readonly lines: readonly SourceLine[];
  readonly closed: boolean;
  readonly frame: Frame;
  readonly done: Draft[];
  draft: Draft | undefined;
  /** The line above the fence: it may name the file of hunks that have no header. */
  readonly above: string | undefined;
}

function start(parse: Parse, no: number): Draft {
  const draft: Draft = { no, names: [], hunks: [], head: true };
  parse.done.push(draft);
  parse.draft = draft;
  return draft;
}

/** Reads the header pair at `i` and a body that may follow without any `@@`; returns the next line to read. */
function readPair(parse: Parse, i: number): number {
  const { lines } = parse;
  const draft = parse.draft?.head === true ? parse.draft : start(parse, lines[i]!.no);
  draft.names.push([headerName(lines[i]!.text.slice(4)), headerName(lines[i + 1]!.text.slice(4))]);
  draft.head = false;
  if (!lines[i + 1]!.cr && !parse.frame.allCr && lines.some((line) => line.cr)) draft.crlf = true;
  let body = i + 2;
  // The second name said twice is no added line.
  while (lines[body]?.text === lines[i + 1]!.text) body++;
  if (!startsBody(lines[body]) || startsNext(lines, body, false)) return body;
  return addHunk(parse, draft, body, { no: lines[i + 1]!.no });
}

function addHunk(parse: Parse, draft: Draft, from: number, header: Parameters<typeof readHunk>[2]): number {
  const read = readHunk(parse.lines, from, header);
  const atEnd = read.next >= parse.lines.length;
  const open = atEnd && !parse.closed && read.hunk.restEndsInProse !== true;
  draft.hunks.push({
    ...read.hunk,
    ...(open ? { open: true } : {}),
    ...(open && parse.frame.unterminated ? { unterminated: true } : {}),
  });
  return read.next;
}

const noPath = (line: number): Violation => ({
  rule: 'no-path',
  line,
  message: 'the hunk stands under no file name: begin every file with its --- and +++ lines',
});

/** The line of words right above a further hunk when it names another file: one without a folder may be a key. */
function otherFile(lines: readonly SourceLine[], at: number, draft: Draft): SourceLine | undefined {
  let i = at - 1;
  while (lines[i]?.text.trim() === '') i--;
  const above = lines[i];
  if (above === undefined || draft.hunks.length === 0 || /^[ +\\-]/.test(above.text)) return undefined;
  const name = namedPath(above.text);
  const isKnown = draft.names.flat().some((known) => `/${known}`.endsWith(`/${name}`));
  return name?.includes('/') === true && !isKnown ? above : undefined;
}

/** Nothing in it shows that the file of that name is meant: prose names many. */
const onlyAdds = (draft: Draft): boolean =>
  draft.hunks.every((hunk) => hunk.lines.every((line) => line.kind === '+' || line.bare === true));

/** A new or a moved file that its header says to hold something, without any of it. */
const isHollow = (draft: Draft): boolean =>
  draft.changes === true &&
  draft.hunks.length === 0 &&
  (draft.renameTo !== undefined || draft.newFileMode !== undefined);

/** Reads one line (or one hunk) at `i`; returns the next index or a refusal. */
function step(parse: Parse, i: number): number | Violation {
  const line = parse.lines[i]!;
  const { text, no } = line;
  if (text.startsWith('diff --git ')) {
    const names = splitGitHeader(text.slice(11));
    const draft = start(parse, no);
    if (names !== undefined) draft.names.push(names);
    return i + 1;
  }
  const index = /^Index: (.+)/.exec(text)?.[1];
  if (index !== undefined) {
    start(parse, no).names.push([headerName(index), headerName(index)]);
    return i + 1;
  }
  if (isPair(parse.lines, i)) return readPair(parse, i);
  if (isLone(parse, i)) {
    const name = headerName(text.slice(4));
    const draft = parse.draft ?? start(parse, no);
    draft.names.push([name, name]);
    return i + 1;
  }
  if (text.startsWith('@@@'))
    return {
      rule: 'unclear',
      line: no,
      message: 'combined diffs of merges are not read: send a plain unified diff',
    };
  const header = parseHunkHeader(line);
  if (header !== undefined) {
    const above = parse.draft === undefined ? namedPath(parse.above ?? '') : undefined;
    if (above !== undefined) Object.assign(start(parse, no), { names: [[above, above]], inProse: true });
    if (parse.draft === undefined) return noPath(no);
    const other = otherFile(parse.lines, i, parse.draft);
    if (other !== undefined)
      return {
        rule: 'unclear',
        line: other.no,
        message:
          'this line names another file than the headers above it: begin every file with its --- and +++ lines',
      };
    parse.draft.head = false;
    return addHunk(parse, parse.draft, i + 1, header);
  }
  if (parse.draft?.head === true && extended(parse.draft, text)) return i + 1;
  return stray(parse, line) ?? i + 1;
}

/** A line that belongs to nothing: prose is skipped, what looks like a part of the patch is refused. */
function stray(parse: Parse, line: SourceLine): Violation | undefined {
  const inFence = parse.closed && line.text.trim() !== '' && !/^(?:#|From |\\ No newline)/.test(line.text);
  if (!namesFile(line.text) && !(inFence && parse.draft !== undefined)) return undefined;
  return {
    rule: 'garbled',
    line: line.no,
    message: 'this line belongs to no hunk: every line of a hunk must begin with a blank, + or -',
  };
}

/** Whether a line may be the first part of a header that was cut off. */
const beginsHeader = (text: string): boolean => text !== '' && 'diff --git '.startsWith(text);

/**
 * Parses the regions of a framed answer as unified diffs.
 * @returns the sections in their order, or why the text is no diff.
 */
export function parseUnified(frame: Frame): readonly Section[] | Violation {
  const done: Draft[] = [];
  for (const region of frame.regions) {
    const { lines, closed, above } = region;
    const parse: Parse = { lines, closed, above, frame, done, draft: undefined };
    for (let i = 0; i < region.lines.length; ) {
      const next = step(parse, i);
      if (typeof next !== 'number') return next;
      i = next;
    }
    const last = region.lines.at(-1)!;
    if (!region.closed && frame.unterminated && beginsHeader(last.text))
      return { rule: 'cut-off', line: last.no, message: 'the answer ends inside a header: it was cut off' };
  }
  const hollow = done.find(isHollow);
  if (hollow !== undefined)
    return {
      rule: 'cut-off',
      line: hollow.no,
      message: 'the header of this file tells of content and no hunk follows: the answer was cut off',
    };
  const unnamed = done.find((draft) => draft.inProse === true && onlyAdds(draft));
  return unnamed === undefined ? done.map(finish) : noPath(unnamed.no);
}
