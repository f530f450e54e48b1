/** Whole files and JSON edits, in the dress that models give them. */
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
import { type Change, hunksOf, linesOf } from './pairs.ts';
import { fence, type Swap, swapsOf } from './render.ts';
import { under } from './unified-heads.ts';

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

export const WHOLE_CLASSES: Classes = {
  ...under('whole', whole),
  ...under('json', json),
};
