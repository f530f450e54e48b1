/** What a blind case starts from: files before and after one change, and files that stand beside them. */
import { structuredPatch } from 'diff';

export type Texts = Readonly<Record<string, string>>;

export interface Pair {
  readonly id: string;
  readonly before: Texts;
  readonly after: Texts;
  /** New path → old path. */
  readonly renames?: Readonly<Record<string, string>>;
  /** Files that no answer touches. */
  readonly beside?: Texts;
}

export type Sign = ' ' | '-' | '+' | '\\';
export type Line = readonly [sign: Sign, text: string];

export interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly Line[];
}

export interface Change {
  readonly op: 'modify' | 'add' | 'delete' | 'rename';
  readonly path: string;
  readonly from: string;
  /** LF text, whatever the file's line ends are. */
  readonly before: string;
  readonly after: string;
}

/** What a model sees of a file: no mark at the start, LF. */
export const lf = (text: string): string => text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');

export function changesOf(pair: Pair): readonly Change[] {
  const gone = new Set(Object.values(pair.renames ?? {}));
  const out: Change[] = [];
  for (const path of Object.keys({ ...pair.before, ...pair.after }).sort()) {
    const from = pair.renames?.[path] ?? path;
    const before = pair.before[from];
    const after = pair.after[path];
    if (after === undefined && gone.has(path)) continue;
    if (before === after && from === path) continue;
    const op =
      from !== path ? 'rename' : before === undefined ? 'add' : after === undefined ? 'delete' : 'modify';
    out.push({ op, path, from, before: lf(before ?? ''), after: lf(after ?? '') });
  }
  return out;
}

/** The hunks of one change; `context` lines around each. */
export function hunksOf(change: Change, context = 3): readonly Hunk[] {
  const { hunks } = structuredPatch('a', 'b', change.before, change.after, '', '', { context });
  return hunks.map((hunk) => ({
    oldStart: hunk.oldStart,
    newStart: hunk.newStart,
    lines: hunk.lines.map((line): Line => [line[0] as Sign, line.slice(1)]),
  }));
}

export const oldOf = (hunk: Hunk): readonly string[] =>
  hunk.lines.filter(([sign]) => sign === ' ' || sign === '-').map(([, text]) => text);

export const newOf = (hunk: Hunk): readonly string[] =>
  hunk.lines.filter(([sign]) => sign === ' ' || sign === '+').map(([, text]) => text);

export const linesOf = (text: string): readonly string[] => {
  const lines = text.split('\n');
  return text.endsWith('\n') || text === '' ? lines.slice(0, -1) : lines;
};

/** Where `wanted` stands in `lines`, blind to trailing blanks; indexes from 0. */
export function placesOf(lines: readonly string[], wanted: readonly string[]): readonly number[] {
  if (wanted.length === 0) return [];
  const out: number[] = [];
  for (let at = 0; at + wanted.length <= lines.length; at++)
    if (wanted.every((line, i) => line.trimEnd() === lines[at + i]!.trimEnd())) out.push(at);
  return out;
}

export const isUnique = (change: Change, hunk: Hunk): boolean =>
  placesOf(linesOf(change.before), oldOf(hunk)).length === 1;

/** Every hunk of the change stands at one place only, so that numbers are not needed. */
export const allUnique = (change: Change, context = 3): boolean =>
  change.op === 'add' || hunksOf(change, context).every((hunk) => isUnique(change, hunk));

export const sameEnd = (change: Change): boolean =>
  change.op !== 'modify' || change.before.endsWith('\n') === change.after.endsWith('\n');

export const endsOpen = (change: Change): boolean =>
  (change.before !== '' && !change.before.endsWith('\n')) ||
  (change.after !== '' && !change.after.endsWith('\n'));
