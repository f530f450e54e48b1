import type { Page, PageInput } from '../../core/report/page.ts';
import type { Style } from './style.ts';
import { oneLine, table } from './table.ts';

const STORY_WIDTH = 110;
/** A paragraph is one line: no newline or control character of a model's or a commit's text breaks the page. */
const PARAGRAPH = 2000;
const WORD = 40;
const PAINT: Record<string, keyof Style> = {
  green: 'green',
  failed: 'red',
  'gave up': 'red',
  blocked: 'yellow',
};

const sideBranch = (page: Page, input: PageInput, s: Style): string => {
  if (page.commits.length === 0)
    return `Nothing new on ${input.sideBranch}; ${input.base} was not touched.\n`;
  const rows = page.commits.map((commit) => [
    `  ${commit.commit.slice(0, 10)}`,
    oneLine(commit.subject, 70),
    oneLine(`${commit.source}, ${commit.outcome}`, WORD),
    `+${commit.added} −${commit.removed}`,
  ]);
  const count = page.commits.length;
  return (
    `${s.bold(`${count} commit${count === 1 ? '' : 's'} on ${input.sideBranch}`)} for you to review (${input.base} was not touched):\n` +
    table(rows) +
    table(input.review.map(([what, command]) => [`  ${what}`, command]))
  );
};

/** The morning page as text: the headline first, what needs a human next, then the story of each stage. */
export const renderPage = (page: Page, input: PageInput, s: Style): string => {
  const needs =
    page.needsYou.length === 0
      ? `${s.green('Nothing needs you.')}\n`
      : `${s.bold('Needs you:')}\n${page.needsYou.map((line) => `  · ${oneLine(line, PARAGRAPH)}\n`).join('')}`;
  const rows = page.rows.map((row) => [
    row.stage,
    row.result,
    `${row.attempts} ×`,
    oneLine(row.story, STORY_WIDTH),
  ]);
  const stages = table([['stage', 'result', 'tried', 'what happened'], ...rows], (text, row, column) => {
    if (row === 0) return s.dim(text);
    const colour = column === 1 ? PAINT[text] : undefined;
    return colour ? s[colour](text) : text;
  });
  const notes = page.notes
    .map((note) => `${note.startsWith('for you: ') ? '' : 'note: '}${oneLine(note, PARAGRAPH)}\n`)
    .join('');
  return [
    `${s.bold(`orch, ${page.headline}`)}\n`,
    needs,
    stages,
    sideBranch(page, input, s),
    `Spent: ${page.spent}.\n`,
    notes,
  ]
    .filter((part) => part !== '')
    .join('\n');
};
