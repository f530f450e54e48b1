/** Search/replace blocks and codex patches, in the dress that models give them. */
import { WHOLE_CLASSES } from './formats-whole.ts';
import { type Class, type Classes, clear, either, endsKept, type Made, plainEnds, refused } from './kinds.ts';
import { type Change, hunksOf, linesOf, newOf, oldOf, placesOf } from './pairs.ts';
import { block, codexOf, fence, type Swap, swapsOf, trueAt } from './render.ts';
import { under } from './unified-heads.ts';

const MARK = /^(<{5,}|={5,}|>{5,}|-{5,}|\+{5,})|^`{3}/;

/** All swaps of an answer; undefined where the form cannot say them clearly. */
export const swapsFor = (changes: readonly Change[]): readonly Swap[] | undefined => {
  if (!endsKept(changes) || !plainEnds(changes.filter((c) => c.op === 'add'))) return undefined;
  const all = changes.map(swapsOf);
  if (all.some((swaps) => swaps === undefined)) return undefined;
  const flat = all.flatMap((swaps) => swaps!);
  const marked = flat.some((swap) => [...swap.search, ...swap.replace].some((line) => MARK.test(line)));
  return marked || flat.some((swap) => swap.search.length === 0 && swap.replace.length === 0)
    ? undefined
    : flat;
};

const swapClass =
  (
    write: (swap: Swap, index: number, all: readonly Swap[]) => readonly string[],
    make: (text: string) => Made = clear,
    when: (swaps: readonly Swap[]) => boolean = () => true,
  ): Class =>
  ({ changes }) => {
    const swaps = swapsFor(changes);
    if (swaps === undefined || !when(swaps)) return undefined;
    return make(`${swaps.flatMap((swap, i) => write(swap, i, swaps)).join('\n')}\n`);
  };

const noNew = (swaps: readonly Swap[]): boolean => swaps.every((swap) => swap.search.length > 0);
const firstOf = (swap: Swap, i: number, all: readonly Swap[]): boolean =>
  i === 0 || all[i - 1]!.path !== swap.path;
const fenced = (lines: readonly string[], info = ''): readonly string[] => [
  `\`\`\`${info}`,
  ...lines,
  '```',
  '',
];
const marks = (a: string, b: string, c: string): Class =>
  swapClass((swap) => fenced([swap.path, ...block(swap, [a, b, c])]));

const searchReplace: Classes = {
  'path-above-fence': swapClass((s) => [s.path, ...fenced(block(s))]),
  'path-above-fence-lang': swapClass((s) => [s.path, ...fenced(block(s), 'yaml')]),
  'path-in-fence': swapClass((s) => fenced([s.path, ...block(s)])),
  'path-bold': swapClass((s) => [`**${s.path}**`, ...fenced(block(s))]),
  'path-ticks': swapClass((s) => [`\`${s.path}\``, ...fenced(block(s))]),
  'path-heading': swapClass((s) => [`### ${s.path}`, '', ...fenced(block(s))]),
  'path-heading-ticks': swapClass((s) => [`### \`${s.path}\``, '', ...fenced(block(s))]),
  'path-colon': swapClass((s) => [`${s.path}:`, ...fenced(block(s))]),
  'path-file-label': swapClass((s) => [`File: ${s.path}`, ...fenced(block(s))]),
  'path-file-label-ticks': swapClass((s) => [`File: \`${s.path}\``, '', ...fenced(block(s))]),
  'path-numbered': swapClass((s, i) => [`${i + 1}. \`${s.path}\``, '', ...fenced(block(s))]),
  'path-sentence': swapClass((s) => [`In \`${s.path}\`, make this change:`, '', ...fenced(block(s))]),
  'path-in-info': swapClass(
    (s) => fenced(block(s), `yaml ${s.path}`),
    clear,
    (swaps) => swaps.every((s) => !s.path.includes(' ')),
  ),
  'path-comment': swapClass((s) => fenced([`# ${s.path}`, ...block(s)])),
  'path-on-mark': swapClass((s) =>
    fenced(block(s, [`<<<<<<< SEARCH ${s.path}`, '=======', '>>>>>>> REPLACE'])),
  ),
  'path-abs': swapClass((s) => [`/repo/${s.path}`, ...fenced(block(s))], either, noNew),
  'path-dot': swapClass((s) => [`./${s.path}`, ...fenced(block(s))], either, noNew),
  'path-backslash': swapClass((s) => [s.path.replaceAll('/', '\\'), ...fenced(block(s))], either, noNew),
  'no-fence': swapClass((s) => [s.path, ...block(s), '']),
  'path-once': swapClass((s, i, all) => [...(firstOf(s, i, all) ? [s.path] : []), ...fenced(block(s))]),
  'one-fence-many': swapClass((s, i, all) => [
    ...(i === 0 ? ['```'] : []),
    ...(firstOf(s, i, all) ? [s.path] : []),
    ...block(s),
    ...(i === all.length - 1 ? ['```'] : ['']),
  ]),
  original: marks('<<<<<<< ORIGINAL', '=======', '>>>>>>> UPDATED'),
  head: marks('<<<<<<< HEAD', '=======', '>>>>>>> UPDATED'),
  'five-marks': marks('<<<<< SEARCH', '=====', '>>>>> REPLACE'),
  'nine-marks': marks('<<<<<<<<< SEARCH', '=========', '>>>>>>>>> REPLACE'),
  'uneven-marks': marks('<<<<<<< SEARCH', '========', '>>>>>>> REPLACE'),
  'lower-case': marks('<<<<<<< search', '=======', '>>>>>>> replace'),
  'closed-marks': swapClass(
    (s) => fenced([s.path, ...block(s, ['<<<<<<< SEARCH >>>>>>>', '=======', '<<<<<<< REPLACE >>>>>>>'])]),
    either,
  ),
  cline: marks('------- SEARCH', '=======', '+++++++ REPLACE'),
  roo: swapClass(
    (s) =>
      fenced([
        s.path,
        '<<<<<<< SEARCH',
        ':start_line:3',
        '-------',
        ...s.search,
        '=======',
        ...s.replace,
        '>>>>>>> REPLACE',
      ]),
    either,
  ),
  'blank-around': swapClass(
    (s) => [
      s.path,
      ...fenced(['<<<<<<< SEARCH', '', ...s.search, '', '=======', '', ...s.replace, '', '>>>>>>> REPLACE']),
    ],
    either,
  ),
  'end-mark-lost': swapClass(
    (s) => [s.path, ...fenced(block(s).slice(0, -1))],
    (text) => refused(text),
  ),
  'middle-mark-lost': swapClass(
    (s) => [s.path, ...fenced(block(s).filter((l) => l !== '======='))],
    (text) => refused(text),
  ),
  'start-mark-lost': swapClass((s) => [s.path, ...fenced(block(s).slice(1))], either),
  'no-path': swapClass(
    (s) => fenced(block(s)),
    (text) => refused(text, 'no-path', 'no-patch', 'garbled', 'unclear'),
  ),
  'search-trailing-blanks': swapClass((s) => [
    s.path,
    ...fenced(block({ ...s, search: s.search.map((l) => `${l} `) })),
  ]),
  'search-indent': swapClass(
    (s) => [s.path, ...fenced(block({ ...s, search: s.search.map((l) => l.replace(/^ {2}/, '')) }))],
    either,
  ),
  'search-elided': swapClass(
    (s) => [s.path, ...fenced(block({ ...s, search: [s.search[0]!, '...', ...s.search.slice(2)] }))],
    either,
    noNew,
  ),
  'replace-elided': swapClass(
    (s) => [
      s.path,
      ...fenced(block({ ...s, replace: [...s.replace.slice(0, 1), '# ... rest of the code unchanged ...'] })),
    ],
    (text) => refused(text, 'elided', 'excerpt', 'not-found', 'no-op'),
    (swaps) => swaps.some((s) => s.replace.length > 2),
  ),
  'search-wrong': swapClass(
    (s) => [s.path, ...fenced(block({ ...s, search: s.search.map((l, i) => (i === 0 ? `${l}x` : l)) }))],
    (text) => refused(text, 'not-found', 'already-applied'),
    noNew,
  ),
  'same-both': swapClass(
    (s) => [s.path, ...fenced(block({ ...s, replace: s.search }))],
    (text) => refused(text, 'no-op'),
    noNew,
  ),
  twice: swapClass((s) => [s.path, ...fenced(block(s)), s.path, ...fenced(block(s))], either),
  crlf: ({ changes }) => {
    const swaps = swapsFor(changes);
    return swaps === undefined
      ? undefined
      : clear(swaps.flatMap((s) => [s.path, ...fenced(block(s)), '']).join('\r\n'));
  },
  'twice-in-file': ({ changes }) => {
    const [c] = changes;
    if (changes.length !== 1 || c?.op !== 'modify') return undefined;
    const [h, ...rest] = hunksOf(c, 1);
    if (h === undefined || rest.length > 0 || placesOf(linesOf(c.before), oldOf(h)).length < 2)
      return undefined;
    return refused(
      [c.path, ...fenced(block({ path: c.path, search: oldOf(h), replace: newOf(h) }))].join('\n'),
      'ambiguous',
    );
  },
  'xml-edit': swapClass(
    (s) => [
      `<edit file="${s.path}">`,
      '<search>',
      ...s.search,
      '</search>',
      '<replace>',
      ...s.replace,
      '</replace>',
      '</edit>',
    ],
    either,
  ),
  'labels-search-replace': swapClass(
    (s) => [`File: ${s.path}`, 'Search:', ...fenced(s.search), 'Replace:', ...fenced(s.replace)],
    either,
  ),
};

/** The lines of a codex patch; undefined where that form cannot say the change. */
export const codexLines = (
  changes: readonly Change[],
  at?: Parameters<typeof codexOf>[1],
): readonly string[] | undefined => {
  if (!endsKept(changes) || !plainEnds(changes.filter((c) => c.op === 'add'))) return undefined;
  const all = changes.map((c) => (c.op === 'rename' && c.before === c.after ? undefined : codexOf(c, at)));
  return all.some((lines) => lines === undefined) ? undefined : all.flatMap((lines) => lines!);
};

const codexClass =
  (
    write: (lines: readonly string[]) => string,
    make: (text: string) => Made = clear,
    at?: Parameters<typeof codexOf>[1],
  ): Class =>
  ({ changes }) => {
    const lines = codexLines(changes, at);
    return lines === undefined ? undefined : make(write(lines));
  };

const BEGIN = '*** Begin Patch';
const END = '*** End Patch';
const wrapCodex = (lines: readonly string[]): string => [BEGIN, ...lines, END, ''].join('\n');

const codex: Classes = {
  plain: codexClass(wrapCodex),
  fenced: codexClass((lines) => fence(wrapCodex(lines), '')),
  'fenced-patch': codexClass((lines) => `Here is the patch:\n\n${fence(wrapCodex(lines), 'patch')}\nDone.\n`),
  heredoc: codexClass((lines) => `apply_patch <<'EOF'\n${wrapCodex(lines)}EOF\n`),
  'heredoc-fenced': codexClass((lines) => fence(`apply_patch <<'EOF'\n${wrapCodex(lines)}EOF`, 'bash')),
  'at-text': codexClass(wrapCodex, clear, () => '@@ spec:'),
  'at-context': codexClass(wrapCodex, clear, (h) => `@@ ${oldOf(h)[0] ?? ''}`),
  'at-numbers': codexClass(wrapCodex, clear, trueAt),
  'no-at': ({ changes }) => {
    const lines = codexLines(changes);
    return lines === undefined || changes.some((c) => hunksOf(c).length > 1)
      ? undefined
      : clear(wrapCodex(lines.filter((line) => line !== '@@')));
  },
  'end-of-file': ({ changes }) => {
    const lines = codexLines(changes);
    const [c] = changes;
    const last = c === undefined ? undefined : hunksOf(c).at(-1);
    if (lines === undefined || changes.length !== 1 || c?.op !== 'modify' || last === undefined)
      return undefined;
    const atEnd = last.oldStart - 1 + oldOf(last).length === linesOf(c.before).length;
    return atEnd ? clear(wrapCodex([...lines, '*** End of File'])) : undefined;
  },
  'no-begin': codexClass((lines) => [...lines, END, ''].join('\n')),
  'no-end': codexClass(
    (lines) => [BEGIN, ...lines, ''].join('\n'),
    (text) => refused(text, 'cut-off'),
  ),
  'no-both': codexClass((lines) => `${lines.join('\n')}\n`, either),
  'unified-heads': codexClass(
    (lines) =>
      wrapCodex(
        lines.flatMap((l) =>
          l.startsWith('*** Update File: ') ? [l, `--- a/${l.slice(17)}`, `+++ b/${l.slice(17)}`] : [l],
        ),
      ),
    either,
  ),
  'abs-path': codexClass(
    (lines) => wrapCodex(lines.map((l) => l.replace(/^(\*\*\* (?:Update|Delete) File: )/, '$1/repo/'))),
    either,
  ),
  'empty-context': codexClass((lines) => wrapCodex(lines.map((l) => (l === ' ' ? '' : l)))),
  crlf: codexClass((lines) => wrapCodex(lines).replaceAll('\n', '\r\n')),
  json: codexClass((lines) => JSON.stringify({ input: wrapCodex(lines) })),
  'json-cmd': codexClass((lines) => JSON.stringify({ cmd: ['apply_patch', wrapCodex(lines)] }), either),
  'space-mark': codexClass((lines) => wrapCodex(lines).replace(/^\*\*\* /gm, '***  '), either),
  'two-patches': ({ changes }) => {
    const parts = changes.map((c) => codexLines([c]));
    return changes.length < 2 || parts.some((p) => p === undefined)
      ? undefined
      : clear(parts.map((p) => fence(wrapCodex(p!), '')).join('\nand\n\n'));
  },
  'add-without-plus': ({ changes }) => {
    const added = changes.filter((c) => c.op === 'add');
    return added.length === 0 || added.length !== changes.length || !plainEnds(added)
      ? undefined
      : either(wrapCodex(added.flatMap((c) => [`*** Add File: ${c.path}`, ...linesOf(c.after)])));
  },
};

export const FORMAT_CLASSES: Classes = {
  ...under('sr', searchReplace),
  ...under('codex', codex),
  ...WHOLE_CLASSES,
};
