import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allRows } from '../rig/machine-rows.ts';

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = text('docs/machine.md');
const kinds = (path: string, key: string) => [
  ...new Set([...text(path).matchAll(new RegExp(`readonly ${key}: '(\\w+)'`, 'g'))].map(([, kind]) => kind)),
];

describe('docs/machine.md says what the code does', () => {
  it('has each row of the table, word by word, and no other', () => {
    const rows = page.split('\n').filter((line) => /^\| [MLVR]\d/.test(line));
    expect(rows).toEqual(allRows.map(({ id, says }) => `| ${id} | ${says} |`));
  });

  it.each([
    ['src/core/machine/actions.ts', 'do', 15],
    ['src/core/machine/events.ts', 'type', 22],
  ])('names every %s', (path, key, count) => {
    const found = kinds(path, key);
    expect(found).toHaveLength(count);
    expect(found.filter((kind) => !page.includes(`\`${kind}\``))).toEqual([]);
  });
});
