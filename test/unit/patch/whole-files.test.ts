/** Whole files under a fence: whose words name it, and where a stray mark of another format is told. */
import { describe, expect, it } from 'vitest';
import { frame } from '../../../src/core/patch/frame.ts';
import { parseWhole } from '../../../src/core/patch/whole.ts';

/** Names and first lines of the files, or the refusal. */
const read = (answer: string): unknown => {
  const framed = frame(answer);
  if ('rule' in framed) return framed;
  const sections = parseWhole(framed);
  if ('rule' in sections) return sections;
  return sections.map(
    ({ no, names, body }) => `${no} ${names[0]![0]} ${body.kind === 'whole' && body.lines.join('/')}`,
  );
};
const fenced = (info: string, body = 'a\n', mark = '```'): string => `${mark}${info}\n${body}${mark}\n`;

describe('the name of a whole file', () => {
  it.each([
    ['x.yaml\n', 'yaml', '2 x.yaml a'],
    ['x.yaml\n', 'yaml:', '2 x.yaml a'],
    ['x.yaml\n', 'yaml:y.yaml', '2 y.yaml a'],
    ['x.yaml\n', 'yaml: y.yaml  ', '2 y.yaml a'],
    ['x.yaml\n', ':y.yaml', '2 y.yaml a'],
    ['x.yaml\n', 'yaml note: y.yaml', '2 x.yaml a'],
    ['x.yaml\n', 'yaml y.yaml', '2 y.yaml a'],
    ['x.yaml\n', '  yaml   y.yaml', '2 y.yaml a'],
    ['x.yaml\n', 'yaml as it is', '2 x.yaml a'],
    ['x.yaml\n\n', 'yaml', '3 x.yaml a'],
    ['', 'yaml title="d e/y.yaml"', '1 d e/y.yaml a'],
  ])('%j above a fence of %j', (above, info, want) => expect(read(above + fenced(info))).toEqual([want]));
  it('is not the one above the fence before', () => {
    expect(read(`x.yaml\n${fenced('yaml')}${fenced('sh', 'b\n')}`)).toEqual(['2 x.yaml a']);
    expect(read(`x.yaml\n${fenced('yaml')}y.yaml\n${fenced('sh', 'b\nc\n')}`)).toEqual([
      '2 x.yaml a',
      '6 y.yaml b/c',
    ]);
  });
  it('that stands behind a fence in words is asked for', () =>
    expect(read(fenced('yaml lines of d/x.yaml'))).toEqual({
      rule: 'no-path',
      line: 1,
      message: 'the words behind this code fence name no file: write its name on a line of its own above it',
    }));
  it.each(['yaml lines of x', 'yaml and / or'])('words that name no path are prose: %s', (info) =>
    expect(read(`x.yaml\n\n\n${fenced(info)}x.yaml\n${fenced('')}`)).toEqual([`8 x.yaml a`]),
  );
});

describe('a whole file', () => {
  it.each([
    ['in its first line', '>>>>>>> REPLACE\na\n', 3],
    ['in its third line', 'a\nb\n+++++++ REPLACE\n>>>>>>> REPLACE\n', 5],
  ])('with the end of a block %s is told by that line', (_, body, line) =>
    expect(read(`x.yaml\n${fenced('', body)}`)).toEqual({
      rule: 'garbled',
      line,
      message: 'a search/replace block without its `<<<<<<< SEARCH` line',
    }),
  );
  it('may be empty, and may hold fences of another kind or shorter ones', () => {
    expect(read(`x.md\n${fenced('', '')}`)).toEqual(['2 x.md ']);
    expect(read(`x.md\n${fenced('', '```sh\na\n```\n', '~~~')}`)).toEqual(['2 x.md ```sh/a/```']);
    expect(read(`x.md\n${fenced('md', '```\na\n```\n', '````')}`)).toEqual(['2 x.md ```/a/```']);
    expect(read(`x.md\n${fenced('md', '```sh\na\n```\n')}`)).toEqual(['2 x.md ```sh/a/```']);
    expect(read(`x.md\n${fenced('md', '```sh\n```sh\na\n```\n```\nb\n')}`)).toEqual([
      '2 x.md ```sh/```sh/a/```/```/b',
    ]);
  });
});
