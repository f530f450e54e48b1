/** Several damages at once, each of which leaves an answer clear. */
import { type Classes, clear, modifiesOnly, noRenames, uniqueAll } from './kinds.ts';
import {
  bareHead,
  bodyLine,
  type Diff,
  fence,
  gitHead,
  names,
  newCount,
  oldCount,
  span,
  trueAt,
  unified,
} from './render.ts';

const HEADS: readonly NonNullable<Diff['head']>[] = [
  gitHead,
  bareHead,
  names((path) => path),
  names((path, side) => `${side}/${path}\t2026-11-21 10:00:00`),
];

const ATS: readonly NonNullable<Diff['at']>[] = [
  trueAt,
  () => '@@ ... @@',
  () => '@@',
  (h) =>
    `@@ -${span(h.oldStart + 2, Math.max(0, oldCount(h) - 1))} +${span(h.newStart + 2, Math.max(0, newCount(h) - 2))} @@`,
  (h) => `@@ -1,${oldCount(h)} +1,${newCount(h)} @@ spec:`,
];

const WRAPS: readonly ((body: string) => string)[] = [
  (body) => body,
  (body) => `Here is the fix:\n\n${body}\nIt raises the limit.\n`,
  (body) => fence(body),
  (body) => `<think>\nHm.\n- no\n</think>\n\n${fence(body, '')}`,
  (body) => JSON.stringify({ reason: 'limit', patch: body }),
  (body) => `<patch>\n${body}</patch>\n`,
  (body) => `1. Do:\n\n${fence(body).replace(/^(?=.)/gm, '   ')}`,
  (body) => fence(body).replaceAll('\n', '\r\n'),
];

export const MIX_CLASSES: Classes = {
  'mix:diff': ({ changes, chance }) => {
    if (!uniqueAll(changes) || !noRenames(changes)) return undefined;
    const lost = chance.below(2) === 0;
    const turned = chance.below(3) === 0 && modifiesOnly(changes);
    const body = unified(changes, {
      head: chance.pick(HEADS),
      at: chance.pick(ATS),
      line: (line) => (lost && line[0] === ' ' && line[1].trim() === '' ? '' : bodyLine(line)),
      hunks: (hunks) => (turned ? [...hunks].reverse() : hunks),
      gap: chance.below(4) === 0 ? [''] : [],
    });
    if (/^.?\s{0,3}(`{3}|~{3})/m.test(body)) return undefined;
    return clear(chance.pick(WRAPS)(body));
  },
};
