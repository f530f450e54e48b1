import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/machine/decide.ts';
import type { State } from '../../src/core/machine/state.ts';
import * as rig from '../rig/machine.ts';
import { twice } from '../rig/rows.ts';

const { given, when, started, failure, fails, greens, broken, repairs, calls, stands } = rig;
const stage = (name: string, ...needs: string[]) => ({ name, needs });
const env = failure('E', { class: 'environment' });
const ends = (name: string, how: 'stage_failed' | 'gave_up' = 'stage_failed') =>
  ({ type: how, stage: name, reason: 'r' }) as const;
const skips = (name: string, why: 'blocked' | 'paused') =>
  ({ type: 'skipped', stage: name, why, reason: 'r' }) as const;
const stop = (why: 'signal' | 'deadline') => ({ type: 'stopping', why, detail: 'ctrl-c' }) as const;

describe('which stage is next', () => {
  it('a stage waits for every need in the plan, wherever it stands in it', () => {
    const plan = [stage('c', 'a', 'b'), stage('a'), stage('b')];
    expect(decide(given(started({ plan })))).toMatchObject({ stage: 'a' });
    expect(decide(given(started({ plan }), ...greens('first')))).toMatchObject({ stage: 'b' });
    const both = given(started({ plan }), ...greens('first'), ...greens('first', 'b'));
    expect(decide(both)).toEqual({ do: 'attempt', stage: 'c', kind: 'first' });
  });
  it('in a ring of needs the first is told that it is blocked, so that the run ends', () => {
    const ring = [stage('a', 'b'), stage('b', 'a')];
    expect(decide(given(started({ plan: ring })))).toMatchObject({ do: 'skip', stage: 'a', why: 'blocked' });
  });
  it('a need that was blocked in this run blocks, too, although it was green before', () => {
    const plan = [stage('a'), stage('b', 'a'), stage('c', 'b')];
    const before = given(started({ plan }), ...greens('first'), ...greens('first', 'b'));
    const later = when(before, started({ id: 'r2', plan }), ...fails('first', env), ends('a'));
    const blocked = when(later, skips('b', 'blocked'));
    expect(blocked.stages.b?.status).toBe('green');
    expect(decide(blocked)).toEqual({
      do: 'skip',
      stage: 'c',
      why: 'blocked',
      reason: 'needs b, which is not green',
    });
  });
  it('a paused stage says how it runs again', () => {
    expect(decide(given({ type: 'paused', stage: 'a' }, started()))).toEqual({
      do: 'skip',
      stage: 'a',
      why: 'paused',
      reason: 'paused: `orch resume a` lets it run again',
    });
  });
});

describe('--fail-fast', () => {
  const options = { failFast: true };
  const plan = [stage('a'), stage('b', 'a'), stage('c')];
  it('goes on after a green stage', () => {
    const state = given(started({ plan, options }), ...greens('first'));
    expect(decide(state)).toEqual({ do: 'attempt', stage: 'b', kind: 'first' });
  });
  it.each<[string, State, string]>([
    ['failed', given(started({ plan, options }), ...fails('first', env), ends('a')), 'a'],
    ['given up', given(started({ plan, options }), ...broken(), ends('a', 'gave_up')), 'a'],
    [
      'blocked',
      given(
        { type: 'paused', stage: 'a' },
        started({ plan, options }),
        skips('a', 'paused'),
        skips('b', 'blocked'),
      ),
      'b',
    ],
  ])('stops after a stage that is %s, and names it', (_, state, name) =>
    expect(decide(state)).toEqual({ do: 'stop', why: 'fail_fast', detail: `${name} is not green` }),
  );
});

describe('a stop', () => {
  it('leaves a stage that gives up or fails anyway its own end and reason', () => {
    const no = { kind: 'not_fixable', layer: 'network', summary: 's', detail: 'the router' } as const;
    const lost = given(started(), ...broken(), ...twice, ...calls(1, no), stop('signal'));
    expect(decide(lost)).toEqual({
      do: 'give_up',
      stage: 'a',
      reason: 'not fixable in the repo (network): the router',
    });
    const reason = 'E went wrong. Check: read the log';
    expect(decide(given(started(), ...fails('first', env), stop('signal')))).toEqual({
      do: 'fail',
      stage: 'a',
      reason,
    });
    const unsent = calls(1, { kind: 'unsent', reason: '401' });
    expect(decide(given(started(), ...broken(), ...twice, ...unsent, stop('deadline')))).toEqual({
      do: 'fail',
      stage: 'a',
      reason: '401',
    });
  });
  it('is noted with its reason and is refused while an attempt is under way in any stage', () => {
    const plan = [stage('a'), stage('b')];
    expect(given(started({ plan }), stop('signal')).run?.notes).toEqual(['stopped: ctrl-c']);
    const state = given(started({ plan }), { type: 'attempt_started', stage: 'a', kind: 'first', log: 'l' });
    expect(() => when(state, stop('signal'))).toThrow('an attempt is under way: its end comes first');
  });
  it('decides nothing while a repair is under way', () => {
    const asked = { type: 'repair_started', stage: 'a', source: 'executor' } as const;
    const state = given(started(), ...broken(), asked, stop('signal'));
    expect(() => decide(state)).toThrow('a decision is not possible: stage a waits for repair_end');
  });
});

describe('the ladder in words', () => {
  const words = (state: State): unknown => Reflect.get(decide(state), 'reason');
  it('no repair by option', () => {
    expect(words(given(started({ options: { ai: false } }), ...fails('first')))).toBe(
      'error A (no repair with --no-ai)',
    );
    expect(words(given(started({ options: { here: true } }), ...fails('first')))).toBe(
      'error A (no repair with --here)',
    );
  });
  it('nobody left to ask', () => {
    const alone = { escalation: false };
    expect(words(given(started({ options: alone }), ...broken(), ...twice))).toBe(
      '2 repairs; no escalation model is configured',
    );
    const once = started({ options: alone, limits: { executorRetryThreshold: 2 } });
    expect(words(given(once, ...broken(), ...repairs(rig.refused)))).toBe(
      '1 repair; no escalation model is configured',
    );
    const down = repairs({ kind: 'unsent', reason: 'no answer' });
    expect(words(given(started({ options: alone }), ...broken(), ...down))).toBe(
      'no answer; no escalation model is configured',
    );
  });
  it('a wait says what went wrong; spent retries how many there were', () => {
    const blip = failure('T', { class: 'transient' });
    const state = given(started({ limits: { backoffMs: [5] } }), ...fails('first', blip));
    expect(decide(state)).toEqual({ do: 'wait', stage: 'a', ms: 5, reason: 'error T' });
    const over = when(state, { type: 'waited', stage: 'a' }, ...fails('retry', blip));
    expect(words(over)).toBe('It did not clear up in 1 retries. T went wrong. Check: read the log');
  });
  it('an internal failure reopens nothing, whatever it names', () => {
    const plan = [stage('a'), stage('b')];
    const odd = failure('I', { class: 'internal', reopen: 'a' });
    const state = given(started({ plan }), ...greens('first'), ...fails('first', odd, 'b'));
    expect(decide(state)).toMatchObject({ do: 'fail', stage: 'b' });
  });
  it('a call that a kill left open is resumed with the case it was sent with', () => {
    const open = (call: number) =>
      ({ type: 'call_started', stage: 'a', call, caseDir: 'd', version: 'v1' }) as const;
    const first = given(started(), ...broken(), ...twice, open(1), started({ id: 'r2' }), ...fails('first'));
    expect(decide(first)).toMatchObject({ call: 1, version: 'v1', resume: true });
    const second = given(started(), ...broken(), ...twice, ...calls(1, rig.refused), open(2));
    expect(decide(when(second, started({ id: 'r2' }), ...fails('first')))).toMatchObject({
      call: 2,
      version: 'refinement',
      resume: true,
    });
  });
});

describe('reproduction', () => {
  const slow = failure('A', { step: 's1', stepIndex: 1 });
  it('that a signal cut runs the same step again', () => {
    const state = given(started(), ...fails('first', slow), ...fails('reproduce', slow).slice(0, 1), {
      type: 'attempt_ended',
      stage: 'a',
      kind: 'reproduce',
      outcome: 'interrupted',
      ms: 1,
    });
    expect(decide(state)).toEqual({ do: 'attempt', stage: 'a', kind: 'reproduce', step: 's1' });
  });
  it('of one error stays known when another comes first in the next run', () => {
    const state = given(started(), ...broken(), started({ id: 'r2' }), ...fails('first', failure('B')));
    expect(state.errors['a:A']?.reproduced).toBe('reproduced');
    expect(decide(state)).toMatchObject({ do: 'repair', fingerprint: 'B' });
  });
  it('a candidate in place is asked about by verify, never by reproduce', () => {
    const state = given(started(), ...broken(), ...repairs(stands('c1')));
    expect(() => when(state, ...fails('reproduce'))).toThrow('a verify attempt is due');
  });
});
