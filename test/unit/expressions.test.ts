import { describe, expect, it } from 'vitest';
import { anyOf, firstOf } from '../../src/core/expressions.ts';

describe('many expressions as one', () => {
  const any = anyOf([/^a|b$/, /C/], [/^d/i]);
  it.each([
    ['ax', true],
    ['xb', true],
    ['xCx', true],
    ['D', true],
    ['xc', false],
    ['xd', false],
    ['', false],
  ])('%j: %s', (text, found) => expect(any(text)).toBe(found));
  it('an empty table matches nothing', () => expect(anyOf([])('')).toBe(false));
});

describe('the first row that matches', () => {
  const row = firstOf<readonly [RegExp, string]>([
    [/^ab/, 'one'],
    [/^a/, 'two'],
    [/^A/i, 'three'],
  ]);
  it.each([
    ['abc', 'one'],
    ['ac', 'two'],
    ['Ab', 'three'],
    ['b', undefined],
  ])('%s: %s', (text, found) => expect(row(text)?.[1]).toBe(found));
  it('may have to fit too', () => {
    expect(row('abc', ([, name]) => name !== 'one')?.[1]).toBe('two');
    expect(row('abc', () => false)).toBeUndefined();
  });
});
