import type { Tried } from '../../core/machine/state.ts';
import type { CaseAnswer } from '../render/show.ts';
import type { Style } from '../render/style.ts';
import { oneLine, table } from '../render/table.ts';
import { localTime } from '../render/time.ts';
import type { Entry, Review } from './open.ts';

const OUTCOME: Readonly<Record<string, string>> = {
  verified: 'verified: the stage was green with it',
  progress: 'progress: a later step was reached with it',
};

const size = ({ added, removed, files }: Entry): string =>
  `+${added} −${removed} in ${files} file${files === 1 ? '' : 's'}`;

const who = ({ source }: Entry): string => source || 'not orch';

/** The list: one line a commit, the newest first, and what can be done. */
export const renderList = ({ entries, side, base }: Review, self: string, s: Style): string => {
  if (entries.length === 0) return `Nothing to review: ${base.name} has all that is on ${side}.\n`;
  const rows = entries.map((entry) => [
    String(entry.number),
    entry.stage || '–',
    oneLine(entry.subject.replace(`${entry.stage}: `, ''), 60),
    oneLine(entry.error, 50),
    who(entry),
    entry.outcome,
    `+${entry.added} −${entry.removed}`,
  ]);
  const head = ['', 'stage', 'change', 'for the error', 'by', 'proof', 'size'];
  return (
    `${s.bold(`${entries.length} commit${entries.length === 1 ? '' : 's'} on ${side}`)} for ${base.name}, the newest first:\n` +
    table([head, ...rows], (text, row) => (row === 0 ? s.dim(text) : text)) +
    table([
      ['  see', `${self} review show 1`],
      ['  take', `${self} review accept all`],
      ['  drop', `${self} review reject 1`],
    ])
  );
};

/** What is known of one commit beside its diff. */
export interface Story {
  readonly entry: Entry;
  /** The error as the record keeps it; empty when the state is gone. */
  readonly block: readonly string[];
  readonly tried: readonly Tried[];
  readonly answers: readonly CaseAnswer[];
}

const indented = (lines: readonly string[]): string => lines.map((line) => `    ${line}\n`).join('');

/** One commit: what it is for, what it proved, what else was tried. The diff follows. */
export const renderStory = ({ entry, block, tried, answers }: Story, s: Style): string => {
  const others = [
    ...tried.map(({ source, summary, outcome }) => `${source}: ${summary} (${outcome})`),
    ...answers
      .filter(({ commit }) => commit !== entry.commit)
      .map(({ source, summary, outcome }) => `${source}: ${summary} (${outcome})`),
  ];
  return [
    `${s.bold(`${entry.number}  ${oneLine(entry.subject, 200)}`)}\n`,
    table([
      ['  commit', `${entry.commit.slice(0, 12)}, ${localTime(entry.at)}, ${size(entry)}`],
      ['  by', who(entry)],
      ['  proof', OUTCOME[entry.outcome] ?? (entry.outcome || 'none: orch did not make this commit')],
      ...(entry.error === '' ? [] : [['  for', oneLine(entry.error, 200)]]),
      ...(entry.case === '' ? [] : [['  case', entry.case]]),
    ]),
    block.length === 0 ? '' : `  the error before:\n${indented(block.map((line) => oneLine(line, 200)))}`,
    others.length === 0
      ? ''
      : `  tried for the same error:\n${indented([...new Set(others)].map((line) => oneLine(line, 200)))}`,
  ].join('');
};

/** A diff in colours: what goes red, what comes green. */
export const renderDiff = (diff: string, s: Style): string =>
  diff
    .split('\n')
    .map((line) => {
      if (/^(diff|index|---|\+\+\+|new file|deleted file)/.test(line)) return s.dim(line);
      if (line.startsWith('+')) return s.green(line);
      return line.startsWith('-') ? s.red(line) : line;
    })
    .join('\n');
