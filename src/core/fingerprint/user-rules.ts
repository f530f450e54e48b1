import { backtracks } from './backtrack.ts';
import type { UserRules } from './canonical.ts';

/** The user's rules as the map has them: `fingerprint.mask`, `fingerprint.keep`, `classes`. */
export interface RuleSources {
  readonly mask?: readonly string[];
  readonly keep?: readonly string[];
  readonly classes?: readonly {
    readonly pattern: string;
    readonly class: string;
    readonly reopen?: string;
  }[];
}

/** What is wrong with one rule, and where it stands in the map. */
export interface RuleProblem {
  /** Key in the map, as in `fingerprint.mask[0]`. */
  readonly at: string;
  readonly pattern: string;
  readonly problem: string;
}

const MAX_PATTERN = 500;

/** A pattern as a regular expression, or why it cannot be one. */
const compile = (source: string): RegExp | string => {
  if (source === '') return 'it is empty';
  if (source.length > MAX_PATTERN) return `it is longer than ${MAX_PATTERN} characters`;
  let form: RegExp;
  try {
    form = new RegExp(source, 'g');
  } catch (error) {
    if (error instanceof SyntaxError) return `it is no regular expression: ${error.message}`;
    throw error;
  }
  const slow = backtracks(source);
  if (slow !== undefined) return slow;
  return ''.replace(form, '!') === '!' ? 'it matches nothing at all, and so everywhere' : form;
};

const CLASSES = new Set(['transient', 'environment', 'credential', 'prerequisite', 'repo', 'internal']);

const patternProblems = (key: string, sources: readonly string[]): RuleProblem[] =>
  sources.flatMap((pattern, i) => {
    const form = compile(pattern);
    return typeof form === 'string' ? [{ at: `${key}[${i}]`, pattern, problem: form }] : [];
  });

/**
 * Checks the user's rules before a night depends on them (`orch doctor`, and the map's validation).
 * @returns one entry per bad rule; empty when all can be used. Rules named here are left out when a log is read.
 */
export const checkUserRules = (rules: RuleSources): RuleProblem[] => [
  ...patternProblems('fingerprint.mask', rules.mask ?? []),
  ...patternProblems('fingerprint.keep', rules.keep ?? []),
  ...patternProblems(
    'classes',
    (rules.classes ?? []).map(({ pattern }) => pattern),
  ),
  ...(rules.classes ?? []).flatMap((rule, i) => {
    const at = `classes[${i}]`;
    const { pattern } = rule;
    if (!CLASSES.has(rule.class))
      return [{ at, pattern, problem: `class must be one of ${[...CLASSES].join(', ')}, not ${rule.class}` }];
    if (rule.class === 'prerequisite' && rule.reopen === undefined)
      return [{ at, pattern, problem: 'class prerequisite needs reopen: the stage to run again' }];
    return [];
  }),
];

/** A usable pattern, compiled; undefined when `checkUserRules` would name it. */
export const usablePattern = (source: string): RegExp | undefined => {
  const form = compile(source);
  return typeof form === 'string' ? undefined : form;
};

const usable = (sources: readonly string[]): RegExp[] =>
  sources.map(usablePattern).filter((form): form is RegExp => form !== undefined);

/** Compiles the rules that can be used; the others are named by `checkUserRules`. */
export const compileRules = (rules: RuleSources): UserRules => ({
  mask: usable(rules.mask ?? []),
  keep: usable(rules.keep ?? []),
});
