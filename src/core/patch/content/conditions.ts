/** Conditions and assertions of programs on both sides of a patch: whether one that changed lets more pass. */
import { grouped } from '../../grouped.ts';

const TEXT = /(["'`])(?:\\.|(?!\1).)*\1/g;
const NUMBER = /(?:(?<=[=<>(,]\s*)-)?(?<![\w.])\.?\d[\d._]*\b/g;

/** A condition without its texts and numbers. */
export const skeleton = (text: string): string => text.trim().replace(TEXT, '""').replace(NUMBER, '#');

/** The numbers of a line, not those in its texts. */
export const numbersIn = (text: string): readonly number[] =>
  (text.replace(TEXT, '""').match(NUMBER) ?? []).map((number) => Number(number.replaceAll('_', '')));

/** Whether a number that changed in a condition lets more pass. `holds`: the condition must hold; else it must not. */
function loosened(old: string, fresh: string, holds: boolean): boolean {
  const [was, now] = [numbersIn(old), numbersIn(fresh)];
  if (was.length !== now.length) return false;
  const greater = />=?|(?:\b|assert|toBe)Greater|at_?least/i.test(old);
  const less = /<=?(?!=)|(?:\b|assert|toBe)Less|at_?most/i.test(old);
  if (greater === less) return now.some((number, i) => number !== was[i]);
  return now.some((number, i) => (greater === holds ? number < was[i]! : number > was[i]!));
}

/** What stands in `long` and not in `short`, when that is one piece that begins as asked, and what stands before it. */
export function piece(short: string, long: string, begins: RegExp): readonly [string, string] | undefined {
  const more = long.length - short.length;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (more <= 0 || short.slice(at) !== long.slice(at + more)) return undefined;
  // `a and b` less `a`: the piece may begin earlier than the first difference.
  do {
    if (begins.test(long.slice(at, at + more))) return [short.slice(0, at), long.slice(at, at + more)];
    at--;
  } while (at >= 0 && short[at] === long[at + more]);
  return undefined;
}

const OPENS = /^(?:\}\s*)?(?:else\s+)?(?:if|assert)\s*\(/;

/** Whether `fresh` asks what `old` asked and more. `holds`: it must hold, so that `and` asks more; else `or` does. */
function asksMore(old: string, fresh: string, holds: boolean): boolean {
  const [short, long] = [old, fresh].map((text) => text.trim().replace(/[;:{\s]+$/, ''));
  const [head, more] = piece(short!, long!, holds ? /^\s*(?:&&|\band\b)/ : /^\s*(?:\|\||\bor\b)/) ?? [];
  if (head === undefined || more === undefined) return false;
  const signs = head.replace(OPENS, '');
  // Within the brackets of a call it is another question.
  if (signs.split('(').length !== signs.split(')').length) return false;
  return !holds || !/\|\||\bor\b/.test(more.replace(/\([^()]*\)/g, ''));
}

/** Assertions and failing conditions of both sides that are not on the other, beside each other. */
export function rewritten(
  old: readonly string[],
  fresh: readonly string[],
  holds: boolean,
  shape = skeleton,
): string | undefined {
  const known = new Set(fresh.map((text) => text.trim()));
  const gone = old.filter((text) => !known.has(text.trim()));
  const were = new Set(old.map((text) => text.trim()));
  const spare = grouped(
    fresh.filter((text) => !were.has(text.trim())),
    shape,
  );
  const left = [...spare.values()].flat();
  for (const text of gone) {
    const same = spare.get(shape(text))?.shift();
    if (same !== undefined) {
      if (loosened(text, same, holds)) return text.trim();
      continue;
    }
    if (!left.some((now) => asksMore(text, now, holds))) return text.trim();
  }
  return undefined;
}
