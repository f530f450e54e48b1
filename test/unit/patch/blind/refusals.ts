/** Answers that were cut, belong to another version, or change nothing; and those that stand on other trees. */

import { bodyOf } from './envelopes.ts';
import {
  type Classes,
  clear,
  either,
  type Made,
  modifiesOnly,
  noRenames,
  plainEnds,
  refused,
  type Start,
} from './kinds.ts';
import { type Change, hunksOf, type Line, linesOf, oldOf, type Pair, placesOf, type Texts } from './pairs.ts';
import { bareHead, bodyLine, diffOf, fence, gitHead, unified } from './render.ts';
import { under } from './unified-heads.ts';

/** The pair's result when only the first `n` hunks of its change count. */
const prefixTree = (pair: Pair, change: Change, n: number): Texts => {
  const lines = [...linesOf(change.before)];
  const crlf = pair.before[change.from]?.includes('\r\n') === true;
  const bom = pair.before[change.from]?.startsWith('\ufeff') === true;
  for (const h of [...hunksOf(change).slice(0, n)].reverse()) {
    const old = h.lines.filter(([s]) => s === ' ' || s === '-').length;
    lines.splice(h.oldStart - 1, old, ...h.lines.filter(([s]) => s === ' ' || s === '+').map(([, t]) => t));
  }
  const text =
    lines.join(crlf ? '\r\n' : '\n') + (change.before.endsWith('\n') ? (crlf ? '\r\n' : '\n') : '');
  return { ...pair.before, [change.path]: (bom ? '\ufeff' : '') + text };
};

const cutAt = (text: string, at: number): string => text.slice(0, at);

const cuts: Classes = {
  'one-hunk': ({ changes, chance }) => {
    if (changes.length !== 1 || hunksOf(changes[0]!).length !== 1) return undefined;
    const made = unified(changes, chance.below(2) === 0 ? {} : { head: bareHead });
    // In the last line at the end of the file nothing shows.
    return either(cutAt(made, chance.below(made.trimEnd().lastIndexOf('\n'))));
  },
  'one-hunk-no-counts': ({ changes, chance }) => {
    if (changes.length !== 1 || changes[0]!.op !== 'modify' || hunksOf(changes[0]!).length !== 1)
      return undefined;
    const made = unified(changes, { head: bareHead, at: () => '@@ ... @@' });
    const signs = hunksOf(changes[0]!)[0]!
      .lines.map(([s]) => s)
      .join('');
    if (!/^ *[-+]+ *$/.test(signs)) return undefined;
    const last = hunksOf(changes[0]!)[0]!.lines.findLastIndex(([s]) => s === '+' || s === '-');
    const lines = made.split('\n');
    const changed = lines.slice(0, 3 + last + 1).join('\n').length;
    const cut = cutAt(made, chance.below(changed));
    // Right behind a whole added line nothing shows.
    if (/\n\+.*\n$/.test(cut)) return undefined;
    return refused(
      cut,
      'cut-off',
      'garbled',
      'not-found',
      'no-patch',
      'empty',
      'no-path',
      'no-op',
      'ambiguous',
      'no-context',
      'no-file',
      'path',
      'binary',
      'not-utf8',
      'headers-disagree',
    );
  },
  'many-hunks': ({ pair, changes, chance }) => {
    const c = changes[0]!;
    const hunks = hunksOf(c);
    if (changes.length !== 1 || c.op !== 'modify' || hunks.length < 2 || !plainEnds(changes))
      return undefined;
    const made = unified(changes);
    const also = hunks.map((_, i) => prefixTree(pair, c, i + 1));
    const at = chance.below(made.length);
    const starts = hunks.map(
      (_, i) => [...gitHead(c), ...hunks.slice(0, i).flatMap((h) => ['@@', ...h.lines.map(bodyLine)])].length,
    );
    const line = cutAt(made, at).split('\n').length - 1;
    const hunkOf = starts.filter((s) => s <= line).length - 1;
    const inside = hunkOf < 0 ? -1 : line - starts[hunkOf]! - 1;
    // A line that is all but whole at the end of the file looks whole.
    if (!cutAt(made, at).endsWith('\n') && line === made.split('\n').length - 2) return undefined;
    const blind = inside <= 0 || hunks[hunkOf]!.lines.slice(inside).every(([s]) => s === ' ');
    return blind ? { label: 'either', text: cutAt(made, at), also } : either(cutAt(made, at));
  },
  fenced: ({ changes, chance }) => {
    const body = unified(changes);
    if (/^.?\s{0,3}```/m.test(body)) return undefined;
    const made = `Here is the fix:\n\n${fence(body)}`;
    const end = made.length - 5;
    return refused(
      cutAt(made, 24 + chance.below(Math.max(1, end - 24))),
      'cut-off',
      'no-patch',
      'garbled',
      'empty',
      'no-path',
    );
  },
  sr: (start) => {
    const body = bodyOf(start, 'sr');
    if (body === undefined || (body.match(/^<<<<<<< /gm) ?? []).length !== 1) return undefined;
    return refused(
      cutAt(body, start.chance.below(body.lastIndexOf('>>>>>>>'))),
      'cut-off',
      'no-patch',
      'garbled',
      'empty',
      'no-path',
    );
  },
  codex: (start) => {
    const body = bodyOf(start, 'codex');
    return body === undefined
      ? undefined
      : refused(
          cutAt(body, start.chance.below(body.lastIndexOf('*** End') - 1)),
          'cut-off',
          'no-patch',
          'garbled',
          'empty',
          'no-path',
        );
  },
  'new-file': ({ changes, chance }) => {
    const made = unified(changes);
    return changes.length === 1 && changes[0]!.op === 'add' && plainEnds(changes)
      ? refused(
          cutAt(made, chance.below(made.trimEnd().lastIndexOf('\n'))),
          'cut-off',
          'no-patch',
          'garbled',
          'empty',
          'no-path',
          'no-file',
          'headers-disagree',
          'not-utf8',
        )
      : undefined;
  },
};

const tree = (
  changes: readonly Change[],
  pair: Pair,
  edit: (lines: readonly string[]) => readonly string[],
): Texts => ({
  ...pair.before,
  ...Object.fromEntries(changes.map((c) => [c.from, `${edit(linesOf(c.before)).join('\n')}\n`])),
});

const oneModify = ({ changes }: Start): Change | undefined =>
  changes.length === 1 && changes[0]!.op === 'modify' && plainEnds(changes) ? changes[0] : undefined;

const onOther = (
  start: Start,
  wanted: ' ' | '-',
  spoil: (text: string) => string,
  rules: readonly string[],
): Made | undefined => {
  const c = oneModify(start);
  if (c === undefined) return undefined;
  let done = false;
  const made = unified([c], {
    line: ([sign, text], i) => {
      if (!done && sign === wanted && /\w{2}/.test(text) && spoil(text) !== text && i > 0) {
        done = true;
        return sign + spoil(text);
      }
      return sign + text;
    },
  });
  return done ? refused(made, ...rules) : undefined;
};

const sameAgain = ([sign, text]: Line): readonly Line[] =>
  sign === '+'
    ? []
    : sign === '-'
      ? [
          ['-', text],
          ['+', text],
        ]
      : [[sign, text]];

const other: Classes = {
  'context-word': (start) => onOther(start, ' ', (t) => t.replace(/\w+/, 'other'), ['not-found']),
  'context-quote-style': (start) =>
    unified(start.changes).includes('"')
      ? onOther(start, ' ', (t) => `${t.replaceAll('"', "'")} #`, ['not-found'])
      : undefined,
  'minus-word': (start) => onOther(start, '-', (t) => `${t}1`, ['not-found']),
  'minus-case': (start) =>
    onOther(start, '-', (t) => (t.toUpperCase() === t ? `${t}!` : t.toUpperCase()), ['not-found']),
  'minus-comma': (start) => onOther(start, '-', (t) => `${t},`, ['not-found']),
  'minus-shorter': (start) => onOther(start, '-', (t) => t.slice(0, -1), ['not-found']),
  'file-changed-far': (start) => {
    const c = oneModify(start);
    const h = c === undefined ? undefined : hunksOf(c);
    if (c === undefined || h === undefined || h[0]!.oldStart < 6) return undefined;
    const more = (text: string): string => `# a new first line\n# and a second\n${text}`;
    const before = { ...start.pair.before, [c.path]: more(c.before) };
    if (
      h.some(
        (x) =>
          placesOf(
            linesOf(c.before),
            x.lines.filter(([s]) => s !== '+').map(([, t]) => t),
          ).length !== 1,
      )
    )
      return undefined;
    return { ...clear(unified([c])), before, after: { ...start.pair.after, [c.path]: more(c.after) } };
  },
  'file-changed-near': (start) => {
    const c = oneModify(start);
    if (c === undefined) return undefined;
    const h = hunksOf(c)[0]!;
    const at = h.oldStart - 1 + h.lines.findIndex(([s]) => s !== ' ');
    const before = tree([c], start.pair, (lines) => [
      ...lines.slice(0, at),
      'a line of another version',
      ...lines.slice(at),
    ]);
    return h.lines[0]![0] !== ' '
      ? undefined
      : { ...refused(unified([c]), 'not-found', 'ambiguous'), before };
  },
  'stale-twin': (start) => {
    const c = oneModify(start);
    const hunks = c === undefined ? [] : hunksOf(c);
    const [first, second] = hunks;
    if (c === undefined || first === undefined || second === undefined) return undefined;
    if (hunks.length !== 2 && !c.path.endsWith('all.yaml')) return undefined;
    if (oldOf(first).join('\n') !== oldOf(second).join('\n')) return undefined;
    const stale = hunks.slice(1).map((h) => h.oldStart + 1);
    const lines = linesOf(c.before).map((line, i) => (stale.includes(i) ? `${line} # since` : line));
    const numbered = start.chance.below(2) === 0;
    return {
      ...refused(
        unified([c], numbered ? {} : { at: () => '@@ ... @@' }),
        'overlap',
        'not-found',
        'ambiguous',
      ),
      before: { ...start.pair.before, [c.path]: `${lines.join('\n')}\n` },
    };
  },
  'already-applied': (start) =>
    modifiesOnly(start.changes) &&
    start.changes.every((c) => hunksOf(c).every((h) => placesOf(linesOf(c.after), oldOf(h)).length === 0))
      ? { ...refused(unified(start.changes), 'already-applied', 'not-found'), before: start.pair.after }
      : undefined,
  'already-applied-new': (start) =>
    start.changes.every((c) => c.op === 'add')
      ? { ...refused(unified(start.changes), 'exists', 'already-applied', 'no-op'), before: start.pair.after }
      : undefined,
  'reversed-sides': (start) => {
    const c = oneModify(start);
    if (
      c === undefined ||
      hunksOf(c).some((h) => h.lines.every(([s]) => s !== '-') || h.lines.every(([s]) => s !== '+'))
    )
      return undefined;
    return refused(
      unified([c], { line: ([s, t]) => (s === '-' ? '+' : s === '+' ? '-' : s) + t }),
      'not-found',
      'already-applied',
      'ambiguous',
    );
  },
  'no-change': (start) =>
    oneModify(start) === undefined
      ? undefined
      : refused(
          unified(start.changes, { line: ([s, t]) => (s === '+' ? undefined : ` ${t}`) }),
          'no-op',
          'empty',
          'cut-off',
        ),
  'same-minus-plus': (start) =>
    oneModify(start) === undefined
      ? undefined
      : refused(
          unified(start.changes, {
            hunks: (hs) =>
              hs
                .map((h) => ({ ...h, lines: h.lines.flatMap(sameAgain) }))
                .filter((h) => h.lines.some(([s]) => s === '-')),
          }),
          'no-op',
          'empty',
          'no-patch',
          'no-path',
          'already-applied',
        ),
  'head-only': (start) =>
    oneModify(start) === undefined
      ? undefined
      : refused(unified(start.changes, { hunks: () => [] }), 'empty', 'no-patch', 'garbled', 'cut-off'),
  'at-only': (start) =>
    oneModify(start) === undefined
      ? undefined
      : refused(unified(start.changes, { line: () => undefined }), 'empty', 'cut-off', 'garbled', 'no-op'),
  prose: ({ changes }) =>
    refused(
      `I would change ${changes[0]!.path} so that the limit is higher.\n\n- raise it\n- test it\n`,
      'no-patch',
      'empty',
      'no-path',
    ),
  empty: () => refused('', 'empty', 'no-patch'),
  sorry: () => refused("I'm sorry, but I cannot find the cause. NO_PATCH\n", 'no-patch', 'empty'),
  'plus-only-lines': ({ changes }) =>
    refused(
      changes
        .flatMap((c) => hunksOf(c).flatMap((h) => h.lines.filter(([s]) => s === '+').map(bodyLine)))
        .join('\n'),
      'no-patch',
      'no-path',
      'garbled',
      'empty',
      'unclear',
    ),
  'add-over-other': (start) => {
    const c = start.changes.find((x) => x.op === 'add');
    return c === undefined || c.after.length < 3
      ? undefined
      : {
          ...refused(unified(start.changes), 'exists'),
          before: { ...start.pair.before, [c.path]: `other text\n${c.after.slice(0, 2)}\n` },
        };
  },
  'two-answers': (start) => {
    const c = oneModify(start);
    const h = c === undefined ? undefined : hunksOf(c)[0]!;
    if (c === undefined || h === undefined || !h.lines.some(([s]) => s === '+')) return undefined;
    const b = diffOf(c, { hunks: () => [h], line: ([s, t]) => (s === '+' ? `+${t} # other` : s + t) });
    const a = diffOf(c, { hunks: () => [h] });
    return refused(
      `Either\n\n\`\`\`diff\n${a.join('\n')}\n\`\`\`\n\nor\n\n\`\`\`diff\n${b.join('\n')}\n\`\`\`\n`,
      'overlap',
      'unclear',
      'not-found',
      'ambiguous',
    );
  },
  'delete-changed': (start) => {
    const c = start.changes.find((x) => x.op === 'delete');
    return c === undefined || !noRenames(start.changes)
      ? undefined
      : {
          ...refused(unified(start.changes), 'not-found'),
          before: { ...start.pair.before, [c.path]: `${c.before}one more line\n` },
        };
  },
};

export const REFUSAL_CLASSES: Classes = { ...under('cut', cuts), ...under('other', other) };
