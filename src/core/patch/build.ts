/** Builds the new bytes of one file in memory from hunks that were located on the old ones. */
import { type Eol, eolAt, type FileLine, joinFile, splitFile, type TextFile } from './lines.ts';
import { listingProblem } from './listing.ts';
import { alreadyThere, locate, searchOf } from './locate.ts';
import type { Hunk, HunkLine } from './ops.ts';
import type { Violation } from './types.ts';
import { type ByteText, decodeUtf8 } from './utf8.ts';

/** Lines [start, start+del) of the old file become `add`. */
interface Change {
  readonly start: number;
  readonly del: number;
  readonly add: readonly HunkLine[];
  readonly no: number;
  readonly hunk: Hunk;
}

export type Built = { readonly bytes: ByteText } | { readonly problems: readonly Violation[] };

/** The runs of changed lines in a located hunk. */
function changesOf(at: number, lines: readonly HunkLine[], hunk: Hunk): Change[] {
  const out: Change[] = [];
  let index = at;
  for (let i = 0; i < lines.length; ) {
    if (lines[i]!.kind === ' ') {
      index++;
      i++;
      continue;
    }
    const no = lines[i]!.no;
    const start = index;
    const add: HunkLine[] = [];
    for (; i < lines.length && lines[i]!.kind !== ' '; i++) {
      if (lines[i]!.kind === '-') index++;
      else add.push(lines[i]!);
    }
    out.push({ start, del: index - start, add, no, hunk });
  }
  return out;
}

const sameChange = (a: Change, b: Change): boolean =>
  a.start === b.start &&
  a.del === b.del &&
  a.add.length === b.add.length &&
  a.add.every((line, i) => line.text === b.add[i]!.text);

/**
 * Two hunks under one number: the same sent twice, or a draft and its correction. Without numbers they may be meant for
 * places that look alike, of which one has changed since: then only one place is left for both.
 */
const sameNumber = (a: Change, b: Change): boolean =>
  a.hunk.oldStart !== undefined && a.hunk.oldStart === b.hunk.oldStart;

/** Sorts by place, drops repetitions and finds two changes of the same lines. */
function order(changes: readonly Change[]): readonly Change[] | Violation {
  const sorted = [...changes].sort((a, b) => a.start - b.start);
  const out: Change[] = [];
  for (const change of sorted) {
    const last = out.at(-1);
    const again = last !== undefined && sameNumber(last, change);
    if (again && sameChange(last, change)) continue;
    // Of two that begin alike, one is a draft of the other.
    const onTop =
      last?.start === change.start &&
      (change.del > 0 ||
        change.hunk.part !== last.hunk.part ||
        again ||
        last.add[0]?.text === change.add[0]?.text);
    if (last !== undefined && (change.start < last.start + last.del || onTop))
      return {
        rule: 'overlap',
        line: change.no,
        message: `two hunks change line ${change.start + 1} of the file: send each change once`,
      };
    out.push(change);
  }
  return out;
}

/** The last line's end: what a marker says, else what the file had, else LF. */
function lastEol(file: TextFile, markers: readonly HunkLine[]): Eol {
  const marked = markers.filter((line) => line.noEol === true);
  if (marked.some((line) => line.kind !== '-')) return '';
  return marked.length > 0 ? eolAt(file, file.lines.length) : (file.lines.at(-1)?.eol ?? '\n');
}

/** The last old and new line of a hunk that ends where the file ends: only there can "No newline at end of file" be true. */
function markersOf(file: TextFile, at: number, lines: readonly HunkLine[]): readonly HunkLine[] {
  const old = lines.filter((line) => line.kind !== '+');
  if (at + old.length !== file.lines.length) return [];
  const last = [old.at(-1), lines.findLast((line) => line.kind !== '-')];
  return last.filter((line) => line !== undefined);
}

function apply(file: TextFile, changes: readonly Change[], markers: readonly HunkLine[]): ByteText {
  const lines: FileLine[] = [];
  let from = 0;
  for (const { start, del, add } of changes) {
    lines.push(...file.lines.slice(from, start));
    for (const [i, line] of add.entries()) {
      const replaced = i < del ? file.lines[start + i]!.eol : '';
      lines.push({ text: line.text, eol: replaced === '' ? eolAt(file, start) : replaced });
    }
    from = start + del;
  }
  lines.push(...file.lines.slice(from));
  const end = lastEol(file, markers);
  const fixed = lines.map((line, i): FileLine => {
    if (i === lines.length - 1) return { text: line.text, eol: end };
    return line.eol === '' ? { text: line.text, eol: eolAt(file, file.lines.length) } : line;
  });
  return joinFile({ bom: file.bom, lines: fixed });
}

/**
 * Applies hunks to a file. Every hunk is placed on the original lines, so their order does not matter.
 * @returns the new bytes, or every hunk's problem.
 */
export function applyHunks(path: string, before: ByteText, hunks: readonly Hunk[]): Built {
  const file = splitFile(before);
  const search = searchOf(file.lines);
  const problems: Violation[] = [];
  const changes: Change[] = [];
  const markers: HunkLine[] = [];
  for (const hunk of hunks) {
    const found = locate(search, hunk, decodeUtf8);
    if ('rule' in found) problems.push({ rule: found.rule, path, line: hunk.no, message: found.message });
    else if (alreadyThere(search, found.at, found.lines))
      problems.push({
        rule: 'already-applied',
        path,
        line: hunk.no,
        message: 'the lines it adds stand there already',
      });
    else {
      changes.push(...changesOf(found.at, found.lines, hunk));
      markers.push(...markersOf(file, found.at, found.lines));
    }
  }
  if (problems.length > 0) return { problems };
  const ordered = order(changes);
  return 'rule' in ordered ? { problems: [{ ...ordered, path }] } : { bytes: apply(file, ordered, markers) };
}

const BARE_NEW_FILE = 'a new file has no context and no removed lines: begin every line with +';

const UNCOUNTED =
  'an empty line between the added ones is not counted by the header: begin it with + or leave it out';

/**
 * In a new file an empty line between added ones is one that lost its plus; those at the end are no part of it, nor
 * are those right under the header unless it counts them.
 */
function plusGiven({ lines, newCount }: Hunk): readonly HunkLine[] {
  const body = lines.slice(0, lines.findLastIndex((line) => line.bare !== true) + 1);
  const above = body.findIndex((line) => line.bare !== true);
  return body
    .slice(body.length === newCount ? 0 : above)
    .map((line) => (line.bare === true ? { ...line, kind: '+' } : line));
}

/** Empty lines between added ones that the header does not count: they may stand for looks, or have lost their plus. */
function hasUncounted({ lines, newCount }: Hunk): boolean {
  const added = lines.filter((line) => line.bare !== true);
  const within = lines.slice(lines.indexOf(added[0]!), lines.indexOf(added.at(-1)!));
  return added.length === newCount && within.some((line) => line.bare === true);
}

/** The bytes of a new file; LF unless only the patch's body lines ended in CRLF. */
export function newFile(path: string, hunks: readonly Hunk[], crlf: boolean): Built {
  const problems: Violation[] = [];
  const add: HunkLine[] = [];
  for (const hunk of hunks) {
    if (hunk.lines.length === 0 && hunk.newCount !== 0) {
      problems.push({ rule: 'garbled', path, line: hunk.no, message: BARE_NEW_FILE });
      continue;
    }
    if (hasUncounted(hunk)) problems.push({ rule: 'garbled', path, line: hunk.no, message: UNCOUNTED });
    const found = locate(searchOf([]), { ...hunk, lines: plusGiven(hunk) }, decodeUtf8);
    if ('lines' in found) add.push(...found.lines);
    else if (found.rule === 'not-found')
      problems.push({ rule: 'garbled', path, line: hunk.no, message: BARE_NEW_FILE });
    else problems.push({ rule: found.rule, path, line: hunk.no, message: found.message });
  }
  const message = listingProblem(add.map((line) => line.text));
  if (message !== undefined) problems.push({ rule: 'garbled', path, line: hunks[0]!.no, message });
  if (problems.length > 0) return { problems };
  const eol = crlf ? '\r\n' : '\n';
  const body = add.map((line) => line.text).join(eol);
  return { bytes: add.length === 0 || add.at(-1)!.noEol === true ? body : body + eol };
}
