import type { Entry, Story } from '../review/story.ts';
import { answerWord, verdictWord } from './outcome-word.ts';
import type { Style } from './style.ts';
import { cutPainted, oneLine, table, wrapped } from './table.ts';
import { localTime } from './time.ts';

const WIDTH = 140;
const ERROR = 60;
const BLOCK = 40;

const sizeOf = ({ added, removed, files }: Entry): string =>
  `+${added} −${removed}, ${files} file${files === 1 ? '' : 's'}`;

/** The list as a table; `marked` is the number under the cursor of the interactive form. */
export const renderEntries = (entries: readonly Entry[], s: Style, marked?: number): string =>
  table(
    [
      ['', '#', 'stage', 'the error', 'written by', 'outcome', 'size'],
      ...entries.map((entry) => [
        entry.number === marked ? '>' : '',
        String(entry.number),
        oneLine(entry.stage ?? '—', 30),
        oneLine(entry.error ?? entry.subject, ERROR),
        oneLine(entry.source ?? 'not orch', 30),
        oneLine(entry.outcome ?? '—', 30),
        sizeOf(entry),
      ]),
    ],
    (text, row, column) => {
      if (row === 0) return s.dim(text);
      if (entries[row - 1]?.number === marked && column < 4) return s.bold(text);
      return column === 5 && text === 'verified' ? s.green(text) : text;
    },
  );

export interface ListInput {
  readonly entries: readonly Entry[];
  readonly side: string;
  readonly base: string;
  readonly self: string;
}

/** `orch review` in a pipe. */
export const renderList = ({ entries, side, base, self }: ListInput, s: Style): string => {
  const count = entries.length;
  if (count === 0) return `Nothing to review: ${side} holds nothing that ${base} lacks.\n`;
  return [
    `${s.bold(`${count} commit${count === 1 ? '' : 's'} on ${side}`)} for you to review, newest first; ${base} has none of it yet:\n`,
    renderEntries(entries, s),
    table([
      ['look at one:', `${self} review show N`],
      ['take it:', `${self} review accept N (or all)`],
      ['undo it, for good:', `${self} review reject N`],
    ]),
  ].join('\n');
};

const paintDiff = (diff: string, s: Style): string =>
  diff
    .split('\n')
    .map((line) => {
      if (/^(diff |index |--- |\+\+\+ |new file|deleted file)/.test(line)) return s.bold(line);
      if (line.startsWith('+')) return s.green(line);
      if (line.startsWith('-')) return s.red(line);
      return line.startsWith('@@') ? s.dim(line) : line;
    })
    .join('\n');

/** A commit's whole story: who, the error before, what came of it, what else was tried, the diff. */
export const renderStory = (story: Story, s: Style): string => {
  const outcome = verdictWord(story.outcome ?? '') ?? 'it carries no outcome: orch did not judge it';
  const lines = [
    s.bold(`${story.number}. ${oneLine(story.subject, WIDTH)}`),
    `  commit ${story.commit}, ${localTime(story.at)}, written by ${oneLine(story.source ?? 'someone else than orch', 40)}; ${sizeOf(story)}`,
    ...(story.stage === null ? [] : [`  stage ${oneLine(story.stage, 60)}`]),
    ...(story.error === null ? [] : ['', `Before: ${oneLine(story.error, WIDTH)}`]),
    ...story.block.slice(0, BLOCK).map((line) => s.dim(`  | ${line}`)),
    ...(story.log === null ? [] : [`  log: ${story.log}`]),
    '',
    `After: ${outcome}`,
    ...(story.case === null ? [] : ['', `Case file: ${story.case}/`]),
    ...(story.tried.length === 0 ? [] : ['', 'All that was tried for this error:']),
    ...story.tried.map(
      (answer, i) =>
        `  ${i + 1}. ${oneLine(answer.source, 30)}: ${answerWord(answer.outcome, answer.verdict ?? undefined)}: ${oneLine(answer.summary, WIDTH)}`,
    ),
    '',
    paintDiff(story.diff, s),
  ];
  return lines.join('\n');
};

const HELP =
  'a takes the marked commit into the base branch; A takes all; r undoes it on the side branch and never lets the same change be proposed again; d shows diff and story.';
const KEYS = 'n/↓ next · p/↑ previous · d diff · a accept · A accept all · r reject · q quit · ? help';

/** The interactive form's screen, at most `rows` lines of `columns` characters. */
export const renderScreen = (
  input: ListInput & { readonly at: number; readonly said: string; readonly help: boolean },
  columns: number,
  rows: number,
  s: Style,
): string => {
  const { entries, at, said, help, side, base } = input;
  const below = [
    ...(help ? wrapped(HELP, columns) : []),
    // What a refusal says to do next is of use only as a whole.
    ...(said === '' ? [] : wrapped(said, columns)),
    ...wrapped(KEYS, columns).map(s.dim),
  ];
  const room = Math.max(1, rows - below.length - 3);
  const first = Math.max(0, Math.min(at - Math.floor(room / 2), entries.length - room));
  const listed = renderEntries(entries.slice(first, first + room), s, at + 1)
    .split('\n')
    .slice(0, -1);
  return [
    s.bold(`orch review: ${entries.length} on ${side}, base ${base}`),
    ...(entries.length === 0 ? ['Nothing left to review.'] : listed),
    '',
    ...below,
  ]
    .slice(-rows)
    .map((line) => cutPainted(line, columns))
    .join('\n');
};
