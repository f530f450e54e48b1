import { kindOf } from '../fingerprint/kind.ts';
import { parsePrefix } from '../fingerprint/parse/prefix.ts';
import { usablePattern } from '../fingerprint/user-rules.ts';
import type { Classification, FailureClass } from '../types.ts';
import type { Rule } from './rule.ts';
import { RULES } from './table.ts';

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

const filled = (text: string, match: RegExpMatchArray): string =>
  text
    .replace(/\$(\d)/g, (_, n: string) => match[Number(n)] ?? '')
    .replace(/ ?\(\)/g, '')
    .replace(/ {2,}/g, ' ')
    .replace(/ +([.,])/g, '$1');

const said = (rule: Rule, match: RegExpMatchArray): Classification => ({
  class: rule.class,
  rule: rule.name,
  sentence: filled(rule.sentence, match),
  check: filled(rule.check, match),
  ...(rule.reopen === undefined ? {} : { reopen: rule.reopen }),
});

/** Lines longer than this are judged by their head and end; a rule needs no more. */
const MAX_LINE = 4000;

const shortened = (line: string): string =>
  line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE / 2)} … ${line.slice(-MAX_LINE / 2)}`;

/** From the end: the last error is what stopped the stage. Advice, commands and progress judge nothing. */
const telling = (block: readonly string[]): string[] => {
  const lines = block
    .map(shortened)
    .map((text) => ({ text, kind: kindOf(text, parsePrefix(text.trimStart())) }));
  const errors = lines.filter(({ kind }) => kind === 'error' || kind === 'link' || kind === 'retry');
  const rest = lines.filter(({ kind }) => kind === 'plain' || kind === 'wait');
  // `step api failed: PROXMOX_API_TOKEN is not set`: a closing line may be the only one that gives the reason.
  const closers = lines.filter(({ kind }) => kind === 'closer');
  return [...errors.reverse(), ...rest.reverse(), ...closers.reverse()].map(({ text }) => text);
};

const byTable = (lines: readonly string[], stage: string): Classification | undefined => {
  for (const line of lines)
    for (const rule of RULES) {
      if (rule.stages !== undefined && !rule.stages.includes(stage)) continue;
      const match = rule.form.exec(line);
      if (match !== null && rule.unless?.test(line) !== true) return said(rule, match);
    }
  return undefined;
};

const byUser = (input: ClassifyInput): Classification | undefined => {
  for (const rule of input.rules ?? []) {
    // `checkUserRules` names a pattern that cannot be used; a night is not lost over it.
    const form = usablePattern(rule.pattern);
    if (form === undefined || !input.block.some((line) => shortened(line).search(form) >= 0)) continue;
    return {
      class: rule.class,
      rule: `your rule: ${rule.pattern}`,
      sentence: rule.sentence,
      check: rule.check,
      ...(rule.reopen === undefined ? {} : { reopen: rule.reopen }),
    };
  }
  return undefined;
};

/** Built-in stages are run as `orch stage NAME` and exit by orch's own table (core/exit.ts). */
const byExit = (input: ClassifyInput): Classification | undefined => {
  const at = input.argv.indexOf('stage');
  if (at < 0 || !input.argv.slice(0, at).some((arg) => /(?:^|\/)orch(?:\.js)?$/.test(arg))) return undefined;
  const last = input.block.at(-1) ?? '';
  if (input.exitCode === 70)
    return {
      class: 'internal',
      rule: 'exit-70',
      sentence: `orch itself failed: ${last}`,
      check: 'report it with the log',
    };
  if (input.exitCode === 69)
    return {
      class: 'environment',
      rule: 'exit-69',
      sentence: last,
      check: 'orch doctor says what is missing',
    };
  return undefined;
};

/**
 * Decides by table what kind of failure this is; the first that speaks decides: how the attempt ended, the user's own
 * rules, the exit code of a built-in stage, the table on the block's lines from the last error back. When unsure: `repo`.
 * A stage that ran out of time is not transient for that alone: a stage that hangs needs a look. Never throws; linear.
 */
export const classify = (input: ClassifyInput): Classification => {
  if (input.outcome === 'not_found')
    return {
      class: 'environment',
      rule: 'command-not-found',
      sentence: `\`${input.argv[0] ?? ''}\` is not installed or not on PATH.`,
      check: `install ${input.argv[0] ?? 'it'}, then run orch again`,
    };
  const lines = telling(input.block);
  const known = byUser(input) ?? byExit(input) ?? byTable(lines, input.stage);
  if (known !== undefined) return known;
  if (input.outcome === 'timed_out')
    return {
      class: 'repo',
      rule: 'stage-timeout',
      sentence: 'The stage ran longer than its timeout.',
      check: "see in the log what it waited for; raise the stage's timeout if it was only slow",
    };
  return {
    class: 'repo',
    rule: 'default',
    sentence: (lines[0] ?? `The stage ended with exit code ${input.exitCode ?? 'unknown'}.`).trim(),
    check: 'read the log',
  };
};
