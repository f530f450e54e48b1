/** Answers in the formats that the gate claims to read, before any damage. */
import { type Change, type Hunk, hunksOf, isUnique, type Line, linesOf, newOf, oldOf } from './pairs.ts';

const count = (hunk: Hunk, signs: string): number =>
  hunk.lines.filter(([sign]) => signs.includes(sign)).length;

export const oldCount = (hunk: Hunk): number => count(hunk, ' -');
export const newCount = (hunk: Hunk): number => count(hunk, ' +');

export interface Diff {
  readonly context?: number;
  /** The lines before the hunks; absent: as git writes them. */
  readonly head?: (change: Change) => readonly string[];
  readonly at?: (hunk: Hunk, index: number, change: Change) => string | undefined;
  /** One line of the body; undefined leaves it out. */
  readonly line?: (line: Line, index: number, hunk: Hunk) => string | readonly string[] | undefined;
  /** Changes a file's list of hunks before they are written. */
  readonly hunks?: (hunks: readonly Hunk[], change: Change) => readonly Hunk[];
  /** Between hunks of one file. */
  readonly gap?: readonly string[];
}

export const gitHead = (change: Change): readonly string[] => {
  const { op, path, from } = change;
  if (op === 'add')
    return [
      `diff --git a/${path} b/${path}`,
      'new file mode 100644',
      'index 0000000..8b13789',
      '--- /dev/null',
      `+++ b/${path}`,
    ];
  if (op === 'delete')
    return [
      `diff --git a/${path} b/${path}`,
      'deleted file mode 100644',
      'index 8b13789..0000000',
      `--- a/${path}`,
      '+++ /dev/null',
    ];
  const pure = change.before === change.after;
  const names = pure ? [] : ['index 3367afd..3e75765 100644', `--- a/${from}`, `+++ b/${path}`];
  if (op === 'rename')
    return [
      `diff --git a/${from} b/${path}`,
      `similarity index ${pure ? 100 : 91}%`,
      `rename from ${from}`,
      `rename to ${path}`,
      ...names,
    ];
  return [`diff --git a/${path} b/${path}`, ...names];
};

/** Headers by a rule on the names alone. */
export const names =
  (
    spell: (path: string, side: 'a' | 'b') => string,
    extra: (change: Change) => readonly string[] = () => [],
  ) =>
  (change: Change): readonly string[] => [
    ...extra(change),
    `--- ${change.op === 'add' ? '/dev/null' : spell(change.from, 'a')}`,
    `+++ ${change.op === 'delete' ? '/dev/null' : spell(change.path, 'b')}`,
  ];

export const bareHead = names((path, side) => `${side}/${path}`);

/** A side without lines is numbered by the line before it, as diff does. */
export const span = (start: number, n: number): string =>
  n === 1 ? `${start}` : `${n === 0 ? start - 1 : start},${n}`;

export const trueAt = (hunk: Hunk): string =>
  `@@ -${span(hunk.oldStart, oldCount(hunk))} +${span(hunk.newStart, newCount(hunk))} @@`;

export const bodyLine = ([sign, text]: Line): string => (sign === '\\' ? `\\${text}` : sign + text);

export function diffOf(change: Change, how: Diff = {}): readonly string[] {
  const out: string[] = [...(how.head ?? gitHead)(change)];
  const hunks = hunksOf(change, how.context ?? 3);
  (how.hunks?.(hunks, change) ?? hunks).forEach((hunk, i) => {
    if (i > 0) out.push(...(how.gap ?? []));
    const at = how.at === undefined ? trueAt(hunk) : how.at(hunk, i, change);
    if (at !== undefined) out.push(at);
    hunk.lines.forEach((line, k) => {
      const made = how.line === undefined ? bodyLine(line) : how.line(line, k, hunk);
      if (made !== undefined) out.push(...(typeof made === 'string' ? [made] : made));
    });
  });
  return out;
}

export const unified = (changes: readonly Change[], how: Diff = {}): string =>
  `${changes.flatMap((change) => diffOf(change, how)).join('\n')}\n`;

export interface Swap {
  readonly path: string;
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

/** Search and replace pairs that each stand at one place; undefined where that cannot be said so. */
export function swapsOf(change: Change): readonly Swap[] | undefined {
  const { op, path } = change;
  if (op === 'add') return [{ path, search: [], replace: linesOf(change.after) }];
  if (op !== 'modify') return undefined;
  for (let context = 1; context <= 8; context++) {
    const hunks = hunksOf(change, context);
    if (hunks.every((hunk) => isUnique(change, hunk)))
      return hunks.map((hunk) => ({ path, search: oldOf(hunk), replace: newOf(hunk) }));
  }
  return undefined;
}

export const block = (
  swap: Swap,
  marks: readonly [string, string, string] = ['<<<<<<< SEARCH', '=======', '>>>>>>> REPLACE'],
): readonly string[] => [marks[0], ...swap.search, marks[1], ...swap.replace, marks[2]];

/** Codex's own patch; undefined where its hunks are not unique. */
export function codexOf(
  change: Change,
  at: (hunk: Hunk) => string = () => '@@',
): readonly string[] | undefined {
  const { op, path } = change;
  if (op === 'add') return [`*** Add File: ${path}`, ...linesOf(change.after).map((line) => `+${line}`)];
  if (op === 'delete') return [`*** Delete File: ${path}`];
  const hunks = hunksOf(change);
  if (!hunks.every((hunk) => isUnique(change, hunk))) return undefined;
  return [
    `*** Update File: ${change.from}`,
    ...(op === 'rename' ? [`*** Move to: ${path}`] : []),
    ...hunks.flatMap((hunk) => [at(hunk), ...hunk.lines.filter(([sign]) => sign !== '\\').map(bodyLine)]),
  ];
}

export const fence = (text: string, info = 'diff', mark = '```'): string =>
  `${mark}${info}\n${text}${text.endsWith('\n') ? '' : '\n'}${mark}\n`;
