import { decide } from '../../src/core/machine/decide.ts';
import type { Event } from '../../src/core/machine/events.ts';
import { evolve } from '../../src/core/machine/evolve.ts';
import { initialState, type State } from '../../src/core/machine/state.ts';
import * as rig from './machine.ts';
import { proofRefusals } from './machine-proof-rows.ts';
import { twice } from './rows.ts';

const { given, when, started, fails, broken, repairs, stands } = rig;

/** Events that cannot follow: each must throw IllegalTransition. */
export interface Refusal {
  readonly what: string;
  readonly does: () => unknown;
}

const open = given(started());
const atLadder = given(started(), ...broken(), ...twice);
const call = { type: 'call_started', stage: 'a', call: 1, caseDir: 'd', version: 'v1' } as const;
const ended = { type: 'call_ended', stage: 'a', call: 1, result: rig.unusable, spend: rig.NO_SPEND } as const;
const unsent = { ...ended, result: { kind: 'unsent', reason: 'r' } } as const;
const attempt = fails('first').slice(0, 1);
const after = (what: string, state: State, ...events: readonly Event[]): Refusal => ({
  what,
  does: () => when(state, ...events),
});

export const refusals: readonly Refusal[] = [
  {
    what: 'an event with a gap in its number',
    does: () => evolve(open, { ...rig.recorded(open, started()), seq: 7 }),
  },
  { what: 'a decision while an attempt is under way', does: () => decide(when(open, ...attempt)) },
  after('an attempt without a run', initialState, ...fails('first')),
  after('an attempt of a kind that is not due', open, ...fails('verify').slice(0, 1)),
  after('the end of another kind of attempt', open, ...attempt, ...fails('verify').slice(1)),
  after('an attempt of a stage outside the plan', open, ...fails('first', undefined, 'zzz')),
  after('an end without a beginning', open, ...fails('first').slice(1)),
  after('a failed attempt without a failure', open, ...attempt, {
    type: 'attempt_ended',
    stage: 'a',
    kind: 'first',
    outcome: 'failed',
    ms: 1,
  }),
  after('a repair of a stage that did not fail', open, {
    type: 'repair_started',
    stage: 'a',
    source: 'executor',
  }),
  after(
    'the end of another kind of repair',
    atLadder,
    { type: 'repair_started', stage: 'a', source: 'executor' },
    {
      type: 'repair_ended',
      stage: 'a',
      source: 'remembered',
      result: rig.refused,
      spend: rig.NO_SPEND,
    },
  ),
  after('a refund of a remembered fix', atLadder, ...repairs({ kind: 'unsent', reason: 'r' }, 'remembered')),
  after('a wait that nobody began', open, { type: 'waited', stage: 'a' }),
  after('a call with a number that does not follow', atLadder, { ...call, call: 2 }),
  after('the answer to another call', atLadder, call, { ...ended, call: 2 }),
  after('the answer to a call that nobody made', atLadder, ended),
  after('a refund in a later run', atLadder, call, started({ id: 'r2' }), ...fails('first'), unsent),
  after('diagnostics that nobody asked for', atLadder, { type: 'diagnosed', stage: 'a', ran: 1, refused: 0 }),
  after('the end of a stage with a call open', atLadder, call, { type: 'gave_up', stage: 'a', reason: 'r' }),
  after('the end of a run with a stage at work', open, ...fails('first'), {
    type: 'run_ended',
    outcome: 'failed',
  }),
  after('a stop while an attempt is under way', open, ...attempt, {
    type: 'stopping',
    why: 'signal',
    detail: 'd',
  }),
  after('an end of a stage that has ended', open, ...rig.greens('first'), {
    type: 'stage_failed',
    stage: 'a',
    reason: 'r',
  }),
  after('a skip of a stage at work', open, ...fails('first'), {
    type: 'skipped',
    stage: 'a',
    why: 'paused',
    reason: 'r',
  }),
  after('a reopening that nobody asked for', open, { type: 'reopened', stage: 'a', by: 'a' }),
  after('candidates that do not exist', atLadder, {
    type: 'taken_back',
    stage: 'a',
    commits: ['x'],
    outcome: 'untested',
    detail: '',
  }),
  after('a verified fix of a stage that is not green', atLadder, ...calls1(), {
    type: 'kept',
    stage: 'a',
    commits: ['c1'],
    outcome: 'verified',
  }),
  after('progress of a stage that is green', atLadder, ...calls1(), ...rig.greens('verify'), {
    type: 'kept',
    stage: 'a',
    commits: ['c1'],
    outcome: 'progress',
  }),
  after('a fix that is green taken back', atLadder, ...calls1(), ...rig.greens('verify'), {
    type: 'taken_back',
    stage: 'a',
    commits: ['c1'],
    outcome: 'untested',
    detail: '',
  }),
  ...proofRefusals.map(([what, state, events]) => after(what, state, ...events)),
];

function calls1(): Event[] {
  return rig.calls(1, stands('c1'));
}
