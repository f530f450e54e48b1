import assert from 'node:assert/strict';
import * as rig from './machine.ts';
import { is, like, type Row, recordIn } from './rows.ts';

const { given, when, next, started, failure, fails, greens, broken } = rig;

export const attemptRows: readonly Row[] = [
  {
    id: 'M1',
    says: 'a run begins with an attempt of its first stage',
    proves: () => is(next(given(started())), { do: 'attempt', stage: 'a', kind: 'first' }),
  },
  {
    id: 'M2',
    says: 'green without candidates closes the episode',
    proves: () => {
      const state = given(started(), ...greens('first'));
      is(next(state), { do: 'end', outcome: 'green' });
      like(state.stages.a ?? {}, { status: 'green', episode: [], lastGreen: rig.AT });
    },
  },
  {
    id: 'M3',
    says: 'class transient: wait, then retry; no model; the waits are the budget',
    proves: () => {
      const blip = failure('T', { class: 'transient' });
      let state = given(started(), ...fails('first', blip));
      for (const ms of [30_000, 60_000, 120_000]) {
        like(next(state), { do: 'wait', ms });
        state = when(state, { type: 'waited', stage: 'a' });
        is(next(state), { do: 'attempt', stage: 'a', kind: 'retry' });
        state = when(state, ...fails('retry', blip));
      }
      like(next(state), { do: 'fail' });
      assert.equal(recordIn(state, 'T').repairs + recordIn(state, 'T').calls, 0);
    },
  },
  ...(['environment', 'credential', 'internal'] as const).map((name) => ({
    id: `M4-${name}`,
    says: `class ${name}: failed, no model`,
    proves: () => {
      const state = given(started(), ...fails('first', failure('E', { class: name })));
      is(next(state), { do: 'fail', stage: 'a', reason: 'E went wrong. Check: read the log' });
    },
  })),
  {
    id: 'M5',
    says: 'class prerequisite reopens the earlier stage it names, once per stage and run',
    proves: () => {
      const plan = [
        { name: 'v', needs: [] },
        { name: 'a', needs: ['v'] },
      ];
      const lost = failure('P', { class: 'prerequisite', reopen: 'v' });
      let state = given(started({ plan }), ...greens('first', 'v'), ...fails('first', lost));
      is(next(state), { do: 'reopen', stage: 'v', by: 'a' });
      state = when(state, { type: 'reopened', stage: 'v', by: 'a' });
      is(next(state), { do: 'attempt', stage: 'v', kind: 'again' });
      state = when(state, ...greens('again', 'v'));
      is(next(state), { do: 'attempt', stage: 'a', kind: 'again' });
      like(next(when(state, ...fails('again', lost))), { do: 'fail' });
    },
  },
  {
    id: 'M6',
    says: 'the first repo failure of an episode is run once more: only the failing step where one is reported',
    proves: () => {
      const state = given(started(), ...fails('first', failure('A', { step: 'apply', stepIndex: 2 })));
      is(next(state), { do: 'attempt', stage: 'a', kind: 'reproduce', step: 'apply' });
      is(next(given(started(), ...fails('first'))), { do: 'attempt', stage: 'a', kind: 'reproduce' });
    },
  },
  {
    id: 'M7',
    says: 'a slow stage without steps is not run again: unknown, and the ladder begins',
    proves: () => {
      const state = given(started(), ...fails('first', failure(), 'a', { ms: 120_000 }));
      assert.equal(recordIn(state).reproduced, 'unknown');
      like(next(state), { do: 'repair', source: 'executor' });
    },
  },
  {
    id: 'M8',
    says: 'reproduced: not an occurrence, but an attempt of the run',
    proves: () => {
      const state = given(started(), ...broken());
      assert.equal(recordIn(state).reproduced, 'reproduced');
      assert.equal(recordIn(state).occurrences, 1);
      assert.equal(recordIn(state).total, 1);
      assert.equal(state.run?.attempts, 2);
      like(next(state), { do: 'repair', source: 'executor' });
    },
  },
  {
    id: 'M9',
    says: 'flaky: it did not come back, so the whole stage again, and no model',
    proves: () => {
      const state = given(started(), ...fails('first'), ...greens('reproduce'));
      assert.equal(recordIn(state).reproduced, 'flaky');
      is(next(state), { do: 'attempt', stage: 'a', kind: 'again' });
      is(next(when(state, ...greens('again'))), { do: 'end', outcome: 'green' });
      like(next(when(state, ...fails('again'))), { do: 'repair' });
    },
  },
  {
    id: 'M10',
    says: 'a reproduction that fails otherwise: the first error is unknown, the newer evidence counts',
    proves: () => {
      const state = given(started(), ...fails('first'), ...fails('reproduce', failure('B')));
      assert.equal(recordIn(state).reproduced, 'unknown');
      like(next(state), { do: 'repair', fingerprint: 'B' });
      const blip = failure('T', { class: 'transient' });
      like(next(given(started(), ...fails('first'), ...fails('reproduce', blip))), { do: 'wait' });
    },
  },
  {
    id: 'M11',
    says: 'an attempt cut by a signal judged nothing: the same kind is due',
    proves: () => {
      const state = given(
        started(),
        { type: 'attempt_started', stage: 'a', kind: 'first', log: 'log' },
        { type: 'attempt_ended', stage: 'a', kind: 'first', outcome: 'interrupted', ms: 1 },
      );
      is(next(state), { do: 'attempt', stage: 'a', kind: 'first' });
    },
  },
  {
    id: 'M12',
    says: 'with --no-ai and with --here a repo failure is failed at once',
    proves: () => {
      for (const options of [{ ai: false }, { here: true }])
        like(next(given(started({ options }), ...fails('first'))), { do: 'fail' });
    },
  },
];
