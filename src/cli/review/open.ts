import { resolveBase } from '../../adapters/git/base.ts';
import type { Place } from '../../adapters/git/place.ts';
import { readRefs } from '../../adapters/git/refs.ts';
import { placeOf } from '../../adapters/git/repo.ts';
import { REJECTS, takenOver } from '../../adapters/git/review.ts';
import { sideCommits } from '../../adapters/git/side-log.ts';
import { readState } from '../../adapters/store/store.ts';
import { OrchError } from '../../core/exit.ts';
import { errorKey } from '../../core/machine/records.ts';
import type { Context } from '../context.ts';
import { readWorkspaceMap } from '../map.ts';
import { rootOf } from '../root.ts';

/** A commit of the side branch that waits for a human's word. */
export interface Entry {
  /** From 1, the newest first. */
  readonly number: number;
  readonly commit: string;
  readonly at: string;
  readonly subject: string;
  /** Empty, like the four below, for a commit that orch did not make. */
  readonly stage: string;
  readonly source: string;
  readonly outcome: string;
  readonly fingerprint: string;
  readonly case: string;
  /** The error it is for, in a line. */
  readonly error: string;
  readonly added: number;
  readonly removed: number;
  readonly files: number;
}

export interface Review {
  readonly root: string;
  readonly place: Place;
  readonly base: ReturnType<typeof resolveBase>;
  readonly side: string;
  /** The side branch's commit; undefined while there is no such branch. */
  readonly tip: string | undefined;
  /** The newest first. */
  readonly entries: readonly Entry[];
  /** Commits that were rejected, each with the commit that took it back. */
  readonly rejected: ReadonlyMap<string, string>;
}

/** What is on the side branch and not in base, and was not rejected; from git, and the errors' words from the state. */
export const openReview = async (context: Context): Promise<Review> => {
  const root = rootOf(context.dir);
  const { settings } = await readWorkspaceMap(root, context);
  const { sideBranch: side } = settings;
  const place = await placeOf({ root, sideBranch: side, link: [], env: context.env });
  const refs = await readRefs(place.git, settings.base);
  const base = resolveBase(refs, settings.base, side);
  const tip = refs.at.get(place.sideRef);
  const empty = { root, place, base, side, tip, entries: [], rejected: new Map<string, string>() };
  if (tip === undefined || tip === base.commit) return empty;
  const [commits, taken, { errors }] = await Promise.all([
    sideCommits(root, base.commit, side, context.env),
    takenOver(place.git, base.commit, tip),
    readState(root),
  ]);
  const rejected = new Map(
    commits.flatMap(({ commit, trailers }) =>
      trailers[REJECTS] === undefined ? [] : [[trailers[REJECTS], commit] as const],
    ),
  );
  const waiting = commits.filter(
    ({ commit, trailers }) => !taken.has(commit) && !rejected.has(commit) && trailers[REJECTS] === undefined,
  );
  const entries = waiting.reverse().map(({ trailers, body, ...each }, index): Entry => {
    const of = (name: string) => trailers[`Orch-${name}`] ?? '';
    const [stage, fingerprint] = [of('Stage'), of('Fingerprint')];
    const error = errors[errorKey(stage, fingerprint)]?.summary ?? /^For: (.*)$/m.exec(body)?.[1] ?? '';
    const known = {
      stage,
      fingerprint,
      error,
      source: of('Source'),
      outcome: of('Outcome'),
      case: of('Case'),
    };
    return { number: index + 1, ...each, ...known };
  });
  return { ...empty, entries, rejected };
};

/** The entry that `N` (a number of the list, or the beginning of a commit's id) names. */
export const entryOf = ({ entries }: Review, given: string, self: string): Entry => {
  const found = /^\d{1,4}$/.test(given)
    ? entries[Number(given) - 1]
    : entries.find(({ commit }) => given.length >= 6 && commit.startsWith(given));
  if (found !== undefined) return found;
  throw new OrchError(
    'usage',
    entries.length === 0
      ? 'there is nothing to review'
      : `there is no ${given} to review: the list has 1${entries.length > 1 ? ` to ${entries.length}` : ''}`,
    `${self} review`,
  );
};
