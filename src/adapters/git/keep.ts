/** Puts judged candidates on the side branch, or, where that cannot take them, on a parked ref of their own. */
import type { Proof } from '../../core/machine/state.ts';
import { commitOf } from './git.ts';
import { rewritten } from './message.ts';
import { parkedName } from './move.ts';
import { type Place, updateRefs } from './place.ts';
import { advance, parkedAs } from './side-branch.ts';
import { type Held, reorder } from './stack.ts';
import { pointCandidate, pointStart, type Standing } from './standing.ts';

export type Kept =
  | { readonly kept: true; readonly commits: readonly string[] }
  | { readonly kept: false; readonly reason: string };

type Outcome = 'verified' | 'progress';

/** Each one again, on the one before it, with its outcome in its trailer. */
const settle = async (
  place: Place,
  onto: string,
  stack: readonly Held[],
  outcome: (held: Held) => string,
  proof: (held: Held) => string | undefined = () => undefined,
): Promise<readonly Held[]> => {
  const made: Held[] = [];
  let parent = onto;
  for (const held of stack) {
    const proved = proof(held);
    parent = await rewritten(place.git, held.commit, {
      parent,
      outcome: outcome(held),
      ...(proved === undefined ? {} : { proof: proved }),
    });
    made.push({ ...held, commit: parent });
  }
  return made;
};

const keepAside = async (place: Place, tip: string): Promise<string> => {
  const already = await parkedAs(place.git, tip);
  if (already !== undefined) return already;
  const ref = await parkedName(place);
  await updateRefs(place.git, 'orch: kept aside', [`create ${ref} ${tip}`]);
  return ref;
};

/**
 * Advances the side branch over these candidates (names as `commit` gave them), oldest first, each with the
 * outcome in its trailer. Candidates that were judged before and could not be kept go along; the others stay
 * above, in the worktree. When the branch cannot take them, they are parked and the reason names the ref.
 */
export const keepStack = async (
  place: Place,
  standing: Standing,
  commits: readonly string[],
  outcome: Outcome,
  proof?: Proof,
): Promise<{ readonly standing: Standing; readonly answer: Kept }> => {
  const stack = standing.stack.map((held) =>
    commits.includes(held.name) ? { ...held, settled: outcome } : held,
  );
  const named = stack.filter((held) => commits.includes(held.name));
  if (named.length === 0 || named.length !== commits.length)
    return no(standing, 'these candidates no longer stand in the repair worktree');
  const going = stack.filter((held) => held.settled !== undefined);
  const staying = stack.filter((held) => held.settled === undefined);
  const ordered = await reorder(place.git, standing.start, [...going, ...staying]);
  if (ordered === undefined)
    return no(standing, 'they are built on a change to the same files that is not judged yet');
  const made = await settle(
    place,
    standing.start,
    ordered.slice(0, going.length),
    (held) => held.settled ?? '',
    (held) => (commits.includes(held.name) ? proof : undefined),
  );
  const tip = made.at(-1)?.commit ?? standing.start;
  const { start: onto, side: expected } = standing;
  const refused = await advance(place, { onto, expected, tip, why: outcome });
  if (refused !== undefined) {
    const ref = await keepAside(place, tip);
    return no({ ...standing, stack }, `${refused}; the repair is kept as ${ref}`);
  }
  const rest = await settle(place, tip, ordered.slice(going.length), () => 'pending');
  const head = rest.at(-1)?.commit ?? tip;
  await pointStart(place, tip);
  await pointCandidate(place, rest.at(-1)?.commit);
  // The same tree under other commits: files and index stay as the stage left them.
  if ((await commitOf(standing.worktree.git, 'HEAD')) === standing.head)
    await standing.worktree.git(['update-ref', '--no-deref', '-m', 'orch: kept', 'HEAD', head]);
  return {
    standing: { ...standing, start: tip, side: tip, stack: rest, head },
    answer: {
      kept: true,
      commits: made.filter((held) => commits.includes(held.name)).map((held) => held.commit),
    },
  };
};

const no = (standing: Standing, reason: string): { readonly standing: Standing; readonly answer: Kept } => ({
  standing,
  answer: { kept: false, reason },
});
