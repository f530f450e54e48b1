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

type Trace = readonly Int32Array[];

function trace(a: readonly string[], b: readonly string[]): { steps: Trace; d: number } | undefined {
  const max = Math.min(a.length + b.length, MAX_D);
  const offset = max + 1;
  const v = new Int32Array(2 * max + 3);
  const steps: Int32Array[] = [];
  for (let d = 0; d <= max; d++) {
    steps.push(v.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && v[offset + k - 1]! < v[offset + k + 1]!);
      let x = down ? v[offset + k + 1]! : v[offset + k - 1]! + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      v[offset + k] = x;
      if (x >= a.length && y >= b.length) return { steps, d };
    }
  }
  return undefined;
}

/** Walks the trace back and marks the lines that are kept. */
function keptLines(
  a: readonly string[],
  b: readonly string[],
  found: { steps: Trace; d: number },
): Int32Array {
  const kept = new Int32Array(a.length).fill(-1);
  let x = a.length;
  let y = b.length;
  for (let d = found.d; d >= 0; d--) {
    const v = found.steps[d]!;
    const at = (k: number): number => v[k + d + 1]!;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const prevK = down ? k + 1 : k - 1;
    const prevX = d === 0 ? 0 : at(prevK);
    const prevY = d === 0 ? 0 : prevX - prevK;
    while (x > prevX && y > prevY && x > 0 && y > 0 && a[x - 1] === b[y - 1]) {
      x--;
      y--;
      kept[x] = y;
    }
    x = prevX;
    y = prevY;
  }
  return kept;
}

/** The edits that turn `a` into `b`, in order; minimal up to 1200 differences. */
export function diffLines(a: readonly string[], b: readonly string[]): readonly LineEdit[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const mid = a.slice(head, a.length - tail);
  const midNew = b.slice(head, b.length - tail);
  if (mid.length === 0 && midNew.length === 0) return [];
  const found = mid.length === 0 || midNew.length === 0 ? undefined : trace(mid, midNew);
  if (found === undefined) return [{ start: head, del: mid.length, from: head, add: midNew.length }];
  const kept = keptLines(mid, midNew, found);
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
