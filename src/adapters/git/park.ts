/** Keeps a side branch that cannot be built on under another name, and lets the branch start again from base. */
import { checkedOutIn, usedAs } from './checked-out.ts';
import { parkedName } from './move.ts';
import { type Place, some, updateRefs } from './place.ts';
import { parkedAs } from './side-branch.ts';
import type { Start } from './start.ts';

export interface Parked {
  readonly ref: string;
  readonly tip: string;
  readonly conflicts: readonly string[];
  readonly why: 'conflict' | 'unrelated' | 'merged';
  /** One sentence for the human. */
  readonly sentence: string;
  /** The side branch's tip now: base, or the old one while it is checked out. */
  readonly side: string;
}

const reasons = (base: string, start: Extract<Start, { readonly park: string }>): string => {
  if (start.park === 'merged') return `is in ${base} already, under other commits`;
  if (start.park === 'unrelated')
    return `has no commit in common with ${base} (rewritten, or a shallow clone)`;
  return `conflicts with ${base} in ${some(start.conflicts)}`;
};

/**
 * Parks the side branch's tip as refs/orch/parked/<time> and moves the branch to base, in one transaction. A tip
 * that is parked already is not parked twice; a branch that is checked out stays where it is.
 */
export const park = async (
  place: Place,
  base: string,
  tip: string,
  start: Extract<Start, { readonly park: string }>,
): Promise<Parked> => {
  const already = await parkedAs(place.git, tip);
  const ref = already ?? (await parkedName(place));
  const used = await checkedOutIn(place, place.side);
  const lines = [
    ...(already === undefined ? [`create ${ref} ${tip}`] : []),
    ...(used === undefined ? [`update ${place.sideRef} ${start.commit} ${tip}`] : []),
  ];
  if (lines.length > 0) await updateRefs(place.git, `orch: parked, ${start.park}`, lines);
  const after =
    used === undefined ? 'the branch starts again from base' : `the branch stays, for it ${usedAs(used)}`;
  return {
    ref,
    tip,
    conflicts: start.conflicts,
    why: start.park,
    sentence: `The side branch '${place.side}' ${reasons(base, start)}; its old tip is kept as ${ref} and ${after}.`,
    side: used === undefined ? start.commit : tip,
  };
};
