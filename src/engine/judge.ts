import type { ReplyOutcome } from '../core/machine/events.ts';
import type { Candidate, ErrorRecord, Proof, Source } from '../core/machine/state.ts';
import { stagePolicy } from '../core/patch/stage-policy.ts';
import type { Proposal, Verdict } from '../core/patch/types.ts';
import type { StageSpec } from '../core/workspace.ts';
import type { CommitMeta, Rejection } from '../ports.ts';
import type { Engine } from './ports.ts';

/** Edits not yet judged, with where they come from and where the verdict is kept. */
export interface Proposed {
  readonly spec: StageSpec;
  readonly record: ErrorRecord;
  readonly source: Source;
  readonly proposal: Proposal;
  readonly summary: string;
  readonly dir: string;
  /** Names of the kept files: `verdict-1.json` and `patch-1.diff`, or `repair-1-verdict.json` and so on. */
  readonly verdictFile: string;
  readonly patchFile: string;
  /** What a remembered fix is known to be. */
  readonly proof?: Proof;
}

/** The verdict without the bytes, for people. */
const verdictText = (verdict: Verdict): string =>
  `${JSON.stringify(
    verdict.ok
      ? {
          ok: true,
          changedLines: verdict.changedLines,
          files: verdict.files.map(({ path, op }) => ({ path, op })),
        }
      : verdict,
    null,
    2,
  )}\n`;

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const metaOf = ({ spec, record, source, summary, dir }: Proposed): CommitMeta => ({
  subject: `${spec.name}: ${oneLine(summary)}`.slice(0, 72).trimEnd(),
  body: `For: ${oneLine(record.summary)}`,
  trailers: [
    ['Orch-Stage', spec.name],
    ['Orch-Fingerprint', record.fingerprint],
    ['Orch-Source', source],
    ['Orch-Case', dir],
    ['Orch-Outcome', 'pending'],
  ],
});

/** For the human and for the next prompt. */
const rejectedReason = ({ at, commit }: Rejection): string =>
  `A human rejected this change on ${at.slice(0, 10)} (commit ${commit.slice(0, 10)}): the same edit will not be taken. Mend the error in another way, or say that it cannot be mended in these files.`;

/** Takes a proposal through the gate and commits it as a candidate; refused ones and those that a human rejected before leave nothing behind. */
export const judge = async (engine: Engine, proposed: Proposed): Promise<ReplyOutcome> => {
  const { repo, cases } = engine.ports;
  const { spec, record, source, proposal, summary, dir, verdictFile, patchFile } = proposed;
  const verdict = await repo.judge(proposal, stagePolicy(engine.input.map, spec));
  await cases.write(dir, verdictFile, verdictText(verdict));
  if (!verdict.ok) {
    const text = proposal.form === 'text' ? proposal.text : `${JSON.stringify(proposal.edits, null, 2)}\n`;
    await cases.write(dir, patchFile, text);
    return { kind: 'refused', summary: oneLine(summary), detail: verdict.model };
  }
  const made = await repo.commit(verdict.files, metaOf(proposed));
  for (const warning of made.warnings ?? []) engine.ports.reporter.note(`${spec.name}: ${warning}`);
  await cases.write(dir, patchFile, made.diff);
  const rejected = await engine.ports.rejections.find(spec.name, made.diff);
  if (rejected !== undefined) {
    await repo.takeBack([made.commit]);
    return { kind: 'refused', summary: oneLine(summary), detail: rejectedReason(rejected) };
  }
  const candidate: Candidate = {
    commit: made.commit,
    tree: made.tree,
    source,
    fingerprint: record.fingerprint,
    step: record.stepIndex,
    paths: made.paths,
    summary: oneLine(summary),
    patch: patchFile,
    verdict: 'pending',
    ...(proposed.proof === undefined ? {} : { proof: proposed.proof }),
  };
  return { kind: 'candidate', candidate };
};
