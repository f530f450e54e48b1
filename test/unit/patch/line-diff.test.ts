/** The line diff on every pair of short texts, and where it gives up looking for the fewest changes. */
import { describe, expect, it } from 'vitest';
import { diffLines, type LineEdit } from '../../../src/core/patch/diff.ts';

/** Every text of up to `most` lines out of `letters`. */
const texts = (letters: readonly string[], most: number): readonly (readonly string[])[] => {
  const all: (readonly string[])[] = [[]];
  for (let from = 0, length = 1; length <= most; length++) {
    const to = all.length;
    for (; from < to; from++) for (const letter of letters) all.push([...all[from]!, letter]);
  }
  return all;
};

const applied = (
  a: readonly string[],
  b: readonly string[],
  edits: readonly LineEdit[],
): readonly string[] => {
  const out: string[] = [];
  let at = 0;
  for (const { start, del, from, add } of edits) {
    out.push(...a.slice(at, start), ...b.slice(from, from + add));
    at = start + del;
  }
  return [...out, ...a.slice(at)];
};

const size = (edits: readonly LineEdit[]): number => edits.reduce((sum, { del, add }) => sum + del + add, 0);

/** The fewest lines to take out and put in, by the table of common subsequences. */
const fewest = (a: readonly string[], b: readonly string[]): number => {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const line of a) {
    const next = [0];
    for (const [j, other] of b.entries())
      next.push(line === other ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    row = next;
  }
  return a.length + b.length - 2 * row[b.length]!;
};

const ALL = texts(['a', 'b'], 5).concat(texts(['a', 'b', 'c'], 3));

describe('the line diff of short texts', () => {
  it('turns one into the other with the fewest changes', () => {
    const wrong = ALL.flatMap((a) =>
      ALL.filter((b) => {
        const edits = diffLines(a, b);
        return applied(a, b, edits).join() !== b.join() || size(edits) !== fewest(a, b);
      }).map((b) => `${a.join('')} → ${b.join('')}`),
    );
    expect(wrong).toEqual([]);
  });
  it('tells its edits in order, apart from each other, none of them empty', () => {
    const wrong = ALL.flatMap((a) =>
      ALL.filter((b) => {
        let [old, fresh] = [-1, -1];
        return diffLines(a, b).some(({ start, del, from, add }) => {
          const fine = del + add > 0 && start > old && from > fresh && start - old === from - fresh;
          [old, fresh] = [start + del, from + add];
          return !fine;
        });
      }).map((b) => `${a.join('')} → ${b.join('')}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the line diff of long texts', () => {
  const lines = (count: number, mark: string): string[] =>
    Array.from({ length: count }, (_, i) => `${mark}${i}`);
  /** `count` lines that differ, then one that is the same, then one that differs. */
  const pair = (count: number): [string[], string[]] => [
    [...lines(count, 'a'), 'same', 'x'],
    [...lines(count, 'b'), 'same', 'y'],
  ];
  it('finds what is common up to 1200 differences', () => {
    expect(diffLines(...pair(599))).toEqual([
      { start: 0, del: 599, from: 0, add: 599 },
      { start: 600, del: 1, from: 600, add: 1 },
    ]);
  });
  it('is one replacement beyond', () => {
    expect(diffLines(...pair(600))).toEqual([{ start: 0, del: 602, from: 0, add: 602 }]);
  });
  it('leaves out what is the same at both ends, however long', () => {
    const [head, tail] = [lines(2000, 'h'), lines(3000, 't')];
    expect(diffLines([...head, 'a', ...tail], [...head, 'b', 'c', ...tail])).toEqual([
      { start: 2000, del: 1, from: 2000, add: 2 },
    ]);
    expect(diffLines([...head, ...tail], [...head, ...lines(2000, 'n'), ...tail])).toEqual([
      { start: 2000, del: 0, from: 2000, add: 2000 },
    ]);
    const [a, b] = pair(600);
    expect(diffLines([...head, ...a, ...tail], [...head, ...b, ...tail])).toEqual([
      { start: 2000, del: 602, from: 2000, add: 602 },
    ]);
  });
});
