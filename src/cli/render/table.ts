/** Rows as columns two spaces apart, left-aligned, no trailing blanks. `paint` colours a cell after its width is known. */
export const table = (
  rows: readonly (readonly string[])[],
  paint: (text: string, row: number, column: number) => string = (text) => text,
): string => {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows
    .map((row, r) => {
      const last = row.findLastIndex((cell) => cell !== '');
      return row
        .slice(0, last + 1)
        .map(
          (cell, c) => paint(cell, r, c) + (c === last ? '' : ' '.repeat((widths[c] ?? 0) - cell.length + 2)),
        )
        .join('');
    })
    .map((line) => `${line}\n`)
    .join('');
};

/** One line of at most `width` characters; cut with an ellipsis. Control characters become blanks. */
export const oneLine = (text: string, width: number): string => {
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
};
