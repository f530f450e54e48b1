import type { Action } from '../core/machine/actions.ts';
import type { ReplyOutcome } from '../core/machine/events.ts';
import type { ErrorRecord } from '../core/machine/state.ts';
import type { StageSpec } from '../core/workspace.ts';
import type { EscalationAnswer } from '../ports.ts';
import { specOf } from './attempt.ts';
import { makeCase } from './casework.ts';
import { outcomeOf } from './judge.ts';
import type { Engine } from './ports.ts';
import { caseFolder, needRecord } from './repair.ts';
import { addToSummary } from './summary.ts';

const NOTHING = { calls: 0, tokens: 0, usd: 0 };

/**
 * One API call for an error. Spent by `call_started`, before anything is sent. After a kill in between, the saved
 * reply is used, or the call is recorded as lost: it is never sent again.
 */
export const escalate = async (engine: Engine, action: Action & { do: 'escalate' }): Promise<void> => {
  const { stage, fingerprint, call, version } = action;
  const spec = specOf(engine, stage);
  if (!action.resume) {
    const caseDir = await caseFolder(engine, needRecord(engine, stage, fingerprint));
    await engine.record({ type: 'call_started', stage, call, caseDir, version });
  }
  const record = needRecord(engine, stage, fingerprint);
  const dir = await caseFolder(engine, record);
  const answer = action.resume
    ? await savedAnswer(engine, dir, call)
    : await ask(engine, spec, record, dir, action);
  if (answer.kind === 'lost') {
    await engine.record({ type: 'call_ended', stage, call, result: answer, spend: NOTHING });
    return;
  }
  const result = await outcomeOf(engine, answer, {
    spec,
    record,
    source: 'escalation',
    dir,
    verdictFile: `verdict-${call}.json`,
    patchFile: `patch-${call}.diff`,
  });
  const suggestions = answer.kind === 'reply' ? answer.reply.suggestions : [];
  await addToSummary(engine, record, dir, { source: 'escalation', call, result, suggestions });
  const spend = answer.kind === 'unsent' ? NOTHING : answer.spend;
  await engine.record({ type: 'call_ended', stage, call, result, spend });
};

type Lost = ReplyOutcome & { kind: 'lost' };

/** What a run that was killed had already received and kept. */
const savedAnswer = async (
  engine: Engine,
  dir: string,
  call: number,
): Promise<Exclude<EscalationAnswer, { kind: 'unsent' }> | Lost> => {
  const text = await engine.ports.cases.read(dir, `reply-${call}.json`);
  if (text === undefined)
    return { kind: 'lost', reason: `The run was killed before the answer to call ${call} came.` };
  const answer = await engine.ports.savedReply(text);
  // An error body that was kept just before a kill: the call stays spent, since it cannot be told from a lost one.
  return answer.kind === 'unsent' ? { kind: 'lost', reason: answer.reason } : answer;
};

const ask = async (
  engine: Engine,
  spec: StageSpec,
  record: ErrorRecord,
  dir: string,
  action: Action & { do: 'escalate' },
): Promise<EscalationAnswer> => {
  const { cases, escalation } = engine.ports;
  const made = await makeCase(engine, spec, record, action.version);
  if (!made.ok) return { kind: 'unsent', reason: made.reason };
  const name = action.version === 'refinement' ? `refinement-${action.call}` : `case_${action.version}`;
  await cases.write(dir, `${name}.md`, made.text);
  return escalation.call({
    caseFile: made.text,
    call: action.call,
    allowDiagnostics: !record.diagnosed && action.call < engine.input.limits.apiCallBudget,
    keep: (file, text) => cases.write(dir, file, text),
    ...(engine.input.signal === undefined ? {} : { signal: engine.input.signal }),
  });
};
