import type { Spend } from '../types.ts';
import { stand, tried } from './candidates.ts';
import { needDue, needRun, withHere, withRun, withStage } from './change.ts';
import type { EventOf } from './events.ts';
import { IllegalTransition, never } from './illegal.ts';
import { currentRecord, withRecord } from './records.ts';
import { charge, needError, said } from './repairs.ts';
import type { ErrorRecord, State } from './state.ts';

const plus = (spent: Spend, calls: number): Spend => ({ ...spent, calls: spent.calls + calls });

/** Counts a call, or gives one back, in all three envelopes: the error's, the run's, the night's. */
const count = (state: State, event: string, name: string, calls: 1 | -1): State => {
  const recorded = withRecord(state, name, needError(state, event, name), (record) => ({
    ...record,
    calls: record.calls + calls,
  }));
  const run = withRun(recorded, event, (open) => ({ ...open, spent: plus(open.spent, calls) }));
  const { night } = run;
  return night === undefined ? run : { ...run, night: { ...night, spent: plus(night.spent, calls) } };
};

const needRecord = (state: State, event: string, name: string): ErrorRecord => {
  const record = currentRecord(state, name);
  if (record === undefined) throw new IllegalTransition(event, `stage ${name} stands on no error`);
  return record;
};

/** Spends the call before anything is sent. */
export const callStarted = (state: State, event: EventOf<'call_started'>, at: string): State => {
  needDue(state, event.type, event.stage, 'remedy');
  const record = needRecord(state, event.type, event.stage);
  if (record.openCall !== undefined)
    throw new IllegalTransition(event.type, `the answer to call ${record.openCall} is not recorded yet`);
  if (event.call !== record.calls + 1)
    throw new IllegalTransition(`${event.type} ${event.call}`, `${record.calls} calls were made`);
  const opened = withRecord(
    count(state, event.type, event.stage, 1),
    event.stage,
    record.fingerprint,
    (held) => ({
      ...held,
      openCall: event.call,
      caseDir: event.caseDir,
    }),
  );
  const phased = withStage(opened, event.stage, at, (stage) => ({ ...stage, phase: 'escalation' }));
  return withHere(phased, event.type, event.stage, { due: { to: 'call_end', call: event.call } });
};

/** Records the answer; also, after a kill, in a later run that stands before the ladder. */
export const callEnded = (before: State, event: EventOf<'call_ended'>, at: string): State => {
  const due = needDue(before, event.type, event.stage, 'call_end', 'remedy');
  const open = needRecord(before, event.type, event.stage);
  if (open.openCall !== event.call)
    throw new IllegalTransition(`${event.type} ${event.call}`, `call ${open.openCall ?? 'none'} is open`);
  const closed = withRecord(before, event.stage, open.fingerprint, ({ openCall: _, ...rest }) => rest);
  const state = withHere(charge(closed, event.type, event.spend), event.type, event.stage, {
    due: { to: 'remedy' },
  });
  const { result, stage } = event;
  const source = 'escalation';
  switch (result.kind) {
    case 'candidate':
      return stand(state, event.type, stage, result.candidate, at);
    case 'refused':
    case 'unusable':
      return tried(state, stage, { at, source, outcome: result.kind, ...said(result) });
    case 'lost':
      return tried(state, stage, {
        at,
        source,
        outcome: 'lost',
        summary: 'no answer',
        detail: result.reason,
      });
    case 'diagnostics':
      return wanted(state, event, open, result, at);
    case 'not_fixable':
      return withHere(
        tried(state, stage, { at, source, outcome: 'not_fixable', ...said(result) }),
        event.type,
        stage,
        {
          due: { to: 'give_up', reason: `not fixable in the repo (${result.layer}): ${result.detail}` },
        },
      );
    case 'unsent':
      if (due.to !== 'call_end') throw new IllegalTransition(event.type, 'this call was made by another run');
      return unsent(state, event, result.reason);
  }
  return never(result);
};

/** Commands to run before the next call: once per episode, and only where a next call is left. */
const wanted = (
  state: State,
  event: EventOf<'call_ended'>,
  record: ErrorRecord,
  result: { readonly commands: readonly (readonly string[])[]; readonly summary: string },
  at: string,
): State => {
  const { apiCallBudget } = needRun(state, event.type).limits;
  const refusal = record.diagnosed
    ? 'It asked for diagnostics a second time; they are run once per error.'
    : record.calls >= apiCallBudget
      ? 'It asked for diagnostics with its last call; no call is left to use them.'
      : result.commands.length === 0
        ? 'It asked for diagnostics but named no command.'
        : undefined;
  const source = 'escalation';
  if (refusal !== undefined)
    return tried(state, event.stage, {
      at,
      source,
      outcome: 'unusable',
      summary: result.summary,
      detail: refusal,
    });
  const detail = result.commands.map((argv) => argv.join(' ')).join('\n');
  const noted = tried(state, event.stage, {
    at,
    source,
    outcome: 'diagnostics',
    summary: result.summary,
    detail,
  });
  const asked = withRecord(noted, event.stage, record.fingerprint, (held) => ({
    ...held,
    wanted: result.commands,
  }));
  return withStage(asked, event.stage, at, (stage) => ({ ...stage, phase: 'diagnostics' }));
};

/** Nothing was accepted: not a call. The stage fails with the reason, and a later run may succeed. */
const unsent = (state: State, event: EventOf<'call_ended'>, reason: string): State => {
  const back = count(state, event.type, event.stage, -1);
  const down = withRun(back, event.type, (run) => ({ ...run, escalationDown: reason }));
  return withHere(down, event.type, event.stage, { due: { to: 'fail', reason } });
};

export const diagnosed = (state: State, event: EventOf<'diagnosed'>, at: string): State => {
  needDue(state, event.type, event.stage, 'remedy');
  const record = needRecord(state, event.type, event.stage);
  if (record.wanted === undefined) throw new IllegalTransition(event.type, 'no diagnostics were asked for');
  const done = withRecord(state, event.stage, record.fingerprint, ({ wanted: _, ...rest }) => ({
    ...rest,
    diagnosed: true,
  }));
  return withStage(done, event.stage, at, (stage) => ({ ...stage, phase: 'escalation' }));
};
