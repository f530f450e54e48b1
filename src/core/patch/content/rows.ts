/** Tables of expressions. Most texts match no row, and one expression over all of them says so at once. */

/** Joins expressions that have the same flags. None of them may refer to a group by its number. */
function joined(patterns: readonly RegExp[]): readonly RegExp[] {
  const sources = new Map<string, string[]>();
  for (const { flags, source } of patterns) sources.set(flags, [...(sources.get(flags) ?? []), source]);
  return [...sources].map(([flags, some]) => new RegExp(some.map((one) => `(?:${one})`).join('|'), flags));
}

/** Makes a test of whether any of the patterns matches a text. */
export function anyOf(patterns: readonly RegExp[]): (text: string) => boolean {
  // Made when first asked: most runs of orch judge no patch.
  let all: readonly RegExp[] | undefined;
  return (text) => {
    all ??= joined(patterns);
    return all.some((pattern) => pattern.test(text));
  };
}

type Row = readonly [pattern: RegExp, ...rest: readonly unknown[]];

/** Makes a search for the first row whose pattern matches a text, and which fits where that is asked. */
export function firstOf<R extends Row>(
  rows: readonly R[],
): (text: string, fits?: (row: R) => boolean) => R | undefined {
  const any = anyOf(rows.map(([pattern]) => pattern));
  return (text, fits = () => true) =>
    any(text) ? rows.find((row) => row[0].test(text) && fits(row)) : undefined;
}
