import type { Spend } from '../types.ts';
import { stand, tried } from './candidates.ts';
import { needDue, needRun, stageOf, withHere, withRun, withStage } from './change.ts';
import type { EventOf } from './events.ts';
import { IllegalTransition, never } from './illegal.ts';
import { optional, withRecord } from './records.ts';
import type { ErrorRecord, State } from './state.ts';

/** Adds tokens and money to the run and the night; calls are counted where they begin. */
export const charge = (state: State, event: string, spend: Spend): State => {
  const add = (spent: Spend): Spend => ({
    calls: spent.calls,
    tokens: spent.tokens + spend.tokens,
    usd: spent.usd + spend.usd,
  });
  const charged = withRun(state, event, (run) => ({ ...run, spent: add(run.spent) }));
  const { night } = charged;
  return night === undefined ? charged : { ...charged, night: { ...night, spent: add(night.spent) } };
};

/** The fingerprint a stage stands on; a repair or a call without one is illegal. */
export const needError = (state: State, event: string, name: string): string => {
  const { error } = stageOf(state, name, '');
  if (error === undefined) throw new IllegalTransition(event, `stage ${name} stands on no error`);
  return error;
};

/** A remembered fix is spent once per episode; an executor repair counts against the error and the run. */
export const repairStarted = (state: State, event: EventOf<'repair_started'>, at: string): State => {
  needDue(state, event.type, event.stage, 'remedy');
  const remembered = event.source === 'remembered';
  const counted = withRecord(
    state,
    event.stage,
    needError(state, event.type, event.stage),
    (record): ErrorRecord => ({
      ...record,
      repairs: record.repairs + (remembered ? 0 : 1),
      replayed: record.replayed || remembered,
      ...optional('caseDir', event.caseDir ?? record.caseDir),
    }),
  );
  const spent = withRun(counted, event.type, (run) => ({ ...run, repairs: run.repairs + 1 }));
  const phased = withStage(spent, event.stage, at, (stage) => ({ ...stage, phase: 'repair' }));
  return withHere(phased, event.type, event.stage, { due: { to: 'repair_end', source: event.source } });
};

export const repairEnded = (before: State, event: EventOf<'repair_ended'>, at: string): State => {
  const due = needDue(before, event.type, event.stage, 'repair_end');
  if (due.source !== event.source)
    throw new IllegalTransition(`${event.type} (${event.source})`, `a ${due.source} repair is under way`);
  const state = withHere(charge(before, event.type, event.spend), event.type, event.stage, {
    due: { to: 'remedy' },
  });
  const { result, stage, source } = event;
  switch (result.kind) {
    case 'candidate':
      return stand(state, event.type, stage, result.candidate, at);
    case 'refused':
    case 'unusable':
      return tried(state, stage, { at, source, outcome: result.kind, ...said(result) });
    // A small model's "not here" ends nothing: the strong one is asked. Diagnostics are not its to order.
    case 'diagnostics':
      return tried(state, stage, {
        at,
        source,
        outcome: 'unusable',
        summary: result.summary,
        detail: 'It asked for diagnostics; an executor must answer with a change.',
      });
    case 'not_fixable':
      return tried(state, stage, {
        at,
        source,
        outcome: 'unusable',
        summary: result.summary,
        detail: `It said that the repo is not the place (${result.layer}): ${result.detail}`,
      });
    case 'lost':
      return tried(state, stage, {
        at,
        source,
        outcome: 'lost',
        summary: 'no answer',
        detail: result.reason,
      });
    case 'unsent':
      return refunded(state, event, result.reason);
  }
  return never(result);
};

/** The executor could not be asked: nothing was spent, and it is not asked again in this run. */
const refunded = (state: State, event: EventOf<'repair_ended'>, reason: string): State => {
  const run = needRun(state, event.type);
  if (event.source === 'remembered')
    throw new IllegalTransition(event.type, 'a remembered fix is not sent anywhere');
  const back = withRecord(state, event.stage, needError(state, event.type, event.stage), (record) => ({
    ...record,
    repairs: record.repairs - 1,
  }));
  return withRun(back, event.type, (open) => ({
    ...open,
    repairs: run.repairs - 1,
    executorDown: reason,
  }));
};

/** Summary and detail of a result that did not become a candidate, with its tree and its held diff where it had them. */
export const said = (result: {
  readonly summary: string;
  readonly detail: string;
  readonly tree?: string;
  readonly held?: string;
}) => ({
  summary: result.summary,
  detail: result.detail,
  ...optional('tree', result.tree),
  ...optional('held', result.held),
});
