import { classify } from '../core/classify/classify.ts';
import { fingerprint } from '../core/fingerprint/fingerprint.ts';
import type { Failure } from '../core/machine/state.ts';
import type { StageSpec } from '../core/workspace.ts';
import type { StageExit } from '../ports.ts';
import type { Engine } from './ports.ts';

interface Place {
  readonly step?: string;
  readonly index: number;
}

/**
 * The step that failed: the last one that says so, else the last one that began and did not end. Steps that all
 * ended well put the failure behind the furthest of them; no reports at all are −1.
 */
export const failingStep = (exit: StageExit): Place => {
  const failed = exit.steps.findLast(({ outcome }) => outcome === 'failed');
  if (failed !== undefined) return { step: failed.step, index: failed.index };
  const open = exit.steps.findLast(
    (started, at) =>
      started.outcome === 'started' &&
      !exit.steps.slice(at + 1).some((later) => later.step === started.step && later.phase === started.phase),
  );
  if (open !== undefined) return { step: open.step, index: open.index };
  return { index: exit.steps.reduce((furthest, { index }) => Math.max(furthest, index + 1), -1) };
};

/** Names and classifies what an attempt ended with. */
export const nameFailure = (
  engine: Engine,
  spec: StageSpec,
  argv: readonly string[],
  exit: StageExit,
): Failure => {
  const { mask, keep, classes } = engine.input.naming ?? {};
  const place = failingStep(exit);
  const step = place.step === undefined ? {} : { step: place.step };
  const outcome = exit.outcome === 'interrupted' ? 'signalled' : exit.outcome;
  const common = { stage: spec.name, exitCode: exit.code, outcome, ...step } as const;
  const named = fingerprint({
    ...common,
    text: exit.tail,
    ...(mask === undefined ? {} : { mask }),
    ...(keep === undefined ? {} : { keep }),
  });
  const classified = classify({
    ...common,
    block: named.block,
    tail: exit.tail,
    argv,
    ...(classes === undefined ? {} : { rules: classes }),
  });
  return {
    ...classified,
    fingerprint: named.hash,
    loose: named.loose,
    summary: named.summary,
    block: named.block,
    ...step,
    stepIndex: place.index,
    exitCode: exit.code,
  };
};
