import { told } from '../../adapters/git/git.ts';
import { diffOf } from '../../adapters/git/reject.ts';
import type { SideCommit } from '../../adapters/git/side-log.ts';
import { readState } from '../../adapters/store/store.ts';
import { recordOf } from '../../core/machine/records.ts';
import { caseNotes, verdictsOf } from '../case-notes.ts';
import type { CaseAnswer } from '../render/show.ts';
import type { Desk } from './desk.ts';

/** One line of the list. */
export interface Entry {
  readonly number: number;
  readonly commit: string;
  readonly at: string;
  /** Null for a commit that orch did not make; so are source and outcome. */
  readonly stage: string | null;
  readonly source: string | null;
  /** `verified`, or with what `verify: counterfactual` found: `verified, caused`. */
  readonly outcome: string | null;
  readonly subject: string;
  /** The error it was written for, in a line. */
  readonly error: string | null;
  readonly added: number;
  readonly removed: number;
  readonly files: number;
}

/** The whole story of one commit. */
export interface Story extends Entry {
  readonly fingerprint: string | null;
  /** The error as it stood in the log; empty when no state tells it. */
  readonly block: readonly string[];
  readonly log: string | null;
  /** Repo-relative folder of the case file; null when it is gone. */
  readonly case: string | null;
  /** Everything that was tried for this error, in order, with what came of it. */
  readonly tried: readonly (CaseAnswer & { readonly verdict: string | null })[];
  readonly diff: string;
}

const entryOf = (one: SideCommit, number: number): Entry => ({
  number,
  commit: one.commit,
  at: one.at,
  stage: one.trailers['Orch-Stage'] ?? null,
  source: one.trailers['Orch-Source'] ?? null,
  outcome: [one.trailers['Orch-Outcome'], one.trailers['Orch-Proof']].filter(Boolean).join(', ') || null,
  subject: one.subject,
  error: one.error ?? null,
  added: one.added,
  removed: one.removed,
  files: one.files,
});

/** What waits, newest first. */
export const entriesOf = ({ pending }: Desk): readonly Entry[] =>
  pending.open.map((one, at) => entryOf(one, at + 1));

/** All that git, the saved state and the case folder tell of an open commit; state and case may be gone. */
export const storyOf = async ({ root, place, pending }: Desk, one: SideCommit): Promise<Story> => {
  const entry = entryOf(one, pending.open.indexOf(one) + 1);
  const stage = entry.stage ?? '';
  const fingerprint = one.trailers['Orch-Fingerprint'];
  const [state, cases, verdicts, diff] = await Promise.all([
    readState(root),
    stage === '' ? [] : caseNotes(root, stage),
    verdictsOf(root, stage),
    told(diffOf(place, one.commit)),
  ]);
  const record = recordOf(state, stage, fingerprint);
  const notes = cases.find(({ dir }) => dir === one.trailers['Orch-Case']);
  return {
    ...entry,
    error: record?.summary ?? entry.error,
    fingerprint: fingerprint ?? null,
    block: record?.block ?? [],
    log: record?.log ?? null,
    case: notes?.dir ?? null,
    tried: (notes?.answers ?? []).map((answer) => ({
      ...answer,
      verdict: verdicts.get(answer.commit ?? '') ?? null,
    })),
    diff,
  };
};
