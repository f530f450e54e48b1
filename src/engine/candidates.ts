import type { Action } from '../core/machine/actions.ts';
import { recordOf } from '../core/machine/records.ts';
import type { Candidate } from '../core/machine/state.ts';
import type { Engine } from './ports.ts';

/** Puts candidates on the side branch; where it cannot advance, a human is told and they stay on their ref. */
export const keep = async (engine: Engine, action: Action & { do: 'keep' }): Promise<void> => {
  const { repo, store, reporter } = engine.ports;
  const { stage, commits, outcome } = action;
  const held = (store.state.stages[stage]?.candidates ?? []).filter(({ commit }) => commits.includes(commit));
  const [only] = held;
  const asked = engine.input.options.verify === 'counterfactual' && outcome === 'verified';
  const found = held.length === 1 ? only?.proof : undefined;
  const proof = asked ? (found ?? 'untested') : undefined;
  const answer = await repo.keep(commits, outcome, proof);
  const proved = proof === undefined ? {} : { proof };
  const onBranch = answer.kept ? answer.commits : commits;
  if (outcome === 'verified')
    for (const [at, candidate] of held.entries())
      await remember(engine, stage, candidate, onBranch[at] ?? candidate.commit);
  if (answer.kept) {
    await engine.record({ type: 'kept', stage, commits, outcome, ...proved, onBranch: answer.commits });
    return;
  }
  const refused = `the fix works but is not on the side branch: ${answer.reason}.`;
  reporter.note(`${stage}: ${refused}`);
  await engine.record({ type: 'kept', stage, commits, outcome, ...proved, refused });
};

/** Notes a verified fix, so that the same error needs no model next time. @param commit where it stands. */
export const remember = async (
  engine: Engine,
  stage: string,
  candidate: Candidate,
  commit: string,
): Promise<void> => {
  const { cases, clock, fixes, store } = engine.ports;
  if (candidate.source === 'remembered' || candidate.patch === undefined) return;
  const record = recordOf(store.state, stage, candidate.fingerprint);
  const dir = record?.caseDir;
  const diff = dir === undefined ? undefined : await cases.read(dir, candidate.patch);
  if (diff === undefined) return;
  const { fingerprint, summary, proof } = candidate;
  await fixes.add({
    stage,
    fingerprint,
    at: clock.now(),
    summary,
    diff,
    commit,
    ...(proof === undefined ? {} : { proof }),
    ...(record?.replayed === true ? { instead: true } : {}),
  });
};

/** Drops candidates from the worktree. */
export const takeBack = async (engine: Engine, action: Action & { do: 'take_back' }): Promise<void> => {
  const { stage, commits, outcome, detail } = action;
  await engine.ports.repo.takeBack(commits);
  await engine.record({ type: 'taken_back', stage, commits, outcome, detail });
};
