import assert from 'node:assert/strict';
import { IllegalTransition } from '../../src/core/machine/illegal.ts';
import * as rig from './machine.ts';
import { is, like, type Row, recordIn, twice } from './rows.ts';

const { given, when, next, started, failure, fails, broken, repairs, calls, stands } = rig;

export const ladderRows: readonly Row[] = [
  {
    id: 'L1',
    says: 'a verified fix on record is tried first, once per episode, and is not one of the repairs',
    proves: () => {
      const seen = [...fails('first', failure(), 'a', { remembered: true }), ...fails('reproduce')];
      let state = given(started(), ...seen);
      like(next(state), { do: 'repair', source: 'remembered' });
      state = when(state, ...repairs(rig.refused, 'remembered'));
      like(next(state), { do: 'repair', source: 'executor' });
      is([recordIn(state).repairs, recordIn(state).replayed], [0, true]);
      const again = when(
        state,
        started({ id: 'r2' }),
        ...fails('first', failure(), 'a', { remembered: true }),
      );
      like(next(again), { do: 'repair', source: 'executor' });
    },
  },
  {
    id: 'L2',
    says: 'fewer than threshold − 1 repairs: the executor, spent before it is asked',
    proves: () => {
      const state = given(started(), ...broken(), { type: 'repair_started', stage: 'a', source: 'executor' });
      is([recordIn(state).repairs, state.run?.repairs], [1, 1]);
      like(next(given(started(), ...broken(), ...repairs(rig.unusable))), { do: 'repair' });
    },
  },
  {
    id: 'L3',
    says: 'the third rung escalates: two repairs at the default threshold of 3',
    proves: () => {
      is(next(given(started(), ...broken(), ...twice)), {
        do: 'escalate',
        stage: 'a',
        fingerprint: 'A',
        call: 1,
        version: 'v1',
        resume: false,
      });
      const one = started({ limits: { executorRetryThreshold: 1 } });
      like(next(given(one, ...broken())), { do: 'escalate' });
    },
  },
  {
    id: 'L4',
    says: 'no executor configured: escalation at once',
    proves: () =>
      like(next(given(started({ options: { executor: 'none' } }), ...broken())), { do: 'escalate' }),
  },
  {
    id: 'L5',
    says: 'an executor that cannot be asked costs nothing and is not asked again in this run',
    proves: () => {
      const state = given(started(), ...broken(), ...repairs({ kind: 'unsent', reason: 'no answer' }));
      is([recordIn(state).repairs, state.run?.repairs, state.run?.executorDown], [0, 0, 'no answer']);
      like(next(state), { do: 'escalate' });
    },
  },
  {
    id: 'L6',
    says: 'refused or unusable: a repair or a call is spent, the reason is kept, the next rung without a re-run',
    proves: () => {
      const state = given(started(), ...broken(), ...twice, ...calls(1, rig.refused));
      is(
        recordIn(state).tried.map(({ outcome, detail }) => [outcome, detail]),
        [
          ['refused', 'it touches main'],
          ['refused', 'it touches main'],
          ['refused', 'it touches main'],
        ],
      );
      like(next(state), { do: 'escalate', call: 2, version: 'refinement' });
      assert.equal(state.run?.attempts, 2);
    },
  },
  {
    id: 'L7',
    says: 'a candidate: a re-run of kind verify',
    proves: () =>
      is(next(given(started(), ...broken(), ...repairs(stands('c1')))), {
        do: 'attempt',
        stage: 'a',
        kind: 'verify',
      }),
  },
  {
    id: 'L8',
    says: 'a call is spent in three envelopes before it is sent',
    proves: () => {
      const state = given(started(), ...broken(), ...twice, {
        type: 'call_started',
        stage: 'a',
        call: 1,
        caseDir: 'd',
        version: 'v1',
      });
      is([recordIn(state).calls, recordIn(state).openCall], [1, 1]);
      is([state.run?.spent.calls, state.night?.spent.calls], [1, 1]);
    },
  },
  {
    id: 'L9',
    says: 'nothing accepted (unreachable, 401, 429, quota): refunded in all three, failed with the reason',
    proves: () => {
      const state = given(started(), ...broken(), ...twice, ...calls(1, { kind: 'unsent', reason: '401' }));
      is([recordIn(state).calls, state.run?.spent.calls, state.night?.spent.calls], [0, 0, 0]);
      is(next(state), { do: 'fail', stage: 'a', reason: '401' });
      assert.equal(state.run?.escalationDown, '401');
    },
  },
  {
    id: 'L10',
    says: 'diagnostics: run, then case v2; a second request is unusable and counts',
    proves: () => {
      const asks = { kind: 'diagnostics', commands: [['kubectl', 'get', 'pods']], summary: 'look' } as const;
      let state = given(started(), ...broken(), ...twice, ...calls(1, asks));
      like(next(state), { do: 'diagnose', commands: [['kubectl', 'get', 'pods']] });
      state = when(state, { type: 'diagnosed', stage: 'a', ran: 1, refused: 0 });
      like(next(state), { do: 'escalate', call: 2, version: 'v2' });
      state = when(state, ...calls(2, asks));
      like(next(state), { do: 'escalate', call: 3, version: 'refinement' });
      assert.equal(recordIn(state).tried.at(-1)?.outcome, 'unusable');
      const last = started({ limits: { apiCallBudget: 1 } });
      const late = given(last, ...broken(), ...twice, ...calls(1, asks));
      assert.equal(recordIn(late).tried.at(-1)?.outcome, 'unusable');
      like(next(late), { do: 'give_up' });
      const empty = given(started(), ...broken(), ...twice, ...calls(1, { ...asks, commands: [] }));
      like(next(empty), { do: 'escalate', call: 2, version: 'refinement' });
    },
  },
  {
    id: 'L11',
    says: 'not fixable in the repo: give_up with the layer named; from an executor it only counts',
    proves: () => {
      const no = { kind: 'not_fixable', layer: 'network', summary: 's', detail: 'the router' } as const;
      const state = given(started(), ...broken(), ...repairs(no), ...repairs(no), ...calls(1, no));
      is(next(state), {
        do: 'give_up',
        stage: 'a',
        reason: 'not fixable in the repo (network): the router',
      });
    },
  },
  {
    id: 'L12',
    says: 'the budget of calls for the error is spent: give_up',
    proves: () => {
      const all = [1, 2, 3].flatMap((call) => calls(call, rig.unusable));
      like(next(given(started(), ...broken(), ...twice, ...all)), {
        do: 'give_up',
        reason: '2 repairs and 3 API calls for this error (limit 3) did not mend it',
      });
    },
  },
  {
    id: 'L13',
    says: 'repairs used up and no escalation model configured: give_up; with the executor down: failed',
    proves: () => {
      const alone = started({ options: { escalation: false } });
      like(next(given(alone, ...broken(), ...twice)), { do: 'give_up' });
      const down = repairs({ kind: 'unsent', reason: 'no answer' });
      like(next(given(alone, ...broken(), ...down)), { do: 'fail' });
    },
  },
  {
    id: 'L14',
    says: 'a kill between call_started and call_ended: the call is resumed, never sent again; lost stays spent',
    proves: () => {
      const open = { type: 'call_started', stage: 'a', call: 1, caseDir: 'd', version: 'v1' } as const;
      let state = given(started(), ...broken(), ...twice, open, started({ id: 'r2' }), ...fails('first'));
      like(next(state), { do: 'escalate', call: 1, resume: true });
      assert.throws(() => when(state, { ...open, call: 2 }), IllegalTransition);
      const ended = { type: 'call_ended', stage: 'a', call: 1, spend: rig.NO_SPEND } as const;
      state = when(state, { ...ended, result: { kind: 'lost', reason: 'killed' } });
      like(next(state), { do: 'escalate', call: 2, resume: false });
    },
  },
  {
    id: 'L15',
    says: 'a service that refused one stage is not asked for the next: failed with the same reason',
    proves: () => {
      const plan = [
        { name: 'a', needs: [] },
        { name: 'b', needs: [] },
      ];
      const down = calls(1, { kind: 'unsent', reason: '401' });
      const state = given(
        started({ plan, options: { executor: 'none' } }),
        ...broken(),
        ...down,
        { type: 'stage_failed', stage: 'a', reason: '401' },
        ...broken(failure(), 'b'),
      );
      is(next(state), { do: 'fail', stage: 'b', reason: '401' });
    },
  },
];
