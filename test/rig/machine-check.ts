import assert from 'node:assert/strict';
import { IllegalTransition } from '../../src/core/machine/illegal.ts';
import { DEFAULT_LIMITS } from '../../src/core/types.ts';
import { watchBudgets } from './budget-watch.ts';
import { refusals } from './machine-refusals.ts';
import { allRows } from './machine-rows.ts';
import { MILD, play } from './world.ts';

/** The core check in one call, for scripts/mutants.js: every row, every refusal, then some worlds and adversaries. Throws when one fails. */
export const checkMachine = (): void => {
  for (const row of allRows) row.proves();
  for (const { what, does } of refusals) assert.throws(does, IllegalTransition, what);
  for (let seed = 0; seed < 150; seed += 1) {
    const watch = watchBudgets(DEFAULT_LIMITS);
    const temper = { ...MILD, errors: seed % 3, steps: seed % 2 === 0, kill: seed % 5 === 0 ? 0.1 : 0 };
    play({ seed, temper, stages: 3, runs: 3 }, watch.see);
  }
  for (let seed = 0; seed < 50; seed += 1) {
    const proofs = watchBudgets({ ...DEFAULT_LIMITS, attemptsPerRun: 4 });
    const temper = { ...MILD, errors: 2, kill: seed % 3 === 0 ? 0.1 : 0 };
    const limits = { attemptsPerRun: 4 };
    play({ seed, temper, stages: 2, runs: 3, limits, options: { verify: 'counterfactual' } }, proofs.see);
  }
  const watch = watchBudgets(DEFAULT_LIMITS);
  const hard = { ...MILD, green: 0, repo: 1, errors: 0, candidate: 1, unsent: 0, stop: 0 };
  play({ seed: 1, temper: hard, stages: 3, runs: 2, options: { executor: 'none' } }, watch.see);
};
