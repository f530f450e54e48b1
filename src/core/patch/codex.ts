/** Reads the `*** Begin Patch` format: file sections whose hunks carry context instead of line numbers. */
import type { Frame, SourceLine } from './frame.ts';
import type { Hunk, HunkLine, Section } from './ops.ts';
import type { Violation } from './types.ts';

const FILE = /^\*\*\* (Update|Add|Delete) File: (.+?)\s*$/;
const MOVE = /^\*\*\* Move to: (.+?)\s*$/;

interface Draft {
  readonly no: number;
  readonly verb: 'Update' | 'Add' | 'Delete';
  readonly path: string;
  moveTo?: string;
  readonly hunks: { no: number; atEnd?: boolean; lines: HunkLine[] }[];
}

const fail = (rule: string, line: number, message: string): Violation => ({ rule, line, message });

function addLine(draft: Draft, line: SourceLine): Violation | undefined {
  const { text, no } = line;
  if (text.startsWith('@@')) {
    draft.hunks.push({ no, lines: [] });
    return undefined;
  }
  let hunk = draft.hunks.at(-1);
  if (hunk === undefined) {
    if (text === '') return undefined;
    hunk = { no, lines: [] };
    draft.hunks.push(hunk);
  }
  if (text === '*** End of File') hunk.atEnd = true;
  else if (text === '') hunk.lines.push({ kind: ' ', text: '', no, bare: true });
  else if (/^[ +-]/.test(text))
    hunk.lines.push({ kind: text[0] as ' ' | '+' | '-', text: text.slice(1), no });
  else if (!text.startsWith('\\'))
    return fail('garbled', no, 'this line begins with neither a blank, + nor -');
  return undefined;
}

function toSection(draft: Draft): Section | Violation {
  const { verb, path, no, hunks } = draft;
  const base = { no, names: [[path, path]] as const, prefixed: false };
  const kept: readonly Hunk[] = hunks.filter((hunk) => hunk.lines.length > 0);
  const body = { kind: 'hunks', hunks: kept } as const;
  if (verb === 'Delete') return { ...base, op: 'delete', body };
  if (kept.length === 0 && draft.moveTo === undefined)
    return fail('empty', no, 'the file section holds no lines');
  if (verb === 'Add') {
    const stray = kept.flatMap((hunk) => hunk.lines).find((line) => line.kind !== '+' && line.bare !== true);
    return stray === undefined
      ? { ...base, op: 'add', body }
      : fail('garbled', stray.no, 'a line of an added file must begin with +');
  }
  return draft.moveTo === undefined
    ? { ...base, body }
    : { ...base, names: [[path, draft.moveTo]], renameFrom: path, renameTo: draft.moveTo, body };
}

function readRegion(lines: readonly SourceLine[], closed: boolean): readonly Section[] | Violation {
  const begin = lines.findIndex((line) => line.text.startsWith('*** Begin Patch'));
  const end = lines.findIndex((line, i) => i > begin && /^\*\*\* End Patch\s*$/.test(line.text));
  if (end < 0 && !closed)
    return fail('cut-off', lines.at(-1)!.no, 'the patch has no `*** End Patch`: the answer was cut off');
  const after = end < 0 ? undefined : lines.slice(end + 1).find((line) => line.text.startsWith('*** '));
  if (after !== undefined) return fail('unclear', after.no, 'a second patch follows the first: send one');
  const drafts: Draft[] = [];
  for (const line of lines.slice(begin + 1, end < 0 ? lines.length : end)) {
    const file = FILE.exec(line.text);
    const move = MOVE.exec(line.text)?.[1];
    const draft = drafts.at(-1);
    if (file !== null)
      drafts.push({ no: line.no, verb: file[1] as Draft['verb'], path: file[2]!, hunks: [] });
    else if (draft === undefined) {
      if (line.text.trim() !== '' && begin >= 0)
        return fail('garbled', line.no, 'a file line is expected here');
    } else if (move !== undefined) {
      if (draft.verb !== 'Update' || draft.moveTo !== undefined || draft.hunks.length > 0)
        return fail('unclear', line.no, 'one `Move to` may stand right under an Update line, nowhere else');
      draft.moveTo = move;
    } else {
      const problem = addLine(draft, line);
      if (problem !== undefined) return problem;
    }
  }
  const sections: Section[] = [];
  for (const draft of drafts) {
    const section = toSection(draft);
    if ('rule' in section) return section;
    sections.push(section);
  }
  return sections;
}

/** Parses a framed answer in the codex format; a missing end mark outside a closed fence is a cut-off answer. */
export function parseCodex(frame: Frame): readonly Section[] | Violation {
  const all: Section[] = [];
  for (const region of frame.regions) {
    const sections = readRegion(region.lines, region.closed);
    if ('rule' in sections) return sections;
    all.push(...sections);
  }
  return all;
}
