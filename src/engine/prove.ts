import type { Action } from '../core/machine/actions.ts';
import type { ProofSeen } from '../core/machine/state.ts';
import type { StageSpec } from '../core/workspace.ts';
import type { StageExit } from '../ports.ts';
import { checkOf, logPath, specOf, stageRun } from './attempt.ts';
import { remember } from './candidates.ts';
import { nameFailure } from './failure.ts';
import type { Engine } from './ports.ts';

/** `orch stage NAME --plan`, and a `check:` of the map: drift was found, and nothing was changed (docs/stages.md). */
const FOUND_CHANGES = 3;

/**
 * Shows whether a change is the cause of green: the checks alone, with the change taken back in the worktree for as
 * long as they take. Nothing is applied, no model is asked, and it is made once.
 */
export const prove = async (engine: Engine, action: Action & { do: 'prove' }): Promise<void> => {
  const { ports, record } = engine;
  const { stage, commit } = action;
  const spec = specOf(engine, stage);
  const before = ports.store.state.stages[stage];
  const number = (before?.attempts ?? 0) + 1;
  // On record first: a kill in the middle of the proof then costs no model call.
  for (const candidate of before?.candidates ?? [])
    if (candidate.commit === commit) await remember(engine, stage, candidate, commit);
  const log = logPath(stage, number, ports.clock.now(), before?.log);
  await record({ type: 'proof_started', stage, log });
  const began = ports.clock.monotonic();
  const seen = await look(engine, spec, commit, { number, log });
  await record({ type: 'proof_ended', stage, seen, ms: Math.round(ports.clock.monotonic() - began) });
};

const look = async (
  engine: Engine,
  spec: StageSpec,
  commit: string,
  attempt: { readonly number: number; readonly log: string },
): Promise<ProofSeen> => {
  const argv = checkOf(engine, spec);
  if (argv === undefined)
    return { saw: 'nothing', reason: 'the stage has a command of its own and no `check:`' };
  const run = stageRun(engine, spec, { argv, ...attempt });
  const exit = await engine.ports.repo.without(commit, () => engine.ports.runner.run(run));
  return seenIn(engine, spec, argv, exit);
};

const seenIn = (engine: Engine, spec: StageSpec, argv: readonly string[], exit: StageExit): ProofSeen => {
  if (exit.outcome === 'interrupted') return { saw: 'nothing', reason: 'a signal cut the checks' };
  if (exit.outcome === 'exited' && exit.code === 0) return { saw: 'green' };
  if (exit.outcome === 'exited' && exit.code === FOUND_CHANGES) return { saw: 'drift' };
  const failure = nameFailure(engine, spec, argv, exit);
  // A network that is down says as little of the change as it does on a re-run.
  if (failure.class !== 'repo')
    return { saw: 'nothing', reason: `the checks could not tell (${failure.class}): ${failure.sentence}` };
  return { saw: 'failure', fingerprint: failure.fingerprint, stepIndex: failure.stepIndex };
};
