import { nameOf } from '../name.ts';
import { type Case, logOf, VARIANTS, type Variant } from './logs.ts';

export interface Scored {
  readonly id: string;
  readonly tool: string;
  /** Pairs of logs of one failure, and how many of them have one name. */
  readonly same: number;
  readonly together: number;
  /** Pairs of logs of two failures of this case, and how many of them have two names. */
  readonly different: number;
  readonly apart: number;
  /** Variants whose name is not the one that most have. */
  readonly strays: readonly string[];
  /** Other failures that share a name with this one or with another. */
  readonly merged: readonly string[];
}

const seedOf = (id: string, n: number): number =>
  [...id].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) | 0, n * 7919);

/** Names every log of a case, as the bench of issue 4 does: eight of the failure, two of each other one. */
export const scoreCase = (from: Case, night = 0): Scored => {
  const named = VARIANTS.map((variant, n) => ({
    variant,
    label: 'itself',
    name: nameOf(logOf(from, variant, seedOf(from.id, n + 1000 * night))),
  }));
  for (const [k, other] of from.others.entries())
    for (const [n, variant] of (['short', 'interleaved'] as const satisfies readonly Variant[]).entries())
      named.push({
        variant,
        label: `${other[0]} ⇒ ${other[1]}`,
        name: nameOf(logOf(from, variant, seedOf(from.id, 100 + 10 * k + n + 1000 * night), other)),
      });
  let same = 0;
  let together = 0;
  let different = 0;
  let apart = 0;
  const merged = new Set<string>();
  for (const [i, a] of named.entries())
    for (const b of named.slice(i + 1))
      if (a.label === b.label) {
        same++;
        if (a.name === b.name) together++;
      } else {
        different++;
        if (a.name === b.name) merged.add(b.label);
        else apart++;
      }
  const count = new Map<string, number>();
  for (const { label, name } of named)
    count.set(`${label} ${name}`, (count.get(`${label} ${name}`) ?? 0) + 1);
  const usual = (label: string) =>
    [...count].filter(([key]) => key.startsWith(`${label} `)).sort((a, b) => b[1] - a[1])[0]?.[0];
  const strays = named
    .filter(({ label, name }) => `${label} ${name}` !== usual(label))
    .map(({ label, variant }) => (label === 'itself' ? variant : `${variant} of ${label}`));
  return { id: from.id, tool: from.tool, same, together, different, apart, strays, merged: [...merged] };
};

/** The bench's SCORE: harmonic mean of same-failure recall and of the share of different failures told apart. */
export const scoreOf = (scored: readonly Scored[]): number => {
  const sum = (key: 'same' | 'together' | 'different' | 'apart') => scored.reduce((n, s) => n + s[key], 0);
  const recall = sum('together') / sum('same');
  const apart = sum('apart') / sum('different');
  return (2 * recall * apart) / (recall + apart);
};
