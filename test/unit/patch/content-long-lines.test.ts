import { describe, expect, it } from 'vitest';
import { codeCheckHits } from '../../../src/core/patch/content/checks-code.ts';
import { configCheckHits } from '../../../src/core/patch/content/checks-config.ts';
import { exitHits } from '../../../src/core/patch/content/exits.ts';
import { linesOf, viewed } from './views.ts';

const RUN = 1_000_000;

/** A rule whose time grows with the square of a line's length would need half an hour here, beyond the limit of a test. */
describe('a line of a million characters of one kind is judged, and judged well', () => {
  it.each([
    ['assert n >= 3', 'assert n >= 2', [0]],
    ['assert n >= 3', 'assert n >= 4', []],
    ['return n == 3', 'return n == 2', [0]],
    ['if n < 3:', 'if n < 2:', [0]],
    ['while n < 3:', 'while n < 2:', []],
    ['} catch n', '} catch n {', []],
    ['exit(1) n', 'exit(2) n', []],
    ['return 1 n', 'return 2 n', []],
    ['min = 1 n', 'min = 0 n', [1]],
  ])('blanks in a program: %s → %s', (was, now, wanted) => {
    const file = (text: string): string => `${text.replace(' n', ` ${' '.repeat(RUN)}n`)}\n  sys.exit(1)\n`;
    expect(linesOf(codeCheckHits(viewed('check.py', file(was), file(now))))).toEqual(wanted);
  });

  it.each([
    [' ', 'vector(0)', [2]],
    [' ', 'up == 0', []],
    ['{', 'vector(0)', [2]],
    ['{', 'up == 0', []],
  ])('%j in an alert, then %s', (sign, expr, wanted) =>
    expect(
      linesOf(configCheckHits(viewed('a.yaml', 'a: 1\n', `a: 1\nexpr: ${sign.repeat(RUN)}${expr}\n`))),
    ).toEqual(wanted),
  );

  it.each([
    ['disable', 'check', 'false', 'true'],
    ['max', 'fail', '3', '300'],
  ])('the key %s with many a %s in it', (first, word, was, now) => {
    const file = (value: string): string => `${first}${word.repeat(RUN / word.length)}.x: ${value}\n`;
    expect(configCheckHits(viewed('a.yaml', file(was), file(now)))).toEqual([]);
  });

  it('many words `expr:`', () =>
    expect(configCheckHits(viewed('a.yaml', 'a\n', `a\n${'expr: '.repeat(RUN / 6)}\n`))).toEqual([]));

  it('blanks in front of a list of addresses', () => {
    const list = (key: string, ...hosts: readonly string[]): string =>
      [`${key}:`, ...hosts.map((host) => `  - http://${host}`)]
        .map((line) => ' '.repeat(RUN) + line)
        .join('\n');
    const asked = (key: string) => configCheckHits(viewed('a.yaml', list(key, 'a', 'b'), list(key, 'b')));
    expect(linesOf(asked('urls'))).toEqual([0]);
    expect(linesOf(asked('mirrors'))).toEqual([]);
  });

  it.each([
    ['an arrow', 'const ok = (n) => ', '=> ', 'n'],
    ['a text that never ends', "assert '", '\\a', ''],
    ['a text of quotes', 'assert "', '\\"', ''],
    ['a name of a minimum, with a text that never ends', "min = f('", '\\a', ''],
  ])('%s in a program', (_, lead, unit, end) => {
    const line = lead + unit.repeat(RUN / 2) + end;
    expect(linesOf(codeCheckHits(viewed('check.py', `${line} n\n`, `${line} m\n`)))).toEqual(
      lead.startsWith('assert') ? [0] : [],
    );
  });

  it.each([
    ['patterns without an end', '', 'a|', '; exit 0'],
    ['tests without an end', '', '[ ', '; exit 0'],
    ['blanks', 'x', ' ', '; return 0'],
    ['ends of case arms', '', ';;', '; exit 0'],
    ['beginnings of case arms', '', 'in|', '; exit 0'],
  ])('%s in a script', (_, lead, unit, end) =>
    expect(linesOf(exitHits(viewed('a.sh', 'x\n', `x\n${lead}${unit.repeat(RUN / 2)}${end}\n`)))).toEqual([
      2,
    ]),
  );
});
