/** The functions of a script, by their names. */

/** The functions that some lines define, one name for every definition. */
export const definedIn = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((text) =>
    !text.includes('()') && !text.includes('function')
      ? []
      : [...text.matchAll(/(?:^|[;&|{])\s*(?:function\s+([\w-]+)|([\w-]+|\[)\s*\(\))/g)].map(
          (found) => found[1] ?? found[2]!,
        ),
  );

/** Whether a function is named outside of its definition. */
export function isCalled(name: string, lines: readonly string[]): boolean {
  const definition = new RegExp(`^\\s*(?:function\\s+${name}\\b|${name}\\s*\\(\\))`);
  const use = new RegExp(`(?<![\\w-])${name}(?![\\w-])`);
  return lines.some((text) => use.test(text) && !/^\s*#/.test(text) && !definition.test(text));
}
