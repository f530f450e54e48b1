import { describe, expect, it } from 'vitest';
import { sameEffect } from '../../../src/core/patch/effect.ts';

const diff = (change: {
  at?: number;
  path?: string;
  from?: string;
  to?: string;
  context?: string;
  blobs?: string;
}): string => {
  const { at = 4, path = 'config/a.yaml', from = 'six: 6', to = 'six: 66' } = change;
  const { context = 'five: 5', blobs = '1111..2222' } = change;
  return [
    `diff --git a/${path} b/${path}`,
    `index ${blobs} 100644`,
    `--- a/${path}`,
    `+++ b/${path}`,
    `@@ -${at},2 +${at},2 @@ heading ${at}`,
    ` ${context}`,
    `-${from}`,
    `+${to}`,
    '',
  ].join('\n');
};
const rejected = diff({});

describe('a change is known again by its effect', () => {
  it.each([
    ['at another place of a file that grew', diff({ at: 90, blobs: '3333..4444' })],
    ['with the same resulting bytes, from another start', diff({ from: 'six: 5', blobs: '5555..2222' })],
    ['with more taken away', diff({ from: 'six: 5\n-seven: 7', blobs: '5555..2222' })],
    ['with the words of a header taken away', diff({ from: 'index 1111..9999', blobs: '5555..2222' })],
    ['without its last line end', diff({ at: 90, blobs: '3333..4444' }).trimEnd()],
  ])('%s', (_what, other) => {
    expect(sameEffect(rejected, other)).toBe(true);
    expect(sameEffect(other, rejected)).toBe(true);
  });

  it.each([
    ['another value', diff({ to: 'six: 67', blobs: '1111..4444' })],
    ['blanks, which mean something in YAML', diff({ to: '  six: 66', blobs: '1111..4444' })],
    ['other surroundings', diff({ context: 'four: 4', blobs: '3333..4444' })],
    ['another file', diff({ path: 'config/b.yaml' })],
    ['one file more', rejected + diff({ path: 'config/b.yaml' })],
    ['bytes whose name begins alike', diff({ to: 'six: 67', blobs: '1111..2229' })],
    ['nothing', ''],
  ])('another one: %s', (_what, other) => {
    expect(sameEffect(rejected, other)).toBe(false);
    expect(sameEffect(other, rejected)).toBe(false);
  });

  it('one line is not two', () => {
    const two = diff({ to: 'a\n+b', blobs: '1111..4444' });
    expect(sameEffect(two, diff({ to: 'a+b', blobs: '1111..5555' }))).toBe(false);
  });

  it('where nothing tells the bytes, the lines decide', () => {
    const bare = (to: string): string =>
      diff({ to, context: 'index of all' }).replace('index 1111..2222 100644\n', '');
    expect(sameEffect(bare('a'), bare('a'))).toBe(true);
    expect(sameEffect(bare('a'), bare('b'))).toBe(false);
  });
});
