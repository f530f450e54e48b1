/** Classes that are made only where their damage shows. */
import type { Class } from './kinds.ts';
import { type Change, type Hunk, hunksOf, type Line } from './pairs.ts';
import { bareHead, bodyLine, type Diff } from './render.ts';

export const some = (
  changes: readonly Change[],
  test: (line: Line, hunk: Hunk) => boolean,
  context = 3,
): boolean => changes.some((c) => hunksOf(c, context).some((h) => h.lines.some((line) => test(line, h))));

/** A class that is made only where its damage shows. */
export const where =
  (test: (line: Line, hunk: Hunk) => boolean, make: Class): Class =>
  (start) =>
    some(start.changes, test) ? make(start) : undefined;

export const onText =
  (signs: string, damage: (text: string) => string): NonNullable<Diff['line']> =>
  ([sign, text]) =>
    bodyLine([sign, signs.includes(sign) ? damage(text) : text]);

export const shown =
  (test: (text: string) => boolean, make: Class): Class =>
  ({ changes, ...rest }) =>
    changes.every((c) =>
      hunksOf(c).every(
        (h) =>
          !h.lines.some(([s, t]) => s === '+' && test(t)) ||
          h.lines.some(([s, t]) => ' -'.includes(s) && test(t)),
      ),
    )
      ? make({ changes, ...rest })
      : undefined;

export const emptyContext = ([sign, text]: Line): boolean => sign === ' ' && text === '';
export const both: Diff = { head: bareHead };
