/** Line diff (Myers 1986, greedy), for counting and for seeing which lines a result adds and removes. */

/** Old lines [start, start+del) become new lines [from, from+add). */
export interface LineEdit {
  readonly start: number;
  readonly del: number;
  readonly from: number;
  readonly add: number;
}

/** More differences than this are one big replacement: the search is quadratic in them. */
const MAX_D = 1200;

/** For each number of differences d: how far each diagonal from -d - 1 to d + 1 came with d - 1; -1 where none came. */
type Trace = readonly Int32Array[];

/** Of the two ways to a diagonal, whether the one that puts in a line leads further than the one that takes out one. */
const putsIn = (v: Int32Array, diagonal: number): boolean => v[diagonal - 1]! < v[diagonal + 1]!;

/** Searches with one difference more at a time; undefined when the limit is not enough. */
function trace(a: readonly string[], b: readonly string[]): Trace | undefined {
  const max = Math.min(a.length + b.length, MAX_D);
  const middle = max + 1;
  const v = new Int32Array(2 * max + 3).fill(-1);
  v[middle + 1] = 0;
  const steps: Int32Array[] = [];
  for (let d = 0; d <= max; d++) {
    steps.push(v.slice(middle - d - 1, middle + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const at = middle + k;
      let x = putsIn(v, at) ? v[at + 1]! : v[at - 1]! + 1;
      while (x < a.length && a[x] === b[x - k]) x++;
      v[at] = x;
      if (x >= a.length && x - k >= b.length) return steps;
    }
  }
  return undefined;
}

/** Walks the trace back: for each old line its place among the new ones, or -1 where it is not kept. */
function keptLines(length: number, newLength: number, steps: Trace): Int32Array {
  const kept = new Int32Array(length).fill(-1);
  let x = length;
  let y = newLength;
  for (const [d, v] of [...steps.entries()].reverse()) {
    const k = x - y;
    const fromK = putsIn(v, k + d + 1) ? k + 1 : k - 1;
    const fromX = v[fromK + d + 1]!;
    const fromY = fromX - fromK;
    // Behind the one line that differs, everything is common.
    while (x > fromX && y > fromY) kept[--x] = --y;
    x = fromX;
    y = fromY;
  }
  return kept;
}

/** The edits that turn `a` into `b`, in order; minimal up to 1200 differences. */
export function diffLines(a: readonly string[], b: readonly string[]): readonly LineEdit[] {
  let head = 0;
  while (head < a.length && a[head] === b[head]) head++;
  const most = Math.min(a.length, b.length) - head;
  let tail = 0;
  while (tail < most && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const mid = a.slice(head, a.length - tail);
  const midNew = b.slice(head, b.length - tail);
  // Where one side has nothing there is nothing to search: what keeps a new file of thousands of lines cheap.
  const found = mid.length > 0 && midNew.length > 0 ? trace(mid, midNew) : undefined;
  const kept = found === undefined ? [] : keptLines(mid.length, midNew.length, found);
  const edits: LineEdit[] = [];
  let x = 0;
  let y = 0;
  const push = (toX: number, toY: number): void => {
    if (toX > x || toY > y) edits.push({ start: head + x, del: toX - x, from: head + y, add: toY - y });
  };
  for (let i = 0; i < kept.length; i++) {
    if (kept[i]! < 0) continue;
    push(i, kept[i]!);
    x = i + 1;
    y = kept[i]! + 1;
  }
  push(mid.length, midNew.length);
  return edits;
}
