import type { ErrorRecord } from '../machine/state.ts';
import type { StageSpec } from '../workspace.ts';
import { tokensOf } from './data.ts';
import {
  backlogPart,
  diagnosticsPart,
  filesPart,
  instructionsPart,
  issuesPart,
  memoPart,
  tailPart,
  triedPart,
} from './flexible.ts';
import { constraintsPart, criteriaPart, errorPart, formatPart, headPart } from './parts.ts';
import { shareRoom } from './share.ts';

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
  /**
   * Takes secrets out of each text before anything is cut, since half a secret would not be known any more. The
   * whole case is redacted once more by the caller.
   */
  readonly redact?: (text: string) => string;
}

export interface CaseFile {
  readonly text: string;
  /** What was left out for the token budget, one line each; also stated in the text. */
  readonly cuts: readonly string[];
  /** Estimated. */
  readonly tokens: number;
}

/** A small model has a small context, and loses the thread in a long one. */
const MOST_FOR_REPAIR = 12_000;

/**
 * Writes the case file: what failed, the error block, the end of the log, then what helps to mend it. Within
 * `maxTokens` (estimated; a repair at most 12,000) the flexible parts share what the fixed ones leave over; every
 * cut is listed, in the text too. The error block, the constraints and the form of the answer are never cut away,
 * so a budget smaller than these is exceeded, and the first cut says so. Deterministic. Not yet redacted.
 */
export const renderCase = (given: CaseInput): CaseFile => {
  const input = given.redact === undefined ? given : withoutSecrets(given, given.redact);
  const most = input.version === 'repair' ? Math.min(input.maxTokens, MOST_FOR_REPAIR) : input.maxTokens;
  const error = errorPart(input);
  const before = [headPart(input), error.text];
  const after = [criteriaPart(input), constraintsPart(input), formatPart(input)];
  const fixed = [...before, ...after].join(BETWEEN).length;
  const parts = FLEXIBLE.map((part) => part(input));
  // With nothing cut there is no list of cuts either.
  const room = most * 4 - fixed - parts.length * BETWEEN.length;
  const need = parts.reduce((sum, part) => sum + part.need, 0);
  const rooms = shareRoom(need <= room ? room : room - LIST_OF_CUTS, parts);
  const fitted = parts.map((part, i) => (part.need === 0 ? { text: '', cuts: [] } : part.fit(rooms[i]!)));
  const cuts = [...error.cuts, ...fitted.flatMap((part) => part.cuts)];
  const over = fixed > most * 4 ? ['budget: the parts that are never cut exceed it by themselves'] : [];
  const all = [...over, ...cuts];
  const middle = fitted.map(({ text }) => text);
  const text = [...before, ...middle, ...after, cutsPart(all)].filter((part) => part !== '').join(BETWEEN);
  return { text: `${text}\n`, cuts: all, tokens: tokensOf(text) };
};

/** Whole texts are redacted, the error block too: a key over several lines is known as one. */
const withoutSecrets = (input: CaseInput, redact: (text: string) => string): CaseInput => ({
  ...input,
  tail: redact(input.tail),
  memo: redact(input.memo),
  instructions: redact(input.instructions),
  backlog: redact(input.backlog),
  knownIssues: redact(input.knownIssues),
  files: input.files.map(({ path, text }) => ({ path, text: redact(text) })),
  diagnostics: input.diagnostics.map(({ argv, output }) => ({ argv, output: redact(output) })),
  record: {
    ...input.record,
    summary: redact(input.record.summary),
    block: redact(input.record.block.join('\n')).split('\n'),
    tried: input.record.tried.map((tried) => ({
      ...tried,
      summary: redact(tried.summary),
      detail: redact(tried.detail),
    })),
  },
});

const BETWEEN = '\n\n';
/** Room for the list of cuts; a longer list is shortened in the text, whole in `cuts`. */
const LIST_OF_CUTS = 1500;

const FLEXIBLE = [
  tailPart,
  triedPart,
  diagnosticsPart,
  filesPart,
  instructionsPart,
  memoPart,
  issuesPart,
  backlogPart,
];

const cutsPart = (cuts: readonly string[]): string => {
  if (cuts.length === 0) return '';
  const lines: string[] = ['## Left out for length', ''];
  let size = 0;
  for (const [i, cut] of cuts.entries()) {
    size += cut.length + 3;
    if (size > LIST_OF_CUTS - 100) {
      lines.push(`- and ${cuts.length - i} more`);
      break;
    }
    lines.push(`- ${cut}`);
  }
  return lines.join('\n');
};
