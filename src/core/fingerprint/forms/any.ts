/** One test for many forms: the sources of a table joined by `|`, one expression per set of flags. */
export const anyOf = (...tables: readonly (readonly RegExp[])[]): ((text: string) => boolean) => {
  const byFlags = new Map<string, string[]>();
  for (const form of tables.flat())
    byFlags.set(form.flags, [...(byFlags.get(form.flags) ?? []), `(?:${form.source})`]);
  const joined = [...byFlags].map(([flags, sources]) => new RegExp(sources.join('|'), flags));
  return (text) => joined.some((form) => form.test(text));
};
