/** The parts of a case file that give way when room is short, each with what it needs and how it is cut. */
import type { Tried } from '../machine/state.ts';
import type { CaseInput } from './casefile.ts';
import { fenced, type Kept, keepBoth, keepEnd, keepStart, readable, sizeOf } from './data.ts';
import { filesNeed, renderFiles } from './files.ts';
import { selectSections, splitMemo } from './memo.ts';
import { shareRoom } from './share.ts';

export interface Part {
  readonly weight: number;
  /** Characters it takes uncut; 0: there is nothing to say. */
  readonly need: number;
  readonly fit: (room: number) => { readonly text: string; readonly cuts: readonly string[] };
}

/** Room for a heading, a fence and a marker. */
const FRAME = 200;
/** A piece that is shorter than this says nothing. */
const LEAST = 200;

/** A part that is one fenced text. */
const plainPart = (
  weight: number,
  title: string,
  name: string,
  text: string,
  keep: (text: string, room: number) => Kept,
): Part => {
  if (text.trim() === '') return NOTHING;
  const show = (kept: string) => `## ${title}\n\n${fenced(kept)}`;
  return {
    weight,
    need: show(text).length,
    fit: (room) => {
      if (show(text).length <= room) return { text: show(text), cuts: [] };
      if (room < FRAME + LEAST) return { text: '', cuts: [`${name}: all of its ${sizeOf(text)}`] };
      const kept = keep(text, room - FRAME);
      return { text: show(kept.text), cuts: kept.cut === undefined ? [] : [`${name}: ${kept.cut}`] };
    },
  };
};

const NOTHING: Part = { weight: 0, need: 0, fit: () => ({ text: '', cuts: [] }) };

/** The last part of the log. */
export const tailPart = (input: CaseInput): Part =>
  plainPart(20, 'The end of the log', 'log', readable(input.tail), keepEnd);

const triedText = (tried: Tried, i: number): string => {
  const paths = tried.paths === undefined || tried.paths.length === 0 ? '' : ` in ${tried.paths.join(', ')}`;
  return [
    `### ${i + 1}. ${tried.source}${paths}: ${tried.outcome.replace('_', ' ')}`,
    '',
    fenced(readable([tried.summary, tried.detail].filter((said) => said.trim() !== '').join('\n\n'))),
    '',
  ].join('\n');
};

const TRIED_TITLE =
  '## What was tried before\n\nNone of it solved this error. Do not offer the same change again.\n\n';

/** What was tried and what came of it; when room is short the newest stays. */
export const triedPart = ({ record }: CaseInput): Part => {
  const texts = record.tried.map(triedText);
  if (texts.length === 0) return NOTHING;
  return {
    weight: 15,
    need: TRIED_TITLE.length + texts.reduce((sum, text) => sum + text.length + 1, 0),
    fit: (room) => {
      let left = room - TRIED_TITLE.length;
      let from = texts.length;
      while (from > 0 && texts[from - 1]!.length + 1 <= left) left -= texts[--from]!.length + 1;
      if (from === 0) return { text: TRIED_TITLE + texts.join('\n'), cuts: [] };
      const newest = from === texts.length ? keepStart(texts.at(-1)!, Math.max(FRAME, left)) : undefined;
      const shown = newest === undefined ? texts.slice(from) : [closed(newest.text)];
      const gone = texts.length - shown.length;
      const cuts = [
        ...(gone > 0 ? [`tried before: the first ${gone} of ${texts.length} tries`] : []),
        ...(newest?.cut === undefined ? [] : [`tried before: of the last try ${newest.cut}`]),
      ];
      return { text: TRIED_TITLE + shown.join('\n'), cuts };
    },
  };
};

/** A cut may have left a fence open; the text is fenced anew as a whole. */
const closed = (text: string): string => `${fenced(text)}\n`;

/** Output of the diagnostics that ran. */
export const diagnosticsPart = ({ diagnostics }: CaseInput): Part => {
  if (diagnostics.length === 0) return NOTHING;
  const outputs = diagnostics.map(({ argv, output }) => ({
    argv: JSON.stringify(argv),
    text: readable(output),
  }));
  const title = '## Diagnostics\n\nThe commands that were asked for, and what they printed.\n';
  const show = (argv: string, text: string) => `### ${readable(argv)}\n\n${fenced(text)}\n`;
  const needs = outputs.map(({ argv, text }) => show(argv, text).length + 1);
  return {
    weight: 25,
    need: title.length + needs.reduce((sum, need) => sum + need, 1),
    fit: (room) => {
      const rooms = shareRoom(
        room - title.length - 1,
        needs.map((need) => ({ need, weight: 1 })),
      );
      const cuts: string[] = [];
      const texts = outputs.map(({ argv, text }, i) => {
        const most = rooms[i]!;
        if (needs[i]! <= most) return show(argv, text);
        const kept = keepBoth(text, Math.max(0, most - argv.length - 60));
        cuts.push(`diagnostics ${argv}: ${kept.cut ?? 'nothing'}`);
        return show(argv, kept.text);
      });
      return { text: [title, ...texts].join('\n'), cuts };
    },
  };
};

/** The allowed files. */
export const filesPart = ({ files, record, tail }: CaseInput): Part => {
  if (files.length === 0) return NOTHING;
  const tried = record.tried.flatMap(({ paths }) => paths ?? []);
  const evidence = [...record.block, record.summary, readable(tail), ...tried].join('\n');
  const title = '## The files that may be changed\n\nAs they stand now.\n\n';
  return {
    weight: 35,
    need: title.length + filesNeed(files),
    fit: (room) => {
      const { text, cuts } = renderFiles(files, evidence, room - title.length);
      return { text: title + text, cuts };
    },
  };
};

/** The sections of the memo that the stage's keys select. */
export const memoPart = ({ memo, stage, keywords }: CaseInput): Part => {
  const { sections, unmatched } = selectSections(splitMemo(memo), stage.sections, keywords);
  const note = unmatched.length === 0 ? '' : `The memo has no section for: ${unmatched.join(', ')}.\n\n`;
  if (sections.length === 0 && note === '') return NOTHING;
  const title = `## What the memo says\n\n${note}`;
  const show = (texts: readonly string[]) =>
    title + (texts.length === 0 ? '' : fenced(texts.join('\n\n'), 'markdown'));
  const texts = sections.map(({ text }) => text);
  return {
    weight: 15,
    need: show(texts).length,
    fit: (room) => {
      const shown: string[] = [];
      const cuts: string[] = [];
      for (const section of sections) {
        if (show([...shown, section.text]).length <= room) shown.push(section.text);
        else cuts.push(`memo: the section "${section.trail.join(' / ')}", ${sizeOf(section.text)}`);
      }
      return { text: shown.length === 0 && note === '' ? '' : show(shown), cuts };
    },
  };
};

/** What the human wrote down for repairs. */
export const instructionsPart = ({ instructions }: CaseInput): Part =>
  plainPart(8, 'How this workspace wants to be repaired', 'instructions', instructions, keepStart);

/** Failures that are known and explained. */
export const issuesPart = ({ knownIssues }: CaseInput): Part =>
  plainPart(6, 'Known issues', 'known issues', knownIssues, keepStart);

/** What is planned and not built; left out for an executor. */
export const backlogPart = ({ backlog, version }: CaseInput): Part =>
  version === 'repair' ? NOTHING : plainPart(4, 'Backlog', 'backlog', backlog, keepStart);
