/** What V8 takes for a long subject: over it, an expression is compiled to machine code at once. */
const LONG = ' '.repeat(1024);

/**
 * Has an expression compiled for good. V8 would compile it to bytecode at its first use and again, to
 * machine code, at its second; for an expression of hundreds of words that costs three times as much.
 */
export const ready = (form: RegExp): RegExp => {
  form.lastIndex = 0;
  form.test(LONG);
  form.lastIndex = 0;
  return form;
};

/** What is made at its first use and kept. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly it: T } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
};

/** One test for many forms: the sources of a table joined by `|`, one expression per set of flags. */
export const anyOf = (...tables: readonly (readonly RegExp[])[]): ((text: string) => boolean) => {
  const join = () => {
    const byFlags = new Map<string, string[]>();
    for (const form of tables.flat())
      byFlags.set(form.flags, [...(byFlags.get(form.flags) ?? []), `(?:${form.source})`]);
    return [...byFlags].map(([flags, sources]) => ready(new RegExp(sources.join('|'), flags)));
  };
  let joined: readonly RegExp[] | undefined;
  // a loop, since this is asked several times of each line
  return (text) => {
    joined ??= join();
    for (const form of joined) if (form.test(text)) return true;
    return false;
  };
};
