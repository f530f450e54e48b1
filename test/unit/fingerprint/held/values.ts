/** What changes from run to run, by the shape in which tools print it. All draws come from one seed. */

export type Random = () => number;

/** mulberry32: a small generator with a seed, so that a failing log can be made again. */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const between = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));

export const pick = <T>(random: Random, from: readonly T[]): T =>
  from[Math.floor(random() * from.length)] as T;

const chars = (random: Random, alphabet: string, count: number): string =>
  Array.from({ length: count }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');

const HEX = '0123456789abcdef';
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';
const WORD = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (n: number): string => String(n).padStart(2, '0');

const clock = (r: Random): string =>
  `${two(between(r, 0, 23))}:${two(between(r, 0, 59))}:${two(between(r, 0, 59))}`;
const day = (r: Random): string =>
  `${between(r, 2022, 2027)}-${two(between(r, 1, 12))}-${two(between(r, 1, 28))}`;
const digits = (r: Random, count: number): string => chars(r, '0123456789', count);
const first = (r: Random, count: number): string => `${between(r, 1, 9)}${digits(r, count - 1)}`;

const duration = (r: Random): string =>
  pick(r, [
    () => `${between(r, 1, 59)}s`,
    () => `${between(r, 1, 9)}m${between(r, 0, 59)}s`,
    () => `${between(r, 1, 900)}.${digits(r, 6)}ms`,
    () => `${between(r, 1, 59)}.${digits(r, 9)}s`,
    () => `${between(r, 1, 900)}.${digits(r, 3)}µs`,
  ])();

const age = (r: Random): string =>
  pick(r, [
    () => `${between(r, 2, 59)}s`,
    () => `${between(r, 2, 59)}m`,
    () => `${between(r, 1, 9)}m${between(r, 1, 59)}s`,
  ])();

/** The time in some logger's form. */
const TIMES: Readonly<Record<string, (r: Random) => string>> = {
  iso: (r) => `${day(r)}T${clock(r)}Z`,
  isoms: (r) => `${day(r)}T${clock(r)}.${digits(r, 3)}Z`,
  ison: (r) => `${day(r)}T${clock(r)}.${digits(r, 9)}Z`,
  isous: (r) => `${day(r)}T${clock(r)}.${digits(r, 6)}+0800`,
  pgtime: (r) => `${day(r)} ${clock(r)}.${digits(r, 3)}`,
  pgsec: (r) => `${day(r)} ${clock(r)}`,
  py: (r) => `${day(r)} ${clock(r)},${digits(r, 3)}`,
  go: (r) => `${day(r).replaceAll('-', '/')} ${clock(r)}`,
  klog: (r) => `${two(between(r, 1, 12))}${two(between(r, 1, 28))} ${clock(r)}.${digits(r, 6)}`,
  sys: (r) => `${pick(r, MONTHS)} ${two(between(r, 1, 28))} ${clock(r)}`,
  clock,
  npmtime: (r) => `${day(r)}T${clock(r).replaceAll(':', '_')}_${digits(r, 3)}Z`,
  stamp: (r) => `${day(r).replaceAll('-', '')}${clock(r).replaceAll(':', '')}`,
  epoch: (r) => `17${digits(r, 8)}`,
  up: (r) => `${between(r, 10, 900_000)}.${digits(r, 6)}`,
  dur: duration,
  ison7: (r) => `${day(r)}T${clock(r)}.${digits(r, 7)}Z`,
  isous2: (r) => `${day(r)}T${clock(r)}.${digits(r, 6)}Z`,
  py2: (r) => `${pick(r, ['Monday', 'Friday', 'Sunday'])} ${between(r, 10, 28)} March 2026  ${clock(r)}`,
  elapsed: (r) => `${between(r, 1, 9)}m${between(r, 0, 5)}0s`,
  age,
};

const OTHERS: Readonly<Record<string, (r: Random) => string>> = {
  app: (r) =>
    pick(r, [
      'jellyfin',
      'authentik',
      'velero',
      'kube-state-metrics',
      'node-feature-discovery',
      'gitea',
      'immich',
    ]),
  pid: (r) => String(between(r, 300, 999_999)),
  n1: (r) => String(between(r, 0, 9)),
  n2: (r) => String(between(r, 2, 99)),
  n3: (r) => String(between(r, 11, 999)),
  n4: (r) => String(between(r, 2, 9999)),
  n5: (r) => first(r, 5),
  us: (r) => digits(r, 3),
  sec3: (r) => `${between(r, 0, 300)}.${digits(r, 3)}`,
  sec4: (r) => digits(r, 4),
  zfd: (r) => `0000000${between(r, 3, 9)}`,
  pct: (r) => `${between(r, 1, 99)}.${digits(r, 2)}`,
  float: (r) => `${between(r, 1, 900)}.${digits(r, 1)}`,
  big: (r) => first(r, between(r, 7, 13)),
  eph: (r) => String(between(r, 32_768, 60_999)),
  uuid: (r) => [8, 4, 4, 4, 12].map((n) => chars(r, HEX, n)).join('-'),
  uuid_: (r) => [8, 4, 4, 4, 12].map((n) => chars(r, HEX, n)).join('_'),
  rs: (r) => `${chars(r, SAFE, pick(r, [8, 9, 10]))}-${chars(r, SAFE, 5)}`,
  pod5: (r) => chars(r, SAFE, 5),
  ulid: (r) => `01${chars(r, '0123456789ABCDEFGHJKMNPQRSTVWXYZ', 24)}`,
  token43: (r) => chars(r, `${WORD}_-`, 43),
};

/** One value of a kind: a time, a length of hex, a temp name, or one of the others. */
export const value = (kind: string, random: Random): string => {
  const known = TIMES[kind] ?? OTHERS[kind];
  if (known !== undefined) return known(random);
  const sized = /^(hex|HEX|tmp)(\d+)$/.exec(kind);
  if (sized === null) throw new Error(`no such kind of value: ${kind}`);
  const count = Number(sized[2]);
  if (sized[1] === 'tmp')
    return chars(random, count === 8 ? 'abcdefghijklmnopqrstuvwxyz0123456789_' : WORD, count);
  const hex = chars(random, HEX, count);
  return sized[1] === 'HEX' ? hex.toUpperCase() : hex;
};

/** Replaces `‹kind›` by a fresh value, and `‹kind:key›` by one value for the whole log. */
export const fill = (text: string, random: Random, kept: Map<string, string>): string =>
  text.replace(/‹([\w]+)(?::(\w+))?›/g, (whole, kind: string, key: string | undefined) => {
    if (key === undefined) return value(kind, random);
    const known = kept.get(whole) ?? value(kind, random);
    kept.set(whole, known);
    return known;
  });
