import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fingerprint } from '../../src/core/fingerprint/fingerprint.ts';

/**
 * Failure tails of a hundred errors, in our own arrangement: `{{kind}}` is filled anew each time, `{{kind:x}}`
 * once a log, and `~~ A ==> B` makes another error of the tail. Each recurs in noise, colour, CRLF, repeats, hard wraps
 * and with parallel output between its lines.
 */
interface Case {
  readonly name: string;
  readonly tail: string;
  readonly others: readonly string[];
}

const casesOf = (file: string): Case[] =>
  readFileSync(new URL(`./tails/${file}`, import.meta.url), 'utf8')
    .replace(/^@@ /, '')
    .split('\n@@ ')
    .map((text) => {
      const [name = '', ...rest] = text.split('\n');
      const [tail = '', ...edits] = rest.join('\n').trimEnd().split('\n~~ ');
      const others = edits.map((edit) => {
        const [from = '', to = ''] = edit.replaceAll('\\n', '\n').split(' ==> ');
        expect(tail, name).toContain(from);
        return tail.replaceAll(from, to);
      });
      return { name, tail, others };
    });

/** Numerical Recipes' LCG: the same logs on every run of the test. */
const dice = (seed: number) => {
  let state = seed;
  return (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
};

type Dice = ReturnType<typeof dice>;

const pick = (d: Dice, alphabet: string, n: number) =>
  Array.from({ length: n }, () => alphabet[d(alphabet.length)]).join('');
const two = (n: number) => String(n).padStart(2, '0');
const clock = (d: Dice) => `${two(d(24))}:${two(d(60))}:${two(d(60))}`;
const iso = (d: Dice) => `20${two(20 + d(7))}-${two(1 + d(12))}-${two(1 + d(28))}T${clock(d)}`;
const HEX = '0123456789abcdef';
/** The alphabet of Kubernetes' generated names. */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const hex = (n: number) => (d: Dice) => pick(d, HEX, n);

const FILL: Readonly<Record<string, (d: Dice) => string>> = {
  iso,
  isoz: (d) => `${iso(d)}Z`,
  isoms: (d) => `${iso(d)}.${String(d(1000)).padStart(3, '0')}Z`,
  isons: (d) => `${iso(d)}.${pick(d, '0123456789', 9)}Z`,
  clock,
  sys: (d) => `${MONTHS[d(12)]} ${String(1 + d(28)).padStart(2, ' ')} ${clock(d)}`,
  slash: (d) => iso(d).replaceAll('-', '/').replace('T', ' '),
  klog: (d) =>
    `${two(1 + d(12))}${two(1 + d(28))} ${clock(d)}.${pick(d, '0123456789', 6)} ${String(1 + d(99_999)).padStart(7)}`,
  go: (d) => [`${1 + d(59)}s`, `${1 + d(9)}m${d(60)}s`, `${1 + d(999)}.${1 + d(99_999)}ms`][d(3)] ?? '',
  uuid: (d) => [8, 4, 4, 4, 12].map((n) => pick(d, HEX, n)).join('-'),
  rs: (d) => pick(d, SAFE, 8) + pick(d, '2456789', 1),
  p5: (d) => pick(d, SAFE, 4) + pick(d, '2456789', 1),
  h7: hex(7),
  h8: hex(8),
  h12: hex(12),
  h16: hex(16),
  h40: hex(40),
  h64: hex(64),
  H8: (d) => pick(d, '0123456789ABCDEF', 8),
  b10: (d) => `${pick(d, 'abcdefghABCDEFGH0123456789', 8)}aZ`,
  n: (d) => String(1 + d(99_999)),
  n2: (d) => String(2 + d(58)),
  n7: (d) => String(1_000_000 + d(90_000_000)),
  d1: (d) => String(d(10)),
  d3: (d) => String(100 + d(900)),
  ms: (d) => String(1 + d(9999)),
  pid: (d) => String(2 + d(99_999)),
  ep: (d) => String(1_600_000_000 + d(200_000_000)),
  f: (d) => `${1 + d(999_999)}.${pick(d, '0123456789', 6)}`,
  eip: (d) => `34.${1 + d(254)}.${1 + d(254)}.${1 + d(254)}`,
  size: (d) => `${1 + d(99)}.${d(10)} GiB`,
  pct: (d) => `${d(100)}.${two(d(100))}%`,
};

const filled = (tail: string, d: Dice): string => {
  const once = new Map<string, string>();
  return tail.replace(/\{\{(\w+)(:\w+)?\}\}/g, (_, kind: string, tag?: string) => {
    const make = FILL[kind];
    if (make === undefined) throw new Error(`no filler for ${kind}`);
    const key = tag === undefined ? undefined : kind + tag;
    const value = (key === undefined ? undefined : once.get(key)) ?? make(d);
    if (key !== undefined) once.set(key, value);
    return value;
  });
};

const NOISE: readonly ((d: Dice) => string)[] = [
  (d) => `[${iso(d)}Z] waiting for Talos API on 10.0.0.5${d(4)}:50000 (${d(60)}/60)`,
  (d) => `deployment "${['grafana', 'tempo', 'minio'][d(3)]}" successfully rolled out`,
  (d) => `${pick(d, HEX, 12)}: Pull complete`,
  (d) => `ok: [node${d(4)}]`,
  (d) => `remote: Compressing objects: ${d(100)}% (${d(242)}/242)`,
  (d) =>
    `${MONTHS[d(12)]} ${two(10 + d(18))} ${clock(d)} node1 systemd[1]: Started Session ${d(900)} of User root.`,
  (d) => `✔ applied revision main@sha1:${pick(d, HEX, 40)}`,
  (d) => `frobnicated item ${pick(d, 'abcdefgh', 6)} in ${d(900)}ms`,
];
const noise = (d: Dice, n: number) => Array.from({ length: n }, () => NOISE[d(NOISE.length)]?.(d) ?? '');

/** One run that fails with this tail. */
const logOf = (tail: string, shape: number, seed: number): string => {
  const d = dice(seed);
  const lines = filled(tail, d).split('\n');
  const before = noise(d, [0, 12, 40, 70, 25, 30][shape] ?? 0);
  const parallel =
    shape === 3
      ? lines.flatMap((line) => (d(4) === 0 ? [line, NOISE[d(NOISE.length - 1)]?.(d) ?? ''] : [line]))
      : lines;
  const log = [...before, ...parallel].map((line) => (shape === 4 ? `\u001b[2m${line}\u001b[22m` : line));
  const wrapped = shape === 5 ? log.flatMap((line) => line.match(/.{1,120}/gs) ?? ['']) : log;
  return wrapped.join(shape === 4 ? '\r\n' : '\n');
};

const nameOf = (text: string) => fingerprint({ text, stage: '', exitCode: null, outcome: 'exited' }).hash;

it('recurrences of a hundred errors keep their names, and their siblings have others', () => {
  const cases = [...casesOf('first.txt'), ...casesOf('second.txt'), ...casesOf('third.txt')];
  expect(cases.length).toBeGreaterThanOrEqual(100);
  let [same, sameAll, other, otherAll] = [0, 0, 0, 0];
  cases.forEach(({ tail, others }, c) => {
    const names = [tail, ...others].map((text, v) =>
      [0, 1, 2, 3, 4, 5].map((shape) => nameOf(logOf(text, shape, c * 1000 + v * 10 + shape))),
    );
    names.forEach((ours, v) => {
      for (let i = 0; i < ours.length; i++)
        for (let j = i + 1; j < ours.length; j++)
          [same, sameAll] = [same + Number(ours[i] === ours[j]), sameAll + 1];
      for (const theirs of names.slice(v + 1))
        for (const a of ours)
          for (const b of theirs) [other, otherAll] = [other + Number(a !== b), otherAll + 1];
    });
  });
  expect(sameAll).toBeGreaterThan(3000);
  expect(other / otherAll).toBeGreaterThanOrEqual(0.995);
  expect(same / sameAll).toBeGreaterThanOrEqual(0.97);
});
