/** The allowed files in a case: the ones that the error names first, whole where they fit. */
import { fenced, sizeOf } from './data.ts';

export interface CaseSource {
  readonly path: string;
  readonly text: string;
}

const headOf = (file: CaseSource, note = ''): string => `### ${file.path} (${sizeOf(file.text)}${note})\n`;
const whole = (file: CaseSource): string => `${headOf(file)}\n${fenced(file.text, '')}\n`;
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Lower is nearer: the path stands in the evidence; its name does; neither. */
const distance = (file: CaseSource, evidence: string): number => {
  if (evidence.includes(file.path)) return 0;
  return evidence.includes(nameOf(file.path)) ? 1 : 2;
};

/** Files in the order of their nearness to the evidence, else as they were given. */
const byNearness = (files: readonly CaseSource[], evidence: string): readonly CaseSource[] =>
  [0, 1, 2].flatMap((near) => files.filter((file) => distance(file, evidence) === near));

/** The first line of the file that the evidence names as `path:LINE` or "path … line LINE", from 1. */
const namedLine = (file: CaseSource, evidence: string): number | undefined => {
  for (const name of [file.path, nameOf(file.path)]) {
    const at = evidence.indexOf(name);
    if (at < 0) continue;
    const after = evidence.slice(at + name.length, at + name.length + 80);
    const found = /^(?::|[^\n]{0,40}?\bline:? )(\d{1,6})\b/.exec(after)?.[1];
    if (found !== undefined) return Number(found);
  }
  return undefined;
};

/** Whole lines of a file that fit, around the named line or from the top; undefined when not even five fit. */
const windowOf = (file: CaseSource, room: number, evidence: string) => {
  const lines = file.text.replace(/\n$/, '').split('\n');
  const centre = Math.min((namedLine(file, evidence) ?? 1) - 1, lines.length - 1);
  let first = centre;
  let last = centre;
  let size = lines[centre]!.length + 1;
  const fits = (i: number) => i >= 0 && i < lines.length && size + lines[i]!.length + 1 <= room;
  while (fits(first - 1) || fits(last + 1)) {
    if (fits(last + 1)) size += lines[++last]!.length + 1;
    if (fits(first - 1)) size += lines[--first]!.length + 1;
  }
  return size > room || last - first < 4 ? undefined : { first, last, lines };
};

/** Room that a heading, a fence and a note take beside the text itself. */
const FRAME = 160;

/** The most of the room that names of unseen files may take. */
const NAMES_SHARE = 0.3;
/** So many files are named in the cuts one by one. */
const NAMED_CUTS = 10;

/** The names of files whose contents do not fit, as many as `room` holds. */
const listOf = (files: readonly CaseSource[], room: number): string => {
  const lines = ['Allowed files whose contents do not fit here:'];
  let left = room - 100;
  for (const [i, file] of files.entries()) {
    const line = `- ${file.path}: ${sizeOf(file.text)}`;
    left -= line.length + 1;
    if (left < 0) {
      lines.push(`- and ${files.length - i} more`);
      break;
    }
    lines.push(line);
  }
  return `${lines.join('\n')}\n`;
};

const cutsOf = (unseen: readonly CaseSource[]): readonly string[] => {
  const rest = unseen.slice(NAMED_CUTS);
  const more = `files: all of ${rest.length} more, ${rest.reduce((sum, { text }) => sum + text.length, 0)} characters`;
  const named = unseen
    .slice(0, NAMED_CUTS)
    .map(({ path, text }) => `file ${path}: all of its ${sizeOf(text)}`);
  return rest.length === 0 ? named : [...named, more];
};

/**
 * The allowed files within `room` characters: whole while they fit, then a window of a file that the evidence
 * names, then names only. Each cut says what and how much.
 */
export const renderFiles = (
  files: readonly CaseSource[],
  evidence: string,
  room: number,
): { readonly text: string; readonly cuts: readonly string[] } => {
  const windows: string[] = [];
  const parts: string[] = [];
  const unseen: CaseSource[] = [];
  const everything = files.reduce((sum, file) => sum + whole(file).length + 1, 0);
  const names = files.reduce((sum, { path }) => sum + path.length + 40, 100);
  let left = everything <= room ? room : room - Math.min(names, room * NAMES_SHARE);
  for (const file of byNearness(files, evidence)) {
    const text = whole(file);
    if (text.length + 1 <= left) {
      parts.push(text);
      left -= text.length + 1;
      continue;
    }
    const inside = left - FRAME - file.path.length;
    const part = distance(file, evidence) < 2 ? windowOf(file, inside, evidence) : undefined;
    if (part === undefined) {
      unseen.push(file);
      continue;
    }
    const note = `lines ${part.first + 1} to ${part.last + 1} of ${part.lines.length} are shown`;
    const lines = part.lines.slice(part.first, part.last + 1).join('\n');
    const shown = `${headOf(file, `; ${note}`)}\n${fenced(lines, '')}\n`;
    parts.push(shown);
    left -= shown.length + 1;
    windows.push(`file ${file.path}: ${note}`);
  }
  if (unseen.length > 0) parts.push(listOf(unseen, Math.min(names, room * NAMES_SHARE)));
  return { text: parts.join('\n'), cuts: [...windows, ...cutsOf(unseen)] };
};

/** Characters that all files take when nothing is cut. */
export const filesNeed = (files: readonly CaseSource[]): number =>
  files.reduce((sum, file) => sum + whole(file).length + 1, 0);
