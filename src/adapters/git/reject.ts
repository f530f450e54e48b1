/** Undoes a commit of the side branch there, by a commit of its own; the human's checkout is not involved. */
import { OrchError } from '../../core/exit.ts';
import { endThere, joined, line } from './by-hand.ts';
import { checkedOutIn, usedAs } from './checked-out.ts';
import { DIFF_FORM } from './diff-form.ts';
import { commitOf, GitFailure } from './git.ts';
import { identity, OUTCOME } from './message.ts';
import { REVERTS } from './pending.ts';
import { type Place, some, updateRefs } from './place.ts';
import type { SideCommit } from './side-log.ts';
import { carried, needMergeTree } from './three-way.ts';

/** The change of a commit as candidates' diffs are written, so that the two can be compared; all of it for a root. */
export const diffOf = async (place: Place, commit: string): Promise<string> =>
  (await place.git(['diff-tree', '--root', '--no-commit-id', '-r', '--text', ...DIFF_FORM, commit])).text;

/**
 * The commit that undoes `one` on the side branch's tip; objects only.
 * @throws OrchError `refused` when later commits build on it, or the branch is checked out somewhere.
 */
export const makeRevert = async (place: Place, tip: string, one: SideCommit): Promise<string> => {
  const { git, side } = place;
  const byHand = `${line('git', 'switch', side)} && git revert ${one.commit.slice(0, 12)}`;
  const used = await checkedOutIn(place, side);
  if (used !== undefined)
    throw new OrchError(
      'refused',
      `The side branch '${side}' ${usedAs(used)}; nothing was changed.`,
      used.paused
        ? `${endThere(used.folder)} and reject again`
        : `Leave it there (${line('git', '-C', used.folder, 'switch', '--detach')}) and reject again`,
    );
  if ((await commitOf(git, `${one.commit}^`)) === undefined)
    throw new OrchError(
      'refused',
      `'${one.subject}' has no commit before it here, so there is nothing to go back to; nothing was changed.`,
      await joined(place),
    );
  await needMergeTree(git, `Revert by hand: ${byHand}`);
  const merged = await carried(git, { before: one.commit, after: `${one.commit}^` }, tip);
  if (!merged.ok)
    throw new OrchError(
      'refused',
      `Later commits on '${side}' build on this one in ${some(merged.conflicts)}; nothing was changed.`,
      `Reject the newer ones first, or by hand: ${byHand}`,
    );
  const stage = one.trailers['Orch-Stage'];
  const trailers = [
    ...(stage === undefined ? [] : [`Orch-Stage: ${stage}`]),
    `${REVERTS}: ${one.commit}`,
    `${OUTCOME}: rejected`,
  ].join('\n');
  const message = `Revert "${one.subject}"\n\nA human rejected it.\n\n${trailers}\n`;
  const made = await git(['commit-tree', '-p', tip, '-F', '-', merged.tree], {
    env: await identity(git),
    stdin: message,
  });
  return made.text.trim();
};

/**
 * Moves the side branch from `tip` to the commit that undoes, by compare-and-swap.
 * @throws OrchError `refused` when somebody else moved it in between.
 */
export const moveSide = async (place: Place, tip: string, revert: string): Promise<void> => {
  try {
    await updateRefs(place.git, 'orch: rejected', [`update ${place.sideRef} ${revert} ${tip}`]);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new OrchError(
      'refused',
      `git did not move the side branch: ${error.stderr.trim()}`,
      'Reject it again.',
    );
  }
};
