import assert from 'node:assert/strict';
import type { State } from '../../src/core/machine/state.ts';
import * as rig from './machine.ts';
import { is, like, type Row, recordIn, twice } from './rows.ts';

const { given, when, next, started, failure, fails, greens, broken, repairs, calls, stands } = rig;

const plan = [
  { name: 'a', needs: [] },
  { name: 'b', needs: ['a'] },
  { name: 'c', needs: [] },
];
const env = failure('E', { class: 'environment' });
const failed = { type: 'stage_failed', stage: 'a', reason: 'E' } as const;
const givenUp = (): State =>
  given(started(), ...broken(), ...twice, ...[1, 2, 3].flatMap((call) => calls(call, rig.unusable)), {
    type: 'gave_up',
    stage: 'a',
    reason: 'spent',
  });

/** One limit, set so that the start in question is refused, with the words it must be refused with. */
const limit = (id: string, limits: Parameters<typeof started>[0], words: RegExp, events = broken()): Row => ({
  id: `R1-${id}`,
  says: `the limit ${id} stops the stage and is named with its numbers`,
  proves: () => {
    const action = next(given(started(limits), ...events));
    assert.equal(action.do, 'give_up');
    assert.match('reason' in action ? action.reason : '', words);
  },
});

const limits: readonly Row[] = [
  limit('attemptsPerRun', { limits: { attemptsPerRun: 2 } }, /^2 attempts in this run \(limit 2\)$/),
  limit('repairsPerRun', { limits: { repairsPerRun: 0 } }, /^0 repairs in this run \(limit 0\)$/),
  limit('tokensPerRun', { limits: { tokensPerRun: 0 } }, /tokens in this run/),
  limit('usdPerRun', { limits: { usdPerRun: 0 } }, /USD in this run/),
  limit('tokensPerNight', { limits: { tokensPerNight: 0 } }, /tokens in this night/),
  limit('usdPerNight', { limits: { usdPerNight: 0 } }, /USD in this night/),
  limit('apiCallsPerRun', { limits: { apiCallsPerRun: 0 } }, /^0 API calls in this run \(limit 0\)$/, [
    ...broken(),
    ...twice,
  ]),
  limit('apiCallsPerNight', { limits: { apiCallsPerNight: 0 } }, /API calls in this night/, [
    ...broken(),
    ...twice,
  ]),
  limit('tokens-before-a-call', { limits: { tokensPerRun: 1200 } }, /1200 tokens in this run/, [
    ...broken(),
    ...twice,
    ...calls(1, rig.unusable),
  ]),
  limit(
    'attempts-before-a-call',
    { limits: { attemptsPerRun: 2 }, options: { executor: 'none' } },
    /^2 attempts in this run \(limit 2\)$/,
  ),
];

export const runRows: readonly Row[] = [
  ...limits,
  {
    id: 'R2',
    says: 'a stage that never had its turn when the attempts ran out is failed, not given up',
    proves: () => {
      const state = given(started({ plan, limits: { attemptsPerRun: 1 } }), ...greens('first'));
      like(next(state), { do: 'fail', stage: 'b' });
    },
  },
  {
    id: 'R3',
    says: 'a give_up of an earlier run: one attempt, no model; it stays, or green closes it',
    proves: () => {
      const later = when(givenUp(), started({ id: 'r2' }));
      is(next(later), { do: 'attempt', stage: 'a', kind: 'first' });
      is(next(when(later, ...fails('first'))), { do: 'give_up', stage: 'a', reason: 'spent' });
      like(when(later, ...greens('first')).stages.a, { status: 'green' });
      const blip = failure('T', { class: 'transient' });
      is(next(when(later, ...fails('first', blip))), { do: 'give_up', stage: 'a', reason: 'spent' });
    },
  },
  {
    id: 'R4',
    says: 'budgets refill only on green or reset: not by a run, a night or another error in between',
    proves: () => {
      let state = given(started(), ...broken(), ...twice, ...calls(1, rig.refused));
      state = when(state, started({ id: 'r2', night: 'n2' }), ...fails('first', failure('B')));
      state = when(state, started({ id: 'r3', night: 'n3' }), ...fails('first'));
      is([recordIn(state).repairs, recordIn(state).calls], [2, 1]);
      like(next(state), { do: 'escalate', call: 2 });
      const reset = when(state, { type: 'reset', stages: ['a'] });
      like(recordIn(reset), { repairs: 0, calls: 0, occurrences: 0, tried: [], total: 2, firstSeen: rig.AT });
      like(reset.stages.a, { status: 'idle', episode: [] });
      const green = when(state, started({ id: 'r4' }), ...greens('first'));
      like(recordIn(green), { repairs: 0, calls: 0 });
      like(recordIn(green, 'B'), { occurrences: 0, total: 1 });
    },
  },
  {
    id: 'R5',
    says: 'a new run closes one that a kill left open: stages failed, counters and open calls kept, candidates gone',
    proves: () => {
      const state = given(started(), ...broken(), ...repairs(stands('c1')), started({ id: 'r2' }));
      like(state.stages.a, { status: 'failed', candidates: [] });
      like(recordIn(state), { repairs: 1, occurrences: 1 });
      like(recordIn(state).tried.at(-1), { outcome: 'untested' });
      const open = { type: 'call_started', stage: 'a', call: 1, caseDir: 'd', version: 'v1' } as const;
      const killed = given(started(), ...broken(), ...twice, open, started({ id: 'r2' }));
      like(recordIn(killed), { calls: 1, openCall: 1, caseDir: 'd' });
      const standing = when(givenUp(), started({ id: 'r2' }), {
        type: 'attempt_started',
        stage: 'a',
        kind: 'first',
        log: 'log',
      });
      like(when(standing, started({ id: 'r3' })).stages.a, { status: 'give_up', reason: 'spent' });
    },
  },
  {
    id: 'R6',
    says: 'a stage that is not green blocks only what needs it; a need outside the plan is not looked at',
    proves: () => {
      let state = given(started({ plan }), ...fails('first', env), failed);
      is(next(state), { do: 'skip', stage: 'b', why: 'blocked', reason: 'needs a, which is not green' });
      state = when(state, { type: 'skipped', stage: 'b', why: 'blocked', reason: 'r' });
      is(next(state), { do: 'attempt', stage: 'c', kind: 'first' });
      is(next(when(state, ...greens('first', 'c'))), { do: 'end', outcome: 'failed' });
      const skip = { type: 'skipped', stage: 'a', why: 'blocked', reason: 'needs v' } as const;
      like(when(givenUp(), started({ id: 'r2' }), skip).stages.a, { status: 'give_up', reason: 'spent' });
      const lone = given(started({ plan: [{ name: 'b', needs: ['a'] }] }));
      like(next(lone), { do: 'attempt', stage: 'b' });
    },
  },
  {
    id: 'R7',
    says: 'a paused stage is skipped; what needs it goes on when it was green, else it is blocked',
    proves: () => {
      const pause = { type: 'paused', stage: 'a' } as const;
      const skip = { type: 'skipped', stage: 'a', why: 'paused', reason: 'p' } as const;
      const fresh = given(pause, started({ plan }));
      like(next(fresh), { do: 'skip', stage: 'a', why: 'paused' });
      like(next(when(fresh, skip)), { do: 'skip', stage: 'b', why: 'blocked' });
      const green = given(started(), ...greens('first'), pause, started({ id: 'r2', plan }), skip);
      like(next(green), { do: 'attempt', stage: 'b' });
      const lone = given(pause, started(), skip);
      is(next(lone), { do: 'end', outcome: 'green' });
      like(next(when(lone, { type: 'resumed', stage: 'a' }, started({ id: 'r3' }))), { do: 'attempt' });
    },
  },
  {
    id: 'R8',
    says: '--fail-fast stops at the first stage that is not green',
    proves: () => {
      const options = { failFast: true };
      let state = given(started({ plan, options }), ...fails('first', env), failed);
      like(next(state), { do: 'stop', why: 'fail_fast' });
      state = when(state, { type: 'stopping', why: 'fail_fast', detail: 'a' });
      is(next(state), { do: 'end', outcome: 'failed' });
      const ended = when(state, { type: 'run_ended', outcome: 'failed' });
      like(ended.run?.stages.c, { progress: 'not_started' });
      is(next(ended), { do: 'nothing' });
    },
  },
  {
    id: 'R9',
    says: 'deadline or signal: candidates taken back untested, the stage failed and resumable, nothing new begun',
    proves: () => {
      for (const why of ['deadline', 'signal'] as const) {
        const stop = { type: 'stopping', why, detail: 'd' } as const;
        let state = given(started({ plan }), ...broken(), ...repairs(stands('c1')), stop);
        like(next(state), { do: 'take_back', outcome: 'untested' });
        const back = { type: 'taken_back', stage: 'a', commits: ['c1'], outcome: 'untested' } as const;
        state = when(state, { ...back, detail: 'd' });
        is(next(state), { do: 'fail', stage: 'a', reason: `stopped by ${why}; the next run resumes` });
        state = when(state, { ...failed, reason: 'stopped' });
        is(next(state), { do: 'end', outcome: 'interrupted' });
        const stood = when(givenUp(), started({ id: 'r2' }));
        like(next(when(stood, ...fails('first'), stop)), { do: 'give_up', reason: 'spent' });
        const cut = {
          type: 'attempt_ended',
          stage: 'a',
          kind: 'first',
          outcome: 'interrupted',
          ms: 1,
        } as const;
        const during = when(stood, ...fails('first').slice(0, 1), cut, stop);
        is(next(during), { do: 'give_up', stage: 'a', reason: 'spent' });
      }
    },
  },
  {
    id: 'R10',
    says: 'a fix that is already green is kept even while stopping',
    proves: () => {
      const stop = { type: 'stopping', why: 'signal', detail: 'd' } as const;
      const state = given(started(), ...broken(), ...repairs(stands('c1')), ...greens('verify'), stop);
      like(next(state), { do: 'keep', outcome: 'verified' });
    },
  },
  {
    id: 'R11',
    says: 'outcome: give_up beats failed, failed beats green; one stage at a time in plan order',
    proves: () => {
      const state = given(started({ plan }), ...greens('first'), ...fails('first', env, 'b'), {
        ...failed,
        stage: 'b',
      });
      const limited = when(state, { type: 'attempt_started', stage: 'c', kind: 'first', log: 'l' });
      assert.throws(() => next(limited));
      assert.throws(() => when(limited, { type: 'attempt_started', stage: 'b', kind: 'first', log: 'l' }));
      is(next(when(state, ...greens('first', 'c'))), { do: 'end', outcome: 'failed' });
      const three = when(givenUp(), started({ id: 'r2', plan }), ...fails('first'));
      const gave = when(three, { type: 'gave_up', stage: 'a', reason: 'spent' });
      const skipped = when(gave, { type: 'skipped', stage: 'b', why: 'blocked', reason: 'r' });
      is(next(when(skipped, ...greens('first', 'c'))), { do: 'end', outcome: 'give_up' });
    },
  },
  {
    id: 'R12',
    says: 'a new night starts a fresh envelope; the same night goes on with the old one',
    proves: () => {
      const state = given(started(), ...broken(), ...twice, ...calls(1, rig.refused));
      const same = when(state, started({ id: 'r2' }));
      is([same.night?.spent.calls, same.run?.spent.calls], [1, 0]);
      is(when(state, started({ id: 'r2', night: 'n2' })).night?.spent.calls, 0);
    },
  },
];
