/** Search/replace blocks, codex patches, whole files and JSON edits, in the dress that models give them. */
import {
  type Class,
  type Classes,
  clear,
  either,
  endsKept,
  type Made,
  modifiesOnly,
  noRenames,
  plainEnds,
  refused,
} from './kinds.ts';
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

/** Fences would end the file's own; marks of a diff make the answer one. */
const NOT_WHOLE = /^\s{0,3}(`{3}|~{3})|^(?:diff --git |--- \S|\+\+\+ \S|@@|\*\*\* |<{5,9} |>{5,9} )/m;

/** A file of which less than half stays reads like an excerpt. */
const keepsMost = (c: Change): boolean => {
  const old = linesOf(c.before);
  const gone = hunksOf(c, 0).reduce((sum, h) => sum + h.lines.filter(([s]) => s === '-').length, 0);
  return c.op === 'add' || old.length < 5 || old.length - gone >= old.length / 2;
};

/** All changes as whole files; the fence must not be closed by what is in it. */
const wholeClass =
  (write: (change: Change) => string, make: (text: string) => Made = clear): Class =>
  ({ changes }) => {
    const fits = changes.every(
      (c) =>
        (c.op === 'modify' || c.op === 'add') &&
        !NOT_WHOLE.test(c.after) &&
        c.after.trim() !== '' &&
        keepsMost(c),
    );
    return fits && endsKept(changes) && plainEnds(changes.filter((c) => c.op === 'add'))
      ? make(changes.map(write).join('\n'))
      : undefined;
  };

const whole: Classes = {
  'path-above': wholeClass((c) => `${c.path}\n${fence(c.after, 'yaml')}`),
  'path-ticks': wholeClass((c) => `\`${c.path}\`\n\n${fence(c.after, 'yaml')}`),
  'path-bold-ticks': wholeClass((c) => `**\`${c.path}\`**\n\n${fence(c.after, '')}`),
  'path-heading': wholeClass((c) => `### ${c.path}\n\n${fence(c.after, 'yaml')}`),
  'path-label': wholeClass((c) => `File: ${c.path}\n${fence(c.after, 'yaml')}`),
  'path-info': (start) => {
    const made = wholeClass((c) => fence(c.after, `yaml ${c.path}`))(start);
    const blank = start.changes.some((c) => c.path.includes(' '));
    return made === undefined || !blank ? made : { ...made, label: 'either' };
  },
  'path-info-colon': wholeClass((c) => fence(c.after, `yaml:${c.path}`)),
  'path-info-title': wholeClass((c) => fence(c.after, `yaml title="${c.path}"`)),
  'path-info-file': wholeClass((c) => fence(c.after, `yaml file=${c.path}`), either),
  'path-sentence': wholeClass((c) => `Here is the updated \`${c.path}\`:\n\n${fence(c.after, 'yaml')}`),
  'path-comment': wholeClass((c) => fence(`# ${c.path}\n${c.after}`, 'yaml'), either),
  'path-numbered': wholeClass((c) => `1. **${c.path}**\n\n${fence(c.after, 'yaml')}`),
  'tilde-fence': wholeClass((c) => `### ${c.path}\n\n${fence(c.after, 'yaml', '~~~')}`),
  'four-ticks': ({ changes }) =>
    endsKept(changes) &&
    plainEnds(changes) &&
    changes.every(
      (c) =>
        (c.op === 'modify' || c.op === 'add') &&
        c.after.trim() !== '' &&
        keepsMost(c) &&
        !/^\s*`{4}|^[<>]{5,9} /m.test(c.after),
    )
      ? clear(changes.map((c) => `### ${c.path}\n\n${fence(c.after, 'md', '````')}`).join('\n'))
      : undefined,
  'nested-fences': ({ changes }) =>
    endsKept(changes) && changes.every((c) => c.op === 'modify' && NOT_WHOLE.test(c.after))
      ? either(changes.map((c) => `### ${c.path}\n\n${fence(c.after, 'md')}`).join('\n'))
      : undefined,
  crlf: wholeClass((c) => `### ${c.path}\n\n${fence(c.after, 'yaml')}`.replaceAll('\n', '\r\n')),
  'blank-start': wholeClass((c) => `### ${c.path}\n\n\`\`\`yaml\n\n${c.after}\`\`\`\n`, either),
  'blank-end': wholeClass((c) => `### ${c.path}\n\n\`\`\`yaml\n${c.after}\n\n\`\`\`\n`, either),
  'abs-path': ({ changes, ...rest }) =>
    modifiesOnly(changes)
      ? wholeClass((c) => `### /repo/${c.path}\n\n${fence(c.after, 'yaml')}`, either)({ changes, ...rest })
      : undefined,
  'open-fence': wholeClass(
    (c) => `### ${c.path}\n\n\`\`\`yaml\n${c.after}`,
    (text) => either(text),
  ),
  'cut-half': ({ changes, chance }) => {
    if (changes.length !== 1 || changes[0]!.op !== 'modify' || NOT_WHOLE.test(changes[0]!.after))
      return undefined;
    const c = changes[0]!;
    return refused(
      `### ${c.path}\n\n\`\`\`yaml\n${c.after.slice(0, Math.floor((c.after.length * (10 + chance.below(80))) / 100))}`,
      'cut-off',
    );
  },
  elided: ({ changes, chance }) => {
    const c = changes[0]!;
    const lines = [...linesOf(c.after)];
    if (changes.length !== 1 || c.op !== 'modify' || lines.length < 12 || NOT_WHOLE.test(c.after))
      return undefined;
    const words = [
      '# ... existing code ...',
      '# ... rest of the file unchanged ...',
      '// ... existing code ...',
      '# (rest remains the same)',
      '...',
      '# [unchanged]',
      '<!-- rest of the file stays as it is -->',
      '# --- unchanged ---',
    ];
    lines.splice(4, lines.length - 8, chance.pick(words));
    return refused(`### ${c.path}\n\n${fence(`${lines.join('\n')}\n`, 'yaml')}`, 'elided', 'excerpt');
  },
  'tail-lost': ({ changes }) => {
    const c = changes[0]!;
    const lines = linesOf(c.after);
    if (changes.length !== 1 || c.op !== 'modify' || lines.length < 30 || NOT_WHOLE.test(c.after))
      return undefined;
    return refused(
      `### ${c.path}\n\n${fence(`${lines.slice(0, 10).join('\n')}\n`, 'yaml')}`,
      'excerpt',
      'elided',
      'cut-off',
    );
  },
  same: ({ changes }) => {
    const c = changes[0]!;
    return c.op !== 'modify' || NOT_WHOLE.test(c.before)
      ? undefined
      : refused(`### ${c.path}\n\n${fence(c.before, 'yaml')}`, 'no-op', 'already-applied');
  },
  'line-numbers': wholeClass(
    (c) =>
      `### ${c.path}\n\n${fence(
        linesOf(c.after)
          .map((l, i) => `${String(i + 1).padStart(4)} | ${l}\n`)
          .join(''),
        'yaml',
      )}`,
    either,
  ),
  'line-numbers-tab': wholeClass(
    (c) =>
      `### ${c.path}\n\n${fence(
        linesOf(c.after)
          .map((l, i) => `${String(i + 1).padStart(6)}\t${l}\n`)
          .join(''),
        'yaml',
      )}`,
    either,
  ),
  'xml-file': wholeClass((c) => `<file path="${c.path}">\n${c.after}</file>`, either),
  'old-and-new': ({ changes }) => {
    const c = changes[0]!;
    if (changes.length !== 1 || c.op !== 'modify' || NOT_WHOLE.test(c.before + c.after)) return undefined;
    return either(
      `Before, \`${c.path}\`:\n\n${fence(c.before, 'yaml')}\nAfter, \`${c.path}\`:\n\n${fence(c.after, 'yaml')}`,
    );
  },
  'headless-fence': wholeClass(
    (c) => fence(c.after, 'yaml'),
    (text) => refused(text),
  ),
};

const edits = (changes: readonly Change[]): readonly Swap[] | undefined => {
  const swaps = noRenames(changes) && plainEnds(changes) ? changes.map(swapsOf) : [undefined];
  return swaps.some((s) => s === undefined) ? undefined : swaps.flatMap((s) => s!);
};

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

const jsonClass =
  (
    write: (list: readonly { path: string; search: string; replace: string }[]) => string,
    make: (text: string) => Made = clear,
  ): Class =>
  ({ changes }) => {
    const swaps = edits(changes);
    return swaps === undefined
      ? undefined
      : make(write(swaps.map((s) => ({ path: s.path, search: text(s.search), replace: text(s.replace) }))));
  };

const json: Classes = {
  edits: jsonClass((list) => JSON.stringify({ edits: list })),
  'edits-pretty': jsonClass((list) => JSON.stringify({ edits: list }, null, 2)),
  'edits-fenced': jsonClass((list) => fence(JSON.stringify({ edits: list }, null, 2), 'json')),
  'edits-prose': jsonClass(
    (list) => `The probe is wrong.\n\n${fence(JSON.stringify({ edits: list }), 'json')}\nThat should do.\n`,
  ),
  'edits-list': jsonClass((list) => JSON.stringify(list)),
  'edits-file-key': jsonClass(
    (list) =>
      JSON.stringify({ edits: list.map((e) => ({ file: e.path, search: e.search, replace: e.replace })) }),
    either,
  ),
  'edits-old-new': jsonClass(
    (list) =>
      JSON.stringify({
        edits: list.map((e) => ({ path: e.path, old_string: e.search, new_string: e.replace })),
      }),
    either,
  ),
  'edits-trailing-comma': jsonClass(
    (list) => JSON.stringify({ edits: list }, null, 2).replace(/\}\n {2}\]/, '},\n  ]'),
    either,
  ),
  'edits-real-newlines': jsonClass((list) => JSON.stringify({ edits: list }).replaceAll('\\n', '\n'), either),
  'edits-no-end-newline': ({ changes, ...rest }) =>
    modifiesOnly(changes) &&
    edits(changes)?.every((s) => s.search.length > 0 && s.replace.length > 0) === true
      ? jsonClass(
          (list) =>
            JSON.stringify({
              edits: list.map((e) => ({
                ...e,
                search: e.search.replace(/\n$/, ''),
                replace: e.replace.replace(/\n$/, ''),
              })),
            }),
          either,
        )({ changes, ...rest })
      : undefined,
  'edits-no-op': ({ changes, ...rest }) =>
    modifiesOnly(changes)
      ? jsonClass(
          (list) => JSON.stringify({ edits: list.map((e) => ({ ...e, replace: e.search })) }),
          (t) => refused(t),
        )({ changes, ...rest })
      : undefined,
  'edits-cut': ({ chance, ...rest }) => {
    const made = jsonClass((list) => JSON.stringify({ edits: list }))({ chance, ...rest });
    return made === undefined
      ? undefined
      : refused(
          made.text.slice(0, 20 + chance.below(made.text.length - 22)),
          'cut-off',
          'no-patch',
          'garbled',
          'empty',
        );
  },
  'ambiguous-edit': ({ changes }) => {
    const c = changes[0]!;
    if (changes.length !== 1 || c.op !== 'modify') return undefined;
    const line = linesOf(c.before).find((l) => l.trim().length > 4 && c.before.split(l).length > 2);
    return line === undefined
      ? undefined
      : refused(
          JSON.stringify({ edits: [{ path: c.path, search: line, replace: `${line} # changed` }] }),
          'ambiguous',
        );
  },
};

export const FORMAT_CLASSES: Classes = {
  ...under('sr', searchReplace),
  ...under('codex', codex),
  ...under('whole', whole),
  ...under('json', json),
};
