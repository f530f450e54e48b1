/** Advances the side branch over a stack of candidates, by compare-and-swap, or says why not. */

import { checkedOutIn } from './checked-out.ts';
import { commitOf, type Git, GitFailure, isAncestor } from './git.ts';
import { settledCommit } from './message.ts';
import { CANDIDATE, PARKED, type Place, updateRefs } from './place.ts';

export type Advanced =
  | { readonly kept: true; readonly commits: readonly string[] }
  | { readonly kept: false; readonly reason: string };

/** The ref that already parks this commit. */
export const parkedAs = async (git: Git, tip: string): Promise<string | undefined> => {
  const found = await git(['for-each-ref', '--count=1', '--format=%(refname)', `--points-at=${tip}`, PARKED]);
  return found.text.trim() || undefined;
};

/** Each candidate again, on its new parent and with its outcome; objects only. */
const settle = async (
  git: Git,
  onto: string,
  commits: readonly string[],
  outcome: string,
): Promise<readonly string[]> => {
  const made: string[] = [];
  let parent = onto;
  for (const commit of commits) {
    const raw = (await git(['cat-file', 'commit', commit])).bytes;
    const stdin = settledCommit(raw, parent, outcome);
    parent = (await git(['hash-object', '-t', 'commit', '-w', '--stdin'], { stdin })).text.trim();
    made.push(parent);
  }
  return made;
};

const refused = (reason: string): Advanced => ({ kept: false, reason });

/**
 * Moves the side branch from `expected` (undefined: it must not exist) to the candidates, re-created on `onto`
 * with their outcome. The candidate ref goes in the same transaction. Never forced: the branch may only move
 * forward, or away from a tip that is parked.
 */
export const advance = async (
  place: Place,
  move: {
    readonly onto: string;
    readonly expected: string | undefined;
    readonly commits: readonly string[];
    readonly outcome: 'verified' | 'progress';
  },
): Promise<Advanced> => {
  const { git, side, sideRef } = place;
  const folder = await checkedOutIn(place, side);
  if (folder !== undefined)
    return refused(`the side branch '${side}' is checked out in ${folder}; switch that to another branch`);
  const actual = await commitOf(git, sideRef);
  if (actual !== move.expected)
    return refused(
      `the side branch '${side}' was moved by someone else to ${actual?.slice(0, 12) ?? 'nothing'}`,
    );
  if (actual !== undefined && !(await isAncestor(git, actual, move.onto)))
    if ((await parkedAs(git, actual)) === undefined)
      return refused(`the side branch '${side}' holds commits that this repair is not built on`);
  const made = await settle(git, move.onto, move.commits, move.outcome);
  const tip = made.at(-1) ?? move.onto;
  const candidate = await commitOf(git, CANDIDATE);
  try {
    await updateRefs(git, `orch: ${move.outcome}`, [
      actual === undefined ? `create ${sideRef} ${tip}` : `update ${sideRef} ${tip} ${actual}`,
      ...(candidate === undefined ? [] : [`delete ${CANDIDATE} ${candidate}`]),
    ]);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    return refused(`git did not move the side branch '${side}': ${error.stderr.trim()}`);
  }
  return { kept: true, commits: made };
};
