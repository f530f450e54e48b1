import { readFileSync } from 'node:fs';
import { CHATTER } from './chatter.ts';
import { STAGE_RETRIES } from './stages.ts';
import { between, fill, pick, type Random, seeded } from './values.ts';

/** One failure as a tool printed it, with what another failure would say. */
export interface Case {
  readonly id: string;
  readonly tool: string;
  readonly chatter: string;
  /** Whether the tool's own progress may stand between the lines of the error. */
  readonly mixed: boolean;
  /** Whether the runner closes the log with the exit code. */
  readonly closed: boolean;
  /** The public thread that the form was taken from. */
  readonly source: string;
  readonly lines: readonly string[];
  readonly others: readonly (readonly [from: string, to: string])[];
}

const caseOf = (block: string): Case => {
  const [head = '', ...rest] = block.split('\n');
  const [id = '', tool = '', chatter = '', source = ''] = head.slice(3).split(' | ');
  const isEdit = (line: string) => line.startsWith('-- ') && line.includes(' ⇒ ');
  const edits = rest.filter(isEdit).map((line) => line.slice(3).split(' ⇒ '));
  const lines = rest.filter((line) => !isEdit(line));
  while (lines.at(-1) === '') lines.pop();
  return {
    id,
    tool,
    chatter: chatter.replace(/[+!]/g, ''),
    mixed: chatter.includes('+'),
    closed: chatter.endsWith('!'),
    source,
    lines,
    others: edits.map(([from = '', to = '']) => [from, to]),
  };
};

/** Reads a table of cases beside this file. */
export const readCases = (name: string): readonly Case[] =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
    .split(/\n(?=## )/)
    .map(caseOf);

/** Draws the error's own lines: `@rep` once to five times, `@any` lines in any order. */
const draw = (lines: readonly string[], random: Random): string[] => {
  const kept = new Map<string, string>();
  const drawn: string[] = [];
  let loose: string[] = [];
  const flush = () => {
    loose.sort(() => random() - 0.5);
    drawn.push(...loose);
    loose = [];
  };
  let repeated: string[] = [];
  const repeat = () => {
    // Neighbours that repeat do so together, as the rounds of one loop.
    const times = repeated.length === 0 ? 0 : between(random, 1, 5);
    for (let i = 0; i < times; i++) for (const line of repeated) drawn.push(fill(line, random, kept));
    repeated = [];
  };
  for (const line of lines) {
    if (!line.startsWith('@any ')) flush();
    if (!line.startsWith('@rep ')) repeat();
    if (line.startsWith('@any ')) loose.push(fill(line.slice(5), random, kept));
    else if (line.startsWith('@rep ')) repeated.push(line.slice(5));
    else drawn.push(fill(line, random, kept));
  }
  flush();
  repeat();
  return drawn;
};

const chatterLines = (from: Case, count: number, random: Random): string[] =>
  Array.from({ length: count }, () => fill(pick(random, CHATTER[from.chatter] ?? []), random, new Map()));

/** Between `low` and `high` lines of progress; in a stage's log, now and then an error that was survived. */
const headOf = (from: Case, variant: Variant, count: number, random: Random): string[] => {
  const lines = chatterLines(from, count, random);
  const retries = STAGE_RETRIES[from.chatter];
  if (retries === undefined || (variant !== 'long' && variant !== 'survived')) return lines;
  return lines.flatMap((line) =>
    random() < 0.06 ? [fill(pick(random, retries), random, new Map()), line] : [line],
  );
};

const wrapAt =
  (width: number) =>
  (line: string): string[] => {
    const points = [...line];
    const pieces: string[] = [];
    for (let at = 0; at < points.length; at += width) pieces.push(points.slice(at, at + width).join(''));
    return pieces.length === 0 ? [''] : pieces;
  };

const coloured = (line: string): string =>
  /error|fail/i.test(line)
    ? line.replace(/(error|failed|fatal)/i, '\u001b[1;31m$1\u001b[0m')
    : `\u001b[2m${line}\u001b[22m`;

/** How one run's log may differ from another's with the same failure. */
export const VARIANTS = [
  'short',
  'long',
  'interleaved',
  'terminal',
  'bare',
  'wrapped',
  'crlf',
  'survived',
] as const;
export type Variant = (typeof VARIANTS)[number];

const SURVIVED = [
  'The connection to the server 10.20.0.50:6443 was refused - did you specify the right host or port?',
  'curl: (28) Operation timed out after ‹n5› milliseconds with 0 bytes received; retrying in ‹n2› s',
];

/** One log of a case; `other` is the edit to make another failure of it. */
export const logOf = (
  from: Case,
  variant: Variant,
  seed: number,
  other?: readonly [string, string],
): string => {
  const random = seeded(seed);
  const template = from.lines.map((line) =>
    other === undefined ? line : line.replaceAll(other[0], other[1]),
  );
  const error = draw(from.closed ? [...template, '[‹iso›] Exit code: 1'] : template, random);
  const head = [`==> stage ${from.chatter}: start`];
  const before = (low: number, high: number) => headOf(from, variant, between(random, low, high), random);
  const body = (): string[] => {
    switch (variant) {
      case 'short':
        return [...before(3, 12), ...error];
      case 'long':
        return [...before(80, 200), ...error];
      case 'interleaved':
        return [
          ...before(5, 40),
          ...error.flatMap((line, i) =>
            from.mixed && i > 0 && random() < 0.4
              ? [...chatterLines(from, between(random, 1, 3), random), line]
              : [line],
          ),
        ];
      case 'terminal':
        return [
          ...before(5, 20).map((line) => `downloading  ${between(random, 1, 99)}%\r${line}`),
          ...error,
        ].map(coloured);
      case 'bare':
        return error;
      case 'wrapped':
        return [...before(5, 30), ...error].flatMap(wrapAt(pick(random, [80, 100, 120, 132])));
      case 'crlf':
        return [...before(10, 30), ...error].map((line) => `${line}\r`);
      case 'survived':
        return [
          ...before(10, 20),
          ...(STAGE_RETRIES[from.chatter] ?? SURVIVED).map((line) => fill(line, random, new Map())),
          ...before(STAGE_RETRIES[from.chatter] === undefined ? 15 : 0, 40),
          ...error,
        ];
    }
  };
  return `${[...head, ...body()].join('\n')}\n`;
};
