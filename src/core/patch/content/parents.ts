/** What each line of a script or a manifest stands under, by its indentation. */

/** How far in a line stands; the items of a list stand under a key in their own column. Undefined for blank lines and comments. */
function depth(text: string): number | undefined {
  const column = text.search(/\S/);
  if (column < 0 || text[column] === '#') return undefined;
  return column * 2 + (text[column] === '-' ? 1 : 0);
}

/** For each line the index of the nearest line above that stands further out; -1 where there is none, and for blank lines and comments. */
export function parentsOf(lines: readonly string[]): readonly number[] {
  const open: { readonly at: number; readonly depth: number }[] = [];
  return lines.map((text, at) => {
    const own = depth(text);
    if (own === undefined) return -1;
    while (open.length > 0 && open.at(-1)!.depth >= own) open.pop();
    const parent = open.at(-1)?.at ?? -1;
    open.push({ at, depth: own });
    return parent;
  });
}

/** A line of a script that only goes on with what the line above it opened. */
export const GOES_ON = /^\s*(?:then|do)\s*(?:#.*)?$/;
