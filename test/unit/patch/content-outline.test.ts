import { describe, expect, it } from 'vitest';
import { outline } from '../../../src/core/patch/content/outline.ts';

/** Each entry as `path = value @line`. */
const read = (text: string): readonly string[] =>
  outline(text.split('\n')).map(({ path, key, value, line }) => {
    expect(path.at(-1)).toBe(key);
    return `${path.join('/')} = ${value} @${line}`;
  });

const valueIn = (line: string): string | undefined => outline([line])[0]?.value;

describe('a value is what the program reads, not how it is written', () => {
  it.each([
    ['a: b', 'b'],
    ['a: b   ', 'b'],
    ['a: b,', 'b'],
    ['a: b ,', 'b'],
    ['a: b,  ', 'b'],
    ['   a: b', 'b'],
    ['a: b,c', 'b,c'],
    ['a: "x y"', 'x y'],
    ["a: 'x y',", 'x y'],
    ['a: ""', ''],
    ['a: "x"  # why not', 'x'],
    ['a: "x"# why not', 'x'],
    ['a: "x" y', '"x" y'],
    ['a: x "y"', 'x "y"'],
    [`a: "it's"`, "it's"],
    ['a: "x # y"', 'x # y'],
    ['a: b # note', 'b'],
    ['a: b   # note', 'b'],
    ['a: b#c', 'b#c'],
    ['a: b # c # d', 'b'],
    ['a:', ''],
    ['a: {', ''],
    ['a: [', ''],
    ['a: x[', 'x['],
    ['a: [1]', '[1]'],
    ['"a": 300,', '300'],
    ["'a' : 300", '300'],
  ])('%s', (line, value) => expect(valueIn(line)).toBe(value));

  it.each(['- plain', '# a: b', '   # a: b', 'a:b', '', '{', '---', '--- # a: b', '&x a: b', 'http://x/y'])(
    'no entry: %s',
    (line) => expect(outline([line])).toEqual([]),
  );

  it('a key is read without its quotes and blanks', () =>
    expect(outline(['"a b" : 1', "'c':  2", 'd e : 3']).map(({ key }) => key)).toEqual(['a b', 'c', 'd e']));
});

describe('the path of an entry follows the indentation', () => {
  it('siblings, children, and back again', () =>
    expect(read('a:\n  b: 1\n  c:\n    d: 2\n  e: 3\nf: 4')).toEqual([
      'a =  @1',
      'a/b = 1 @2',
      'a/c =  @3',
      'a/c/d = 2 @4',
      'a/e = 3 @5',
      'f = 4 @6',
    ]));

  it('blank lines and comments count as lines and end nothing', () =>
    expect(read('a:\n\n# b:\n# c\n  d: 1\n    # e: 2\n  f: 3')).toEqual([
      'a =  @1',
      'a/d = 1 @5',
      'a/f = 3 @7',
    ]));

  it('a comment further out than what it stands in ends nothing either', () =>
    expect(read('a:\n  b:\n  # why\n    c: 1')).toContain('a/b/c = 1 @4'));

  it('another document of the file starts anew', () => {
    expect(read('a:\n---\n- b: 1')).toEqual(['a =  @1', '[]/b = 1 @3']);
    expect(read('a:\n  b: 1\n---\n  c: 2')).toEqual(['a =  @1', 'a/b = 1 @2', 'c = 2 @4']);
    expect(read('a: x---y\nb:\n  --- : 1')[0]).toBe('a = x---y @1');
  });

  it('JSON on several lines', () =>
    expect(read('{\n  "a": {\n    "b": [\n      1\n    ]\n  },\n  "c": true\n}')).toEqual([
      'a =  @2',
      'a/b =  @3',
      'c = true @7',
    ]));
});

describe('list items', () => {
  it('are named by what names them, on their line or below', () =>
    expect(
      read(
        'l:\n  - name: x\n    v: 1\n  - v: 2\n    id: "y"\n  - alert: Z\n  - v: 3\n    record: r:z\n  - v: 4',
      ),
    ).toEqual([
      'l =  @1',
      'l/[x]/name = x @2',
      'l/[x]/v = 1 @3',
      'l/[y]/v = 2 @4',
      'l/[y]/id = y @5',
      'l/[Z]/alert = Z @6',
      'l/[r:z]/v = 3 @7',
      'l/[r:z]/record = r:z @8',
      'l/[]/v = 4 @9',
    ]));

  it('may stand at the column of their key', () =>
    expect(read('a:\n- name: x\n- b: 1\nname: y')).toEqual([
      'a =  @1',
      'a/[x]/name = x @2',
      'a/[]/b = 1 @3',
      'name = y @4',
    ]));

  it('are not named by the next item, a parent, the next document or a child', () => {
    expect(read('- v: 1\n- name: x')[0]).toBe('[]/v = 1 @1');
    expect(read('l:\n  - v: 1\nname: x')[1]).toBe('l/[]/v = 1 @2');
    expect(read('- v: 1\n---\nname: x')[0]).toBe('[]/v = 1 @1');
    expect(read('- env:\n    name: x')[0]).toBe('[]/env =  @1');
    expect(read('l:\n  - v: 1\nm:\n    name: x')[1]).toBe('l/[]/v = 1 @2');
    expect(read('- v: 1\n---\nm:\n  name: x')[0]).toBe('[]/v = 1 @1');
    expect(read('- env:\n    v: 1\n  name: x')[0]).toBe('[x]/env =  @1');
  });

  it('are named across blank lines and comments, and with a wide dash', () => {
    expect(read('- v: 1\n# why not\n  name: x')[0]).toBe('[x]/v = 1 @1');
    expect(read('- v: 1\n\n  name: x')[0]).toBe('[x]/v = 1 @1');
    expect(read('-   v: 1\n    name: x')).toEqual(['[x]/v = 1 @1', '[x]/name = x @2']);
  });

  it('may hold lists', () => {
    expect(read('- name: x\n  sub:\n    - name: y\n      v: 1\n    - name: z\n  v: 2')).toEqual([
      '[x]/name = x @1',
      '[x]/sub =  @2',
      '[x]/sub/[y]/name = y @3',
      '[x]/sub/[y]/v = 1 @4',
      '[x]/sub/[z]/name = z @5',
      '[x]/v = 2 @6',
    ]);
    expect(read('- - a: 1\n  - b: 2\n- c: 3')).toEqual(['[]/a = 1 @1', '[]/[]/b = 2 @2', '[]/c = 3 @3']);
  });

  it('may be words', () => expect(read('l:\n  - a\n  - b\nk: 1')).toEqual(['l =  @1', 'k = 1 @4']));
});

describe('maps on one line', () => {
  it('are opened one level', () =>
    expect(read(`p: { ab: 10, "c.d" : 'ef',g-h: 2}`).slice(1)).toEqual([
      'p/ab = 10 @1',
      'p/c.d = ef @1',
      'p/g-h = 2 @1',
    ]));

  it('with and without blanks', () =>
    expect(read('p: {a: 1,b:2,  c  :  3 }').slice(1)).toEqual(['p/a = 1 @1', 'p/b = 2 @1', 'p/c = 3 @1']));

  it('a list of words with a colon is none', () => expect(read('p: a, b: 2')).toEqual(['p = a, b: 2 @1']));
});

describe('text blocks', () => {
  it.each(['|', '>', '|-', '>+', '|2', '|+2', '| ', '|  # why not', '|# why'])(
    'what stands in a block marked %s is text',
    (mark) => expect(read(`a: ${mark}\n  b: 1\n\n  c: 2\nd: 3`).slice(1)).toEqual(['d = 3 @5']),
  );

  it.each(['x', 'x |', '|x', '| x', '!|', '"|"'])('after %s there is none', (value) =>
    expect(read(`a: ${value}\n  b: 1`)[1]).toBe('a/b = 1 @2'),
  );

  it('a block ends at the column of its key, also in a list item', () =>
    expect(read('l:\n  - run: |\n      x: 1\n    ok: 2\n  - run: |\n      x: 1\n  - y: 2')).toEqual([
      'l =  @1',
      'l/[]/run = | @2',
      'l/[]/ok = 2 @4',
      'l/[]/run = | @5',
      'l/[]/y = 2 @7',
    ]));
});
