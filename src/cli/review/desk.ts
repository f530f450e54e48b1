import { systemClock } from '../../adapters/clock.ts';
import { type AcceptedAs, accept } from '../../adapters/git/accept.ts';
import { resolveBase } from '../../adapters/git/base.ts';
import { told } from '../../adapters/git/git.ts';
import { type Pending, readPending } from '../../adapters/git/pending.ts';
import type { Place } from '../../adapters/git/place.ts';
import { readRefs } from '../../adapters/git/refs.ts';
import { diffOf, makeRevert, moveSide } from '../../adapters/git/reject.ts';
import { placeOf } from '../../adapters/git/repo.ts';
import type { SideCommit } from '../../adapters/git/side-log.ts';
import { fileLock } from '../../adapters/lock.ts';
import { openRejections } from '../../adapters/rejections.ts';
import { OrchError } from '../../core/exit.ts';
import type { Context } from '../context.ts';
import { readWorkspaceMap } from '../map.ts';
import { rootOf } from '../root.ts';

/** Where a review works: the repo, and what waits in it. */
export interface Desk {
  readonly root: string;
  readonly place: Place;
  readonly current: string | undefined;
  readonly pending: Pending;
}

/** Reads where things stand now; git alone is asked. */
export const openDesk = async (context: Context): Promise<Desk> => {
  const root = rootOf(context.dir);
  const { settings } = await readWorkspaceMap(root, context);
  return told(
    (async () => {
      const place = await placeOf({ root, sideBranch: settings.sideBranch, link: [], env: context.env });
      const refs = await readRefs(place.git, settings.base);
      const base = resolveBase(refs, settings.base, settings.sideBranch);
      const pending = await readPending(place, base, refs.at.get(place.sideRef));
      return { root, place, current: refs.current, pending };
    })(),
  );
};

/**
 * The open commit that the human names, by number or by the start of its id (4 digits or more of it).
 * @throws OrchError `usage` when no open commit has that number or id.
 */
export const chosen = ({ pending }: Desk, given: string, self: string): SideCommit => {
  const { open } = pending;
  const found = /^\d{1,3}$/.test(given)
    ? open[Number(given) - 1]
    : /^[0-9a-f]{4,}$/.test(given)
      ? open.find(({ commit }) => commit.startsWith(given))
      : undefined;
  if (found !== undefined) return found;
  const next = `${self} review list`;
  const settled = (ids: Iterable<string>) =>
    given.length >= 4 && [...ids].some((commit) => commit.startsWith(given));
  if (settled(pending.rejected.keys())) throw new OrchError('usage', `${given} was rejected already`, next);
  if (settled(pending.inBase))
    throw new OrchError('usage', `${given} is in ${pending.base.name} already`, next);
  if (open.length === 0)
    throw new OrchError('usage', `nothing waits for review, so there is no ${given}`, next);
  throw new OrchError(
    'usage',
    `there is no ${given} to review: name a number from 1 to ${open.length}, or a commit of the list`,
    next,
  );
};

/** Works while no run can: what is read before the lock may be old, so the desk is opened again under it. */
const locked = async <T>(context: Context, purpose: string, work: (desk: Desk) => Promise<T>): Promise<T> => {
  const lock = fileLock({ root: rootOf(context.dir), clock: systemClock });
  const held = await lock.acquire(`orch review ${purpose}`);
  try {
    return await told(work(await openDesk(context)));
  } finally {
    await held.release();
  }
};

export interface Taken extends AcceptedAs {
  readonly commits: readonly SideCommit[];
  readonly base: string;
}

/** Accepts one commit or `all`; undefined when nothing waits and all were meant. */
export const acceptGiven = (context: Context, given: string): Promise<Taken | undefined> =>
  locked(context, `accept ${given}`, async (desk) => {
    const { place, pending, current } = desk;
    if (given === 'all' && pending.open.length === 0) return undefined;
    const one = given === 'all' ? undefined : chosen(desk, given, context.self);
    const made = await accept(place, pending, current, context.self, one);
    return { ...made, base: pending.base.name, commits: one === undefined ? pending.open : [one] };
  });

export interface Dropped {
  readonly commit: SideCommit;
  /** The commit that undoes it. */
  readonly revert: string;
  /** False for a commit of no stage: nothing can propose it again. */
  readonly remembered: boolean;
}

/** Rejects one commit: remembered first, so that a kill in between never forgets it; then undone on the side branch. */
export const rejectGiven = (context: Context, given: string): Promise<Dropped> =>
  locked(context, `reject ${given}`, async (desk) => {
    const { root, place, pending } = desk;
    const { tip } = pending;
    const one = chosen(desk, given, context.self);
    if (tip === undefined) throw new Error('review: an open commit without a side branch');
    const revert = await makeRevert(place, tip, one);
    const stage = one.trailers['Orch-Stage'];
    if (stage !== undefined) {
      const rejections = openRejections(root);
      const diff = await diffOf(place, one.commit);
      if ((await rejections.find(stage, diff, one.commit)) === undefined)
        await rejections.add({
          stage,
          at: systemClock.now(),
          summary: one.subject,
          commit: one.commit,
          diff,
        });
    }
    await moveSide(place, tip, revert);
    return { commit: one, revert, remembered: stage !== undefined };
  });
