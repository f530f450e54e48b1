import type { Fingerprint } from '../types.ts';
import { type Canonical, canonicalOf, NO_USER_RULES, type UserRules } from './canonical.ts';
import { cleanLines } from './clean.ts';
import { failingStep } from './failing-step.ts';
import { shortHash } from './hash.ts';
import type { Judged } from './judge.ts';
import { looseOf } from './loose.ts';
import { type Selection, select } from './select.ts';
import { summaryOf } from './summary.ts';
import { unfold } from './unfold.ts';
import { unwrap } from './unwrap.ts';
import { compileRules } from './user-rules.ts';

export interface FingerprintInput {
  /** The log, or its tail. */
  readonly text: string;
  readonly stage: string;
  readonly exitCode: number | null;
  /** How the attempt ended, when it did not simply exit. */
  readonly outcome: 'exited' | 'signalled' | 'timed_out' | 'not_found';
  /** The failing step, when the stage reports steps. */
  readonly step?: string;
  /** The user's own rules from the map: regular expressions of what to mask and what to keep. */
  readonly mask?: readonly string[];
  readonly keep?: readonly string[];
}

/** How a name came about; what `orch explain fingerprint` shows. */
export interface Explanation {
  readonly fingerprint: Fingerprint;
  readonly selection: Selection;
  /** The canonical form of each kept line, in the same order. */
  readonly canonical: readonly Canonical[];
  /** The text that is hashed, line by line. */
  readonly key: readonly string[];
}

const MAX_BLOCK = 40;
/** Different lines that enter a name. A failure that says more is named by its end. */
const MAX_SAID = 60;

/** Of lines that say the same, the last. */
const different = (selection: Selection, rules: UserRules): [Selection, Canonical[]] => {
  const seen = new Set<string>();
  const kept: Judged[] = [];
  const canonical: Canonical[] = [];
  const anchor = selection.kept[selection.anchor];
  for (const judged of [...selection.kept].reverse()) {
    const said = canonicalOf(judged, rules);
    if ((seen.has(said.text) || seen.size >= MAX_SAID) && judged !== anchor) continue;
    seen.add(said.text);
    kept.unshift(judged);
    canonical.unshift(said);
  }
  return [{ ...selection, kept, anchor: anchor === undefined ? -1 : kept.indexOf(anchor) }, canonical];
};

const blockOf = (selection: Selection, shown: readonly string[]): string[] => {
  const block: string[] = [];
  for (const { line } of selection.kept) block.push(...shown.slice(line.at, line.at + line.span));
  if (block.length <= MAX_BLOCK) return block;
  // The head says what was being done, the end says what went wrong.
  return [...block.slice(0, 5), ...block.slice(block.length - (MAX_BLOCK - 5))];
};

const endOf = (input: FingerprintInput): string =>
  input.outcome === 'exited' ? `exit ${input.exitCode ?? ''}` : input.outcome;

/** Names a failure and says how. Pure, stateless, never throws; bad user rules are left out (`checkUserRules` names them). */
export const explain = (input: FingerprintInput): Explanation => {
  const shown = failingStep(unwrap(cleanLines(input.text)));
  const rules = input.mask === undefined && input.keep === undefined ? NO_USER_RULES : compileRules(input);
  const [selection, canonical] = different(select(unfold(shown)), rules);
  const facts = [`stage ${input.stage}`, endOf(input), `step ${input.step ?? ''}`];
  const said = [...new Set(canonical.map(({ text }) => text))].filter((text) => text !== '').sort();
  const key = [...facts, ...said];
  const errors = canonical.filter((_, i) => {
    const kind = selection.kept[i]?.kind;
    return selection.anchor < 0 || kind === 'error' || kind === 'link' || kind === 'retry';
  });
  const shapes = [...new Set(errors.map(({ loose }) => looseOf(loose)))].sort();
  const fallback =
    input.outcome === 'exited'
      ? `ended with exit code ${input.exitCode ?? 'unknown'}, and no output`
      : `${input.outcome.replace('_', ' ')}, and no output`;
  return {
    fingerprint: {
      hash: shortHash(key.join('\n')),
      loose: shortHash([`stage ${input.stage}`, ...shapes].join('\n')),
      summary: summaryOf(selection, fallback),
      block: blockOf(selection, shown),
    },
    selection,
    canonical,
    key,
  };
};

/** Names a failure. Pure and stateless: the hash depends on nothing seen before. Never throws. */
export const fingerprint = (input: FingerprintInput): Fingerprint => explain(input).fingerprint;
