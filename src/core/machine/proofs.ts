import { needDue, withHere, withRun, withStage } from './change.ts';
import type { EventOf } from './events.ts';
import { exceeded } from './limits.ts';
import { recordOf } from './records.ts';
import type { Candidate, ErrorRecord, Proof, ProofSeen, RunState, State } from './state.ts';

/**
 * The commit whose proof is due. Only a change that stands alone is proved (with several, none of them can be told
 * from the others), once, and never while stopping or without an attempt left: then it is kept untested.
 */
export const toProve = (
  state: State,
  run: RunState,
  candidates: readonly Candidate[],
): string | undefined => {
  const [only, ...others] = candidates;
  if (run.options.verify !== 'counterfactual' || only === undefined || others.length > 0) return undefined;
  if (only.proof !== undefined || run.stopping !== undefined) return undefined;
  return exceeded(state, run, 'attempt') === undefined ? only.commit : undefined;
};

/**
 * What the checks without a change say of it. `caused` takes an error that was seen at least twice before the change
 * and that is there again, by fingerprint and step, without it; what cannot be seen proves nothing.
 */
export const judgeProof = (
  candidate: Candidate,
  record: Pick<ErrorRecord, 'reproduced' | 'occurrences'> | undefined,
  seen: ProofSeen,
): Proof => {
  if (seen.saw === 'nothing') return 'untested';
  const reproduced = record?.reproduced === 'reproduced' || (record?.occurrences ?? 0) >= 2;
  const same =
    seen.saw === 'failure' && seen.fingerprint === candidate.fingerprint && seen.stepIndex === candidate.step;
  return same && reproduced ? 'caused' : 'coincided';
};

/** A proof counts as an attempt of the run, before it is made. */
export const proofStarted = (state: State, event: EventOf<'proof_started'>, at: string): State => {
  needDue(state, event.type, event.stage, 'keep');
  const counted = withRun(state, event.type, (run) => ({ ...run, attempts: run.attempts + 1 }));
  const held = withStage(counted, event.stage, at, (stage) => ({ ...stage, attempts: stage.attempts + 1 }));
  return withHere(held, event.type, event.stage, { due: { to: 'proof_end' } });
};

export const proofEnded = (state: State, event: EventOf<'proof_ended'>, at: string): State => {
  needDue(state, event.type, event.stage, 'proof_end');
  const judged = withStage(state, event.stage, at, (stage) => ({
    ...stage,
    candidates: stage.candidates.map((candidate) => ({
      ...candidate,
      proof: judgeProof(candidate, recordOf(state, event.stage, candidate.fingerprint), event.seen),
    })),
  }));
  return withHere(judged, event.type, event.stage, { due: { to: 'keep' } });
};
