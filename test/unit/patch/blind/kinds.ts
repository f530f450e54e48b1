/** What a class of cases is: one way to garble an answer, and what must then happen. */
import type { Chance } from './chance.ts';
import { allUnique, type Change, endsOpen, type Pair, sameEnd, type Texts } from './pairs.ts';
import { type Diff, unified } from './render.ts';

/** `exact`: only the intended tree; `either`: that or a refusal; `refused`: a refusal. A wrong tree never. */
export type Label = 'exact' | 'either' | 'refused';

export interface Made {
  readonly label: Label;
  readonly text: string;
  /** Instead of the pair's. */
  readonly before?: Texts;
  readonly after?: Texts;
  /** Trees that no reader could tell from the intended one. */
  readonly also?: readonly Texts[];
  /** Rules of which one must be named in a refusal. */
  readonly rules?: readonly string[];
}

export interface Start {
  readonly pair: Pair;
  readonly changes: readonly Change[];
  readonly chance: Chance;
}

export type Class = (start: Start) => Made | undefined;
export type Classes = Readonly<Record<string, Class>>;

export const clear = (text: string): Made => ({ label: 'exact', text });
export const either = (text: string): Made => ({ label: 'either', text });
export const refused = (text: string, ...rules: string[]): Made => ({ label: 'refused', text, rules });

export const uniqueAll = (changes: readonly Change[], context = 3): boolean =>
  changes.every((change) => allUnique(change, context));

/** A diff that stays clear: always, or only where no hunk needs its number. */
export const diffClass =
  (
    how: Diff,
    needs: 'nothing' | 'unique' = 'nothing',
    wrap: (text: string) => string = (text) => text,
  ): Class =>
  ({ changes }) =>
    needs === 'unique' && !uniqueAll(changes, how.context ?? 3)
      ? undefined
      : clear(wrap(unified(changes, how)));

export const modifiesOnly = (changes: readonly Change[]): boolean =>
  changes.every((change) => change.op === 'modify');

export const noRenames = (changes: readonly Change[]): boolean =>
  changes.every((change) => change.op !== 'rename');

/** No final newline is at stake. */
export const plainEnds = (changes: readonly Change[]): boolean =>
  changes.every((change) => !endsOpen(change));

export const endsKept = (changes: readonly Change[]): boolean => changes.every(sameEnd);
