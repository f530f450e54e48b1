/** Characters as a terminal counts them, near enough: code points, without the colours of style.ts. */
const lengthOf = (text: string): number => [...text.replace(/\u001b\[\d+m/g, '')].length;

/** Rows as columns two spaces apart, left-aligned, no trailing blanks. `paint` colours a cell after its width is known. */
export const table = (
  rows: readonly (readonly string[])[],
  paint: (text: string, row: number, column: number) => string = (text) => text,
): string => {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, lengthOf(cell));
  return rows
    .map((row, r) => {
      const last = row.findLastIndex((cell) => cell !== '');
      return row
        .slice(0, last + 1)
        .map(
          (cell, c) =>
            paint(cell, r, c) + (c === last ? '' : ' '.repeat((widths[c] ?? 0) - lengthOf(cell) + 2)),
        )
        .join('');
    })
    .map((line) => `${line}\n`)
    .join('');
};

/** One line of at most `width` characters; cut with an ellipsis. Control characters, also those that turn the reading direction, become blanks. */
export const oneLine = (text: string, width: number): string => {
  const line = text
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .trim();
  const points = [...line];
  return points.length <= width ? line : `${points.slice(0, Math.max(0, width - 1)).join('')}…`;
};

const broken = (line: string, width: number): readonly string[] => {
  const out: string[] = [];
  let rest = [...line];
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width);
    const inside = rest.slice(0, Math.max(0, blank)).some((char) => char !== ' ');
    out.push(rest.slice(0, inside ? blank : width).join(''));
    rest = rest.slice(inside ? blank + 1 : width);
  }
  return [...out, rest.join('')];
};

/** Plain text as lines of at most `width` characters (1 or more), broken at blanks where there are some. */
export const wrapped = (text: string, width: number): readonly string[] =>
  text
    .replaceAll('\t', '  ')
    .split('\n')
    .flatMap((line) => broken(line, width));

/** The same as oneLine for a line with orch's colours in it: they take no room and are not cut through. */
export const cutPainted = (text: string, width: number): string => {
  if (lengthOf(text) <= width) return text;
  let room = width - 1;
  let cut = '';
  for (const part of text.split(/(\u001b\[\d+m)/)) {
    if (part.startsWith('\u001b[')) {
      cut += part;
      continue;
    }
    const points = [...part];
    if (room >= 0 && points.length > room) {
      cut += `${points.slice(0, room).join('')}…`;
      room = -1;
    } else if (room >= 0) {
      cut += part;
      room -= points.length;
    }
  }
  return cut;
};

/** The longest line, in characters. */
export const widthOf = (text: string): number => Math.max(...text.split('\n').map(lengthOf));

/** How many lines of a terminal a text that ends in a newline takes: a long line wraps. */
export const linesOnScreen = (text: string, columns: number): number =>
  text
    .split('\n')
    .slice(0, -1)
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(lengthOf(line) / columns)), 0);
