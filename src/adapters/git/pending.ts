/** What of the side branch still waits for the human's word. */
import type { Base } from './base.ts';
import { isAncestor } from './git.ts';
import type { Place } from './place.ts';
import { type SideCommit, sideCommits } from './side-log.ts';

/** On a commit that undoes one of the side branch: which. */
export const REVERTS = 'Orch-Reverts';
/** On a commit of base that takes over one of the side branch alone: which. */
export const ACCEPTS = 'Orch-Accepts';

export interface Pending {
  readonly base: Base;
  /** The side branch's tip; undefined when there is none. */
  readonly tip: string | undefined;
  /** Waiting, newest first: the first has number 1. */
  readonly open: readonly SideCommit[];
  /** Rejected ones → the commit that undid them. */
  readonly rejected: ReadonlyMap<string, string>;
  /** Those that base holds under other names. */
  readonly inBase: ReadonlySet<string>;
}

const acceptedIn = async (place: Place, base: string, side: string): Promise<ReadonlySet<string>> => {
  const { git } = place;
  const format = `--format=%(trailers:key=${ACCEPTS},valueonly)`;
  const [cherry, log] = await Promise.all([
    git(['cherry', base, side]),
    git(['log', '--no-show-signature', format, `${side}..${base}`]),
  ]);
  const same = [...cherry.text.matchAll(/^- (\w+)$/gm)].map(([, commit = '']) => commit);
  return new Set([...same, ...log.text.split(/\s+/).filter((id) => id !== '')]);
};

/** Reads the side branch against base; only git is asked, so it works without any saved state. */
export const readPending = async (place: Place, base: Base, tip: string | undefined): Promise<Pending> => {
  if (tip === undefined || (await isAncestor(place.git, tip, base.commit)))
    return { base, tip, open: [], rejected: new Map(), inBase: new Set() };
  const [commits, inBase] = await Promise.all([
    sideCommits(place.root, base.commit, place.sideRef, place.env),
    acceptedIn(place, base.commit, tip),
  ]);
  const rejected = new Map<string, string>();
  for (const { commit, trailers } of commits) {
    const undone = trailers[REVERTS];
    if (undone !== undefined) rejected.set(undone, commit);
  }
  const open = commits
    .filter(
      ({ commit, trailers }) =>
        !rejected.has(commit) && trailers[REVERTS] === undefined && !inBase.has(commit),
    )
    .reverse();
  return { base, tip, open, rejected, inBase };
};

/**
 * True when merging `commit` into base brings its own change and nothing else that waits or was rejected: what it
 * is built on is in base, or was undone below it.
 */
export const standsAlone = async (place: Place, pending: Pending, commit: string): Promise<boolean> => {
  const listed = await place.git(['rev-list', `${pending.base.commit}..${commit}`]);
  const below = new Set(listed.text.split('\n'));
  const waits = pending.open.some((other) => other.commit !== commit && below.has(other.commit));
  const halfUndone = [...pending.rejected].some(([undone, by]) => below.has(undone) && !below.has(by));
  return !waits && !halfUndone;
};
