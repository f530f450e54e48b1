/** Seeded chance: the same seed gives the same cases (mulberry32). */
export interface Chance {
  /** Whole number from 0 up to, not including, `n`. */
  below(n: number): number;
  pick<T>(from: readonly T[]): T;
  shuffle<T>(from: readonly T[]): T[];
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    pick: (from) => from[below(from.length)]!,
    shuffle: (from) => {
      const out = [...from];
      for (let i = out.length - 1; i > 0; i--) {
        const k = below(i + 1);
        [out[i], out[k]] = [out[k]!, out[i]!];
      }
      return out;
    },
  };
}

export const hash = (text: string): number => {
  let h = 2166136261;
  for (const c of text) h = Math.imul(h ^ c.codePointAt(0)!, 16777619);
  return h >>> 0;
};
