import { oneLine } from '../render/table.ts';
import type { Dropped, Taken } from './desk.ts';

const HOW: Record<Taken['how'], string> = {
  'fast-forward': 'moved forward to',
  merge: 'has it by the merge commit',
  pick: 'has this change alone, as',
};

/** What an accept came to, in a line. */
export const acceptedLine = (taken: Taken | undefined): string => {
  if (taken === undefined) return 'Nothing to accept.';
  const { commits, base, how, commit } = taken;
  const what = commits.length === 1 ? oneLine(commits[0]?.subject ?? '', 80) : `${commits.length} commits`;
  return `Accepted: ${what}; ${base} ${HOW[how]} ${commit.slice(0, 10)}.`;
};

/** What a reject came to, in a line. */
export const rejectedLine = ({ commit, revert, remembered }: Dropped): string =>
  `Rejected: ${oneLine(commit.subject, 80)}; undone on the side branch by ${revert.slice(0, 10)}${
    remembered ? ', and the same change will not be taken again' : ''
  }.`;
