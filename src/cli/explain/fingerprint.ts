import { type Explanation, explain } from '../../core/fingerprint/fingerprint.ts';

/** What the command may say of the attempt beside the log's text; the engine always knows these. */
export interface LogFacts {
  readonly stage?: string;
  readonly exitCode?: number | null;
  readonly step?: string;
  readonly mask?: readonly string[];
  readonly keep?: readonly string[];
}

const read = (text: string, facts: LogFacts): Explanation =>
  explain({
    text,
    stage: facts.stage ?? '',
    exitCode: facts.exitCode ?? null,
    outcome: 'exited',
    ...(facts.step === undefined ? {} : { step: facts.step }),
    ...(facts.mask === undefined ? {} : { mask: facts.mask }),
    ...(facts.keep === undefined ? {} : { keep: facts.keep }),
  });

/** A line of input that is no `{id, text}` object. */
export class JsonLineError extends Error {
  override readonly name = 'JsonLineError';
}

const parseLine = (line: string, number: number): { readonly id: string; readonly text: string } => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) throw new JsonLineError(`line ${number}: not JSON: ${error.message}`);
    throw error;
  }
  const { id, text } = (value ?? {}) as { readonly id?: unknown; readonly text?: unknown };
  if ((typeof id !== 'string' && typeof id !== 'number') || typeof text !== 'string')
    throw new JsonLineError(`line ${number}: expected {"id": …, "text": "…"}`);
  return { id: String(id), text };
};

/**
 * Names many logs: the batch mode.
 * @param lines JSON objects `{id, text}`, one a line; @returns `id<TAB>hash` for each, in order.
 * Throws JsonLineError that names the line.
 */
export async function* namesOf(
  lines: AsyncIterable<string> | Iterable<string>,
  options: { readonly loose: boolean } & LogFacts,
): AsyncGenerator<string> {
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line.trim() === '') continue;
    const { id, text } = parseLine(line, number);
    const { hash, loose } = read(text, options).fingerprint;
    yield `${id}\t${options.loose ? loose : hash}`;
  }
}

const clip = (text: string): string => (text.length <= 400 ? text : `${text.slice(0, 399)}…`);

/** What was masked in a line, grouped: `time 3, pid 94054`. */
const maskedIn = (masked: Explanation['canonical'][number]['masked']): string =>
  [...new Set(masked.map(({ name, text }) => `${name} ${clip(text).slice(0, 60)}`))].join(', ');

/**
 * Explains one log to a person: the lines that make up the name, what was masked in them, why this block, both hashes.
 * @returns lines of text without colour.
 */
export const explainLog = (text: string, facts: LogFacts = {}): string[] => {
  const { fingerprint, selection, canonical } = read(text, facts);
  const lines = [
    `hash     ${fingerprint.hash}`,
    `loose    ${fingerprint.loose}   (looks like; never counted)`,
    `summary  ${fingerprint.summary}`,
    `block    ${selection.kept.length} lines: ${selection.why}`,
    '',
  ];
  selection.kept.forEach((judged, i) => {
    const said = canonical[i];
    lines.push(
      `${i === selection.anchor ? '>' : ' '} ${String(judged.line.at + 1).padStart(6)}  ${judged.kind.padEnd(7)} ${clip(judged.line.text.trim())}`,
    );
    lines.push(`${' '.repeat(18)}= ${clip(said?.loose ?? '')}`);
    if (said !== undefined && said.masked.length > 0)
      lines.push(`${' '.repeat(18)}masked: ${maskedIn(said.masked)}`);
  });
  return lines;
};

/** The same as an object, for `--json`. */
export const explainJson = (text: string, facts: LogFacts = {}): object => {
  const { fingerprint, selection, canonical, key } = read(text, facts);
  return {
    ...fingerprint,
    why: selection.why,
    lines: selection.kept.map((judged, i) => ({
      line: judged.line.at + 1,
      kind: judged.kind,
      anchor: i === selection.anchor,
      text: judged.line.text,
      canonical: canonical[i]?.loose ?? '',
      masked: canonical[i]?.masked ?? [],
    })),
    key,
  };
};

/**
 * Says why two logs have one name or two: the lines that only one of them has, after masking.
 * @returns lines of text; the first says whether the names agree.
 */
export const diffLogs = (a: string, b: string, facts: LogFacts = {}): string[] => {
  const [left, right] = [read(a, facts), read(b, facts)];
  const same = left.fingerprint.hash === right.fingerprint.hash;
  const alike = left.fingerprint.loose === right.fingerprint.loose;
  const saidBy = (explanation: Explanation) =>
    new Map(explanation.canonical.map(({ text, loose }) => [text, loose]));
  const [ours, theirs] = [saidBy(left), saidBy(right)];
  const only = (from: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>, mark: string) =>
    [...from].filter(([text]) => !other.has(text)).map(([, loose]) => `${mark} ${clip(loose)}`);
  return [
    same
      ? `one name: ${left.fingerprint.hash}`
      : `two names: ${left.fingerprint.hash} and ${right.fingerprint.hash}${alike ? ', of one loose shape' : ''}`,
    ...(same ? [`both say, after masking:`, ...[...ours.values()].map((loose) => `  ${clip(loose)}`)] : []),
    ...only(ours, theirs, 'A'),
    ...only(theirs, ours, 'B'),
  ];
};
