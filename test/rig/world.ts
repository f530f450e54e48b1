import type { Action } from '../../src/core/machine/actions.ts';
import { decide } from '../../src/core/machine/decide.ts';
import type { Event, Recorded, ReplyOutcome } from '../../src/core/machine/events.ts';
import { evolve } from '../../src/core/machine/evolve.ts';
import { type Failure, initialState, type RunOptions, type State } from '../../src/core/machine/state.ts';
import { DEFAULT_LIMITS, type FailureClass, type Limits } from '../../src/core/types.ts';
import { AT, candidate, failure } from './machine.ts';

/** Numbers from 0 (included) to 1 (excluded), the same for the same seed (mulberry32). */
const dice = (seed: number): (() => number) => {
  let at = seed >>> 0;
  return () => {
    at = (at + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(at ^ (at >>> 15), at | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** What a world is like: how often things go well, how many errors it knows, when it is killed. */
export interface Temper {
  readonly green: number;
  readonly repo: number;
  /** Errors to draw from; 0: every failure is a new one. */
  readonly errors: number;
  readonly steps: boolean;
  readonly candidate: number;
  readonly diagnostics: number;
  readonly unsent: number;
  /** Chance of a kill after an event, and of a stop between two actions. */
  readonly kill: number;
  readonly stop: number;
  readonly reset: number;
}

export const MILD: Temper = {
  green: 0.3,
  repo: 0.7,
  errors: 3,
  steps: true,
  candidate: 0.5,
  diagnostics: 0.2,
  unsent: 0.1,
  kill: 0,
  stop: 0.01,
  reset: 0,
};

export interface Setting {
  readonly seed: number;
  readonly temper: Temper;
  readonly stages: number;
  readonly runs: number;
  readonly limits?: Partial<Limits>;
  readonly options?: Partial<RunOptions>;
  /** A new night after every so many runs. */
  readonly runsPerNight?: number;
}

export interface Played {
  readonly state: State;
  readonly events: readonly Recorded[];
}

const OTHER: readonly FailureClass[] = ['transient', 'environment', 'credential', 'prerequisite', 'internal'];
/** No run may take more actions than this: an upper bound far above what the limits allow. */
const MOST_ACTIONS = 2_000;

/**
 * Plays whole runs against a world that answers by dice; throws when a run does not end.
 * @param see called with every event and the state after it.
 */
export const play = (
  setting: Setting,
  see: (recorded: Recorded, state: State) => void = () => {},
): Played => {
  const roll = dice(setting.seed);
  const { temper } = setting;
  const events: Recorded[] = [];
  let state = initialState;
  let serial = 0;
  const tell = (event: Event): void => {
    const recorded: Recorded = { seq: state.serial + 1, at: AT, actor: 'cron', run: 'r', event };
    state = evolve(state, recorded);
    events.push(recorded);
    see(recorded, state);
  };
  const world = makeWorld(roll, temper, () => {
    serial += 1;
    return serial;
  });
  const plan = Array.from({ length: setting.stages }, (_, at) => ({
    name: `s${at}`,
    needs: at > 0 && roll() < 0.5 ? [`s${Math.floor(roll() * at)}`] : [],
  }));
  for (let run = 0; run < setting.runs; run += 1) {
    tell({
      type: 'run_started',
      id: `r${run}`,
      night: `n${Math.floor(run / (setting.runsPerNight ?? 2))}`,
      base: 'b',
      plan,
      limits: { ...DEFAULT_LIMITS, ...setting.limits },
      options: {
        ai: true,
        here: false,
        failFast: false,
        executor: 'x',
        escalation: true,
        ...setting.options,
      },
    });
    for (let actions = 0; ; actions += 1) {
      if (actions > MOST_ACTIONS) throw new Error(`run ${run} of seed ${setting.seed} does not end`);
      const action = decide(state);
      if (action.do === 'nothing') break;
      if (roll() < temper.stop && state.run?.stopping === undefined)
        tell({ type: 'stopping', why: roll() < 0.5 ? 'signal' : 'deadline', detail: 'd' });
      else if (world.perform(action, tell) === 'killed') break;
    }
    if (roll() < temper.reset) tell({ type: 'reset', stages: [`s${Math.floor(roll() * setting.stages)}`] });
  }
  return { state, events };
};

type Tell = (event: Event) => void;

const makeWorld = (roll: () => number, temper: Temper, serial: () => number) => {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)] as T;
  const fail = (): Failure => {
    const step = temper.steps ? Math.floor(roll() * 3) : -1;
    const name = temper.errors === 0 ? `N${serial()}` : `E${Math.floor(roll() * temper.errors)}`;
    const isRepo = roll() < temper.repo;
    return failure(isRepo ? name : `O${name}`, {
      class: isRepo ? 'repo' : pick(OTHER),
      stepIndex: step,
      ...(step < 0 ? {} : { step: `step${step}` }),
      ...(roll() < 0.5 ? { reopen: 's0' } : {}),
    });
  };
  const answer = (fingerprint: string, stage: string): ReplyOutcome => {
    if (roll() < temper.unsent) return { kind: 'unsent', reason: 'down' };
    if (roll() < temper.candidate) {
      const commit = `c${serial()}`;
      // Few trees, so that the same change comes again now and then.
      const tree = roll() < 0.1 ? `t${stage}${Math.floor(roll() * 3)}` : commit;
      return { kind: 'candidate', candidate: candidate(commit, { tree, fingerprint }) };
    }
    if (roll() < temper.diagnostics) return { kind: 'diagnostics', commands: [['ls']], summary: 's' };
    if (roll() < 0.05) return { kind: 'not_fixable', layer: 'hardware', summary: 's', detail: 'd' };
    return { kind: pick(['refused', 'unusable'] as const), summary: 's', detail: 'd' };
  };
  const spend = () => ({ calls: 1, tokens: Math.floor(roll() * 40_000), usd: roll() / 4 });
  const killed = (): boolean => roll() < temper.kill;

  const perform = (action: Action, tell: Tell): 'killed' | undefined => {
    const both = (first: Event | undefined, second: () => Event): 'killed' | undefined => {
      if (first !== undefined) tell(first);
      if (killed()) return 'killed';
      tell(second());
      return killed() ? 'killed' : undefined;
    };
    switch (action.do) {
      case 'attempt': {
        const { stage, kind } = action;
        return both({ type: 'attempt_started', stage, kind, log: 'l' }, () => ended(stage, kind));
      }
      case 'repair': {
        const { stage, source, fingerprint } = action;
        const reply = (): ReplyOutcome => {
          const result = answer(fingerprint, stage);
          return source === 'remembered' && result.kind === 'unsent'
            ? { kind: 'refused', summary: 's', detail: 'd' }
            : result;
        };
        return both({ type: 'repair_started', stage, source }, () => ({
          type: 'repair_ended',
          stage,
          source,
          result: reply(),
          spend: spend(),
        }));
      }
      case 'escalate':
        return both(
          action.resume
            ? undefined
            : {
                type: 'call_started',
                stage: action.stage,
                call: action.call,
                caseDir: 'd',
                version: action.version,
              },
          () => called(action),
        );
      case 'reopen':
        return both(undefined, () => ({ type: 'reopened', stage: action.stage, by: action.by }));
      case 'prove':
        return both({ type: 'proof_started', stage: action.stage, log: 'l' }, () => ({
          type: 'proof_ended',
          stage: action.stage,
          seen: roll() < 0.5 ? { saw: 'drift' } : { saw: 'failure', fingerprint: 'E0', stepIndex: 0 },
          ms: 1,
        }));
      case 'stop':
        return both(undefined, () => ({ type: 'stopping', why: action.why, detail: action.detail }));
      case 'end':
        return both(undefined, () => ({ type: 'run_ended', outcome: action.outcome }));
      case 'nothing':
        return undefined;
      default:
        return both(undefined, () => simple(action));
    }
  };

  const ended = (stage: string, kind: Extract<Event, { type: 'attempt_ended' }>['kind']): Event => {
    const common = { type: 'attempt_ended', stage, kind, ms: Math.floor(roll() * 200_000) } as const;
    if (roll() < temper.green) return { ...common, outcome: 'green' };
    if (roll() < 0.02) return { ...common, outcome: 'interrupted' };
    return { ...common, outcome: 'failed', failure: fail(), remembered: roll() < 0.1 };
  };
  const called = (action: Action & { do: 'escalate' }): Event => {
    const common = { type: 'call_ended', stage: action.stage, call: action.call, spend: spend() } as const;
    const result = answer(action.fingerprint, action.stage);
    return action.resume && (result.kind === 'unsent' || roll() < 0.5)
      ? { ...common, result: { kind: 'lost', reason: 'killed' } }
      : { ...common, result };
  };
  const simple = (
    action: Exclude<
      Action,
      { do: 'attempt' | 'repair' | 'escalate' | 'reopen' | 'prove' | 'stop' | 'end' | 'nothing' }
    >,
  ): Event => {
    const { stage } = action;
    switch (action.do) {
      case 'wait':
        return { type: 'waited', stage };
      case 'diagnose':
        return { type: 'diagnosed', stage, ran: action.commands.length, refused: 0 };
      case 'keep': {
        const { commits, outcome } = action;
        const kept = { type: 'kept', stage, commits, outcome } as const;
        return roll() < 0.1 ? { ...kept, refused: 'moved' } : kept;
      }
      case 'take_back':
        return {
          type: 'taken_back',
          stage,
          commits: action.commits,
          outcome: action.outcome,
          detail: action.detail,
        };
      case 'give_up':
        return { type: 'gave_up', stage, reason: action.reason };
      case 'fail':
        return { type: 'stage_failed', stage, reason: action.reason };
      case 'skip':
        return { type: 'skipped', stage, why: action.why, reason: action.reason };
    }
  };
  return { perform };
};
