/** A redaction mark in a proposal: in which part of it, and at which line it is told. */
import { describe, expect, it } from 'vitest';
import { redactionMark } from '../../../src/core/patch/mark.ts';
import type { Body } from '../../../src/core/patch/ops.ts';

/** The mark as bytes, as texts of a section are. */
const MARK = '\xc2\xabredacted:token\xc2\xbb';
const line = (kind: ' ' | '-' | '+', text: string, no: number) => ({ kind, text, no }) as const;
const at = (body: Body): number | undefined =>
  redactionMark({ no: 7, names: [['x', 'x']], prefixed: false, body })?.line;
const hunks = (...texts: readonly string[]): Body => ({
  kind: 'hunks',
  hunks: texts.map((text, i) => ({
    no: 10 * i + 10,
    lines: [line(' ', 'a', 10 * i + 11), line('+', text, 10 * i + 12)],
  })),
});

describe('a redaction mark', () => {
  it.each<readonly [string, Body, number]>([
    ['in an added line', hunks(`a: ${MARK}`), 12],
    ['in the second hunk', hunks('b', MARK), 22],
    ['the first of two', hunks(MARK, MARK), 12],
    ['in a removed line', { kind: 'hunks', hunks: [{ no: 1, lines: [line('-', MARK, 9)] }] }, 9],
    ['in a quoted line', { kind: 'hunks', hunks: [{ no: 1, lines: [line(' ', MARK, 8)] }] }, 8],
    ['garbled', hunks('a: <<redacted: token>>'), 12],
    ['in a whole file, at its fence', { kind: 'whole', lines: ['a', MARK] }, 7],
    [
      'in what an edit seeks',
      { kind: 'replacements', replacements: [{ no: 3, search: MARK, replace: 'b' }] },
      3,
    ],
    [
      'in what an edit puts',
      { kind: 'replacements', replacements: [{ no: 4, search: 'a', replace: MARK }] },
      4,
    ],
  ])('is seen %s', (_, body, no) => expect(at(body)).toBe(no));
  it.each<readonly [string, Body]>([
    ['hunks without one', hunks('a: redacted', 'b')],
    ['no hunks', { kind: 'hunks', hunks: [] }],
    ['a whole file without one', { kind: 'whole', lines: ['a: redacted'] }],
    [
      'edits without one',
      { kind: 'replacements', replacements: [{ no: 1, search: 'redacted:', replace: 'a' }] },
    ],
  ])('is not in %s', (_, body) => expect(at(body)).toBeUndefined());
  it('is told with what to do', () =>
    expect(
      redactionMark({ no: 1, names: [], prefixed: false, body: { kind: 'whole', lines: [MARK] } }),
    ).toEqual({
      rule: 'placeholder',
      line: 1,
      message:
        'the patch holds a redaction mark in place of a value: choose lines that hold no secret, and leave those as they are',
    }));
});
