import type { ErrorRecord, State, Tried } from '../../core/machine/state.ts';
import { heldChanges } from '../../core/report/held.ts';
import { answerWord, OUTCOME } from './outcome-word.ts';
import { STATUS_WORD } from './status-word.ts';
import type { Style } from './style.ts';
import { oneLine } from './table.ts';
import { localTime } from './time.ts';

/** One answer of a model, as a case's summary.json has it. */
export interface CaseAnswer {
  readonly source: string;
  readonly outcome: string;
  readonly summary: string;
  readonly commit?: string;
  readonly held?: string;
}

/** What a case folder adds to the saved state. */
export interface CaseNotes {
  readonly dir: string;
  readonly files: readonly string[];
  /** Follow-ups that a model suggested; never acted on. */
  readonly suggestions: readonly string[];
  readonly answers: readonly CaseAnswer[];
  /** The error it was opened for. */
  readonly error?: string;
  readonly fingerprint?: string;
  /** Why the folder's summary could not be read. */
  readonly trouble?: string;
}

export interface ShowInput {
  readonly state: State;
  readonly stage: string;
  readonly cases: readonly CaseNotes[];
  /** What became of a candidate, by its commit. */
  readonly verdicts: ReadonlyMap<string, string>;
  /** The commands that review the side branch: what, command. */
  readonly review: readonly (readonly [string, string])[];
  /** How the next commands name orch. */
  readonly self: string;
}

const WIDTH = 140;
const SENTENCE = 400;

const indent = (text: string, by: string): string =>
  text
    .split('\n')
    .map((line) => `${by}${line}`)
    .join('\n');

const DETAIL = 600;

const shortened = (text: string): string =>
  text.length <= DETAIL ? text : `${[...text].slice(0, DETAIL - 1).join('')}…`;

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

const sightings = (record: ErrorRecord): string => {
  const { total, occurrences, repairs, calls, firstSeen, lastSeen } = record;
  const ever = `  seen ${count(total, 'time')} since ${localTime(firstSeen)}, last ${localTime(lastSeen)}`;
  const last = record.lastEpisode;
  if (occurrences === 0)
    return last
      ? `${ever}; its last episode took ${count(last.repairs, 'repair')} and ${count(last.calls, 'API call')}`
      : `${ever}; not in the present episode`;
  return `${ever}; in this episode ${occurrences}, with ${count(repairs, 'repair')} and ${count(calls, 'API call')}`;
};

const triedLines = (all: readonly Tried[]): string[] =>
  all.flatMap((tried, i) => [
    `    ${i + 1}. ${tried.source}: ${OUTCOME[tried.outcome]}: ${oneLine(tried.summary, WIDTH)}${tried.commit ? ` (${tried.commit.slice(0, 10)})` : ''}`,
    ...(tried.detail && tried.detail !== tried.summary ? [indent(shortened(tried.detail), '       ')] : []),
    ...(tried.held ? [`       held for you: ${tried.held}`] : []),
  ]);

/** The indentation of a log line: in YAML it is half the message. */
const leading = (line: string): string => /^ {0,40}/.exec(line)?.[0] ?? '';

const similar = (state: State, record: ErrorRecord): string[] => {
  const others = Object.values(state.errors).filter(
    (other) => other.loose === record.loose && other !== record,
  );
  return others.map(
    (other) =>
      `  similar to ${other.stage} ${other.fingerprint.slice(0, 8)}: ${oneLine(other.summary, WIDTH)}`,
  );
};

const recordLines = (state: State, record: ErrorRecord, s: Style): string[] => [
  `${s.bold(record.fingerprint.slice(0, 8))} [${record.class}] ${oneLine(record.summary, WIDTH)}`,
  ...(record.sentence === record.summary ? [] : [`  ${oneLine(record.sentence, SENTENCE)}`]),
  ...(record.check ? [`  check: ${record.check}`] : []),
  sightings(record),
  ...(record.step ? [`  step: ${record.step}`] : []),
  ...(record.reproduced ? [`  run again unchanged: ${record.reproduced}`] : []),
  `  log: ${record.log}`,
  ...record.block.slice(0, 20).map((line) => s.dim(`  | ${leading(line)}${oneLine(line, WIDTH)}`)),
  ...(record.tried.length > 0 ? ['  tried:', ...triedLines(record.tried)] : []),
  ...(record.givenUp ? [s.red(`  gave up: ${record.givenUp}`)] : []),
  ...similar(state, record),
];

const answerLine = (answer: CaseAnswer, verdicts: ShowInput['verdicts'], n: number): string => {
  const came = answerWord(answer.outcome, verdicts.get(answer.commit ?? ''));
  return `    ${n}. ${answer.source}: ${came}: ${oneLine(answer.summary, WIDTH)}${answer.commit ? ` (${answer.commit.slice(0, 10)})` : ''}${answer.held ? `; held: ${answer.held}` : ''}`;
};

/** A case's files; its story only where no error record tells it any more (the episode is closed). */
const caseLines = (notes: CaseNotes, told: boolean, verdicts: ShowInput['verdicts']): string[] => [
  `  ${notes.dir}/: ${notes.files.join(', ')}`,
  ...(notes.trouble ? [`    ${notes.trouble}`] : []),
  ...(told
    ? []
    : [
        ...(notes.error ? [`    ${oneLine(notes.error, WIDTH)}`] : []),
        ...notes.answers.map((answer, i) => answerLine(answer, verdicts, i + 1)),
      ]),
  ...notes.suggestions.map((suggestion) => `    a model suggests: ${oneLine(suggestion, WIDTH)}`),
];

const MOST_CASES = 5;

const caseSection = ({ cases, verdicts }: ShowInput, records: readonly ErrorRecord[]): string[] => {
  if (cases.length === 0) return [];
  const shown = cases.slice(-MOST_CASES).reverse();
  const older = cases.length - shown.length;
  const isTold = ({ fingerprint }: CaseNotes) =>
    records.some((record) => record.fingerprint === fingerprint && record.tried.length > 0);
  return [
    '',
    'Case files, newest first (exactly what was sent and received):',
    ...shown.flatMap((notes) => caseLines(notes, isTold(notes), verdicts)),
    ...(older > 0 ? [`  and ${older} older under escalations/`] : []),
  ];
};

/** What a human may want next, and how to type it. */
const nextCommands = ({ state, stage, review, self }: ShowInput): (readonly [string, string])[] => {
  const own = state.stages[stage];
  const resume: [string, string][] = own?.paused
    ? [['let it take part again', `${self} resume ${stage}`]]
    : [];
  const rows: [string, string][] =
    own?.status === 'running'
      ? [['watch it', `${self} logs ${stage} -f`]]
      : own?.error
        ? [
            ['after mending it by hand', `${self} run ${stage}`],
            ['with full budgets again', `${self} reset ${stage} && ${self} run ${stage}`],
          ]
        : own?.status === 'green' || own?.paused
          ? []
          : [['run it', `${self} run ${stage}`]];
  const log: [string, string][] =
    own?.log && own.status !== 'running' ? [['the newest log', `${self} logs ${stage}`]] : [];
  const held = heldChanges(state, stage, self).map(({ command }): [string, string] => [
    'if a held change is right',
    command,
  ]);
  return [...resume, ...held, ...rows, ...log, ...review];
};

/** A stage's whole story for people: the present error first, older ones after it, then files and commands. */
export const renderShow = (input: ShowInput, s: Style): string => {
  const { state, stage } = input;
  const own = state.stages[stage];
  const records = Object.values(state.errors)
    .filter((record) => record.stage === stage)
    .sort(
      (a, b) =>
        Number(b.fingerprint === own?.error) - Number(a.fingerprint === own?.error) ||
        b.lastSeen.localeCompare(a.lastSeen),
    );
  const commands = nextCommands(input).map(([what, command]) => `  ${`${what}:`.padEnd(27)}${command}`);
  const lines = [
    s.bold(
      `${stage}: ${own ? `${STATUS_WORD[own.status]}${own.paused ? ' (paused)' : ''}` : 'never run'}${own ? ` since ${localTime(own.since)}` : ''}`,
    ),
    ...(own?.reason && !own.error ? [`  ${own.reason}`] : []),
    ...records.flatMap((record) => ['', ...recordLines(state, record, s)]),
    ...caseSection(input, records),
    ...(commands.length > 0 ? ['', 'Next:', ...commands] : []),
  ];
  return `${lines.join('\n')}\n`;
};
