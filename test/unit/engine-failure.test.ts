import { describe, expect, it } from 'vitest';
import type { StepReport } from '../../src/core/types.ts';
import { failingStep } from '../../src/engine/failure.ts';
import type { StageExit } from '../../src/ports.ts';

const exit = (...steps: readonly StepReport[]): StageExit => ({
  outcome: 'exited',
  code: 1,
  signal: null,
  ms: 1,
  steps,
  tail: '',
  logBytes: 0,
});
const report = (
  step: string,
  index: number,
  outcome: StepReport['outcome'],
  phase: StepReport['phase'] = 'apply',
): StepReport => ({ step, index, phase, outcome });

describe('the step that failed', () => {
  it.each([
    ['no reports', [], { index: -1 }],
    ['one that says so', [report('a', 0, 'ok'), report('b', 1, 'failed')], { step: 'b', index: 1 }],
    [
      'the last of those that say so',
      [report('a', 0, 'failed'), report('b', 1, 'failed')],
      { step: 'b', index: 1 },
    ],
    [
      'one that began and did not end',
      [report('a', 0, 'started'), report('a', 0, 'ok'), report('b', 1, 'started')],
      { step: 'b', index: 1 },
    ],
    [
      'another phase of the same step is another beginning',
      [report('a', 0, 'started', 'check'), report('a', 0, 'ok', 'check'), report('a', 0, 'started')],
      { step: 'a', index: 0 },
    ],
    ['behind the furthest when all ended well', [report('b', 1, 'ok'), report('a', 0, 'ok')], { index: 2 }],
  ] as const)('%s', (_, steps, place) => expect(failingStep(exit(...steps))).toEqual(place));
});
