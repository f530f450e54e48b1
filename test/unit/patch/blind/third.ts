/** A third round: what the leniencies of the first two could let through, and chance damages of any format. */
import type { Chance } from './chance.ts';
import { bodyOf, type Form } from './envelopes.ts';
import { swapsFor } from './formats-cases.ts';
import { type Class, type Classes, clear, either, modifiesOnly, plainEnds, refused } from './kinds.ts';
import { type Change, hunksOf, linesOf, placesOf } from './pairs.ts';
import { bareHead, block, bodyLine, diffOf, fence, unified } from './render.ts';
import { under } from './unified-heads.ts';

const single = (changes: readonly Change[]): Change | undefined =>
  changes.length === 1 && changes[0]!.op === 'modify' && plainEnds(changes) ? changes[0] : undefined;
const hasFence = (text: string): boolean => /^.?\s{0,3}(`{3}|~{3})/m.test(text);

const counter: Classes = {
  'lone-minus-deletes': ({ changes }) => {
    const c = changes.find((one) => one.op === 'delete');
    return c === undefined ? undefined : { ...refused(unified([c], { head: (x) => [`--- a/${x.path}`] })) };
  },
  'heading-adds': ({ changes }) => {
    const c = changes.find((one) => one.op === 'add');
    return c === undefined
      ? undefined
      : refused(`Like \`docs/x.md\`:\n\n${fence(diffOf(c, { head: () => [] }).join('\n'))}`);
  },
  'second-name-alone': ({ changes }) =>
    modifiesOnly(changes) && changes.length > 1
      ? either(
          unified(changes, {
            head: (c) => (c === changes[0] ? bareHead(c) : [`+++ b/${c.path}`]),
            at: () => '@@ @@',
          }),
        )
      : undefined,
  'applied-inserts-again': ({ changes, pair }) => {
    const c = single(changes);
    const hunks = c === undefined ? [] : hunksOf(c, 1);
    // Said as one block, lines that stand apart would be another change.
    if (c === undefined || !hunks.every((h) => /^ \++ *$/.test(h.lines.map(([s]) => s).join(''))))
      return undefined;
    // The context said again as a removed and an added line, nothing behind the new lines.
    const rows = hunks.map((h) => [
      '@@ @@',
      `-${h.lines[0]![1]}`,
      `+${h.lines[0]![1]}`,
      ...h.lines.filter(([s]) => s === '+').map(bodyLine),
    ]);
    if (hunks.some((h) => placesOf(linesOf(c.after), [h.lines[0]![1]]).length !== 1)) return undefined;
    return {
      ...refused(`${[...bareHead(c), ...rows.flat()].join('\n')}\n`, 'already-applied'),
      before: pair.after,
    };
  },
  'template-token-meant': ({ changes, pair }) => {
    const c = single(changes);
    if (c === undefined || c.path.endsWith('.md')) return undefined;
    const before = `TEMPLATE """<|im_start|>user\n{{ .Prompt }}\n`;
    const after = `TEMPLATE """<|im_start|>user\n{{ .Prompt }}<|im_end|>\n`;
    const made: Change = { op: 'modify', path: 'Modelfile', from: 'Modelfile', before, after };
    return {
      ...clear(unified([made])),
      before: { ...pair.before, Modelfile: before },
      after: { ...pair.before, Modelfile: after },
    };
  },
  'tags-meant': ({ changes, pair }) => {
    const c = single(changes);
    if (c === undefined) return undefined;
    const before = '<config>\n<output>a</output>\n</config>\n';
    const after = '<config>\n<output>b</output>\n<result>c</result>\n</config>\n';
    const made: Change = { op: 'modify', path: 'config.xml', from: 'config.xml', before, after };
    return {
      ...clear(fence(unified([made], { head: bareHead }))),
      before: { ...pair.before, 'config.xml': before },
      after: { ...pair.before, 'config.xml': after },
    };
  },
  'xml-whole-meant': ({ changes, pair }) => {
    if (single(changes) === undefined) return undefined;
    const before = '<output>\n<a>1</a>\n<b>2</b>\n</output>\n';
    const after = '<output>\n<a>1</a>\n<b>3</b>\n</output>\n';
    return {
      ...clear(`### conf/out.xml\n\n${fence(after, 'xml')}`),
      before: { ...pair.before, 'conf/out.xml': before },
      after: { ...pair.before, 'conf/out.xml': after },
    };
  },
  'mail-quote-meant': ({ changes, pair }) => {
    if (single(changes) === undefined) return undefined;
    const before = 'Hello\n\n> quoted\n> twice\n\nBye\n';
    const after = 'Hello\n\n> quoted\n> once\n\nBye\n';
    const made: Change = { op: 'modify', path: 'docs/mail.md', from: 'docs/mail.md', before, after };
    return {
      ...clear(unified([made])),
      before: { ...pair.before, 'docs/mail.md': before },
      after: { ...pair.before, 'docs/mail.md': after },
    };
  },
  'numbered-meant': ({ changes, pair }) => {
    if (single(changes) === undefined) return undefined;
    const before = '1: one\n2: two\n3: three\n';
    const after = '1: one\n2: zwei\n3: three\n4: four\n';
    return {
      ...clear(`### conf/map.txt\n\n${fence(after, '')}`),
      before: { ...pair.before, 'conf/map.txt': before },
      after: { ...pair.before, 'conf/map.txt': after },
    };
  },
  'same-line-twice-meant': ({ changes, pair }) => {
    if (single(changes) === undefined) return undefined;
    const before = 'a\nb\nc\n';
    const after = 'a\nx\nx\nb\nc\n';
    const made: Change = { op: 'modify', path: 'conf/x.txt', from: 'conf/x.txt', before, after };
    return {
      ...clear(unified([made])),
      before: { ...pair.before, 'conf/x.txt': before },
      after: { ...pair.before, 'conf/x.txt': after },
    };
  },
  'trace-around-every-file': ({ changes }) => {
    const parts = changes.map((c) => unified([c], { head: bareHead }));
    return !modifiesOnly(changes) || parts.some(hasFence)
      ? undefined
      : clear(
          parts.map((p) => `--- PASS: TestA (0.01s)\n+++ exited (status 0) +++\n\n${fence(p)}`).join('\n'),
        );
  },
  'plain-sentence-whole': ({ changes }) => {
    const c = single(changes);
    const fits =
      c?.path.includes('/') &&
      !c.path.includes(' ') &&
      !/^(\s*[`~]{3}|---|\+\+\+|@@|[<>]{5}|\*\*\*|diff )/m.test(c.after);
    const gone =
      c === undefined
        ? 0
        : hunksOf(c, 0).reduce((sum, h) => sum + h.lines.filter(([s]) => s === '-').length, 0);
    return c === undefined || !fits || gone * 2 > linesOf(c.before).length
      ? undefined
      : clear(`Here is the updated ${c.path}:\n\n${fence(c.after, 'yaml')}`);
  },
  'plain-sentence-sr': ({ changes }) => {
    const swaps = swapsFor(changes);
    return swaps === undefined || swaps.some((s) => !s.path.includes('/') || s.path.includes(' '))
      ? undefined
      : clear(swaps.flatMap((s) => [`Update ${s.path}:`, '', '```', ...block(s), '```', '']).join('\n'));
  },
  'sr-reply-again': ({ changes, pair }) => {
    const swaps = swapsFor(changes);
    const c = single(changes);
    if (
      swaps === undefined ||
      c === undefined ||
      !swaps.every((s) => placesOf(linesOf(c.after), s.search).length === 0)
    )
      return undefined;
    return {
      ...refused(
        swaps.flatMap((s) => [s.path, '```', ...block(s), '```', '']).join('\n'),
        'already-applied',
        'not-found',
      ),
      before: pair.after,
    };
  },
};

/** An empty line in a new file: by its count one too many, and yet it may have lost its plus. */
const blankInNew: Class = ({ changes, chance }) => {
  const c = changes.find((one) => one.op === 'add');
  const n = c === undefined ? 0 : linesOf(c.after).length;
  if (c === undefined || n < 3) return undefined;
  const at = 1 + chance.below(n - 1);
  return either(unified([c], { line: (line, i) => (i === at ? ['', bodyLine(line)] : bodyLine(line)) }));
};

type Mutate = (lines: string[], chance: Chance) => void;

/** Damages of lines that are not added: those that are cannot be told from what is meant. */
const MUTATIONS: readonly Mutate[] = [
  (lines, chance) => {
    const at = chance.below(lines.length);
    if (lines[at]!.startsWith(' ')) lines.splice(at, 1);
  },
  (lines, chance) => {
    const at = chance.below(lines.length);
    if (!lines[at]!.startsWith('+') || lines[at]!.startsWith('+++ ')) lines.splice(at, 0, lines[at]!);
  },
  (lines, chance) => {
    const at = 1 + chance.below(lines.length);
    // Between added lines an empty one may be one that lost its plus.
    if (!(lines[at - 1]!.startsWith('+') && lines[at]?.startsWith('+'))) lines.splice(at, 0, '');
  },
  (lines, chance) => {
    const at = chance.below(lines.length);
    if (/^[ -]./.test(lines[at]!)) lines[at] = lines[at]!.slice(1);
  },
  (lines, chance) => {
    const at = chance.below(lines.length);
    if (/^[ -]/.test(lines[at]!)) lines[at] = lines[at]!.trimEnd();
  },
  (lines, chance) => {
    const at = chance.below(lines.length);
    if (/^@@/.test(lines[at]!)) lines[at] = '@@ ... @@';
  },
  (lines, chance) => {
    const at = lines.findIndex((line) => line.startsWith('@@'));
    if (at >= 0 && chance.below(2) === 0) lines.splice(at, 1);
  },
  (lines, chance) => {
    const at = chance.below(lines.length);
    if (/^[ -]/.test(lines[at]!)) lines[at] = lines[at]!.replace(/\w/, 'Q');
  },
  (lines, chance) => {
    const at = lines.findIndex((line) => /^(?:--- |\+\+\+ |diff --git )/.test(line));
    if (at >= 0 && chance.below(2) === 0) lines.splice(at, 1);
  },
  (lines, chance) => {
    lines.splice(chance.below(lines.length + 1), 0, '```');
  },
  (lines, chance) => {
    lines.splice(chance.below(lines.length + 1), 0, 'Then this:');
  },
  (lines, chance) => {
    const at = chance.below(lines.length - 1);
    if (!lines[at]!.startsWith('+') && !lines[at + 1]!.startsWith('+') && !lines[at]!.startsWith('-'))
      lines.splice(at, 2, lines[at + 1]!, lines[at]!);
  },
];

const fuzz =
  (form: Form): Class =>
  (start) => {
    const body = bodyOf(start, form);
    if (body === undefined || body.length > 20_000) return undefined;
    const lines = body.replace(/\n$/, '').split('\n');
    for (let n = 1 + start.chance.below(3); n > 0; n--) start.chance.pick(MUTATIONS)(lines, start.chance);
    return either(`${lines.join('\n')}\n`);
  };

const TIMES = ['1', '2', '3', '4', '5', '6'];
const many = (form: Form): Classes => Object.fromEntries(TIMES.map((n) => [`${form}-${n}`, fuzz(form)]));

export const THIRD_CLASSES: Classes = {
  ...under('counter', { ...counter, 'blank-in-new-file': blankInNew }),
  ...under('fuzz', { ...many('git'), ...many('bare'), ...many('codex') }),
};
