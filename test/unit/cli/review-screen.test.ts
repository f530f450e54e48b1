/** The interactive form's screen: what it says fits the terminal, whole. */
import { expect, test } from 'vitest';
import { renderScreen } from '../../../src/cli/render/review.ts';
import { style } from '../../../src/cli/render/style.ts';
import { wrapped } from '../../../src/cli/render/table.ts';

const entry = (number: number) => ({
  number,
  commit: 'c'.repeat(40),
  at: '2026-11-21T15:00:00Z',
  stage: 'talos',
  source: 'executor',
  outcome: 'verified',
  subject: 's',
  error: `error ${number}`,
  added: 1,
  removed: 1,
  files: 1,
});
const REFUSAL =
  'Your checkout has changes that are not committed: config/site.yaml, config/other.yaml; nothing was changed.\n  next: Commit them, or set them aside and back: git stash && orch review accept … && git stash pop';
const screen = (columns: number, rows: number, said: string, help = false) =>
  renderScreen(
    {
      entries: Array.from({ length: 9 }, (_, i) => entry(i + 1)),
      side: 'ai/orchestrator-stage1',
      base: 'main',
      self: 'orch',
      at: 4,
      said,
      help,
    },
    columns,
    rows,
    style(false),
  ).split('\n');
const words = (text: string) => text.split(/\s+/).join(' ');

test.each([
  [80, 24, false],
  [80, 24, true],
  [40, 24, true],
  [60, 12, false],
])(
  'a refusal on %i × %i (help %s) is read as a whole, with the commands, below the marked line',
  (columns, rows, help) => {
    const lines = screen(columns, rows, REFUSAL, help);
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
    expect(words(lines.join('\n'))).toContain(words(REFUSAL));
    expect(words(lines.join('\n'))).toContain('q quit · ? help');
    expect(lines.filter((line) => /^> +5 /.test(line))).toHaveLength(1);
  },
);

test('the smallest terminal shows the end of it, and never more lines than it has', () => {
  expect(screen(20, 4, REFUSAL, true)).toHaveLength(4);
});

test.each([
  ['', 5, ['']],
  ['a bc', 5, ['a bc']],
  ['abcde fgh', 5, ['abcde', 'fgh']],
  ['ab cdefghij k', 5, ['ab', 'cdefg', 'hij k']],
  ['  next: go', 7, ['  next:', 'go']],
  ['one\n\n\ttwo', 9, ['one', '', '  two']],
])('%j in %i characters', (text, width, lines) => {
  expect(wrapped(text, width)).toEqual(lines);
});
