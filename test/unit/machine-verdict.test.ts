import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/machine/decide.ts';
import type { Failure } from '../../src/core/machine/state.ts';
import { judgeRerun } from '../../src/core/machine/verdict.ts';
import * as rig from '../rig/machine.ts';
import { recordIn } from '../rig/rows.ts';

const { given, when, started, failure, fails, greens, broken, repairs, calls, candidate, stands } = rig;
const tried = (commit: string) => [...broken(), ...repairs(stands(commit))];
const back = (commit: string, outcome: 'taken_back' | 'untested' = 'taken_back') =>
  ({ type: 'taken_back', stage: 'a', commits: [commit], outcome, detail: 'd' }) as const;
const at = (fingerprint: string, stepIndex: number) =>
  failure(fingerprint, { step: `s${stepIndex}`, stepIndex });

describe('what a failed re-run says', () => {
  const SAME = 'With this change the same error came back.';
  const UNSURE = 'The re-run could not tell (credential): B went wrong.';
  it.each<[string, number, Failure, readonly string[], string, string]>([
    ['another class', -1, failure('B', { class: 'credential' }), [], 'unjudged', UNSURE],
    ['the same error', -1, failure('A'), ['A'], 'take_back', SAME],
    ['the same error at a later step', 1, at('A', 3), ['A'], 'take_back', SAME],
    [
      'a later step',
      1,
      at('B', 2),
      [],
      'progress',
      'The stage got further and then failed at step s2: error B',
    ],
    [
      'its first report of a step',
      -1,
      at('B', 0),
      [],
      'progress',
      'The stage got further and then failed at step s0: error B',
    ],
    [
      'an earlier step',
      2,
      at('B', 1),
      [],
      'take_back',
      'The stage failed earlier than before at step s1: error B',
    ],
    ['no step any more', 0, failure('B'), [], 'take_back', 'The stage failed earlier than before: error B'],
    [
      'an error seen before',
      1,
      at('B', 1),
      ['A', 'B'],
      'take_back',
      'An error that was seen before came back at step s1: error B',
    ],
    [
      'a new error at the same step',
      1,
      at('B', 1),
      ['A'],
      'tentative',
      'Another error came at step s1: error B',
    ],
    ['a new error without steps', -1, failure('B'), ['A'], 'tentative', 'Another error came: error B'],
  ])('%s', (_, step, seen, before, is, detail) =>
    expect(judgeRerun(candidate('c1', { step }), seen, before)).toEqual({ is, detail }),
  );
});

describe('what becomes of candidates', () => {
  it('an error that came back: taken back, in the words of the verdict', () => {
    expect(decide(given(started(), ...tried('c1'), ...fails('verify')))).toEqual({
      do: 'take_back',
      stage: 'a',
      commits: ['c1'],
      outcome: 'taken_back',
      detail: 'With this change the same error came back.',
    });
  });
  it('each tentative one keeps the reason that was given for it', () => {
    const second = repairs(stands('c2', { fingerprint: 'B' }));
    const state = given(started(), ...tried('c1'), ...fails('verify', failure('B')), ...second);
    expect(when(state, ...fails('verify', failure('C'))).stages.a?.candidates).toEqual([
      candidate('c1', { verdict: 'tentative', why: 'Another error came: error B' }),
      candidate('c2', { fingerprint: 'B', verdict: 'tentative', why: 'Another error came: error C' }),
    ]);
  });
  it('one of them not judged: all are taken back as untested; all judged: as taken back', () => {
    const second = repairs(stands('c2', { fingerprint: 'B' }));
    const key = failure('K', { class: 'credential' });
    let state = given(started(), ...tried('c1'), ...fails('verify', failure('B')));
    const no = { kind: 'not_fixable', layer: 'network', summary: 's', detail: 'd' } as const;
    const over = when(state, ...repairs(rig.refused), ...repairs(rig.refused), ...calls(1, no));
    expect(decide(over)).toMatchObject({
      outcome: 'taken_back',
      detail: 'The error went away, but the stage did not become green: not fixable in the repo (network): d',
    });
    state = when(state, ...second, ...fails('verify', key), ...fails('verify', key));
    expect(decide(state)).toEqual({
      do: 'take_back',
      stage: 'a',
      commits: ['c1', 'c2'],
      outcome: 'untested',
      detail: 'It could not be judged: K went wrong. Check: read the log',
    });
  });
  it('only the one that is named leaves the worktree', () => {
    const second = repairs(stands('c2', { fingerprint: 'B' }));
    const state = given(started(), ...tried('c1'), ...fails('verify', failure('B')), ...second);
    const left = when(state, ...fails('verify', failure('B')), back('c2'));
    expect(left.stages.a?.candidates.map(({ commit }) => commit)).toEqual(['c1']);
    expect(recordIn(left, 'B').tried.map(({ commit }) => commit)).toEqual(['c2']);
  });
  it('a re-run whose candidate left the worktree before is an ordinary failure', () => {
    const state = given(started(), ...tried('c1'), back('c1', 'untested'), ...fails('verify'));
    expect(decide(state)).toMatchObject({ do: 'repair', source: 'executor', fingerprint: 'A' });
  });
  it('a candidate of the escalation model is tried like any other', () => {
    const only = started({ options: { executor: 'none' } });
    const state = given(only, ...broken(), ...calls(1, stands('c1', { source: 'escalation' })));
    expect(decide(state)).toEqual({ do: 'attempt', stage: 'a', kind: 'verify' });
    expect(state.stages.a?.candidates).toEqual([candidate('c1', { source: 'escalation' })]);
  });
  it('progress is told to the next model in the words of the verdict; a branch that moved keeps it here', () => {
    const first = at('A', 1);
    const found = [...fails('first', first), ...fails('reproduce', first)];
    const further = given(
      started(),
      ...found,
      ...repairs(stands('c1', { step: 1 })),
      ...fails('verify', at('B', 2)),
    );
    const kept = { type: 'kept', stage: 'a', commits: ['c1'], outcome: 'progress' } as const;
    const done = when(further, kept);
    expect(done.run?.notes).toEqual([]);
    expect(recordIn(done).tried.at(-1)).toMatchObject({
      outcome: 'progress',
      detail: 'The stage got further and then failed at step s2: error B',
    });
    const moved = when(further, { ...kept, refused: 'the branch moved' });
    expect(moved.run?.notes).toEqual(['a: the branch moved']);
    expect(moved.stages.a?.candidates.map(({ commit, verdict }) => [commit, verdict])).toEqual([
      ['c1', 'tentative'],
    ]);
    expect(decide(moved)).toMatchObject({ do: 'repair', fingerprint: 'B' });
  });
});

describe('the same tree', () => {
  const SAID = 'The same change was tried before in this episode.';
  it('is not tried again while it stands, and the reason says so', () => {
    const state = given(started(), ...tried('c1'), ...fails('verify', failure('B')));
    const twin = when(state, ...repairs(stands('c2', { fingerprint: 'B', tree: 'tree-c1' })));
    expect(decide(twin)).toMatchObject({ do: 'take_back', commits: ['c2'], detail: SAID });
  });
  it('is not tried again for a later error of the episode', () => {
    const state = given(started(), ...tried('c1'), ...fails('verify'), back('c1'));
    const later = when(state, started({ id: 'r2' }), ...fails('first', failure('B')));
    const twin = when(later, ...repairs(stands('c2', { fingerprint: 'B', tree: 'tree-c1' })));
    expect(decide(twin)).toMatchObject({ do: 'take_back', commits: ['c2'], detail: SAID });
  });
  it('stops nothing but itself: another change is tried', () => {
    const state = given(started(), ...tried('c1'), ...fails('verify'), back('c1'), ...repairs(stands('c2')));
    expect(decide(state)).toEqual({ do: 'attempt', stage: 'a', kind: 'verify' });
  });
  it('may be tried again after a green', () => {
    const state = given(started(), ...tried('c1'), ...fails('verify'), back('c1'), started({ id: 'r2' }));
    const again = when(state, ...greens('first'), started({ id: 'r3' }), ...tried('c1'));
    expect(decide(again)).toEqual({ do: 'attempt', stage: 'a', kind: 'verify' });
  });
});

describe('a remembered fix', () => {
  it('of the new error is tried when a change led to it', () => {
    const known = fails('verify', failure('B'), 'a', { remembered: true });
    expect(decide(given(started(), ...tried('c1'), ...known))).toMatchObject({
      do: 'repair',
      source: 'remembered',
      fingerprint: 'B',
    });
  });
  it('of an error that left with the change is not tried on the error before', () => {
    const first = at('A', 2);
    const found = [...fails('first', first), ...fails('reproduce', first)];
    const known = fails('verify', at('B', 1), 'a', { remembered: true });
    const state = given(started(), ...found, ...repairs(stands('c1', { step: 2 })), ...known, back('c1'));
    expect(decide(state)).toMatchObject({ do: 'repair', source: 'executor', fingerprint: 'A' });
  });
  it('that is found only on the reproduction is tried, too', () => {
    const known = fails('reproduce', failure(), 'a', { remembered: true });
    expect(decide(given(started(), ...fails('first'), ...known))).toMatchObject({ source: 'remembered' });
  });
});
