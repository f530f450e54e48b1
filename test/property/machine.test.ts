import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/machine/decide.ts';
import { evolve } from '../../src/core/machine/evolve.ts';
import { isRunning } from '../../src/core/machine/predicates.ts';
import { initialState, type State } from '../../src/core/machine/state.ts';
import { DEFAULT_LIMITS } from '../../src/core/types.ts';
import { watchBudgets } from '../rig/budget-watch.ts';
import { MILD, play, type Setting } from '../rig/world.ts';

const SEED = 20_261_120;
const WORLDS = 20_000;

const chance = fc.double({ min: 0, max: 1, noNaN: true });
const rarely = fc.double({ min: 0, max: 0.2, noNaN: true });
const settings: fc.Arbitrary<Setting> = fc.record({
  seed: fc.nat(),
  stages: fc.integer({ min: 1, max: 4 }),
  runs: fc.integer({ min: 1, max: 4 }),
  temper: fc.record({
    green: chance,
    repo: chance,
    errors: fc.integer({ min: 0, max: 4 }),
    steps: fc.boolean(),
    candidate: chance,
    diagnostics: chance,
    unsent: rarely,
    kill: fc.oneof(fc.constant(0), rarely),
    stop: fc.oneof(fc.constant(0), rarely),
    reset: rarely,
  }),
  options: fc.record({
    executor: fc.constantFrom('x', 'none'),
    escalation: fc.boolean(),
    failFast: fc.boolean(),
    ai: fc.constantFrom(true, true, true, false),
  }),
});

const roundTrip = (state: State): State => JSON.parse(JSON.stringify(state));

describe('random worlds', () => {
  it(`${WORLDS} of them stop, within every budget (seed ${SEED})`, () => {
    let events = 0;
    fc.assert(
      fc.property(settings, (setting) => {
        const watch = watchBudgets(DEFAULT_LIMITS);
        const played = play(setting, watch.see);
        events += played.events.length;
        return true;
      }),
      { seed: SEED, numRuns: WORLDS },
    );
    expect(events).toBeGreaterThan(WORLDS);
  });

  it('folding the events gives the state, which survives JSON unchanged; decide says the same of both', () => {
    fc.assert(
      fc.property(settings, (setting) => {
        const { state, events } = play(setting, (_, now) => {
          const copy = roundTrip(now);
          if (!isDeepStrictEqual(copy, now)) throw new Error('the state does not survive JSON');
        });
        expect(events.reduce(evolve, initialState)).toStrictEqual(state);
        expect(attempted(() => decide(roundTrip(state)))).toEqual(attempted(() => decide(state)));
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  it('a run that ended leaves no stage running and no candidate in the worktree', () => {
    fc.assert(
      fc.property(settings, (setting) => {
        play(setting, ({ event }, state) => {
          if (event.type !== 'run_ended') return;
          for (const stage of Object.values(state.stages))
            if (isRunning(stage) || stage.candidates.length > 0) throw new Error('left behind');
        });
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });
});

const attempted = (does: () => unknown): unknown => {
  try {
    return does();
  } catch (error) {
    return String(error);
  }
};

describe('adversaries', () => {
  it('a new error every time makes no more than 6 API calls in a run', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const watch = watchBudgets(DEFAULT_LIMITS);
      const temper = { ...MILD, green: 0, repo: 1, errors: 0, candidate: 1, unsent: 0, stop: 0 };
      const options = { executor: 'none' };
      play({ seed, temper, stages: 3, runs: 1, options }, watch.see);
      expect(watch.callsEver()).toBeLessThanOrEqual(6);
      expect(watch.callsEver()).toBeGreaterThan(0);
    }
  });

  it('one error that never goes away costs exactly 3 API calls over 40 nights, killed or not', () => {
    for (const kill of [0, 0.3]) {
      const watch = watchBudgets(DEFAULT_LIMITS);
      const temper = {
        ...MILD,
        green: 0,
        repo: 1,
        errors: 1,
        steps: false,
        candidate: 0.7,
        unsent: 0,
        stop: 0,
        kill,
      };
      play({ seed: 7, temper, stages: 1, runs: 40, runsPerNight: 1 }, watch.see);
      expect(watch.callsEver()).toBe(3);
    }
  });

  it('a model that is never reached costs nothing and never leads to give_up', () => {
    const temper = { ...MILD, green: 0, repo: 1, errors: 1, steps: false, unsent: 1, stop: 0 };
    const { state } = play({ seed: 3, temper, stages: 1, runs: 30, runsPerNight: 1 });
    expect(state.stages.s0?.status).toBe('failed');
    expect(state.errors['s0:E0']).toMatchObject({ repairs: 0, calls: 0, total: 30 });
  });
});

describe('a kill at every point', () => {
  it('loses no count and sends no open call again', () => {
    let cuts = 0;
    fc.assert(
      fc.property(fc.nat(), fc.boolean(), (seed, steps) => {
        const { events } = play({ seed, temper: { ...MILD, green: 0.1, steps }, stages: 2, runs: 1 });
        let state = initialState;
        for (const recorded of events) {
          state = evolve(state, recorded);
          cuts += 1;
          restart(roundTrip(state));
        }
      }),
      { seed: SEED, numRuns: 150 },
    );
    expect(cuts).toBeGreaterThan(1_000);
  });
});

/** A new run over this state: every counter is at least what it was, and an open call is resumed, not made again. */
const restart = (killed: State): void => {
  const first = killed.run;
  if (first === undefined) return;
  const { plan, limits, options } = first;
  const at = '2026-11-21T00:00:00.000Z';
  const event = { type: 'run_started', id: 'again', night: 'n0', base: 'b', plan, limits, options } as const;
  const state = evolve(killed, { seq: killed.serial + 1, at, actor: 'cron', event });
  for (const [key, before] of Object.entries(killed.errors)) {
    const after = state.errors[key];
    expect(after?.occurrences).toBeGreaterThanOrEqual(before.occurrences);
    expect([after?.repairs, after?.calls, after?.openCall, after?.total]).toEqual([
      before.repairs,
      before.calls,
      before.openCall,
      before.total,
    ]);
  }
  expect(state.night?.spent).toEqual(killed.night?.spent);
  expect(Object.values(state.stages).some(isRunning)).toBe(false);
};
