import { describe, expect, it } from 'vitest';
import { parseHunkHeader, readHunk } from '../../../src/core/patch/hunk.ts';

const source = (body: string) => body.split('\n').map((text, i) => ({ text, no: i + 1, cr: false }));
const header = (text: string) => parseHunkHeader(source(text)[0]!);

/** Reads a hunk whose header is the first line; its lines as a diff writes them, an empty one as `~`. */
const read = (body: string) => {
  const lines = source(body);
  const found = header(body.split('\n')[0]!);
  if (found === undefined) throw new Error('no header');
  const { hunk, next } = readHunk(lines, 1, found);
  const shown = (list: typeof hunk.lines) =>
    list.map((line) => (line.bare === true ? '~' : line.kind + line.text));
  return {
    lines: shown(hunk.lines),
    ...(hunk.rest === undefined ? {} : { rest: shown(hunk.rest) }),
    ...(hunk.restEndsInProse === undefined ? {} : { prose: hunk.restEndsInProse }),
    ...(hunk.garbled === undefined ? {} : { garbled: hunk.garbled }),
    next,
  };
};

describe('the header of a hunk', () => {
  it.each([
    ['@@ -1,2 +3,4 @@', { no: 1, oldStart: 1, oldCount: 2, newCount: 4 }],
    ['@@ -10 +3 @@ section', { no: 1, oldStart: 10, oldCount: 1, newCount: 1 }],
    ['@@ -0,0 +1,12 @@', { no: 1, oldStart: 0, oldCount: 0, newCount: 12 }],
    ['@@@  -12,34   +56,78', { no: 1, oldStart: 12, oldCount: 34, newCount: 78 }],
    ['@@-1,2 +3,4 @@', { no: 1, oldStart: 1, oldCount: 2, newCount: 4 }],
    ['@@ -5,3 @@', { no: 1, oldStart: 5, oldCount: 3 }],
    ['@@ -5@@', { no: 1, oldStart: 5, oldCount: 1 }],
    ['@@ -5,3', { no: 1 }],
    ['@@ -5,3 7,3 @@', { no: 1 }],
    ['@@ -5,3+7,3 @@', { no: 1 }],
    ['@@', { no: 1 }],
    ['@@ ... @@', { no: 1 }],
    ['@@ of @@ -1,2 +3,4 @@', { no: 1 }],
    ['@@ x -1,2 +3,4 @@', { no: 1 }],
    ['@@ -1234567890 +1 @@', { no: 1 }],
  ])('%s', (text, numbers) => expect(header(text)).toEqual(numbers));
  it.each(['@ -1 +1 @', ' @@ -1 +1 @@', ''])('%j is none', (text) => expect(header(text)).toBeUndefined());
});

describe('where a hunk ends', () => {
  it('at the next hunk, section, fence or end of the answer', () => {
    for (const next of [
      '@@ -9 +9 @@',
      '@@ -9 +9 @@ section',
      'diff --git a/x b/x',
      'Index: x',
      '*** End Patch',
      '*** Begin Patch',
      '```',
      '~~~',
    ])
      expect(read(`@@ -1 +1 @@\n-a\n+b\n${next}`)).toEqual({ lines: ['-a', '+b'], next: 3 });
    expect(read('@@ -1 +1 @@\n-a\n+b')).toEqual({ lines: ['-a', '+b'], next: 3 });
  });
  it('at a pair of headers when its counts are met or a hunk follows them; else the pair is content', () => {
    expect(read('@@ -1 +1 @@\n-a\n+b\n--- a/x\n+++ b/x\n-q')).toEqual({ lines: ['-a', '+b'], next: 3 });
    expect(read('@@ -9 +9,9 @@\n-a\n+b\n--- a/x\n+++ b/x\n@@ -1 +1 @@')).toEqual({
      lines: ['-a', '+b'],
      next: 3,
    });
    expect(read('@@ -2 +9,9 @@\n-a\n--- a/x\n+++ b/x\n q')).toMatchObject({
      lines: ['-a', '--- a/x', '+++ b/x', ' q'],
    });
    expect(read('@@ -1 +1 @@\n-a\n+b\n--- a/x\n q')).toMatchObject({ lines: ['-a', '+b', '--- a/x', ' q'] });
    expect(read('@@ -1 +1 @@\n-a\n+b\n---\n+++ b/x')).toMatchObject({
      lines: ['-a', '+b', '---', '+++ b/x'],
    });
  });
  it.each([
    ['a header at the end of the answer', ['--- a/x']],
    ['a pair at the end of the answer', ['--- a/x', '+++ b/x']],
    ['a pair above what only ends like a header', ['--- a/x', '+++ b/x', ' q @@']],
    ['what only ends like a header', [' q @@']],
    ['headers and fences in the context', [' diff --git a/x b/x', ' Index: x', ' ```']],
    ['two dashes without a version', ['-- ', ' q']],
    ['two dashes at the end of the answer', ['-- ']],
    ['two dashes above a number in the context', ['-- ', ' 2.39']],
  ])('not at %s', (_, more) =>
    expect(read(['@@ -9 +9,9 @@', '-a', ...more].join('\n'))).toEqual({
      lines: ['-a', ...more],
      next: 2 + more.length,
    }),
  );
  it.each([
    ['a context line that holds a header, above one like it', [' --- a/x', '+++ b/x']],
    ['a removed line above a context line that holds a header', ['--- a/x', ' +++ b/x']],
  ])('not at %s', (_, more) =>
    expect(read(['@@ -1 +1 @@', '-a', '+b', ...more].join('\n')).lines).toEqual(['-a', '+b', ...more]),
  );
  it('at the signature of a mail, with or without its blank', () => {
    for (const mark of ['-- ', '--'])
      for (const version of ['2.39.5', '12.0'])
        expect(read(`@@ -1 +1 @@\n-a\n+b\n${mark}\n${version}`)).toEqual({ lines: ['-a', '+b'], next: 3 });
    for (const line of [' x -- ', '-- old'])
      expect(read(`@@ @@\n-a\n${line}\n2.39.5`)).toEqual({ lines: ['-a', line], prose: true, next: 4 });
  });
  it('at prose, which is skipped up to the next header', () => {
    expect(read('@@ -1 +1 @@\n-a\n+b\nThat is it.\nReally.\n@@ -9 +9 @@')).toEqual({
      lines: ['-a', '+b'],
      prose: true,
      next: 5,
    });
    expect(read('@@ -1 +1 @@\n-a\n+b\nThat is it.\n--- a/x\n q')).toMatchObject({ next: 4 });
    expect(read('@@ -1 +1 @@\n-a\n+b\nThat is it.\n+++ b/x')).toMatchObject({ next: 4 });
  });
});

describe('lines that may be lost changes', () => {
  it('after prose make the hunk garbled, unless its counts are met', () => {
    expect(read('@@ -3,9 +3,9 @@\n-a\nb\n+c')).toEqual({
      lines: ['-a'],
      prose: true,
      garbled: true,
      next: 4,
    });
    expect(read('@@ -3,9 +3,9 @@\n-a\nb\n-c')).toMatchObject({ garbled: true });
    expect(read('@@ -1 +1 @@\n-a\n+b\nNotes:\n- one\n+ two')).toEqual({
      lines: ['-a', '+b'],
      prose: true,
      next: 6,
    });
    expect(read('@@ -3,9 +3,0 @@\n-a\nb')).toMatchObject({ garbled: true });
    expect(read('@@ -3,1 +3,1 @@\n-a\nb')).toMatchObject({ garbled: true });
    expect(read('@@ -3,9 +3,9 @@\n-a\n\nb')).not.toHaveProperty('garbled');
    expect(read('@@ -3,0 +3,0 @@\n-a\nb')).not.toHaveProperty('garbled');
    expect(read('@@ @@\n-a\nb\n----\nc')).toEqual({ lines: ['-a'], prose: true, next: 5 });
    expect(read('@@ @@\n-a\nb\nc - d')).toEqual({ lines: ['-a'], prose: true, next: 4 });
  });
  it.each(['+c', '-c', ' c', '+---', '---c', 'see --- a/x\n+c', 'c\n\n+d'])(
    'after prose make a hunk without counts garbled: %j',
    (text) => expect(read(`@@ @@\n-a\nb\n${text}`)).toMatchObject({ lines: ['-a'], garbled: true }),
  );
  it('are not what only looks like them', () => {
    for (const text of ['c ', 'c', '---', '-----', '--- x\n+c', '*c'])
      expect(read(`@@ @@\n-a\nb\n${text}`)).not.toHaveProperty('garbled');
    expect(read('@@ @@\n-a\n\nb\n c')).not.toHaveProperty('garbled');
    expect(read('@@ @@\n-a\n\nb\n+c')).toMatchObject({ garbled: true });
  });
});

describe('a fence right under a hunk', () => {
  it.each([
    ['a change', '@@ @@\n a\n```\n-b'],
    ['a change in mid-fence', '@@ @@\n a\n~~~sh\nb\n~~~\n+b'],
    ['a change, some lines short of the counts', '@@ -1,9 +1,9 @@\n-a\n+b\n```\n-c'],
    ['a change, a blank line above, some lines short', '@@ -1,9 +1,9 @@\n-a\n+b\n\n```\n-c'],
  ])('that goes on with %s is a line of the file', (_, body) =>
    expect(read(body)).toMatchObject({
      garbled: true,
      next: body.split('\n').findIndex((l) => /^[`~]/.test(l)),
    }),
  );
  it.each([
    ['nothing', '@@ @@\n a\n```'],
    ['words', '@@ @@\n a\n```\nb\n c\n```'],
    ['a rule', '@@ @@\n a\n```\n---\n```'],
    ['another hunk', '@@ @@\n a\n```\n@@ @@\n-b'],
    ['another section', '@@ @@\n a\n```\ndiff --git a/x b/x\n-b'],
    ['names without a hunk', '@@ @@\n a\n```\n--- a/x\n+++ b/x\n-b'],
    ['a list, and the counts are met', '@@ -1 +1 @@\n-a\n+b\n```\n- item'],
    ['a list behind a blank line, and the counts are met', '@@ -1 +1 @@\n-a\n+b\n\n```\n- item'],
    ['a list behind a blank line, without counts', '@@ @@\n-a\n\n```\n- item'],
    ['a list in a fence below words with signs', '@@ @@\n-a\nsee ```\n```\n- item'],
    ['a list in a fence below code', '@@ @@\n-a\n`b` is\n```\n- item'],
    ['a list in a fence below a tilde', '@@ @@\n-a\n~ 5\n```\n- item'],
  ])('that goes on with %s ends it', (_, body) => expect(read(body)).not.toHaveProperty('garbled'));
});

describe('lines after a blank one where the counts are met', () => {
  it('are kept apart until the file has been asked', () => {
    expect(read('@@ -1 +1 @@\n-a\n+b\n\n- item\n\n+ item')).toEqual({
      lines: ['-a', '+b'],
      rest: ['~', '- item', '~', '+ item'],
      next: 7,
    });
    expect(read('@@ -1 +1 @@\n-a\n+b\n\n')).toEqual({ lines: ['-a', '+b', '~', '~'], next: 5 });
  });
  it('but an empty line inside the counts is context', () => {
    expect(read('@@ -1,2 +1 @@\n-a\n+b\n\n- item')).toEqual({ lines: ['-a', '+b', '~', '- item'], next: 5 });
    expect(read('@@ -1,3 +1,3 @@\n-a\n+b\n\n c')).toEqual({ lines: ['-a', '+b', '~', ' c'], next: 5 });
    expect(read('@@ -1,2 +1,3 @@\n-a\n+b\n\n+c')).toEqual({ lines: ['-a', '+b', '~', '+c'], next: 5 });
  });
});

it('an empty line counts as context on both sides', () => {
  const { hunk } = readHunk(source('@@\n-a\n\n+b'), 1, { no: 1 });
  expect(hunk.lines[1]).toEqual({ kind: ' ', text: '', no: 3, bare: true });
});

describe('a missing line end', () => {
  it('belongs to the line before it', () => {
    const lines = source('@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b');
    const { hunk } = readHunk(lines, 1, { no: 1 });
    expect(hunk.lines).toEqual([
      { kind: '-', text: 'a', no: 2, noEol: true },
      { kind: '+', text: 'b', no: 4 },
    ]);
    expect(readHunk(source('@@\n\\ No newline\n+b'), 1, { no: 1 }).hunk.lines).toEqual([
      { kind: '+', text: 'b', no: 3 },
    ]);
  });
});
