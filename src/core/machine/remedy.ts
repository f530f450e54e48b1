import type { Action } from './actions.ts';
import { IllegalTransition } from './illegal.ts';
import { exceeded } from './limits.ts';
import { mayRepair } from './predicates.ts';
import { currentRecord } from './records.ts';
import type { ErrorRecord, RunStageState, RunState, State } from './state.ts';

/** The next rung of the ladder for a failure of class repo (DESIGN 5): remembered fix, executor, escalation, stop. */
export const remedy = (state: State, run: RunState, name: string, stage: RunStageState): Action => {
  const record = currentRecord(state, name);
  if (record === undefined) throw new IllegalTransition('a repair', `stage ${name} stands on no error`);
  if (!mayRepair(run))
    return {
      do: 'fail',
      stage: name,
      reason: `${record.summary} (no repair with ${run.options.here ? '--here' : '--no-ai'})`,
    };
  // Already paid for: whatever the limits say now, the answer is read or recorded as lost, and never sent again.
  if (record.openCall !== undefined)
    return {
      do: 'escalate',
      stage: name,
      fingerprint: record.fingerprint,
      call: record.openCall,
      version: version(record),
      resume: true,
    };
  if (stage.remembered && !record.replayed) {
    const limit = exceeded(state, run, 'remembered');
    return limit === undefined
      ? { do: 'repair', stage: name, fingerprint: record.fingerprint, source: 'remembered' }
      : { do: 'give_up', stage: name, reason: limit };
  }
  return executor(state, run, name, record) ?? escalation(state, run, name, record);
};

const executor = (state: State, run: RunState, name: string, record: ErrorRecord): Action | undefined => {
  if (run.options.executor === 'none' || run.executorDown !== undefined) return undefined;
  if (record.repairs >= run.limits.executorRetryThreshold - 1) return undefined;
  const limit = exceeded(state, run, 'repair');
  return limit === undefined
    ? { do: 'repair', stage: name, fingerprint: record.fingerprint, source: 'executor' }
    : { do: 'give_up', stage: name, reason: limit };
};

const escalation = (state: State, run: RunState, name: string, record: ErrorRecord): Action => {
  const { fingerprint } = record;
  if (!run.options.escalation)
    return run.executorDown === undefined
      ? { do: 'give_up', stage: name, reason: `${repairs(record)}; no escalation model is configured` }
      : { do: 'fail', stage: name, reason: `${run.executorDown}; no escalation model is configured` };
  if (run.escalationDown !== undefined) return { do: 'fail', stage: name, reason: run.escalationDown };
  const { apiCallBudget } = run.limits;
  if (record.calls >= apiCallBudget)
    return {
      do: 'give_up',
      stage: name,
      reason: `${repairs(record)} and ${record.calls} API calls for this error (limit ${apiCallBudget}) did not mend it`,
    };
  const limit = exceeded(state, run, 'call');
  if (limit !== undefined) return { do: 'give_up', stage: name, reason: limit };
  if (record.wanted !== undefined)
    return { do: 'diagnose', stage: name, fingerprint, commands: record.wanted };
  return {
    do: 'escalate',
    stage: name,
    fingerprint,
    call: record.calls + 1,
    version: version(record),
    resume: false,
  };
};

const repairs = (record: ErrorRecord): string =>
  record.repairs === 1 ? '1 repair' : `${record.repairs} repairs`;

/** The first call gets case v1, the one after diagnostics v2; later ones refine what was tried. */
const version = (record: ErrorRecord): 'v1' | 'v2' | 'refinement' => {
  if (record.tried.at(-1)?.outcome === 'diagnostics') return 'v2';
  const made = record.openCall === undefined ? record.calls : record.calls - 1;
  return made === 0 ? 'v1' : 'refinement';
};
