import type { Action } from '../core/machine/actions.ts';
import type { ReplyOutcome } from '../core/machine/events.ts';
import { IllegalTransition } from '../core/machine/illegal.ts';
import { recordOf } from '../core/machine/records.ts';
import type { ErrorRecord } from '../core/machine/state.ts';
import type { Spend } from '../core/types.ts';
import type { StageSpec } from '../core/workspace.ts';
import { specOf } from './attempt.ts';
import { makeCase } from './casework.ts';
import { judge, outcomeOf } from './judge.ts';
import type { Engine } from './ports.ts';
import { addToSummary } from './summary.ts';

const NOTHING: Spend = { calls: 0, tokens: 0, usd: 0 };

type Result = { readonly result: ReplyOutcome; readonly spend: Spend };

/** The record of an error that is being worked on. */
export const needRecord = (engine: Engine, stage: string, fingerprint: string): ErrorRecord => {
  const record = recordOf(engine.ports.store.state, stage, fingerprint);
  if (record === undefined) throw new IllegalTransition('a repair', `stage ${stage} has no such error`);
  return record;
};

/** The case folder of an error: one per episode. */
export const caseFolder = async (engine: Engine, record: ErrorRecord): Promise<string> =>
  record.caseDir ?? (await engine.ports.cases.open(record.stage, engine.ports.clock.now()));

/** One repair: a verified fix on record, or the executor. Spent by `repair_started`, before anything is asked. */
export const repair = async (engine: Engine, action: Action & { do: 'repair' }): Promise<void> => {
  const { stage, fingerprint, source } = action;
  const spec = specOf(engine, stage);
  const dir = await caseFolder(engine, needRecord(engine, stage, fingerprint));
  await engine.record({ type: 'repair_started', stage, source, caseDir: dir });
  const record = needRecord(engine, stage, fingerprint);
  const { result, spend } =
    source === 'remembered'
      ? await replay(engine, spec, record, dir)
      : await askExecutor(engine, spec, record, dir);
  await engine.record({ type: 'repair_ended', stage, source, result, spend });
};

/** Tries the fix that was verified for this very error before; the gate judges it like any other. */
const replay = async (engine: Engine, spec: StageSpec, record: ErrorRecord, dir: string): Promise<Result> => {
  const fix = await engine.ports.fixes.find(record.stage, record.fingerprint);
  if (fix === undefined) {
    const detail = 'The fix on record is gone from state/fixes.jsonl.';
    return { result: { kind: 'unusable', summary: 'remembered fix', detail }, spend: NOTHING };
  }
  const result = await judge(engine, {
    spec,
    record,
    source: 'remembered',
    proposal: { form: 'text', text: fix.diff },
    summary: fix.summary,
    dir,
    verdictFile: 'remembered-verdict.json',
    patchFile: 'remembered-patch.diff',
    proof: fix.proof ?? 'untested',
  });
  await addToSummary(engine, record, dir, { source: 'remembered', result, suggestions: [] });
  return { result, spend: NOTHING };
};

const askExecutor = async (
  engine: Engine,
  spec: StageSpec,
  record: ErrorRecord,
  dir: string,
): Promise<Result> => {
  const { cases, executor, repo } = engine.ports;
  const prefix = `repair-${record.repairs}`;
  const bundle = await makeCase(engine, spec, record, 'repair');
  if (!bundle.ok) return { result: { kind: 'unsent', reason: bundle.reason }, spend: NOTHING };
  await cases.write(dir, `${prefix}-case.md`, bundle.text);
  const answer = await executor.repair({
    stage: spec.name,
    context: bundle.text,
    allowedFiles: [...spec.files, ...spec.newFilesUnder.map((folder) => `${folder.replace(/\/$/, '')}/**`)],
    scratch: () => repo.scratch(),
    keep: (name, text) => cases.write(dir, `${prefix}-${name}`, text),
    ...(engine.input.signal === undefined ? {} : { signal: engine.input.signal }),
  });
  if (answer.kind === 'unavailable')
    return { result: { kind: 'unsent', reason: answer.reason }, spend: NOTHING };
  // Cut by a signal: the executor had no fair turn, so it is given back.
  if (answer.kind === 'unusable' && engine.input.signal?.aborted === true)
    return { result: { kind: 'unsent', reason: 'a signal cut the repair' }, spend: answer.spend };
  const result = await outcomeOf(engine, answer, {
    spec,
    record,
    source: 'executor',
    dir,
    verdictFile: `${prefix}-verdict.json`,
    patchFile: `${prefix}-patch.diff`,
  });
  const suggestions = answer.kind === 'reply' ? answer.reply.suggestions : [];
  await addToSummary(engine, record, dir, { source: 'executor', result, suggestions });
  return { result, spend: answer.spend };
};
