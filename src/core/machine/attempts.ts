import {
  becomeGreen,
  needDue,
  needHere,
  needRun,
  stageOf,
  withHere,
  withRun,
  withStage,
  withStatus,
} from './change.ts';
import type { EventOf } from './events.ts';
import { afterFailure, afterRerun } from './failures.ts';
import { IllegalTransition } from './illegal.ts';
import { mayRepair } from './predicates.ts';
import { errorKey, optional, sighted, withRecord } from './records.ts';
import type { Failure, State } from './state.ts';

export const attemptStarted = (state: State, event: EventOf<'attempt_started'>, at: string): State => {
  const due = needDue(state, event.type, event.stage, 'attempt');
  if (due.kind !== event.kind)
    throw new IllegalTransition(`${event.type} (${event.kind})`, `a ${due.kind} attempt is due`);
  const run = needRun(state, event.type);
  const other = run.plan.find(({ name }) => name !== event.stage && run.stages[name]?.progress === 'active');
  if (other !== undefined) throw new IllegalTransition(event.type, `stage ${other.name} is still at work`);
  const counted = withRun(state, event.type, (open) => ({ ...open, attempts: open.attempts + 1 }));
  const running = withStage(counted, event.stage, at, (stage) => ({
    ...withStatus(stage, 'running', at),
    phase: 'stage',
    attempts: stage.attempts + 1,
    log: event.log,
  }));
  return withHere(running, event.type, event.stage, {
    progress: 'active',
    due: { to: 'attempt_end', kind: due.kind, ...optional('step', due.step) },
  });
};

export const waited = (state: State, event: EventOf<'waited'>): State => {
  const due = needDue(state, event.type, event.stage, 'wait');
  return withHere(state, event.type, event.stage, { due: { to: 'attempt', kind: due.kind } });
};

export const attemptEnded = (before: State, event: EventOf<'attempt_ended'>, at: string): State => {
  const due = needDue(before, event.type, event.stage, 'attempt_end');
  if (due.kind !== event.kind)
    throw new IllegalTransition(`${event.type} (${event.kind})`, `a ${due.kind} attempt is under way`);
  const state = withNotices(withHere(before, event.type, event.stage, { lastMs: event.ms }), event, at);
  switch (event.outcome) {
    case 'interrupted':
      return withHere(state, event.type, event.stage, {
        due: { to: 'attempt', kind: due.kind, ...optional('step', due.step) },
      });
    case 'green':
      return due.kind === 'reproduce' ? flaky(state, event) : green(state, event, at);
    case 'failed':
      if (event.failure === undefined)
        throw new IllegalTransition(event.type, 'a failed attempt must name its failure');
      return failed(state, event, event.failure, at);
  }
};

/** A reproduction looks at one step and a cut attempt at some: neither says that an older notice is settled. */
const withNotices = (state: State, event: EventOf<'attempt_ended'>, at: string): State =>
  event.kind === 'reproduce' || event.outcome === 'interrupted'
    ? state
    : withStage(state, event.stage, at, ({ notices: _, ...rest }) => ({
        ...rest,
        ...optional('notices', event.notices),
      }));

/** The error did not come back: the whole stage once more, and no model. */
const flaky = (state: State, event: EventOf<'attempt_ended'>): State => {
  const { error } = stageOf(state, event.stage, '');
  const noted = withRecord(state, event.stage, error ?? '', (record) => ({ ...record, reproduced: 'flaky' }));
  return withHere(noted, event.type, event.stage, { due: { to: 'attempt', kind: 'again' } });
};

const green = (state: State, event: EventOf<'attempt_ended'>, at: string): State => {
  const drift = withStage(state, event.stage, at, (stage) => {
    const { drifted, ...rest } = stage;
    return { ...rest, ...optional('drifted', event.drifted) };
  });
  if (stageOf(state, event.stage, at).candidates.length === 0)
    return becomeGreen(drift, event.type, event.stage, at, undefined);
  return withHere(drift, event.type, event.stage, { due: { to: 'keep' } });
};

const failed = (state: State, event: EventOf<'attempt_ended'>, failure: Failure, at: string): State => {
  const stage = stageOf(state, event.stage, at);
  const again = event.kind === 'reproduce' && stage.error === failure.fingerprint;
  if (again) return reproduced(state, event, at);
  // A reproduction that fails otherwise is newer evidence: the first error is left as unknown, the new one counts.
  const left =
    event.kind === 'reproduce'
      ? withRecord(state, event.stage, stage.error ?? '', (record) => ({ ...record, reproduced: 'unknown' }))
      : state;
  const key = errorKey(event.stage, failure.fingerprint);
  const record = sighted(left.errors[key], event.stage, failure, stage.log ?? '', at);
  const counted: State = { ...left, errors: { ...left.errors, [key]: record } };
  const named = withStage(counted, event.stage, at, (held) => ({
    ...held,
    error: failure.fingerprint,
    reason: failure.summary,
    episode: held.episode.includes(failure.fingerprint)
      ? held.episode
      : [...held.episode, failure.fingerprint],
  }));
  const known = withHere(named, event.type, event.stage, { remembered: event.remembered === true });
  return event.kind === 'verify'
    ? afterRerun(known, event.type, event.stage, failure, stage.episode, at)
    : afterFailure(known, event.type, event.stage, failure);
};

/** The same error, unchanged: it is real. Not an occurrence. */
const reproduced = (state: State, event: EventOf<'attempt_ended'>, at: string): State => {
  const { error, log } = stageOf(state, event.stage, at);
  const noted = withRecord(state, event.stage, error ?? '', (record) => ({
    ...record,
    reproduced: 'reproduced',
    lastSeen: at,
    log: log ?? record.log,
  }));
  const here = needHere(noted, event.type, event.stage);
  const named = withStage(noted, event.stage, at, (held) => ({
    ...held,
    ...optional('reason', noted.errors[errorKey(event.stage, error ?? '')]?.summary),
  }));
  return withHere(named, event.type, event.stage, {
    due: { to: 'remedy' },
    remembered: here.remembered || (event.remembered === true && mayRepair(needRun(state, event.type))),
  });
};
