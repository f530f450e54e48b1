import { type Class, clear, noRenames, plainEnds } from './kinds.ts';
import { type Change, type Hunk, hunksOf } from './pairs.ts';
import { bareHead, unified } from './render.ts';

export const hasFence = (text: string): boolean => /^.?\s{0,3}(`{3}|~{3})/m.test(text);
export const single = (changes: readonly Change[]): Change | undefined =>
  changes.length === 1 && changes[0]!.op === 'modify' && plainEnds(changes) ? changes[0] : undefined;
export const only = (changes: readonly Change[]): readonly [Change, Hunk] | undefined => {
  const c = single(changes);
  const hunks = c === undefined ? [] : hunksOf(c);
  return c !== undefined && hunks.length === 1 ? [c, hunks[0]!] : undefined;
};
export const inFence =
  (make: (body: string) => string): Class =>
  ({ changes }) => {
    const body = unified(changes, { head: bareHead });
    return hasFence(body) || !noRenames(changes) ? undefined : clear(make(body));
  };
