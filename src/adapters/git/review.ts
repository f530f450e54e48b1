/** What a human does with the side branch: takes commits over to base, or has one taken back. Nothing is ever forced. */
import { OrchError } from '../../core/exit.ts';
import type { Base } from './base.ts';
import { treeWithLines } from './candidate.ts';
import { checkedOutIn } from './checked-out.ts';
import { DIFF_FORM } from './diff-form.ts';
import { commitOf, fields, type Git, GitFailure, isAncestor } from './git.ts';
import { identity, OUTCOME } from './message.ts';
import { type Place, some, updateRefs } from './place.ts';

/** Trailer of the commit that takes a rejected one back. */
export const REJECTS = 'Orch-Rejects';

const refused = (what: string, next: string): OrchError => new OrchError('refused', what, next);

/** Commits of `side` that base holds already under another name (cherry-picked, rebased): `git cherry` finds them. */
export const takenOver = async (git: Git, base: string, side: string): Promise<ReadonlySet<string>> => {
  const lines = (await git(['cherry', base, side])).text.split('\n');
  return new Set(lines.filter((line) => line.startsWith('- ')).map((line) => line.slice(2)));
};

/** A commit's change as git prints it. */
export const diffOf = async (git: Git, commit: string): Promise<string> =>
  (await git(['diff-tree', '-r', '--text', ...DIFF_FORM, `${commit}^`, commit])).text;

/** Why the human's checkout cannot take a merge; tracked files must stand as HEAD has them. */
const demandClean = async (git: Git, base: Base, to: string): Promise<void> => {
  const status = await git(['status', '--porcelain=v1', '-z', '--untracked-files=no']);
  const edited = fields(status.text).map((line) => line.slice(3));
  if (edited.length === 0) return;
  throw refused(
    `the checkout has uncommitted changes: ${some(edited)}`,
    `commit or stash them (git stash), then accept again; or by hand: git switch ${base.name} && git merge ${to.slice(0, 12)}`,
  );
};

/** Untracked files that stand where the merge would put one of its own. */
const demandRoom = async (git: Git, base: Base, to: string): Promise<void> => {
  const [added, others] = await Promise.all([
    git(['diff', '--no-renames', '--name-only', '--diff-filter=A', '-z', `${base.commit}...${to}`]),
    git(['ls-files', '--others', '-z']),
  ]);
  const fresh = new Set(fields(added.text));
  const inTheWay = fields(others.text).filter((path) => fresh.has(path));
  if (inTheWay.length === 0) return;
  throw refused(
    `files that git does not track are in the way: ${some(inTheWay)}`,
    'move them away, then accept again',
  );
};

/** Conflicts of the merge, found in the object store alone; a git before 2.38 finds them while it merges. */
const demandNoConflict = async (git: Git, base: Base, to: string): Promise<void> => {
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', base.commit, to];
  const tried = await git(args, { allow: [1, 128, 129] });
  if (tried.code !== 1) return;
  throw conflict(base, to, fields(tried.text).slice(1));
};

const conflict = (base: Base, to: string, paths: readonly string[]): OrchError =>
  refused(
    `${base.name} was changed in the same places: ${some(paths) || 'see git'}`,
    `git switch ${base.name} && git merge --no-ff ${to.slice(0, 12)}, settle the conflict, git commit`,
  );

/** Where base is checked out, its files move with it: by git's own merge, which refuses before it touches anything. */
const mergeHere = async (git: Git, base: Base, to: string, message: string): Promise<void> => {
  await demandClean(git, base, to);
  await demandRoom(git, base, to);
  const ahead = await isAncestor(git, base.commit, to);
  if (!ahead) await demandNoConflict(git, base, to);
  const how = ahead ? ['--ff-only'] : ['--no-ff', '-m', message];
  try {
    const settings = ['-c', 'merge.verifySignatures=false', '-c', 'rerere.enabled=false'];
    await git([...settings, 'merge', '--quiet', ...how, to], { env: ahead ? {} : await identity(git) });
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    if ((await commitOf(git, 'MERGE_HEAD')) !== undefined) {
      await git(['merge', '--abort']);
      throw conflict(base, to, []);
    }
    throw refused(
      `git did not merge: ${error.stderr.trim().split('\n')[0] ?? ''}`,
      `git switch ${base.name} && git merge ${to.slice(0, 12)} says it all`,
    );
  }
};

/** Where nobody has base checked out, only the ref moves. */
const mergeRef = async (git: Git, base: Base, to: string, message: string): Promise<void> => {
  let commit = to;
  if (!(await isAncestor(git, base.commit, to))) {
    await demandNoConflict(git, base, to);
    const merged = await git(['merge-tree', '--write-tree', base.commit, to]);
    const tree = merged.text.split('\n')[0] ?? '';
    const args = ['commit-tree', '-p', base.commit, '-p', to, '-m', message, tree];
    commit = (await git(args, { env: await identity(git) })).text.trim();
  }
  await updateRefs(git, 'orch review: accept', [`update ${base.ref} ${commit} ${base.commit}`]);
};

/**
 * Takes everything up to a commit of the side branch over to base: by fast-forward, else by a merge commit.
 * @param to the commit; @param message of a merge commit.
 * @throws OrchError `refused` with the commands to go on by hand; then tree, index and refs are as they were.
 */
export const accept = async (place: Place, base: Base, to: string, message: string): Promise<void> => {
  const { git } = place;
  if (!base.ref.startsWith('refs/heads/'))
    throw refused(
      `${base.name} is a branch of another repository: only its own push changes it`,
      `git push ${base.name.replace('/', ` ${to.slice(0, 12)}:`)}, or a pull request`,
    );
  const folder = await checkedOutIn(place, base.name);
  if (folder === undefined) return mergeRef(git, base, to, message);
  const current = (await git(['symbolic-ref', '--quiet', 'HEAD'], { allow: [1] })).text.trim();
  if (current === base.ref) return mergeHere(git, base, to, message);
  throw refused(
    `${base.name} is checked out in ${folder}`,
    `git -C ${folder} merge ${to.slice(0, 12)}, or orch -C ${folder} review`,
  );
};

/** The side branch's tree without one commit's change, made in an index of its own. */
const treeWithout = async (git: Git, tip: string, commit: string, subject: string): Promise<string> => {
  const back = await git([
    'diff-tree',
    '-r',
    '--raw',
    '-z',
    '--no-renames',
    '--no-abbrev',
    commit,
    `${commit}^`,
  ]);
  const parts = fields(back.text);
  const lines: string[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const [, mode = '', , id = ''] = (parts[at] ?? '').replace(/^:/, '').split(' ');
    const path = parts[at + 1] ?? '';
    // Only where nothing later was built on it: else taking it back would take that, too.
    const [now, then] = await Promise.all([blobAt(git, tip, path), blobAt(git, commit, path)]);
    if (now !== then)
      throw refused(
        `a later commit changes ${path}, too: "${subject}" cannot be taken back alone`,
        'reject the later one first, or edit it by hand on the side branch',
      );
    lines.push(`${Number(mode) === 0 ? '0' : mode} ${id}\t${path}\0`);
  }
  return treeWithLines(git, tip, lines.join(''));
};

const blobAt = async (git: Git, commit: string, path: string): Promise<string> =>
  (await git(['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', commit, '--', path])).text;

/**
 * Takes one commit back by a commit of its own on the side branch; no checkout is touched.
 * @param tip the side branch as it was looked at: if somebody moved it since, nothing is done.
 * @returns the new tip. @throws OrchError `refused` when it is in use, or when later commits are built on this one.
 */
export const reject = async (place: Place, tip: string, commit: string, subject: string): Promise<string> => {
  const { git, side, sideRef } = place;
  const folder = await checkedOutIn(place, side);
  if (folder !== undefined)
    throw refused(
      `the side branch '${side}' is checked out in ${folder}`,
      `git -C ${folder} revert ${commit.slice(0, 12)}`,
    );
  const tree = await treeWithout(git, tip, commit, subject);
  const message = `Revert "${subject}"\n\nRejected by a human in orch review.\n\n${REJECTS}: ${commit}\n${OUTCOME}: rejected\n`;
  const args = ['commit-tree', '-p', tip, '-F', '-', tree];
  const made = (await git(args, { env: await identity(git), stdin: message })).text.trim();
  await updateRefs(git, 'orch review: reject', [`update ${sideRef} ${made} ${tip}`]);
  return made;
};
