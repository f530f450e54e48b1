import type { StepReport } from './types.ts';

/** What a step found and what would be done about it, in one line for a human; empty when it says nothing. */
export const stepText = ({ detail, effect }: StepReport): string =>
  [detail, effect].filter((each) => each !== undefined && each !== '').join('; ');
