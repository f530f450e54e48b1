import { diffOf } from '../../adapters/git/review.ts';
import { readState } from '../../adapters/store/store.ts';
import { errorKey } from '../../core/machine/records.ts';
import { caseNotes } from '../case-notes.ts';
import type { Entry, Review } from './open.ts';
import type { Story } from './render.ts';

/** What the state and the case folder still know of a commit. */
export const storyOf = async ({ root }: Review, entry: Entry): Promise<Story> => {
  const [{ errors }, cases] = await Promise.all([readState(root), caseNotes(root, entry.stage)]);
  const record = errors[errorKey(entry.stage, entry.fingerprint)];
  const answers = cases.find(({ dir }) => dir === entry.case)?.answers ?? [];
  return { entry, block: record?.block ?? [], tried: record?.tried ?? [], answers };
};

export const diffOfEntry = ({ place }: Review, { commit }: Entry): Promise<string> =>
  diffOf(place.git, commit);
