/** `orch explain command`: may this run as a diagnostic, and why. */
import { parseCommandLine } from '../../core/command/argv.ts';
import { judgeCommand } from '../../core/command/judge.ts';
import type { CommandContext, CommandVerdict } from '../../core/command/types.ts';

export interface ExplainCommandInput {
  /** Words after `explain command`; when there are none, each line of stdin is one command. */
  readonly argv: readonly string[];
  readonly stdin: string;
  readonly json: boolean;
  readonly context: CommandContext;
  /** For `$NAME` in the lines of stdin. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Explained {
  readonly output: string;
  /** True when everything asked for may run. */
  readonly allowed: boolean;
}

interface Answer {
  readonly asked: string;
  readonly class: CommandVerdict['class'];
  readonly reason: string;
  readonly runs?: readonly string[];
}

const answered = (asked: string, verdict: CommandVerdict): Answer => ({
  asked,
  class: verdict.class,
  reason: verdict.reason,
  ...(verdict.class === 'read' ? { runs: verdict.argv } : {}),
});

const ofLine = (line: string, { context, env }: ExplainCommandInput): Answer => {
  // A model gives a list of words; a line may be one, as JSON.
  if (line.startsWith('[')) {
    const words = asWords(line);
    return words === undefined
      ? { asked: line, class: 'never', reason: 'the line is not a JSON list of words' }
      : answered(line, judgeCommand(words, context));
  }
  const read = parseCommandLine(line, env);
  if (!read.ok) return { asked: line, class: 'never', reason: `${read.reason}. ${read.instead}` };
  return answered(line, judgeCommand(read.argv, context));
};

const asWords = (line: string): readonly string[] | undefined => {
  try {
    const read: unknown = JSON.parse(line);
    return Array.isArray(read) && read.every((word) => typeof word === 'string') ? read : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const quoted = (words: readonly string[]): string =>
  words
    .map((word) => (/^[\w@%+=:,./^{}~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');

const told = (answer: Answer): string => {
  const runs = answer.runs === undefined ? '' : `\n       runs: ${quoted(answer.runs)}`;
  return `${answer.class.padEnd(7)}${answer.asked}\n       ${answer.reason}${runs}\n`;
};

/** Judges one command (words) or one per line of stdin; `json` gives one JSON object per line. */
export const explainCommand = (input: ExplainCommandInput): Explained => {
  const answers =
    input.argv.length > 0
      ? [answered(quoted(input.argv), judgeCommand(input.argv, input.context))]
      : input.stdin
          .split(/\r?\n/)
          .map((line) => line.trim())
          .filter((line) => line !== '')
          .map((line) => ofLine(line, input));
  return {
    output: answers.map((answer) => (input.json ? `${JSON.stringify(answer)}\n` : told(answer))).join(''),
    allowed: answers.every((answer) => answer.class === 'read'),
  };
};
