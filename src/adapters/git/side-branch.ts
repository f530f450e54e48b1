/** Advances the side branch over a stack of candidates, by compare-and-swap, or says why not. */

import { checkedOutIn, usedAs } from './checked-out.ts';
import { commitOf, type Git, GitFailure, isAncestor } from './git.ts';
import { CANDIDATE, PARKED, type Place, updateRefs } from './place.ts';

/** The ref that already parks this commit. */
export const parkedAs = async (git: Git, tip: string): Promise<string | undefined> => {
  const found = await git(['for-each-ref', '--count=1', '--format=%(refname)', `--points-at=${tip}`, PARKED]);
  return found.text.trim() || undefined;
};

/**
 * Moves the side branch from `expected` (undefined: it must not exist) to `tip`, which is built on `onto`. The
 * candidate ref goes in the same transaction. Never forced: the branch may only move forward, or away from a tip
 * that is parked.
 * @returns why it could not be moved; undefined when it was.
 */
export const advance = async (
  place: Place,
  move: {
    readonly onto: string;
    readonly expected: string | undefined;
    readonly tip: string;
    readonly why: string;
  },
): Promise<string | undefined> => {
  const { git, side, sideRef } = place;
  const used = await checkedOutIn(place, side);
  if (used !== undefined) return `the side branch '${side}' ${usedAs(used)}`;
  const actual = await commitOf(git, sideRef);
  if (actual !== move.expected)
    return `the side branch '${side}' was moved by someone else to ${actual?.slice(0, 12) ?? 'nothing'}`;
  if (actual !== undefined && !(await isAncestor(git, actual, move.onto)))
    if ((await parkedAs(git, actual)) === undefined)
      return `the side branch '${side}' holds commits that this repair is not built on`;
  const candidate = await commitOf(git, CANDIDATE);
  try {
    await updateRefs(git, `orch: ${move.why}`, [
      actual === undefined ? `create ${sideRef} ${move.tip}` : `update ${sideRef} ${move.tip} ${actual}`,
      ...(candidate === undefined ? [] : [`delete ${CANDIDATE} ${candidate}`]),
    ]);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    return `git did not move the side branch '${side}': ${error.stderr.trim()}`;
  }
  return undefined;
};
