/** A list of edits, the line diff that counts it, and how a refusal is told to its two readers. */
import { describe, expect, it } from 'vitest';
import { diffLines } from '../../../src/core/patch/diff.ts';
import { parseProposal } from '../../../src/core/patch/parse.ts';
import { refusal } from '../../../src/core/patch/reasons.ts';
import type { Edit } from '../../../src/core/patch/types.ts';

const edit: Edit = { path: 'a/é', search: 'x', replace: 'yz' };
const parse = (...edits: readonly Edit[]): unknown => {
  const parsed = parseProposal({ form: 'edits', edits });
  return 'rule' in parsed ? [parsed.rule, parsed.line] : parsed;
};

describe('edits', () => {
  it('of one file are one section, in their order; their size is counted in bytes', () => {
    expect(parse(edit, { ...edit, path: 'b' }, { ...edit, search: 'q' })).toMatchObject({
      format: 'edits',
      bytes: 4 + 3 + 1 + 3 + 4 + 3,
      sections: [
        {
          no: 1,
          prefixed: false,
          body: {
            replacements: [
              { no: 1, search: 'x' },
              { no: 3, search: 'q' },
            ],
          },
        },
        { no: 2, body: { replacements: [{ no: 2 }] } },
      ],
    });
  });
  it('that no file could hold are refused by their number', () => {
    expect(parse()).toEqual(['empty', undefined]);
    for (const part of ['path', 'search', 'replace'])
      expect(parse(edit, { ...edit, [part]: '\ud800' })).toEqual(['not-utf8', 2]);
    for (const part of ['search', 'replace'])
      expect(parse(edit, { ...edit, [part]: 'a\0' })).toEqual(['binary', 2]);
  });
});

describe('the line diff', () => {
  const diff = (a: string, b: string): string =>
    diffLines([...a], [...b])
      .map(({ start, del, from, add }) => `${start}-${del} ${from}+${add}`)
      .join('; ');
  it.each([
    ['abc', 'abc', ''],
    ['', 'ab', '0-0 0+2'],
    ['ab', '', '0-2 0+0'],
    ['abc', 'axc', '1-1 1+1'],
    ['abcd', 'bd', '0-1 0+0; 2-1 1+0'],
    ['bd', 'abcd', '0-0 0+1; 1-0 2+1'],
    ['aa', 'aaa', '2-0 2+1'],
  ])('of %j and %j is %j', (a, b, edits) => expect(diff(a!, b!)).toBe(edits));
  it('finds the fewest changes', () => {
    const count = diffLines([...'abcabba'], [...'cbabac']).reduce((sum, one) => sum + one.del + one.add, 0);
    expect(count).toBe(5);
  });
});

describe('a refusal', () => {
  it('says where: the file, the line of the answer, both or neither', () => {
    const human = (at: object): string => refusal([{ rule: 'r', message: 'm', ...at }]).human;
    expect(human({})).toMatch(/: r: m$/);
    expect(human({ line: 3 })).toMatch(/: r: line 3 of the answer: m$/);
    expect(human({ path: 'p' })).toMatch(/: r: p: m$/);
    expect(human({ path: 'p', line: 3 })).toMatch(/: r: p \(line 3\): m$/);
  });
  it('tells equal ones once, ten of many, and the human one line of at most 300 characters', () => {
    const many = Array.from({ length: 12 }, (_, i) => ({ rule: 'r', message: `m${i}` }));
    const told = refusal([...many, many[0]!]);
    expect(told.violations).toHaveLength(12);
    expect(told.human).toMatch(/m0 \(and 11 more\)$/);
    expect(told.model).toContain('(10) r: m9. And 2 more');
    expect(told.model).not.toContain('m10');
    expect(refusal(many.slice(0, 1)).human).not.toContain('more');
    expect(refusal([{ rule: 'r', message: 'a\nb'.repeat(200) }]).human).toMatch(/^[^\n]{299}…$/);
  });
});
