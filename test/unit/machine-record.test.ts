import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/machine/decide.ts';
import type { Event } from '../../src/core/machine/events.ts';
import { evolve } from '../../src/core/machine/evolve.ts';
import { IllegalTransition } from '../../src/core/machine/illegal.ts';
import { initialState, type State } from '../../src/core/machine/state.ts';
import * as rig from '../rig/machine.ts';
import { recordIn, twice } from '../rig/rows.ts';

const { AT, given, when, started, failure, fails, greens, broken, repairs, calls, stands, recorded } = rig;
const LATER = '2026-11-20T23:00:00.000Z';
const later = (state: State, event: Event): State => evolve(state, { ...recorded(state, event), at: LATER });
const call = { type: 'call_started', stage: 'a', call: 1, caseDir: 'd', version: 'v1' } as const;
const begins = { type: 'attempt_started', stage: 'a', kind: 'first', log: 'log' } as const;

describe('what the next model and the human are told of a try', () => {
  const no = { kind: 'not_fixable', layer: 'network', summary: 's', detail: 'the router' } as const;
  const asks = {
    kind: 'diagnostics',
    commands: [
      ['kubectl', 'get', 'pods'],
      ['flux', 'check'],
    ],
    summary: 'look',
  } as const;
  const lost = { kind: 'lost', reason: 'killed' } as const;
  const last = (state: State) => recordIn(state).tried.at(-1);

  it.each([
    [
      'diagnostics',
      asks,
      'unusable',
      'look',
      'It asked for diagnostics; an executor must answer with a change.',
    ],
    ['not fixable', no, 'unusable', 's', 'It said that the repo is not the place (network): the router'],
    ['an answer lost', lost, 'lost', 'no answer', 'killed'],
  ] as const)('executor: %s', (_, result, outcome, summary, detail) =>
    expect(last(given(started(), ...broken(), ...repairs(result)))).toStrictEqual({
      at: AT,
      source: 'executor',
      outcome,
      summary,
      detail,
    }),
  );
  it.each([
    ['not fixable', no, 'not_fixable', 's', 'the router'],
    ['diagnostics', asks, 'diagnostics', 'look', 'kubectl get pods\nflux check'],
    [
      'diagnostics without a command',
      { ...asks, commands: [] },
      'unusable',
      'look',
      'It asked for diagnostics but named no command.',
    ],
    ['an answer lost', lost, 'lost', 'no answer', 'killed'],
  ] as const)('escalation: %s', (_, result, outcome, summary, detail) =>
    expect(last(given(started(), ...broken(), ...twice, ...calls(1, result)))).toStrictEqual({
      at: AT,
      source: 'escalation',
      outcome,
      summary,
      detail,
    }),
  );
  it('diagnostics that come too late say why', () => {
    const one = started({ limits: { apiCallBudget: 1 } });
    expect(last(given(one, ...broken(), ...twice, ...calls(1, asks)))?.detail).toBe(
      'It asked for diagnostics with its last call; no call is left to use them.',
    );
    const looked = { type: 'diagnosed', stage: 'a', ran: 2, refused: 0 } as const;
    const again = given(started(), ...broken(), ...twice, ...calls(1, asks), looked, ...calls(2, asks));
    expect(last(again)?.detail).toBe('It asked for diagnostics a second time; they are run once per error.');
  });
  it('a refused tree is remembered, so that it is not tried again', () => {
    const state = given(
      started(),
      ...broken(),
      ...repairs({ ...rig.refused, kind: 'refused', tree: 't1' } as typeof rig.refused),
    );
    expect(last(state)).toMatchObject({ outcome: 'refused', tree: 't1' });
  });
  it('a run that was killed leaves its candidate untested', () => {
    const state = given(started(), ...broken(), ...repairs(stands('c1')), started({ id: 'r2' }));
    expect(last(state)).toMatchObject({
      outcome: 'untested',
      detail: 'The run was killed before a re-run could judge it.',
      commit: 'c1',
    });
    expect(state.stages.a?.reason).toBe('interrupted: run r1 did not end');
  });
});

describe('the record of an error', () => {
  it('holds the last sighting, its step and its log; a reproduction brings the newer log', () => {
    const seen = failure('A', { step: 's1', stepIndex: 1 });
    const state = given(started(), ...fails('first', seen));
    expect(recordIn(state)).toMatchObject({ step: 's1', stepIndex: 1, log: 'log', total: 1, lastSeen: AT });
    const again = when(
      state,
      { type: 'attempt_started', stage: 'a', kind: 'reproduce', log: 'log2' },
      fails('reproduce', seen)[1]!,
    );
    expect(recordIn(again)).toMatchObject({ log: 'log2', total: 1, occurrences: 1 });
    expect(again.stages.a).toMatchObject({ reason: 'error A', phase: 'stage', attempts: 2, log: 'log2' });
  });
  it('keeps the case folder of a repair until another names one', () => {
    const asked = { type: 'repair_started', stage: 'a', source: 'executor', caseDir: 'case-1' } as const;
    const done = repairs(rig.refused)[1]!;
    const state = given(started(), ...broken(), asked, done);
    expect(recordIn(state).caseDir).toBe('case-1');
    expect(recordIn(when(state, ...repairs(rig.refused))).caseDir).toBe('case-1');
    expect(recordIn(when(state, { ...asked, caseDir: 'case-2' })).caseDir).toBe('case-2');
  });
  it('says why it was given up', () => {
    const state = given(started(), ...broken(), { type: 'gave_up', stage: 'a', reason: 'spent' });
    expect(recordIn(state).givenUp).toBe('spent');
    expect(state.run?.stages.a).toMatchObject({ progress: 'give_up', due: { to: 'nothing' } });
  });
});

describe('the status of a stage', () => {
  it('has a phase while it runs', () => {
    const phase = (...events: readonly Event[]) => given(started(), ...events).stages.a?.phase;
    expect(phase(begins)).toBe('stage');
    expect(phase(...broken(), { type: 'repair_started', stage: 'a', source: 'executor' })).toBe('repair');
    expect(phase(...broken(), ...twice, call)).toBe('escalation');
    const asks = { kind: 'diagnostics', commands: [['flux', 'check']], summary: 'look' } as const;
    expect(phase(...broken(), ...twice, ...calls(1, asks))).toBe('diagnostics');
    const looked = { type: 'diagnosed', stage: 'a', ran: 1, refused: 0 } as const;
    expect(phase(...broken(), ...twice, ...calls(1, asks), looked)).toBe('escalation');
  });
  it('moves `since` only when the status changes, and drops phase and reason with it', () => {
    const state = given(started(), begins);
    const failed = later(state, fails('first', failure('E', { class: 'environment' }))[1]!);
    expect(failed.stages.a).toMatchObject({ status: 'running', since: AT });
    const ended = later(failed, { type: 'stage_failed', stage: 'a', reason: 'r' });
    expect(ended.stages.a).toStrictEqual({
      status: 'failed',
      since: LATER,
      attempts: 1,
      reason: 'r',
      log: 'log',
      error: 'E',
      episode: ['E'],
      candidates: [],
    });
    expect(ended.run?.stages.a).toMatchObject({ progress: 'failed', due: { to: 'nothing' } });
  });
  it('keeps `since` from the first attempt to the last', () => {
    const state = given(started(), ...fails('first'));
    const again = later(state, { type: 'attempt_started', stage: 'a', kind: 'reproduce', log: 'log2' });
    expect(again.stages.a).toMatchObject({ status: 'running', since: AT, attempts: 2 });
  });
  it('notices are those of the last whole attempt: a reproduction does not settle them', () => {
    const failure = fails('first')[1] as Extract<ReturnType<typeof fails>[number], { type: 'attempt_ended' }>;
    const told = given(started(), begins, { ...failure, notices: ['upgrade'] });
    expect(told.stages.a?.notices).toEqual(['upgrade']);
    const again = later(told, { type: 'attempt_started', stage: 'a', kind: 'reproduce', log: 'l' });
    const same = later(again, {
      type: 'attempt_ended',
      stage: 'a',
      kind: 'reproduce',
      outcome: 'green',
      ms: 1,
    });
    expect(same.stages.a?.notices).toEqual(['upgrade']);
    const whole = later(later(same, { type: 'attempt_started', stage: 'a', kind: 'again', log: 'l' }), {
      type: 'attempt_ended',
      stage: 'a',
      kind: 'again',
      outcome: 'green',
      ms: 1,
    });
    expect(whole.stages.a).not.toHaveProperty('notices');
  });
  it('green: drift is told, the error is forgotten', () => {
    const drifted = {
      type: 'attempt_ended',
      stage: 'a',
      kind: 'first',
      outcome: 'green',
      ms: 1,
      drifted: 2,
    } as const;
    expect(given(started(), begins, drifted).stages.a).toStrictEqual({
      status: 'green',
      since: AT,
      attempts: 1,
      log: 'log',
      drifted: 2,
      episode: [],
      candidates: [],
      lastGreen: AT,
    });
  });
  it('a pause of a stage that never ran, and its end, change nothing else', () => {
    const idle = { status: 'idle', since: AT, attempts: 0, episode: [], candidates: [] };
    const paused = given({ type: 'paused', stage: 'a' });
    expect(paused.stages.a).toStrictEqual({ ...idle, paused: true });
    expect(when(paused, { type: 'resumed', stage: 'a' }).stages.a).toStrictEqual(idle);
  });
  it('a reset leaves the log and nothing of the episode', () => {
    const state = given(started(), ...broken(), ...repairs(stands('c1')), { type: 'reset', stages: ['a'] });
    expect(state.stages.a).toStrictEqual({
      status: 'idle',
      since: AT,
      attempts: 0,
      episode: [],
      candidates: [],
      log: 'log',
    });
  });
  it('a stage that reopened another waits for it', () => {
    const plan = [
      { name: 'a', needs: [] },
      { name: 'b', needs: ['a'] },
    ];
    const lacks = failure('P', { class: 'prerequisite', reopen: 'a' });
    const asked = given(started({ plan }), ...greens('first'), ...fails('first', lacks, 'b'));
    const state = when(asked, { type: 'reopened', stage: 'a', by: 'b' });
    expect(state.stages.b).toMatchObject({ status: 'failed', reason: 'waits for a to run again' });
    expect(() => when(asked, { type: 'reopened', stage: 'b', by: 'b' })).toThrow(
      'stage b asked for a, which is active',
    );
    const three = [{ name: 'c', needs: [] }, ...plan];
    const other = given(started({ plan: three }), ...greens('first', 'c'), ...greens('first'));
    expect(() =>
      when(other, ...fails('first', lacks, 'b'), { type: 'reopened', stage: 'c', by: 'b' }),
    ).toThrow('stage b asked for a, which is green');
  });
});

describe('a run', () => {
  const plan = [
    { name: 'a', needs: [] },
    { name: 'b', needs: [] },
  ];
  it('keeps the order of the map for status', () => {
    expect(given({ ...started(), order: ['z', 'a'] }).order).toEqual(['z', 'a']);
    expect(given(started())).not.toHaveProperty('order');
  });
  it('that was killed is closed by the next command: the stage at work interrupted, the rest not started', () => {
    const state = given(started({ plan }), ...fails('first'));
    const closed = later(state, { type: 'paused', stage: 'b' }).run;
    expect(closed).toMatchObject({ outcome: 'interrupted', endedAt: LATER });
    expect(closed?.stages.a).toMatchObject({ progress: 'interrupted', due: { to: 'nothing' } });
    expect(closed?.stages.b).toMatchObject({ progress: 'not_started', due: { to: 'nothing' } });
  });
  it('is stopped between attempts only, whichever stage is at work', () => {
    const state = given(started({ plan }), begins);
    expect(() => when(state, { type: 'stopping', why: 'signal', detail: 'd' })).toThrow(IllegalTransition);
  });
});

describe('what cannot follow says why', () => {
  const ladder = given(started(), ...broken(), ...twice);
  const plan = [
    { name: 'a', needs: [] },
    { name: 'b', needs: [] },
  ];
  const at = { type: 'attempt_started', stage: 'b', kind: 'first', log: 'l' } as const;
  const end = { type: 'stage_failed', stage: 'a', reason: 'r' } as const;
  const verified = { type: 'kept', stage: 'a', commits: ['c1'], outcome: 'verified' } as const;
  const back = { type: 'taken_back', stage: 'a', commits: ['c1'], outcome: 'untested', detail: 'd' } as const;
  const fixed = given(started(), ...broken(), ...repairs(stands('c1')));
  const repair = { type: 'repair_started', stage: 'a', source: 'executor' } as const;

  const rows: readonly (readonly [State, Event, string])[] = [
    [given(started({ plan }), ...fails('first')), at, 'stage a is still at work'],
    [initialState, begins, 'no run is open'],
    [given(started()), at, 'stage b is not in the plan of this run'],
    [given(started()), fails('first')[1]!, 'stage a waits for attempt (allowed after: attempt_end)'],
    [
      given(started()),
      { ...begins, kind: 'verify' },
      'attempt_started (verify) is not possible: a first attempt is due',
    ],
    [
      given(started(), begins),
      fails('verify')[1]!,
      'attempt_ended (verify) is not possible: a first attempt is under way',
    ],
    [
      given(started(), begins),
      { type: 'attempt_ended', stage: 'a', kind: 'first', outcome: 'failed', ms: 1 },
      'a failed attempt must name its failure',
    ],
    [given(started(), begins), end, 'stage a waits for attempt_end'],
    [when(ladder, call), end, 'stage a waits for call_end'],
    [given(started(), ...broken(), repair), end, 'stage a waits for repair_end'],
    [given(started(), ...greens('first')), end, 'stage a has ended in this run'],
    [fixed, end, 'stage a has candidates in the worktree'],
    [given(started(), ...greens('first')), back, 'stage a waits for nothing'],
    [when(fixed, ...fails('verify').slice(0, 1)), back, 'stage a waits for attempt_end'],
    [fixed, { ...back, commits: ['c9'] }, 'c9 is not a candidate of stage a'],
    [when(fixed, ...fails('verify')), verified, 'kept (verified) is not possible: stage a is not green'],
    [fixed, { ...verified, outcome: 'progress' }, 'stage a waits for attempt'],
    [ladder, { ...call, call: 3 }, 'call_started 3 is not possible: 0 calls were made'],
    [
      when(ladder, call),
      { ...calls(2, rig.refused)[1]!, call: 2 } as Event,
      'call_ended 2 is not possible: call 1 is open',
    ],
    [ladder, calls(1, rig.refused)[1]!, 'call none is open'],
    [
      given(started()),
      calls(1, rig.refused)[1]!,
      'stage a waits for attempt (allowed after: call_end, remedy)',
    ],
    [
      when(ladder, call, started({ id: 'r2' }), ...fails('first')),
      { ...call, call: 2 },
      'the answer to call 1 is not recorded yet',
    ],
    [
      when(ladder, call, started({ id: 'r2' }), ...fails('first')),
      calls(1, { kind: 'unsent', reason: 'r' })[1]!,
      'this call was made by another run',
    ],
    [ladder, { type: 'diagnosed', stage: 'a', ran: 1, refused: 0 }, 'no diagnostics were asked for'],
    [
      given(started(), ...broken(), repair),
      repairs(rig.refused, 'remembered')[1]!,
      'repair_ended (remembered) is not possible: a executor repair is under way',
    ],
    [
      given(started(), ...broken(), { ...repair, source: 'remembered' }),
      repairs({ kind: 'unsent', reason: 'r' }, 'remembered')[1]!,
      'a remembered fix is not sent anywhere',
    ],
    [
      given(started(), ...fails('first')),
      { type: 'skipped', stage: 'a', why: 'paused', reason: 'r' },
      'stage a is active in run r1',
    ],
    [
      given(started(), ...fails('first')),
      { type: 'run_ended', outcome: 'failed' },
      'stage a has not ended in this run',
    ],
  ];
  it.each(rows.map(([state, event, words]) => ({ state, event, words })))(
    '$words',
    ({ state, event, words }) => {
      expect(() => when(state, event)).toThrow(IllegalTransition);
      expect(() => when(state, event)).toThrow(words);
    },
  );
  it('nothing is decided while something is under way', () => {
    expect(() => decide(given(started(), begins))).toThrow('stage a waits for attempt_end');
    expect(() => decide(given(started(), ...broken(), repair))).toThrow('stage a waits for repair_end');
    expect(() => decide(when(ladder, call))).toThrow(
      'a decision is not possible: stage a waits for call_end',
    );
  });
  it('an event out of turn, or one that nobody knows', () => {
    const state = given(started());
    expect(() => evolve(state, { ...recorded(state, begins), seq: 9 })).toThrow(
      'event 9 (attempt_started) is not possible: the state stands at 1',
    );
    expect(new IllegalTransition('x', 'y').name).toBe('IllegalTransition');
    const odd = { type: 'exploded' } as unknown as Event;
    expect(() => when(state, odd)).toThrow(
      '`{"type":"exploded"}` is not possible: the machine does not know it',
    );
  });
});
