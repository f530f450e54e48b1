import type { Event } from '../../src/core/machine/events.ts';
import type { ProofSeen, RunOptions, State } from '../../src/core/machine/state.ts';
import * as rig from './machine.ts';
import { is, like, type Row } from './rows.ts';

const { given, when, next, started, failure, fails, greens, broken, repairs, stands } = rig;

const options: Partial<RunOptions> = { verify: 'counterfactual' };
const green = (change: string, run = started({ options })): State =>
  given(run, ...broken(), ...repairs(stands(change)), ...greens('verify'));
const begun: Event = { type: 'proof_started', stage: 'a', log: 'log' };
const saw = (seen: ProofSeen): Event[] => [begun, { type: 'proof_ended', stage: 'a', seen, ms: 10 }];
const same: ProofSeen = { saw: 'failure', fingerprint: 'A', stepIndex: -1 };
const proofOf = (state: State) => state.stages.a?.candidates[0]?.proof;
const KEEP = { do: 'keep', stage: 'a', commits: ['c1'], outcome: 'verified' };

export const proofRows: readonly Row[] = [
  {
    id: 'V12',
    says: 'with `verify: counterfactual`, a change that turned the stage green is proved once, then kept; an attempt of the run',
    proves: () => {
      const state = green('c1');
      is(next(state), { do: 'prove', stage: 'a', commit: 'c1' });
      const proved = when(state, ...saw(same));
      is(proved.run?.attempts, (state.run?.attempts ?? 0) + 1);
      is(proved.stages.a?.attempts, (state.stages.a?.attempts ?? 0) + 1);
      is(next(proved), KEEP);
      is(next(green('c1', started())), KEEP);
    },
  },
  {
    id: 'V13',
    says: 'caused: the error was there twice before, and without the change it is there again at the same step',
    proves: () => {
      is(proofOf(when(green('c1'), ...saw(same))), 'caused');
      is(proofOf(when(green('c1'), ...saw({ ...same, stepIndex: 0 }))), 'coincided');
      is(proofOf(when(green('c1'), ...saw({ ...same, fingerprint: 'B' }))), 'coincided');
      is(proofOf(when(green('c1'), ...saw({ saw: 'drift' }))), 'coincided');
      is(proofOf(when(green('c1'), ...saw({ saw: 'green' }))), 'coincided');
      is(proofOf(when(green('c1'), ...saw({ saw: 'nothing', reason: 'cut' }))), 'untested');
      // Slow and without steps: never run again, so it was seen once only.
      const once = fails('first', failure(), 'a', { ms: 600_000 });
      const change = [...repairs(stands('c1')), ...greens('verify')];
      const seenOnce = given(started({ options }), ...once, ...change);
      is(proofOf(when(seenOnce, ...saw(same))), 'coincided');
      const night = [
        ...once,
        ...repairs(rig.refused),
        { type: 'stopping', why: 'signal', detail: 'd' } as const,
      ];
      const stopped = given(started({ options }), ...night, {
        type: 'stage_failed',
        stage: 'a',
        reason: 'r',
      });
      const ended = when(
        stopped,
        { type: 'run_ended', outcome: 'interrupted' },
        started({ options, id: 'r2' }),
      );
      is(proofOf(when(ended, ...once, ...change, ...saw(same))), 'caused');
    },
  },
  {
    id: 'V14',
    says: 'no proof of several changes at once, of a remembered fix, while stopping, or without an attempt left: kept as it is',
    proves: () => {
      const second = [...fails('verify', failure('B')), ...repairs(stands('c2', { fingerprint: 'B' }))];
      const two = given(started({ options }), ...broken(), ...repairs(stands('c1')), ...second);
      like(next(when(two, ...greens('verify'))), { do: 'keep', commits: ['c1', 'c2'] });
      const known = repairs(stands('c1', { proof: 'untested' }), 'remembered');
      is(next(given(started({ options }), ...broken(), ...known, ...greens('verify'))), KEEP);
      is(next(when(green('c1'), { type: 'stopping', why: 'signal', detail: 'd' })), KEEP);
      is(next(green('c1', started({ options, limits: { attemptsPerRun: 3 } }))), KEEP);
    },
  },
  {
    id: 'V15',
    says: 'a kill in the middle of a proof: the candidate is gone with the run, untested, and may be tried again',
    proves: () => {
      const killed = when(green('c1'), begun, started({ id: 'r2', options }));
      like(killed.stages.a, { status: 'failed', candidates: [] });
      const again = [...fails('first'), ...repairs(stands('c2', { tree: 'tree-c1' }))];
      like(next(when(killed, ...again)), { do: 'attempt', kind: 'verify' });
    },
  },
];

/** What cannot follow around a proof: what, from where, and the events. */
export const proofRefusals: readonly (readonly [string, State, readonly Event[]])[] = [
  ['a proof of what is not green', given(started({ options }), ...broken()), [begun]],
  ['the end of a proof that was not begun', green('c1'), saw(same).slice(1)],
  [
    'keeping while a proof is under way',
    when(green('c1'), begun),
    [{ type: 'kept', stage: 'a', commits: ['c1'], outcome: 'verified' }],
  ],
  [
    'taking back while a proof is under way',
    when(green('c1'), begun),
    [{ type: 'taken_back', stage: 'a', commits: ['c1'], outcome: 'untested', detail: 'd' }],
  ],
  [
    'an end of the stage while a proof is under way',
    when(green('c1'), begun),
    [{ type: 'stage_failed', stage: 'a', reason: 'r' }],
  ],
];
