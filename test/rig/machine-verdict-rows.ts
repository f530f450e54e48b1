import assert from 'node:assert/strict';
import { IllegalTransition } from '../../src/core/machine/illegal.ts';
import * as rig from './machine.ts';
import { is, like, type Row, recordIn, twice } from './rows.ts';

const { given, when, next, started, failure, fails, greens, broken, repairs, calls, stands } = rig;

const at = (fingerprint: string, stepIndex: number) =>
  failure(fingerprint, { step: `s${stepIndex}`, stepIndex });
const tried = (change: string) => [...broken(), ...repairs(stands(change))];

export const verdictRows: readonly Row[] = [
  {
    id: 'V1',
    says: 'green: all candidates of the stage are kept as verified, then the episode is closed',
    proves: () => {
      let state = given(started(), ...tried('c1'), ...greens('verify'));
      is(next(state), { do: 'keep', stage: 'a', commits: ['c1'], outcome: 'verified' });
      like(state.stages.a, { status: 'running' });
      state = when(state, { type: 'kept', stage: 'a', commits: ['c1'], outcome: 'verified' });
      like(state.stages.a, { status: 'green', candidates: [], episode: [] });
      like(recordIn(state), { occurrences: 0, repairs: 0, calls: 0, tried: [], total: 1 });
      is(next(state), { do: 'end', outcome: 'green' });
    },
  },
  {
    id: 'V2',
    says: 'failed at a later step: progress, kept; the new error has its own ladder',
    proves: () => {
      const first = at('A', 1);
      let state = given(
        started(),
        ...fails('first', first),
        ...fails('reproduce', first),
        ...repairs(stands('c1', { step: 1 })),
        ...fails('verify', at('B', 2)),
      );
      is(next(state), { do: 'keep', stage: 'a', commits: ['c1'], outcome: 'progress' });
      state = when(state, { type: 'kept', stage: 'a', commits: ['c1'], outcome: 'progress' });
      assert.equal(recordIn(state).tried.at(-1)?.outcome, 'progress');
      like(next(state), { do: 'repair', fingerprint: 'B' });
    },
  },
  {
    id: 'V3',
    says: 'the same fingerprint: taken back, and the record tells the next model',
    proves: () => {
      let state = given(started(), ...tried('c1'), ...fails('verify'));
      like(next(state), { do: 'take_back', commits: ['c1'], outcome: 'taken_back' });
      state = when(state, {
        type: 'taken_back',
        stage: 'a',
        commits: ['c1'],
        outcome: 'taken_back',
        detail: 'no',
      });
      like(recordIn(state).tried.at(-1), { outcome: 'taken_back', tree: 'tree-c1', detail: 'no' });
      like(next(state), { do: 'repair', fingerprint: 'A' });
      assert.equal(recordIn(state).occurrences, 2);
      const later = given(started(), ...tried('c1'), ...fails('verify', at('A', 3)));
      like(next(later), { do: 'take_back' });
    },
  },
  {
    id: 'V4',
    says: 'an earlier step: taken back, and the error is again the one the candidate was written for',
    proves: () => {
      const first = at('A', 2);
      const state = given(
        started(),
        ...fails('first', first),
        ...fails('reproduce', first),
        ...repairs(stands('c1', { step: 2 })),
        ...fails('verify', at('B', 1)),
      );
      like(next(state), { do: 'take_back', commits: ['c1'] });
      assert.equal(state.stages.a?.error, 'A');
    },
  },
  {
    id: 'V5',
    says: 'no step reports and a new error: tentative; when finally green all are kept',
    proves: () => {
      let state = given(started(), ...tried('c1'), ...fails('verify', failure('B')));
      like(next(state), { do: 'repair', fingerprint: 'B' });
      state = when(state, ...repairs(stands('c2', { fingerprint: 'B' })), ...greens('verify'));
      is(next(state), { do: 'keep', stage: 'a', commits: ['c1', 'c2'], outcome: 'verified' });
    },
  },
  {
    id: 'V6',
    says: 'no step reports and an error seen before in this episode: taken back',
    proves: () => {
      const state = given(
        started(),
        ...tried('c1'),
        ...fails('verify', failure('B')),
        ...repairs(stands('c2', { fingerprint: 'B' })),
        ...fails('verify'),
      );
      like(next(state), { do: 'take_back', commits: ['c2'] });
      assert.equal(state.stages.a?.error, 'B');
    },
  },
  {
    id: 'V7',
    says: 'on give_up and on failure what is tentative is taken back first',
    proves: () => {
      const no = { kind: 'not_fixable', layer: 'network', summary: 's', detail: 'd' } as const;
      let state = given(started(), ...tried('c1'), ...fails('verify', failure('B')), ...twice);
      state = when(state, ...calls(1, no));
      like(next(state), { do: 'take_back', commits: ['c1'], outcome: 'taken_back' });
      assert.throws(() => when(state, { type: 'gave_up', stage: 'a', reason: 'r' }), IllegalTransition);
      state = when(state, {
        type: 'taken_back',
        stage: 'a',
        commits: ['c1'],
        outcome: 'taken_back',
        detail: 'd',
      });
      like(next(state), { do: 'give_up' });
    },
  },
  {
    id: 'V8',
    says: 'a transient re-run judges nothing: again with backoff, and when that is used up untested and failed',
    proves: () => {
      const blip = failure('T', { class: 'transient' });
      let state = given(started({ limits: { backoffMs: [5] } }), ...tried('c1'), ...fails('verify', blip));
      like(next(state), { do: 'wait', ms: 5 });
      state = when(state, { type: 'waited', stage: 'a' });
      like(next(state), { do: 'attempt', kind: 'verify' });
      state = when(state, ...fails('verify', blip));
      like(next(state), { do: 'take_back', outcome: 'untested' });
    },
  },
  {
    id: 'V9',
    says: 'another class on the re-run judges nothing: once more, then untested and failed',
    proves: () => {
      const key = failure('K', { class: 'credential' });
      let state = given(started(), ...tried('c1'), ...fails('verify', key));
      like(next(state), { do: 'attempt', kind: 'verify' });
      like(next(when(state, ...greens('verify'))), { do: 'keep', outcome: 'verified' });
      state = when(state, ...fails('verify', key));
      like(next(state), { do: 'take_back', outcome: 'untested' });
      const detail = 'd';
      state = when(state, { type: 'taken_back', stage: 'a', commits: ['c1'], outcome: 'untested', detail });
      like(next(state), { do: 'fail', reason: 'K went wrong. Check: read the log' });
    },
  },
  {
    id: 'V10',
    says: 'the same tree is not tried twice in an episode; one that was never judged may be',
    proves: () => {
      const back = (outcome: 'taken_back' | 'untested') =>
        ({ type: 'taken_back', stage: 'a', commits: ['c1'], outcome, detail: 'd' }) as const;
      const again = repairs(stands('c2', { tree: 'tree-c1' }));
      const same = given(started(), ...tried('c1'), ...fails('verify'), back('taken_back'), ...again);
      like(next(same), { do: 'take_back', commits: ['c2'] });
      const key = failure('K', { class: 'credential' });
      const left = given(started(), ...tried('c1'), ...fails('verify', key), ...fails('verify', key));
      const later = when(left, back('untested'), started({ id: 'r2' }), ...fails('first'));
      like(next(when(later, ...again)), { do: 'attempt', kind: 'verify' });
    },
  },
  {
    id: 'V11',
    says: 'a side branch that cannot advance: the stage stays green, the note says so',
    proves: () => {
      const kept = { type: 'kept', stage: 'a', commits: ['c1'], outcome: 'verified' } as const;
      const state = given(started(), ...tried('c1'), ...greens('verify'), { ...kept, refused: 'moved' });
      like(state.stages.a, { status: 'green', reason: 'moved' });
      is(state.run?.notes, ['a: moved']);
    },
  },
];
