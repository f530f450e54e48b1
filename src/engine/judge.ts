import type { ReplyOutcome } from '../core/machine/events.ts';
import type { Candidate, ErrorRecord, Proof, Source } from '../core/machine/state.ts';
import { stagePolicy } from '../core/patch/stage-policy.ts';
import type { Proposal, Refused, Verdict } from '../core/patch/types.ts';
import type { StageSpec } from '../core/workspace.ts';
import type { Rejection } from '../ports/records.ts';
import type { CommitMeta, EscalationAnswer } from '../ports.ts';
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
const withoutBytes = (verdict: Verdict): unknown => {
  if (verdict.ok) {
    const { changedLines, files } = verdict;
    return { ok: true, changedLines, files: files.map(({ path, op }) => ({ path, op })) };
  }
  const { held, ...refused } = verdict;
  return held === undefined ? refused : { ...refused, held: withoutBytes(held) };
};

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

/** Keeps a diff as the first `held-N.diff` that is free, or that says the same; its path in the workspace. */
const keepHeld = async ({ ports }: Engine, dir: string, diff: string): Promise<string> => {
  for (let n = 1; ; n += 1) {
    const name = `held-${n}.diff`;
    const there = await ports.cases.read(dir, name);
    if (there === undefined) await ports.cases.write(dir, name, diff);
    if (there === undefined || there === diff) return `${dir}/${name}`;
  }
};

/** What the ladder gets of a refused proposal; what only content rules refuse is kept for the human's word. */
const refused = async (engine: Engine, proposed: Proposed, verdict: Refused): Promise<ReplyOutcome> => {
  const { cases, rejections, repo } = engine.ports;
  const { spec, proposal, dir, patchFile } = proposed;
  const text = proposal.form === 'text' ? proposal.text : `${JSON.stringify(proposal.edits, null, 2)}\n`;
  await cases.write(dir, patchFile, text);
  const summary = oneLine(proposed.summary);
  if (verdict.held === undefined) return { kind: 'refused', summary, detail: verdict.model };
  const diff = await repo.diffOf(verdict.held.files);
  const rejected = await rejections.find(spec.name, diff);
  return rejected === undefined
    ? { kind: 'refused', summary, detail: verdict.model, held: await keepHeld(engine, dir, diff) }
    : { kind: 'refused', summary, detail: rejectedReason(rejected) };
};

/** Takes a proposal through the gate and commits it as a candidate; refused ones and those that a human rejected before leave nothing behind. */
export const judge = async (engine: Engine, proposed: Proposed): Promise<ReplyOutcome> => {
  const { repo, cases } = engine.ports;
  const { spec, record, source, summary, dir, verdictFile, patchFile } = proposed;
  const verdict = await repo.judge(proposed.proposal, stagePolicy(engine.input.map, spec));
  await cases.write(dir, verdictFile, `${JSON.stringify(withoutBytes(verdict), null, 2)}\n`);
  if (!verdict.ok) return refused(engine, proposed, verdict);
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

/** What a model's answer comes to; a patch goes through the gate. */
export const outcomeOf = async (
  engine: Engine,
  answer: EscalationAnswer,
  from: Omit<Proposed, 'proposal' | 'summary'>,
): Promise<ReplyOutcome> => {
  if (answer.kind === 'unsent') return { kind: 'unsent', reason: answer.reason };
  if (answer.kind === 'unusable')
    return { kind: 'unusable', summary: 'no usable answer', detail: answer.reason };
  const { reply } = answer;
  switch (reply.kind) {
    case 'diagnostics':
      return { kind: 'diagnostics', commands: reply.commands, summary: reply.summary };
    case 'not_fixable':
      return { kind: 'not_fixable', layer: reply.layer, summary: reply.summary, detail: reply.summary };
    case 'patch':
      return judge(engine, { ...from, proposal: reply.proposal, summary: reply.summary });
  }
};
