import type { Action } from './actions.ts';
import { IllegalTransition, never } from './illegal.ts';
import { exceeded } from './limits.ts';
import { isGreen, isOpen, isPaused, isPending, isSettled, isToKeep, isToTakeBack } from './predicates.ts';
import { toProve } from './proofs.ts';
import { remedy } from './remedy.ts';
import type { PlannedStage, RunStageState, RunState, State } from './state.ts';

/**
 * What is to be done next, by the saved state alone: a restart needs no memory. Throws `IllegalTransition` while
 * something is under way, when its end must be recorded first.
 */
export const decide = (state: State): Action => {
  const { run } = state;
  if (!isOpen(run)) return { do: 'nothing' };
  const active = run.plan.find(({ name }) => run.stages[name]?.progress === 'active');
  if (active !== undefined) return atWork(state, run, active.name, here(run, active.name));
  if (run.stopping === undefined) {
    const next = nextStage(run);
    if (next !== undefined) return begin(state, run, next);
  }
  return { do: 'end', outcome: outcomeOf(run) };
};

const here = (run: RunState, name: string): RunStageState => {
  const found = run.stages[name];
  if (found === undefined) throw new IllegalTransition('a decision', `stage ${name} is not in the plan`);
  return found;
};

/** Plan order; a stage waits until its needs in the plan have ended. In a ring of needs the first goes on. */
const nextStage = (run: RunState): PlannedStage | undefined => {
  const waiting = run.plan.filter(({ name }) => run.stages[name]?.progress === 'pending');
  const ready = waiting.find(({ needs }) =>
    needs.every((need) => {
      const there = run.stages[need];
      return there === undefined || isSettled(there.progress);
    }),
  );
  return ready ?? waiting[0];
};

/** A stage not yet at work: blocked, paused, or its attempt. */
const begin = (state: State, run: RunState, stage: PlannedStage): Action => {
  const broken = run.plan.find(({ name }) => {
    const { progress } = here(run, name);
    return progress === 'failed' || progress === 'give_up' || progress === 'blocked';
  });
  if (run.options.failFast && broken !== undefined)
    return { do: 'stop', why: 'fail_fast', detail: `${broken.name} is not green` };
  if (isPaused(state.stages[stage.name]))
    return {
      do: 'skip',
      stage: stage.name,
      why: 'paused',
      reason: `paused: \`orch resume ${stage.name}\` lets it run again`,
    };
  const need = stage.needs.find((name) => blocks(state, run, name));
  if (need !== undefined)
    return { do: 'skip', stage: stage.name, why: 'blocked', reason: `needs ${need}, which is not green` };
  return dueOf(state, run, stage.name, here(run, stage.name));
};

/** A need outside the plan is not looked at; a paused one counts by its last status. */
const blocks = (state: State, run: RunState, need: string): boolean => {
  const there = run.stages[need];
  if (there === undefined || there.progress === 'green') return false;
  return !(there.progress === 'paused' && isGreen(state.stages[need]));
};

/** A stage at work: candidates that were judged first, then what it waits for. */
const atWork = (state: State, run: RunState, name: string, stage: RunStageState): Action => {
  const candidates = state.stages[name]?.candidates ?? [];
  if (stage.due.to === 'remedy') {
    const back = candidates.filter(isToTakeBack);
    if (back.length > 0)
      return {
        do: 'take_back',
        stage: name,
        commits: back.map(({ commit }) => commit),
        outcome: 'taken_back',
        detail: back.map(({ why }) => why ?? 'It did not help.').join(' '),
      };
    const keep = candidates.filter(isToKeep);
    if (keep.length > 0)
      return {
        do: 'keep',
        stage: name,
        commits: keep.map(({ commit }) => commit),
        outcome: 'progress',
      };
  }
  if (run.stopping !== undefined && stage.due.to !== 'keep') return stopped(state, run.stopping, name, stage);
  return dueOf(state, run, name, stage);
};

const stopped = (state: State, why: string, name: string, stage: RunStageState): Action => {
  if (stage.due.to === 'give_up') return ending(state, name, { do: 'give_up', reason: stage.due.reason });
  if (stage.due.to === 'fail') return ending(state, name, { do: 'fail', reason: stage.due.reason });
  if (stage.due.to.endsWith('_end'))
    throw new IllegalTransition('a decision', `stage ${name} waits for ${stage.due.to}`);
  // A stage that stood at give_up as the run began stands there again.
  return ending(
    state,
    name,
    stage.standing === undefined
      ? { do: 'fail', reason: `stopped by ${why}; the next run resumes` }
      : { do: 'give_up', reason: stage.standing },
  );
};

const dueOf = (state: State, run: RunState, name: string, stage: RunStageState): Action => {
  const { due } = stage;
  switch (due.to) {
    case 'attempt':
    case 'wait':
      return (
        outOfAttempts(state, run, name, stage) ??
        (due.to === 'wait'
          ? { do: 'wait', stage: name, ms: due.ms, reason: state.stages[name]?.reason ?? 'transient failure' }
          : {
              do: 'attempt',
              stage: name,
              kind: due.kind,
              ...(due.step === undefined ? {} : { step: due.step }),
            })
      );
    case 'remedy': {
      const action = remedy(state, run, name, stage);
      return action.do === 'give_up' || action.do === 'fail' ? ending(state, name, action) : action;
    }
    case 'keep':
      return keeping(state, run, name);
    case 'reopen':
      return { do: 'reopen', stage: due.stage, by: name };
    case 'fail':
      return ending(state, name, { do: 'fail', reason: due.reason });
    case 'give_up':
      return ending(state, name, { do: 'give_up', reason: due.reason });
    case 'attempt_end':
    case 'repair_end':
    case 'call_end':
    case 'proof_end':
    case 'nothing':
      throw new IllegalTransition('a decision', `stage ${name} waits for ${due.to}`);
  }
  return never(due);
};

/** Green: proved first where that is asked for and possible, then kept. */
const keeping = (state: State, run: RunState, name: string): Action => {
  const candidates = state.stages[name]?.candidates ?? [];
  const commit = toProve(state, run, candidates);
  if (commit !== undefined) return { do: 'prove', stage: name, commit };
  return { do: 'keep', stage: name, commits: candidates.map((held) => held.commit), outcome: 'verified' };
};

/** No attempt is left: a stage that failed in this run gives up, one that never had its turn fails. */
const outOfAttempts = (
  state: State,
  run: RunState,
  name: string,
  stage: RunStageState,
): Action | undefined => {
  const limit = exceeded(state, run, 'attempt');
  if (limit === undefined) return undefined;
  if (stage.standing !== undefined) return ending(state, name, { do: 'give_up', reason: stage.standing });
  return stage.progress === 'pending'
    ? ending(state, name, { do: 'fail', reason: `not run: ${limit}; the next run begins here` })
    : ending(state, name, { do: 'give_up', reason: limit });
};

type Ending = { readonly do: 'give_up' | 'fail'; readonly reason: string };

/** A stage ends with a clean worktree: what is left of candidates is taken back first. */
const ending = (state: State, name: string, end: Ending): Action => {
  const candidates = state.stages[name]?.candidates ?? [];
  if (candidates.length === 0) return { do: end.do, stage: name, reason: end.reason };
  const untested = candidates.some(isPending);
  return {
    do: 'take_back',
    stage: name,
    commits: candidates.map(({ commit }) => commit),
    outcome: untested ? 'untested' : 'taken_back',
    detail: untested
      ? `It could not be judged: ${end.reason}`
      : `The error went away, but the stage did not become green: ${end.reason}`,
  };
};

/** give_up beats failed and blocked, these beat green; a signal or the deadline leaves the run interrupted. */
const outcomeOf = (run: RunState): 'green' | 'failed' | 'give_up' | 'interrupted' => {
  const all = run.plan.map(({ name }) => here(run, name).progress);
  if (run.stopping === 'signal') return 'interrupted';
  if (all.includes('give_up')) return 'give_up';
  if (run.stopping === 'deadline') return 'interrupted';
  return all.some((progress) => progress !== 'green' && progress !== 'paused') ? 'failed' : 'green';
};
