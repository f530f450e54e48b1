import type { Classification, FailureClass } from '../types.ts';

/** A rule of the user's own map. */
export interface UserClassRule {
  readonly pattern: string;
  readonly class: FailureClass;
  readonly sentence: string;
  readonly check: string;
  readonly reopen?: string;
}

export interface ClassifyInput {
  /** The error block, then the tail it was taken from. */
  readonly block: readonly string[];
  readonly tail: string;
  readonly stage: string;
  readonly step?: string;
  readonly exitCode: number | null;
  readonly outcome: 'exited' | 'signalled' | 'timed_out' | 'not_found';
  readonly argv: readonly string[];
  readonly rules?: readonly UserClassRule[];
}

/** Decides by table what kind of failure this is. When unsure: `repo`. */
export const classify = (input: ClassifyInput): Classification => {
  if (input.outcome === 'not_found')
    return {
      class: 'environment',
      rule: 'command-not-found',
      sentence: `\`${input.argv[0]}\` is not installed or not on PATH.`,
      check: `install ${input.argv[0]}, then run orch again`,
    };
  return {
    class: 'repo',
    rule: 'default',
    sentence: input.block.at(-1) ?? `exit ${input.exitCode}`,
    check: 'read the log',
  };
};
