/** Conditions and assertions of programs on both sides of a patch: whether one that changed lets more pass. */
import { grouped } from '../../grouped.ts';

/** A text in quotes. No sign of it may be read in two ways, or a quote that never ends takes for ever. */
export const TEXT = /(?<!\\)(["'`])(?:\\.|(?!\1)[^\\])*\1/g;
const NUMBER = /(?:-(?<=[=<>(,]\s?-))?(?<![\w.])\.?\d[\d._]*\b/g;

const withoutTexts = (text: string): string => text.trim().replace(TEXT, '""');

/** A condition without its texts and numbers. */
export const skeleton = (text: string): string => withoutTexts(text).replace(NUMBER, '#');

/** The numbers of a line, not those in its texts. */
export const numbersIn = (text: string): readonly number[] =>
  (withoutTexts(text).match(NUMBER) ?? []).map((number) => Number(number.replaceAll('_', '')));

/** Whether a number that changed in a condition lets more pass. `holds`: the condition must hold; else it must not. */
function loosened(old: string, fresh: string, holds: boolean): boolean {
  const [was, now] = [numbersIn(old), numbersIn(fresh)];
  if (was.length !== now.length) return false;
  const greater = />=?|(?:\b|assert|toBe)Greater|at_?least/i.test(old);
  const less = /<=?(?!=)|(?:\b|assert|toBe)Less|at_?most/i.test(old);
  if (greater === less) return now.some((number, i) => number !== was[i]);
  return now.some((number, i) => (greater === holds ? number < was[i]! : number > was[i]!));
}

/** When `long` is `short` with one piece more, which begins as asked: what stands before the piece, and the piece. */
export function insertion(
  short: string,
  long: string,
  begins: RegExp,
): { readonly head: string; readonly piece: string } | undefined {
  const more = long.length - short.length;
  if (more <= 0) return undefined;
  let same = 0;
  while (short[same] === long[same]) same++;
  for (const { index } of long.matchAll(begins))
    if (index <= same && short.slice(index) === long.slice(index + more))
      return { head: short.slice(0, index), piece: long.slice(index, index + more) };
  return undefined;
}

/** A bracket that holds the whole condition. */
const OPENS = /^(?:(?:\}\s*)?(?:else\s+)?if|(?:self\.)?assert(?:\.ok|True)?)\s*\(/;

/** Whether `fresh` asks what `old` asked and more. `holds`: it must hold, so that `and` asks more; else `or` does. */
function asksMore(old: string, fresh: string, holds: boolean): boolean {
  const [short, long] = [old, fresh].map((text) => text.trim().replace(/(?<![;:{\s])[;:{\s]+$/, ''));
  const found = insertion(short!, long!, holds ? /\s?(?:&&|\band\b)/g : /\s?(?:\|\||\bor\b)/g);
  if (found === undefined) return short === long;
  const { head, piece } = found;
  // Within the brackets of a call it is another question.
  if (head.split('(').length - head.split(')').length > (OPENS.test(head) ? 1 : 0)) return false;
  return !holds || !/\|\||\bor\b/.test(piece.replace(/\([^()]*\)/g, ''));
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
