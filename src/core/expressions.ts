/** Tables of regular expressions, asked of many lines. */
import { grouped } from './grouped.ts';

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

/**
 * One test for many forms: the sources of a table joined by `|`, one expression per set of flags. It is made when first
 * asked. No form may refer to a group of its own by number.
 */
export const anyOf = (...tables: readonly (readonly RegExp[])[]): ((text: string) => boolean) => {
  const join = () => {
    const byFlags = grouped(tables.flat(), (form) => form.flags);
    return [...byFlags].map(([flags, forms]) =>
      ready(new RegExp(forms.map((form) => `(?:${form.source})`).join('|'), flags)),
    );
  };
  let joined: readonly RegExp[] | undefined;
  // a loop, since this is asked several times of each line
  return (text) => {
    joined ??= join();
    for (const form of joined) if (form.test(text)) return true;
    return false;
  };
};

type Row = readonly [pattern: RegExp, ...rest: readonly unknown[]];

/** Makes a search for the first row whose pattern matches a text, and which fits where that is asked. Most texts match none. */
export const firstOf = <R extends Row>(
  rows: readonly R[],
): ((text: string, fits?: (row: R) => boolean) => R | undefined) => {
  const any = anyOf(rows.map(([pattern]) => pattern));
  return (text, fits = () => true) =>
    any(text) ? rows.find((row) => row[0].test(text) && fits(row)) : undefined;
};
