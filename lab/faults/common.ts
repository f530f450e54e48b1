import type { Expected, Fault, FaultCondition, PlantedEdit } from './types.ts';

type Base = Pick<Fault, 'id' | 'stage' | 'title' | 'symptom'>;

/** Retried until it has passed: no model, no commit. */
const RETRIED: Expected = {
  class: 'transient',
  tier: 'retry',
  executorCalls: 0,
  apiCalls: 0,
  commits: 0,
  exit: 0,
};

/** A trouble that clears up by itself. */
export const transient = (base: Base, condition: FaultCondition): Fault => ({
  ...base,
  kind: 'transient',
  commit: '',
  plant: [],
  world: condition,
  scenes: [],
  expected: RETRIED,
});

/** A trouble that only a human can end; no model is asked. */
export const forHumans = (
  base: Base,
  kind: 'environment' | 'credential',
  condition: FaultCondition,
): Fault => ({
  ...base,
  kind,
  commit: '',
  plant: [],
  world: condition,
  scenes: [],
  expected: { class: kind, tier: 'none', executorCalls: 0, apiCalls: 0, commits: 0, exit: 1 },
});

/** Expectations of a fault in the repo. */
export const repoFault = (
  tier: 'executor' | 'escalation' | 'diagnostics' | 'give_up',
  executorCalls: number,
  apiCalls: number,
  commits: number,
): Expected => ({ class: 'repo', tier, executorCalls, apiCalls, commits, exit: tier === 'give_up' ? 2 : 0 });

/** One wrong line. */
export const line = (path: string, from: string, to: string): PlantedEdit => ({ path, from, to });
