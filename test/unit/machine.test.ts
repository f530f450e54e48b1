import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/machine/decide.ts';
import { evolve } from '../../src/core/machine/evolve.ts';
import { IllegalTransition } from '../../src/core/machine/illegal.ts';
import { initialState } from '../../src/core/machine/state.ts';
import { fails, given, recorded, started, when } from '../rig/machine.ts';
import { allRows } from '../rig/machine-rows.ts';

describe('the machine, row by row of docs/machine.md', () => {
  for (const row of allRows) it(`${row.id}: ${row.says}`, row.proves);

  it('has no id twice', () => {
    const ids = allRows.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });
});

describe('what cannot follow is refused', () => {
  const open = given(started());
  const refusals = [
    ['an event with a gap in its number', () => evolve(open, { ...recorded(open, started()), seq: 7 })],
    ['an attempt without a run', () => when(initialState, ...fails('first'))],
    ['an attempt of a kind that is not due', () => when(open, ...fails('verify'))],
    ['an attempt of a stage outside the plan', () => when(open, ...fails('first', undefined, 'zzz'))],
    ['an end without a beginning', () => when(open, ...fails('first').slice(1))],
    [
      'a failed attempt without a failure',
      () =>
        when(open, ...fails('first').slice(0, 1), {
          type: 'attempt_ended',
          stage: 'a',
          kind: 'first',
          outcome: 'failed',
          ms: 1,
        }),
    ],
    [
      'a repair of a stage that did not fail',
      () => when(open, { type: 'repair_started', stage: 'a', source: 'executor' }),
    ],
    ['a wait that nobody began', () => when(open, { type: 'waited', stage: 'a' })],
    [
      'the end of a run with a stage at work',
      () => when(open, ...fails('first'), { type: 'run_ended', outcome: 'failed' }),
    ],
    [
      'candidates that do not exist',
      () =>
        when(open, ...fails('first'), {
          type: 'taken_back',
          stage: 'a',
          commits: ['x'],
          outcome: 'untested',
          detail: '',
        }),
    ],
    ['a decision while an attempt is under way', () => decide(when(open, ...fails('first').slice(0, 1)))],
  ] as const;
  for (const [what, does] of refusals) it(what, () => expect(does).toThrow(IllegalTransition));

  it('nothing is decided before the first run', () =>
    expect(decide(initialState)).toEqual({ do: 'nothing' }));
});
