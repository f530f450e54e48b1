/** Brings what waits on the side branch into the base branch: forward, by a merge commit, or as one change alone. */
import { join } from 'node:path';
import { OrchError } from '../../core/exit.ts';
import { endThere, joined, line, mergeByHand } from './by-hand.ts';
import { checkedOutIn, usedAs } from './checked-out.ts';
import { fields, type Git, GitFailure, isAncestor } from './git.ts';
import { mergeObjects } from './merge.ts';
import { identity } from './message.ts';
import { ACCEPTS, type Pending, standsAlone } from './pending.ts';
import { kindOf, type Place, some, updateRefs } from './place.ts';
import type { SideCommit } from './side-log.ts';
import { uncommittedIn } from './status.ts';
import { carried, needMergeTree } from './three-way.ts';

export interface AcceptedAs {
  readonly how: 'fast-forward' | 'merge' | 'pick';
  /** Base's new commit. */
  readonly commit: string;
}

const refused = (what: string, next: string): OrchError => new OrchError('refused', what, next);

const conflict = (what: string, conflicts: readonly string[], base: string, byHand: string): OrchError =>
  refused(
    `${what} conflicts with ${base} in ${some(conflicts)}; nothing was changed.`,
    `Settle it by hand: ${byHand}`,
  );

const commitTree = async (
  git: Git,
  tree: string,
  parents: readonly string[],
  message: string,
  author: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const env = { ...(await identity(git)), ...author };
  const args = ['commit-tree', ...parents.flatMap((parent) => ['-p', parent]), '-F', '-', tree];
  return (await git(args, { env, stdin: message })).text.trim();
};

/** The change of one commit on base, by its author, with a trailer that says which commit it was. */
const picked = async (place: Place, pending: Pending, self: string, one: SideCommit): Promise<string> => {
  const { git } = place;
  const { base } = pending;
  const byHand = `${line('git', 'switch', base.name)} && git cherry-pick ${one.commit.slice(0, 12)}`;
  await needMergeTree(git, `Take it by hand: ${byHand}`);
  const merged = await carried(git, { before: `${one.commit}^`, after: one.commit }, base.commit);
  if (!merged.ok) throw conflict(`'${one.subject}' alone`, merged.conflicts, base.name, byHand);
  if (merged.tree === (await git(['rev-parse', `${base.commit}^{tree}`])).text.trim())
    throw refused(
      `What '${one.subject}' changes is in ${base.name} already, so there is nothing to take; nothing was changed.`,
      `The next run takes it off the list: ${self} run all`,
    );
  const [name = '', email = '', date = '', text = ''] = (
    await git(['show', '-s', '--no-show-signature', '--format=%an%x00%ae%x00%aI%x00%B', one.commit])
  ).text.split('\0');
  const author = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date };
  const joint = Object.keys(one.trailers).length > 0 ? '\n' : '\n\n';
  const message = `${text.trimEnd()}${joint}${ACCEPTS}: ${one.commit}\n`;
  return commitTree(git, merged.tree, [base.commit], message, author);
};

const target = async (
  place: Place,
  pending: Pending,
  tip: string,
  self: string,
  one?: SideCommit,
): Promise<AcceptedAs> => {
  const { git } = place;
  const { base } = pending;
  if (one !== undefined && !(await standsAlone(place, pending, one.commit)))
    return { how: 'pick', commit: await picked(place, pending, self, one) };
  if (await isAncestor(git, base.commit, tip)) return { how: 'fast-forward', commit: tip };
  const byHand = mergeByHand(one?.commit ?? place.side, base.name);
  await needMergeTree(git, `Merge by hand: ${byHand}`);
  const related = await git(['merge-base', base.commit, tip], { allow: [1] });
  const what = one === undefined ? `The side branch '${place.side}'` : `'${one.subject}'`;
  if (related.code !== 0)
    throw refused(
      `${what} and ${base.name} have no commit in common; nothing was changed.`,
      await joined(place),
    );
  const merged = await mergeObjects(git, base.commit, tip);
  if (!merged.ok) throw conflict(what, merged.conflicts, base.name, byHand);
  const subject = one === undefined ? `Merge branch '${place.side}'` : `Merge: ${one.subject}`;
  return { how: 'merge', commit: await commitTree(git, merged.tree, [base.commit, tip], `${subject}\n`) };
};

const UNDER_WAY = [
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'rebase-merge',
  'rebase-apply',
  'BISECT_LOG',
];

/** @throws OrchError `refused` when the checkout holds anything that moving base forward could meet. */
const needCleanCheckout = async (place: Place, self: string): Promise<void> => {
  const dir = (await place.git(['rev-parse', '--absolute-git-dir'])).text.trim();
  for (const name of UNDER_WAY)
    if ((await kindOf(join(dir, name))) !== undefined)
      throw refused(
        `Your checkout is in the middle of something (${name}); nothing was changed.`,
        `End it (git status says how), then: ${self} review`,
      );
  const dirty = await uncommittedIn(place);
  if (dirty.length > 0)
    throw refused(
      `Your checkout has changes that are not committed: ${some(dirty)}; nothing was changed.`,
      `Commit them, or set them aside and back: git stash && ${self} review accept … && git stash pop`,
    );
};

/** Files that git does not know and that stand where base's new commit has one. */
const needFreePaths = async (place: Place, from: string, to: string): Promise<void> => {
  const added = ['diff-tree', '-r', '-z', '--no-renames', '--name-only', '--diff-filter=A', from, to];
  const taken: string[] = [];
  for (const path of fields((await place.git(added)).text))
    if ((await kindOf(join(place.root, path))) !== undefined) taken.push(path);
  if (taken.length > 0)
    throw refused(
      `Files that git does not know are in the way: ${some(taken)}; nothing was changed.`,
      'Move them away, or commit them, then accept again.',
    );
};

/** True for a file that git took away, or has written already as `from` has it: nobody's work is in it. */
const isGits = async ({ git, root }: Place, from: string, path: string): Promise<boolean> => {
  if ((await kindOf(join(root, path))) === undefined) return true;
  const args = ['--literal-pathspecs', 'diff', '--quiet', from, '--', path];
  return (await git(args, { allow: [1] })).code === 0;
};

/**
 * git moves files and index before the branch. Where it fails on the way (the branch is locked, a filter or the disk
 * gives up), index and files are brought back. @returns tracked files that are not as they were even so.
 */
const putBack = async (place: Place, from: string, to: string): Promise<readonly string[]> => {
  const { git } = place;
  const moved = await git(['diff-index', '--cached', '--quiet', to], { allow: [1] });
  if (moved.code === 1) await git(['read-tree', '-m', '-u', from, to], { allow: [128] });
  const gits: string[] = [];
  for (const path of await uncommittedIn(place)) if (await isGits(place, from, path)) gits.push(`${path}\0`);
  if (gits.length > 0)
    await git(['checkout-index', '-f', '-u', '-z', '--stdin'], { stdin: gits.join(''), allow: [1, 128] });
  return uncommittedIn(place);
};

/**
 * Brings one open commit, or with `one` absent the whole side branch, into base. Forward where base can go forward,
 * by a merge commit where it cannot; one that is built on others that still wait is taken alone (as cherry-pick
 * does). Never forced; on a refusal the checkout, the index and every ref are as they were.
 * @param current the full name of the checked-out branch; @param self how the next command names orch.
 * @throws OrchError `refused` (a conflict, a checkout that is not clean, a base that is no free local branch),
 * `unavailable` for a git that is too old to merge without a checkout.
 */
export const accept = async (
  place: Place,
  pending: Pending,
  current: string | undefined,
  self: string,
  one?: SideCommit,
): Promise<AcceptedAs> => {
  const { base, tip } = pending;
  if (tip === undefined) throw refused('There is no side branch.', `${self} status`);
  if (!base.ref.startsWith('refs/heads/'))
    throw refused(
      `The base branch ${base.name} is a remote's; orch only moves local branches.`,
      `Merge and push by hand: ${mergeByHand(place.side, base.name.replace(/^[^/]*\//, ''))} && git push`,
    );
  const here = current === base.ref;
  if (here) await needCleanCheckout(place, self);
  else {
    const used = await checkedOutIn(place, base.name);
    if (used !== undefined)
      throw refused(
        `${base.name} ${usedAs(used)}; nothing was changed.`,
        used.paused
          ? `${endThere(used.folder)}, then: ${self} review`
          : `Merge there: ${line('git', '-C', used.folder, 'merge', '--no-ff', one?.commit ?? place.side)}`,
      );
  }
  const made = await target(place, pending, one?.commit ?? tip, self, one);
  if (here) await needFreePaths(place, base.commit, made.commit);
  try {
    // git's own fast-forward takes the files along and stops before anything that it would overwrite.
    if (here) await place.git(['merge', '--ff-only', '--quiet', '--no-autostash', made.commit]);
    else await updateRefs(place.git, 'orch: accepted', [`update ${base.ref} ${made.commit} ${base.commit}`]);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const left = here ? await putBack(place, made.commit, base.commit) : [];
    const still = left.length === 0 ? '' : `\nNot as it was in your checkout: ${some(left)}`;
    const back = left.length === 0 ? '' : `${line('git', 'checkout', '--', ...left)} && `;
    throw refused(
      `git did not move ${base.name}: ${error.stderr.trim()}${still}`,
      `Put right what git names, then: ${back}${self} review`,
    );
  }
  return made;
};
