/** Damaged diffs: whatever one damage does to a clear patch, the gate makes the intended file or refuses. */
import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gate } from '../../src/core/patch/gate.ts';
import { POLICY, text, treeOf } from '../unit/patch/tree.ts';

const policy = { ...POLICY, contentRules: 'off' } as const;
const PATH = 'cluster/x.yaml';

interface Change {
  readonly at: number;
  readonly kind: 'replace' | 'insert' | 'delete';
}

/** A manifest of lines that differ (so a clear patch has one meaning) and at most so many changes of it, none at its very end. */
const sceneOf = (most: number) =>
  fc
    .tuple(
      fc.array(fc.constantFrom('', '  ', '    '), { minLength: 6, maxLength: 30 }),
      fc.uniqueArray(
        fc.record({
          at: fc.nat(29),
          kind: fc.constantFrom('replace', 'insert', 'delete'),
        }) as fc.Arbitrary<Change>,
        { minLength: 1, maxLength: most, selector: (change) => change.at },
      ),
    )
    .map(([indents, changes]) => {
      const tail = ['end-1', 'end-2', 'end-3', 'end-4'];
      const old = indents.map((indent, i) => (i % 7 === 5 ? '' : `${indent}key-${i}: ${i}`));
      const fresh = old.flatMap((line, i) => {
        const change = changes.find(({ at }) => at % old.length === i);
        if (change === undefined) return [line];
        if (change.kind === 'delete') return [];
        return change.kind === 'insert' ? [line, `  new-${i}: ${i}`] : [`  other-${i}: ${i}`];
      });
      const join = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
      return { before: join([...old, ...tail]), after: join([...fresh, ...tail]) };
    })
    .filter(({ before, after }) => before !== after);

type Damage = (lines: readonly string[], pick: number) => readonly string[];

const mark = /^[ +-]./;
const bodyAt = (lines: readonly string[], pick: number, wanted: RegExp): number => {
  const all = [...lines.keys()].filter((i) => i > 1 && wanted.test(lines[i]!));
  return all.length === 0 ? -1 : all[pick % all.length]!;
};
const at =
  (wanted: RegExp, change: (line: string) => readonly string[]): Damage =>
  (lines, pick) => {
    const i = bodyAt(lines, pick, wanted);
    return lines.flatMap((line, j) => (i === j ? change(line) : [line]));
  };
const every =
  (change: (line: string, i: number) => string): Damage =>
  (lines) =>
    lines.map(change);
const header = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

const DAMAGES: Readonly<Record<string, Damage>> = {
  'a line lost its mark': at(mark, (line) => [line.slice(1)]),
  'an added line lost its plus': at(/^\+/, (line) => [line.slice(1)]),
  'every context line lost its blank': every((line, i) =>
    i > 1 && line.startsWith(' ') ? line.slice(1) : line,
  ),
  'a context line is missing': at(/^ /, () => []),
  'an old line stands twice': at(/^[ -]./, (line) => [line, line]),
  'counts are wrong': (lines, pick) =>
    lines.map((line) =>
      line.replace(header, (_, a, _b, c) => `@@ -${a},${1 + (pick % 9)} +${c},${1 + (pick % 5)} @@`),
    ),
  'start lines are wrong': (lines, pick) =>
    lines.map((line) =>
      line.replace(header, (_, a, b, c, d) => `@@ -${Number(a) + (pick % 9)},${b ?? 1} +${c},${d ?? 1} @@`),
    ),
  'no numbers': every((line) => line.replace(header, '@@ @@')),
  'dots for left-out context': at(/^ /, () => ['...']),
  'dots between': at(/^ /, (line) => [line, '...']),
  'prose inside': at(mark, (line) => [line, 'Then:']),
  'a blank line inside': at(mark, (line) => [line, '']),
  'a marker for the end of the file inside': at(mark, (line) => [line, '\\ No newline at end of file']),
  'cut off': (lines, pick) => [...lines.slice(0, 3 + (pick % (lines.length - 3))), ''],
  'cut off in a line': (lines, pick) => {
    const whole = lines.join('\n');
    return whole.slice(0, 40 + (pick % (whole.length - 40))).split('\n');
  },
  'line numbers in front': every((line, i) => (i > 2 ? `${i} ${line}` : line)),
  'tabs for blanks': every((line, i) =>
    i > 2 && !line.startsWith('+') ? line.replaceAll('  ', '\t') : line,
  ),
  'one CRLF': at(mark, (line) => [`${line}\r`]),
  'indented by one': every((line) => ` ${line}`),
  'quoted as mail': every((line) => `> ${line}`),
  'signs swapped': every((line, i) =>
    i < 2 ? line : line.replace(/^[+-]/, (sign) => (sign === '+' ? '-' : '+')),
  ),
  'no blank after the sign of a blank line': every((line) => (line === ' ' ? '' : line)),
};

const WRAPS: Readonly<Record<string, (patch: string) => string>> = {
  bare: (patch) => patch,
  fenced: (patch) => `Here:\n\n\`\`\`diff\n${patch}\`\`\`\nRun it again.\n`,
  prose: (patch) => `Here:\n\n${patch}\nRun it again.\n`,
  CRLF: (patch) => patch.replaceAll('\n', '\r\n'),
  JSON: (patch) => JSON.stringify({ patch }),
};

/** What stands around a patch by nature: a cut leaves nothing behind it, and an answer has its line ends once. */
const wrapsOf = (name: string): readonly string[] =>
  name.startsWith('cut')
    ? ['bare']
    : Object.keys(WRAPS).filter((wrap) => wrap !== 'CRLF' || name !== 'one CRLF');

describe.each(Object.entries(DAMAGES))('a patch with one damage: %s', (name, damage) => {
  it('becomes the intended file or is refused', () => {
    fc.assert(
      // What is cut off after a whole hunk leaves no trace, so only one change is cut.
      fc.property(
        sceneOf(name.startsWith('cut') ? 1 : 4),
        fc.nat(1000),
        fc.constantFrom(...wrapsOf(name)),
        ({ before, after }, pick, wrap) => {
          const diff = createTwoFilesPatch(`a/${PATH}`, `b/${PATH}`, before, after, '', '', { context: 3 })
            .split('\n')
            .slice(1);
          const answer = WRAPS[wrap]!(damage(diff, pick).join('\n'));
          const verdict = gate(text(answer), treeOf({ [PATH]: before }), policy);
          if (!verdict.ok) return;
          const made = verdict.files.map((file) => [file.path, Buffer.from(file.bytes ?? []).toString()]);
          expect({ answer, made }).toEqual({ answer, made: [[PATH, after]] });
        },
      ),
      { numRuns: 150 },
    );
  });
});
