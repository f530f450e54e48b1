/** Unified diffs: hunks doubled, split or out of order, and what is broken beyond reading. */
import {
  type Class,
  type Classes,
  clear,
  diffClass,
  either,
  modifiesOnly,
  noRenames,
  plainEnds,
  refused,
  uniqueAll,
} from './kinds.ts';
import { type Hunk, hunksOf, isUnique, type Line, linesOf, placesOf } from './pairs.ts';
import { bareHead, bodyLine, diffOf, unified } from './render.ts';
import { under } from './unified-heads.ts';
import { where } from './where.ts';

const splitHunk = (hunk: Hunk): readonly Hunk[] => {
  const first = hunk.lines.findIndex(([sign]) => sign !== ' ');
  const gap = hunk.lines.findIndex(
    ([sign], i) => i > first && sign === ' ' && hunk.lines.slice(i).some(([s]) => s === '+' || s === '-'),
  );
  if (gap < 0) return [hunk];
  const next = hunk.lines.findIndex(([sign], i) => i > gap && sign !== ' ');
  const count = (signs: string, to: number): number =>
    hunk.lines.slice(0, to).filter(([s]) => signs.includes(s)).length;
  return [
    { ...hunk, lines: hunk.lines.slice(0, next) },
    {
      oldStart: hunk.oldStart + count(' -', gap),
      newStart: hunk.newStart + count(' +', gap),
      lines: hunk.lines.slice(gap),
    },
  ];
};

const plusFirst = (hunk: Hunk): Hunk => {
  const lines: Line[] = [];
  for (let i = 0; i < hunk.lines.length; ) {
    const run = hunk.lines.slice(i).findIndex(([s]) => s === ' ');
    const part = hunk.lines.slice(i, run < 0 ? undefined : i + run);
    lines.push(...part.filter(([s]) => s === '+'), ...part.filter(([s]) => s === '-'));
    i += part.length;
    if (i < hunk.lines.length) lines.push(hunk.lines[i++]!);
  }
  return { ...hunk, lines };
};

const interleaved = (hunk: Hunk): Hunk => {
  const lines: Line[] = [];
  for (let i = 0; i < hunk.lines.length; ) {
    const run = hunk.lines.slice(i).findIndex(([s]) => s === ' ');
    const part = hunk.lines.slice(i, run < 0 ? undefined : i + run);
    const minus = part.filter(([s]) => s === '-');
    const plus = part.filter(([s]) => s === '+');
    for (let k = 0; k < Math.max(minus.length, plus.length); k++)
      lines.push(...minus.slice(k, k + 1), ...plus.slice(k, k + 1));
    i += part.length;
    if (i < hunk.lines.length) lines.push(hunk.lines[i++]!);
  }
  return { ...hunk, lines };
};

const many: Class = ({ changes }) => (changes.some((c) => hunksOf(c).length > 1) ? clear('') : undefined);
const needMany =
  (make: Class): Class =>
  (start) =>
    many(start) === undefined ? undefined : make(start);
const noMarkers =
  (make: Class): Class =>
  (start) =>
    plainEnds(start.changes) ? make(start) : undefined;

const order: Classes = {
  reversed: needMany(diffClass({ hunks: (hunks) => [...hunks].reverse() })),
  'reversed-no-number': needMany(
    diffClass({ hunks: (hunks) => [...hunks].reverse(), at: () => '@@ ... @@' }, 'unique'),
  ),
  'hunk-twice': ({ changes, chance }) =>
    modifiesOnly(changes)
      ? clear(
          unified(changes, {
            hunks: (hunks) => {
              const h = chance.pick(hunks);
              return [...hunks, h];
            },
          }),
        )
      : undefined,
  'hunk-twice-at-once': ({ changes }) =>
    modifiesOnly(changes) && uniqueAll(changes)
      ? either(unified(changes, { hunks: (hunks) => hunks.flatMap((h) => [h, h]) }))
      : undefined,
  'own-sections': needMany(({ changes }) =>
    noRenames(changes)
      ? clear(
          changes
            .flatMap((c) => hunksOf(c).flatMap((h) => diffOf(c, { hunks: () => [h] })))
            .join('\n')
            .concat('\n'),
        )
      : undefined,
  ),
  'own-fences': needMany(({ changes }) =>
    modifiesOnly(changes)
      ? clear(
          changes
            .flatMap((c) =>
              hunksOf(c).map(
                (h) => `\`\`\`diff\n${diffOf(c, { head: bareHead, hunks: () => [h] }).join('\n')}\n\`\`\`\n`,
              ),
            )
            .join('\nand then\n\n'),
        )
      : undefined,
  ),
  'files-reversed': ({ changes }) =>
    changes.length > 1 ? clear(unified([...changes].reverse())) : undefined,
  split: noMarkers(({ changes }) =>
    modifiesOnly(changes) && changes.some((c) => hunksOf(c).some((h) => splitHunk(h).length > 1))
      ? clear(unified(changes, { hunks: (hunks) => hunks.flatMap(splitHunk) }))
      : undefined,
  ),
  'plus-first': noMarkers(({ changes }) =>
    modifiesOnly(changes) ? clear(unified(changes, { hunks: (hunks) => hunks.map(plusFirst) })) : undefined,
  ),
  interleaved: noMarkers(({ changes }) =>
    modifiesOnly(changes) ? clear(unified(changes, { hunks: (hunks) => hunks.map(interleaved) })) : undefined,
  ),
  'noop-pairs': noMarkers(({ changes }) =>
    modifiesOnly(changes)
      ? clear(
          unified(changes, {
            line: (line, i) => (line[0] === ' ' && i === 0 ? [`-${line[1]}`, `+${line[1]}`] : bodyLine(line)),
          }),
        )
      : undefined,
  ),
  'whole-as-minus-plus': noMarkers(({ changes }) =>
    modifiesOnly(changes)
      ? clear(
          changes
            .flatMap((c) => [
              ...bareHead(c),
              '@@ @@',
              ...linesOf(c.before).map((l) => `-${l}`),
              ...linesOf(c.after).map((l) => `+${l}`),
            ])
            .join('\n')
            .concat('\n'),
        )
      : undefined,
  ),
  u0: ({ changes }) => (modifiesOnly(changes) ? either(unified(changes, { context: 0 })) : undefined),
  'u0-unique-minus': ({ changes }) =>
    modifiesOnly(changes) &&
    changes.every((c) => hunksOf(c, 0).every((h) => h.lines.some(([s]) => s === '-') && isUnique(c, h)))
      ? clear(unified(changes, { context: 0 }))
      : undefined,
  u1: ({ changes }) =>
    modifiesOnly(changes) && uniqueAll(changes, 1) ? clear(unified(changes, { context: 1 })) : undefined,
  'u1-numbers': ({ changes }) =>
    modifiesOnly(changes) ? either(unified(changes, { context: 1 })) : undefined,
  u10: diffClass({ context: 10 }),
  'u-all': diffClass({ context: 100_000 }),
  'u-all-bare': diffClass({ context: 100_000, at: () => '@@' }),
  'u0-insert-no-number': ({ changes }) =>
    modifiesOnly(changes) && changes.some((c) => hunksOf(c, 0).some((h) => h.lines.every(([s]) => s === '+')))
      ? refused(unified(changes, { context: 0, at: () => '@@' }), 'no-context', 'ambiguous')
      : undefined,
};

const broken: Classes = {
  'plus-lost-on-one': ({ changes, chance }) => {
    const target = chance.below(5);
    let seen = 0;
    return either(
      unified(changes, {
        line: ([sign, text]) =>
          sign === '+' && /^[^ +-]/.test(text) && seen++ === target ? text : sign + text,
      }),
    );
  },
  'plus-became-context': ({ changes, chance }) => {
    if (!modifiesOnly(changes)) return undefined;
    const target = chance.below(5);
    let seen = 0;
    const made = unified(changes, {
      line: ([sign, text]) => (sign === '+' && text !== '' && seen++ === target ? ` ${text}` : sign + text),
    });
    return seen > target ? either(made) : undefined;
  },
  'minus-forgotten': ({ changes }) => {
    const c = changes[0]!;
    const h = hunksOf(c)[0];
    if (changes.length !== 1 || c.op !== 'modify' || hunksOf(c).length !== 1 || h === undefined)
      return undefined;
    const k = h.lines.findIndex(([s]) => s === '-');
    if (k < 1 || !h.lines.slice(k + 1).some(([s]) => s === ' ') || h.lines[k]![1].trim() === '')
      return undefined;
    const left = h.lines.filter((_, i) => i !== k);
    if (
      placesOf(
        linesOf(c.before),
        left.filter(([s]) => s !== '+').map(([, t]) => t),
      ).length > 0
    )
      return undefined;
    return refused(unified(changes, { hunks: () => [{ ...h, lines: left }] }), 'not-found');
  },
  'context-forgotten': ({ changes, chance }) =>
    either(
      unified(changes, {
        line: (line, i) => (line[0] === ' ' && i > 0 && chance.below(6) === 0 ? undefined : bodyLine(line)),
      }),
    ),
  'wrapped-60': where(
    ([sign, text]) => ' -'.includes(sign) && text.length > 60,
    ({ changes }) =>
      either(unified(changes, { line: (line) => bodyLine(line).replace(/(.{60}) /g, '$1\n') })),
  ),
  'line-numbers': ({ changes }) =>
    either(
      unified(changes, { line: (line, i, h) => `${String(h.oldStart + i).padStart(4)} ${bodyLine(line)}` }),
    ),
  'line-numbers-bar': ({ changes }) =>
    either(
      unified(changes, {
        line: ([sign, text], i, h) => `${sign}${String(h.oldStart + i).padStart(3)} | ${text}`,
      }),
    ),
  'line-numbers-whole': ({ changes }) =>
    either(
      unified(changes)
        .split('\n')
        .map((l, i) => `${i + 1}: ${l}`)
        .join('\n'),
    ),
  'elided-context': where(
    ([sign]) => sign === ' ',
    ({ changes }) =>
      either(
        unified(changes, {
          context: 8,
          line: (line, i) =>
            line[0] === ' ' && i === 2 ? ' ...' : line[0] === ' ' && i === 3 ? undefined : bodyLine(line),
        }),
      ),
  ),
  'elided-bare': where(
    ([sign]) => sign === ' ',
    ({ changes }) =>
      either(
        unified(changes, {
          context: 8,
          line: (line, i) => (line[0] === ' ' && i === 2 ? '...' : bodyLine(line)),
        }),
      ),
  ),
  'elided-comment': where(
    ([sign]) => sign === ' ',
    ({ changes }) =>
      either(
        unified(changes, {
          context: 8,
          line: (line, i) => (line[0] === ' ' && i === 2 ? ' # ... existing code ...' : bodyLine(line)),
        }),
      ),
  ),
  'elided-added': ({ changes }) => {
    let left = 0;
    const made = unified(changes, {
      line: (line) =>
        line[0] === '+' && line[1] !== ''
          ? left++ === 1
            ? '+# ... rest of the code unchanged ...'
            : left > 2 && left < 5
              ? undefined
              : bodyLine(line)
          : bodyLine(line),
    });
    return left >= 2 ? refused(made, 'elided', 'not-found', 'cut-off', 'garbled') : undefined;
  },
};

export const ORDER_CLASSES: Classes = {
  ...under('order', order),
  ...under('broken', broken),
};
