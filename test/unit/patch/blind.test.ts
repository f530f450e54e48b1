/**
 * Garbled answers made by rule and seed from changes of this repo and from made-up ones (`blind/`): a clear one brings
 * exactly the intended tree, a damaged one that or a refusal for a fitting reason, and no one ever another tree.
 * `node bench/blind.js` runs the same classes on all of the history.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chanceOf } from './blind/chance.ts';
import { madePairs, VARIANTS } from './blind/made.ts';
import type { Pair } from './blind/pairs.ts';
import { CLASSES, casesOf, isFine, judge } from './blind/score.ts';

const SEED = 20261121;
const EACH = 20;

const REAL = readFileSync(new URL('./blind/fixtures/pairs.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Pair);

const ALL = [...REAL, ...madePairs(chanceOf(SEED), 3)];
const PAIRS = [
  ...ALL,
  ...Object.values(VARIANTS).flatMap((vary) => ALL.filter((_, i) => i % 3 === 0).map(vary)),
];

describe('garbled answers', () => {
  const cases = casesOf(PAIRS, SEED, EACH);

  it('are made in every class', () => {
    const made = new Set(cases.map(({ cls }) => cls));
    expect(Object.keys(CLASSES).filter((cls) => !made.has(cls))).toEqual([]);
  });

  it('bring the intended tree or a refusal, as their class says, and never another tree', () => {
    const bad = cases.flatMap((one) => {
      const { outcome, verdict } = judge(one);
      if (isFine(one.label, outcome)) return [];
      return [
        `${one.cls} of ${one.id} must be ${one.label}, was ${outcome}: ${verdict.ok ? '' : verdict.human}\n${one.text}`,
      ];
    });
    expect(bad).toEqual([]);
  });
});
