import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/machine/decide.ts';
import { exceeded, type Start } from '../../src/core/machine/limits.ts';
import type { State } from '../../src/core/machine/state.ts';
import type { Limits } from '../../src/core/types.ts';
import * as rig from '../rig/machine.ts';
import { recordIn, twice } from '../rig/rows.ts';

const { given, when, started, failure, fails, greens, broken, repairs, calls, stands } = rig;

/** Two attempts, two repairs, one call: 1,200 tokens and 0.1 USD, in the run and in the night. */
const spent = (limits: Partial<Limits>): State =>
  given(started({ limits }), ...broken(), ...twice, ...calls(1, rig.unusable));
const forbids = (limits: Partial<Limits>, start: Start): string | undefined => {
  const state = spent(limits);
  return state.run === undefined ? 'no run' : exceeded(state, state.run, start);
};

describe('which limit forbids what', () => {
  it.each<[Partial<Limits>, Start, string]>([
    [{ attemptsPerRun: 2 }, 'attempt', '2 attempts in this run (limit 2)'],
    [{ attemptsPerRun: 1 }, 'remembered', '2 attempts in this run (limit 1)'],
    [{ attemptsPerRun: 2 }, 'repair', '2 attempts in this run (limit 2)'],
    [{ attemptsPerRun: 2 }, 'call', '2 attempts in this run (limit 2)'],
    [{ repairsPerRun: 2 }, 'remembered', '2 repairs in this run (limit 2)'],
    [{ repairsPerRun: 2 }, 'repair', '2 repairs in this run (limit 2)'],
    [{ tokensPerRun: 1200 }, 'repair', '1200 tokens in this run (limit 1200)'],
    [{ tokensPerNight: 1000 }, 'repair', '1200 tokens in this night (limit 1000)'],
    [{ tokensPerNight: 1200 }, 'call', '1200 tokens in this night (limit 1200)'],
    [{ usdPerRun: 0.1 }, 'call', '0.1 USD in this run (limit 0.1)'],
    [{ usdPerNight: 0.05 }, 'repair', '0.1 USD in this night (limit 0.05)'],
    [{ usdPerNight: 0.1 }, 'call', '0.1 USD in this night (limit 0.1)'],
    [{ apiCallsPerRun: 1 }, 'call', '1 API calls in this run (limit 1)'],
    [{ apiCallsPerNight: 1 }, 'call', '1 API calls in this night (limit 1)'],
  ])('%j: no %s', (limits, start, words) => expect(forbids(limits, start)).toBe(words));

  it.each<[Partial<Limits>, Start]>([
    [{ attemptsPerRun: 3, repairsPerRun: 0, tokensPerRun: 0, apiCallsPerRun: 0 }, 'attempt'],
    [{ repairsPerRun: 3, tokensPerRun: 0, usdPerRun: 0, apiCallsPerRun: 0 }, 'remembered'],
    [{ apiCallsPerRun: 0, apiCallsPerNight: 0, tokensPerRun: 1201, usdPerRun: 0.2 }, 'repair'],
    [{ repairsPerRun: 0, apiCallsPerRun: 2, apiCallsPerNight: 2, tokensPerNight: 1201 }, 'call'],
  ])('%j: %s goes on', (limits, start) => expect(forbids(limits, start)).toBeUndefined());

  it('a saved state without a night has spent nothing in one', () => {
    const { night, ...rest } = spent({ tokensPerNight: 1, usdPerNight: 0.01, apiCallsPerNight: 1 });
    expect(night?.spent.tokens).toBe(1200);
    expect(rest.run && exceeded(rest, rest.run, 'repair')).toBeUndefined();
    expect(rest.run && exceeded(rest, rest.run, 'call')).toBeUndefined();
  });
});

describe('a stage at a limit', () => {
  const plan = [
    { name: 'a', needs: [] },
    { name: 'b', needs: [] },
  ];
  it('that failed in this run gives up with the limit, also before a retry', () => {
    const blip = failure('T', { class: 'transient' });
    expect(decide(given(started({ limits: { attemptsPerRun: 1 } }), ...fails('first', blip)))).toEqual({
      do: 'give_up',
      stage: 'a',
      reason: '1 attempts in this run (limit 1)',
    });
  });
  it('that never had its turn fails, and says where the next run begins', () => {
    expect(decide(given(started({ plan, limits: { attemptsPerRun: 1 } }), ...greens('first')))).toEqual({
      do: 'fail',
      stage: 'b',
      reason: 'not run: 1 attempts in this run (limit 1); the next run begins here',
    });
  });
  it('that stood at give_up before stands there again, for the reason it had', () => {
    const stood = given(started({ plan: [{ name: 'b', needs: [] }] }), ...broken(failure(), 'b'), {
      type: 'gave_up',
      stage: 'b',
      reason: 'spent',
    });
    const later = when(stood, started({ id: 'r2', plan, limits: { attemptsPerRun: 1 } }), ...greens('first'));
    expect(decide(later)).toEqual({ do: 'give_up', stage: 'b', reason: 'spent' });
  });
  it('tries no remembered fix when the repairs of the run are spent', () => {
    const known = fails('first', failure(), 'a', { remembered: true });
    const state = given(started({ limits: { repairsPerRun: 0 } }), ...known, ...fails('reproduce'));
    expect(decide(state)).toEqual({
      do: 'give_up',
      stage: 'a',
      reason: '0 repairs in this run (limit 0)',
    });
  });
});

describe('what is counted', () => {
  it('tokens and money are charged once, to the run and to the night; calls where they begin', () => {
    const state = spent({});
    const all = { calls: 1, tokens: 1200, usd: 0.1 };
    expect([state.run?.spent, state.night?.spent]).toEqual([all, all]);
    const more = when(state, ...calls(2, rig.unusable));
    expect(more.night?.spent).toEqual({ calls: 2, tokens: 2200, usd: 0.2 });
    expect([recordIn(more).calls, more.run?.repairs, more.run?.attempts]).toEqual([2, 2, 2]);
  });
  it('a saved state without a night still counts in the run', () => {
    const { night: _, ...rest } = given(started(), ...broken(), ...twice);
    const state = when(rest, ...calls(1, { kind: 'unsent', reason: '429' }));
    expect(state.night).toBeUndefined();
    expect(state.run?.spent).toEqual({ calls: 0, tokens: 1200, usd: 0.1 });
  });
  it('attempts of a stage begin at nought with each run', () => {
    const state = given(started(), ...broken());
    expect(state.stages.a?.attempts).toBe(2);
    expect(when(state, started({ id: 'r2' })).stages.a?.attempts).toBe(0);
  });
  it('a reset gives back diagnostics and the remembered fix, and touches no other stage', () => {
    const two = started({
      plan: [
        { name: 'b', needs: [] },
        { name: 'a', needs: [] },
      ],
    });
    const asks = { kind: 'diagnostics', commands: [['kubectl', 'get', 'pods']], summary: 'look' } as const;
    const looked = [
      ...twice,
      ...calls(1, asks),
      { type: 'diagnosed', stage: 'a', ran: 1, refused: 0 },
    ] as const;
    const other = [...broken(failure('B'), 'b'), { type: 'stage_failed', stage: 'b', reason: 'r' }] as const;
    let state = given(two, ...other, ...broken(), ...repairs(rig.refused, 'remembered'), ...looked);
    expect(recordIn(state)).toMatchObject({ diagnosed: true, replayed: true });
    state = when(state, { type: 'reset', stages: ['a'] });
    expect(recordIn(state)).toMatchObject({ diagnosed: false, replayed: false, repairs: 0, calls: 0 });
    expect(state.errors['b:B']).toMatchObject({ occurrences: 1 });
    const known = fails('first', failure(), 'a', { remembered: true });
    state = when(state, started({ id: 'r2' }), ...known, ...fails('reproduce'));
    expect(decide(state)).toMatchObject({ do: 'repair', source: 'remembered' });
    const again = when(state, ...repairs(rig.refused, 'remembered'), ...twice, ...calls(1, asks));
    expect(decide(again)).toMatchObject({ do: 'diagnose' });
  });
  it('an executor repair does not use up the remembered fix', () => {
    const state = given(started(), ...broken(), ...repairs(stands('c1')));
    const known = when(state, ...fails('verify', failure(), 'a', { remembered: true }));
    const back = {
      type: 'taken_back',
      stage: 'a',
      commits: ['c1'],
      outcome: 'taken_back',
      detail: 'd',
    } as const;
    expect(decide(when(known, back))).toMatchObject({ do: 'repair', source: 'remembered' });
  });
});
