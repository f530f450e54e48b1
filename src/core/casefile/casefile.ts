import type { ErrorRecord } from '../machine/state.ts';
import type { StageSpec } from '../workspace.ts';

export interface CaseInput {
  /** `repair` is the shorter bundle for an executor. */
  readonly version: 'repair' | 'v1' | 'v2' | 'refinement';
  readonly stage: StageSpec;
  readonly record: ErrorRecord;
  /** The last part of the log. */
  readonly tail: string;
  /** The whole memo; only the sections that matter are used. */
  readonly memo: string;
  readonly keywords: Readonly<Record<string, readonly string[]>>;
  readonly instructions: string;
  readonly backlog: string;
  readonly knownIssues: string;
  /** Allowed files of the stage with their contents in the worktree. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly protected: readonly string[];
  readonly limits: { readonly maxFiles: number; readonly maxChangedLines: number };
  readonly diagnostics: readonly { readonly argv: readonly string[]; readonly output: string }[];
  /** Calls left after this one. */
  readonly callsLeft: number;
  readonly maxTokens: number;
}

export interface CaseFile {
  readonly text: string;
  /** What was left out for the token budget, one line each; also stated in the text. */
  readonly cuts: readonly string[];
  /** Estimated. */
  readonly tokens: number;
}

/** Writes the case file: the error block first, then the tail, then what helps to mend it. Not yet redacted. */
export const renderCase = (input: CaseInput): CaseFile => {
  const text = [`# Case: stage ${input.stage.name}`, ...input.record.block, input.tail].join('\n');
  return { text, cuts: [], tokens: Math.ceil(text.length / 4) };
};
