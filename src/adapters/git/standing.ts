/** Where the repair worktree stands: its start, the stack of candidates above it, and the four ways to change that. */
import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { CandidateCommit, CommitMeta, FileChange, Prepared } from '../../ports.ts';
import { makeCandidate } from './candidate.ts';
import { ensureFolders } from './folders.ts';
import { commitOf, fields } from './git.ts';
import { refreshLinks } from './links.ts';
import { moveTo, parkStrayHead, treeOf } from './move.ts';
import { park } from './park.ts';
import { CANDIDATE, kindOf, type Place, START, some, updateRefs } from './place.ts';
import type { Refs } from './refs.ts';
import { type Held, reorder } from './stack.ts';
import { chooseStart } from './start.ts';
import { ensureWorktree, type Worktree } from './worktree.ts';

export interface Standing {
  readonly worktree: Worktree;
  /** What the first candidate is built on: base, the side branch, or the two merged. */
  readonly start: string;
  /** The side branch's tip when we last looked; undefined when there is no branch. */
  readonly side: string | undefined;
  /** Candidates, oldest first. */
  readonly stack: readonly Held[];
  /** The stack's top, else the start. */
  readonly head: string;
  /** The globs of the link list, and the inputs that they brought in. */
  readonly globs: readonly string[];
  readonly links: ReadonlySet<string>;
  /** What a move had to say and no answer carried yet. */
  readonly warnings: readonly string[];
}

/** The candidate ref stands at the stack's top and is gone when there is none. */
export const pointCandidate = async (place: Place, top: string | undefined): Promise<void> => {
  const old = await commitOf(place.git, CANDIDATE);
  if (old === top) return;
  const line =
    top === undefined
      ? `delete ${CANDIDATE} ${old}`
      : old === undefined
        ? `create ${CANDIDATE} ${top}`
        : `update ${CANDIDATE} ${top} ${old}`;
  await updateRefs(place.git, 'orch: candidate', [line]);
};

export const pointStart = async (place: Place, start: string): Promise<void> => {
  await updateRefs(place.git, 'orch: start', [`update ${START} ${start}`]);
};

/** Files that a stage left behind. Ignored ones are taken for caches. */
const leftovers = async (worktree: Worktree, unknown: readonly string[]): Promise<readonly string[]> => {
  if (unknown.length === 0) return [];
  const listed = await worktree.git(['ls-files', '--others', '--exclude-standard', '-z']);
  const seen = new Set(fields(listed.text).map((path) => path.replace(/\/$/, '')));
  const left = unknown.filter((path) => seen.has(path));
  if (left.length === 0) return [];
  return [
    `The repair worktree holds files that git does not know: ${some(left)}. Stages keep such files in ORCH_STATE_DIR.`,
  ];
};

const emptySubmodules = async (place: Place, commit: string): Promise<readonly string[]> => {
  if ((await kindOf(join(place.worktree, '.gitmodules'))) === undefined) return [];
  const modules = (await treeOf(place.git, commit)).filter((entry) => entry.type === 'commit');
  if (modules.length === 0) return [];
  const paths = some(modules.map((entry) => entry.path));
  return [`Submodules are empty in the repair worktree, so stages cannot use them there: ${paths}.`];
};

/**
 * Makes folders and worktree, parks or merges the side branch, moves the worktree to the start and links inputs.
 * Candidates of a dead run are dropped. A worktree that stands there already is only looked at.
 */
export const prepareStanding = async (
  place: Place,
  refs: Refs,
  base: { readonly name: string; readonly commit: string },
  link: readonly string[],
): Promise<{ readonly standing: Standing; readonly report: Prepared }> => {
  await ensureFolders(place.root, relative(place.root, place.orch));
  const tip = refs.at.get(place.sideRef);
  const known = new Set(refs.at.values());
  const worktree = await ensureWorktree(place, base.commit, known);
  const stray = await parkStrayHead(place, worktree, known, worktree.head);
  const start = await chooseStart(place, worktree, base, tip);
  const parked = 'park' in start && tip !== undefined ? await park(place, base.name, tip, start) : undefined;
  if (refs.at.get(START) !== start.commit) await pointStart(place, start.commit);
  if (refs.at.has(CANDIDATE)) await pointCandidate(place, undefined);
  const there = worktree.clean && worktree.head === start.commit;
  const moved = there ? [] : await moveTo(place, worktree, start.commit);
  const links = await refreshLinks(place, worktree.git, start.commit, link);
  const warnings = [
    ...worktree.warnings,
    ...stray,
    ...(parked === undefined ? [] : [parked.sentence]),
    ...moved,
    ...links.warnings,
    ...(await emptySubmodules(place, start.commit)),
    ...(await leftovers(worktree, links.unknown)),
  ];
  const standing: Standing = {
    worktree,
    start: start.commit,
    side: parked?.side ?? tip,
    stack: [],
    head: start.commit,
    globs: link,
    links: links.paths,
    warnings: [],
  };
  const report = { dir: place.worktree, base: base.commit, tip: start.commit, warnings };
  return { standing, report: { ...report, ...(parked === undefined ? {} : { parked }) } };
};

/** Commits the changes on the stack's top, then moves the ref and the worktree there. */
export const commitOn = async (
  place: Place,
  standing: Standing,
  changes: readonly FileChange[],
  meta: CommitMeta,
): Promise<{ readonly standing: Standing; readonly candidate: CandidateCommit }> => {
  const candidate = await makeCandidate(place.git, standing.head, changes, meta);
  const held = { name: candidate.commit, commit: candidate.commit };
  const next = await moveStack(place, standing, [...standing.stack, held]);
  return { standing: { ...next, warnings: [] }, candidate: { ...candidate, warnings: next.warnings } };
};

const moveStack = async (place: Place, standing: Standing, stack: readonly Held[]): Promise<Standing> => {
  const head = stack.at(-1)?.commit ?? standing.start;
  return {
    ...(await standAt(place, standing, head, () => pointCandidate(place, stack.at(-1)?.commit))),
    stack,
  };
};

/** Moves the worktree alone: the stack stays. @param between after a stray commit is parked, before HEAD moves. */
export const standAt = async (
  place: Place,
  standing: Standing,
  head: string,
  between: () => Promise<void>,
): Promise<Standing> => {
  const { worktree } = standing;
  // A stage may have removed the folder that it ran in.
  await mkdir(place.worktree, { recursive: true });
  const stray = await parkStrayHead(place, worktree, new Set([standing.head]));
  await between();
  const moved = await moveTo(place, worktree, head);
  const links = await refreshLinks(place, worktree.git, head, standing.globs);
  const warnings = [...standing.warnings, ...stray, ...moved, ...links.warnings];
  return { ...standing, head, links: links.paths, warnings };
};

/**
 * The worktree without these candidates. Those that are not on the stack are gone already (a run was killed after
 * the move and before it was recorded).
 * @throws when one that stays is built on one that goes (our bug: verdicts go from the top down).
 */
export const takeBackFrom = async (
  place: Place,
  standing: Standing,
  commits: readonly string[],
): Promise<Standing> => {
  const rest = standing.stack.filter((held) => !commits.includes(held.name));
  const stack = await reorder(place.git, standing.start, rest);
  if (stack === undefined)
    throw new Error('repo: a candidate cannot be taken back from under one that stays');
  return moveStack(place, standing, stack);
};
