/** Unified diffs: garbled file headers and hunk headers. */
import {
  type Class,
  type Classes,
  clear,
  diffClass,
  either,
  modifiesOnly,
  noRenames,
  refused,
  uniqueAll,
} from './kinds.ts';
import { hunksOf, isUnique, linesOf, oldOf, placesOf } from './pairs.ts';
import { bareHead, diffOf, gitHead, names, newCount, oldCount, span, trueAt, unified } from './render.ts';

/** Clear to a human, refused by choice: a path is taken only as `git ls-files` writes it. */
const respelled =
  (make: Class): Class =>
  (start) => {
    const made = modifiesOnly(start.changes) ? make(start) : undefined;
    return made === undefined ? undefined : { ...made, label: 'either' };
  };

const known =
  (make: Class): Class =>
  (start) =>
    modifiesOnly(start.changes) ? make(start) : undefined;

const both = (spell: (path: string) => string): ReturnType<typeof names> => names((path) => spell(path));

/** Classes whose headers say a rename only by two names are left out. */
const heads: Classes = {
  git: diffClass({}),
  bare: diffClass({ head: bareHead }),
  'no-prefix': diffClass({ head: both((path) => path) }),
  timestamps: diffClass({
    head: names((path, side) => `${side}/${path}\t2026-11-2${side === 'a' ? 0 : 1} 10:00:00.123456789 +0100`),
  }),
  'timestamps-space': known(diffClass({ head: names((path) => `${path} 2026-11-21 10:00:00`) })),
  'abs-repo': respelled(diffClass({ head: both((path) => `/repo/${path}`) })),
  'abs-a-repo': respelled(diffClass({ head: names((path, side) => `${side}/repo/${path}`) })),
  'abs-home': respelled(diffClass({ head: both((path) => `/home/user/project/${path}`) })),
  'dot-slash': respelled(diffClass({ head: both((path) => `./${path}`) })),
  'a-dot-slash': respelled(diffClass({ head: names((path, side) => `${side}/./${path}`) })),
  backslash: respelled(diffClass({ head: both((path) => path.replaceAll('/', '\\')) })),
  'a-backslash': respelled(
    diffClass({ head: names((path, side) => `${side}\\${path.replaceAll('/', '\\')}`) }),
  ),
  mnemonic: diffClass({ head: names((path, side) => `${side === 'a' ? 'i' : 'w'}/${path}`) }),
  'old-new': respelled(diffClass({ head: names((path, side) => `${side === 'a' ? 'old' : 'new'}/${path}`) })),
  'orig-suffix': respelled(
    diffClass({ head: names((path, side) => (side === 'a' ? `${path}.orig` : path)) }),
  ),
  quoted: diffClass({ head: names((path, side) => `"${side}/${path}"`) }),
  backticks: known(diffClass({ head: names((path, side) => `\`${side}/${path}\``) })),
  index: diffClass({ head: (c) => [`Index: ${c.path}`, '='.repeat(67), ...bareHead(c)] }),
  'index-junk': diffClass({
    head: names(
      (path, side) => `${side}/${path}`,
      (c) => [
        `diff --git a/${c.from} b/${c.path}`,
        ...(c.op === 'add'
          ? ['new file mode 100644']
          : c.op === 'delete'
            ? ['deleted file mode 100644']
            : []),
        'index 0000000..1111111 100644',
      ],
    ),
  }),
  'diff-u': diffClass({
    head: names(
      (path, side) => `${side}/${path}`,
      (c) => [`diff -u a/${c.from} b/${c.path}`],
    ),
  }),
  'diff-no-git': diffClass({
    head: names(
      (path, side) => `${side}/${path}`,
      (c) => [`diff a/${c.from} b/${c.path}`],
    ),
  }),
  'space-at-end': diffClass({ head: (c) => bareHead(c).map((line) => `${line}  `) }),
  'two-spaces': respelled(diffClass({ head: names((path, side) => ` ${side}/${path}`) })),
  'blank-after': diffClass({ head: (c) => [...bareHead(c), ''] }),
  'blank-before': diffClass({ head: (c) => ['', ...gitHead(c)] }),
  'no-git-line-mode-lines': diffClass({ head: (c) => gitHead(c).slice(1) }),
};

const partial: Classes = {
  'only-plus': ({ changes }) =>
    modifiesOnly(changes) && changes.length === 1
      ? clear(unified(changes, { head: (c) => [`+++ b/${c.path}`] }))
      : undefined,
  'only-minus': ({ changes }) =>
    modifiesOnly(changes) && changes.length === 1
      ? clear(unified(changes, { head: (c) => [`--- a/${c.path}`] }))
      : undefined,
  // Under another file's hunk a lone name reads like a changed line.
  'only-plus-many': ({ changes }) =>
    modifiesOnly(changes) && changes.length > 1
      ? either(unified(changes, { head: (c) => [`+++ b/${c.path}`] }))
      : undefined,
  'only-minus-many': ({ changes }) =>
    modifiesOnly(changes) && changes.length > 1
      ? either(unified(changes, { head: (c) => [`--- a/${c.path}`] }))
      : undefined,
  'second-only-plus': ({ changes }) =>
    modifiesOnly(changes) && changes.length > 1
      ? either(unified(changes, { head: (c) => (c === changes[0] ? bareHead(c) : [`+++ b/${c.path}`]) }))
      : undefined,
  'only-diff-git': ({ changes }) =>
    modifiesOnly(changes)
      ? clear(unified(changes, { head: (c) => [`diff --git a/${c.path} b/${c.path}`] }))
      : undefined,
  'new-file-both-named': ({ changes }) =>
    changes.some((c) => c.op === 'add') && noRenames(changes) && changes.every((c) => c.op !== 'delete')
      ? clear(unified(changes, { head: (c) => [`--- a/${c.path}`, `+++ b/${c.path}`] }))
      : undefined,
  'dev-null-bare': ({ changes }) =>
    changes.some((c) => c.op === 'add' || c.op === 'delete') && noRenames(changes)
      ? clear(
          unified(changes, {
            head: (c) => bareHead(c).map((line) => line.replace(' /dev/null', ' dev/null')),
          }),
        )
      : undefined,
  'dev-null-a': ({ changes }) =>
    changes.some((c) => c.op === 'add' || c.op === 'delete') && noRenames(changes)
      ? clear(
          unified(changes, {
            head: (c) =>
              bareHead(c).map((line) =>
                line.replace('--- /dev/null', '--- a/dev/null').replace('+++ /dev/null', '+++ b/dev/null'),
              ),
          }),
        )
      : undefined,
  'rename-two-names': ({ changes }) =>
    noRenames(changes) ? undefined : either(unified(changes, { head: bareHead })),
  'rename-no-similarity': ({ changes }) =>
    noRenames(changes)
      ? undefined
      : clear(unified(changes, { head: (c) => gitHead(c).filter((line) => !line.startsWith('similarity')) })),
  'octal-path': ({ changes }) =>
    modifiesOnly(changes)
      ? clear(
          unified(changes, {
            head: names(
              (path, side) =>
                `"${side}/${path.replace(/[ .]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`,
            ),
          }),
        )
      : undefined,
  basename: ({ changes }) =>
    modifiesOnly(changes) && changes.every((c) => c.path.includes('/'))
      ? either(unified(changes, { head: both((path) => path.split('/').at(-1)!) }))
      : undefined,
  'swapped-order': ({ changes }) => either(unified(changes, { head: (c) => [...bareHead(c)].reverse() })),
  'other-file': ({ changes }) =>
    modifiesOnly(changes)
      ? refused(
          unified(changes, { head: both((path) => `${path}.bak`) }),
          'no-file',
          'not-found',
          'path',
          'new-file',
        )
      : undefined,
  'heading-only': ({ changes }) =>
    modifiesOnly(changes)
      ? clear(
          changes
            .map(
              (c) => `### \`${c.path}\`\n\n\`\`\`diff\n${diffOf(c, { head: () => [] }).join('\n')}\n\`\`\`\n`,
            )
            .join('\n'),
        )
      : undefined,
  'fence-info-path': ({ changes }) =>
    modifiesOnly(changes)
      ? either(
          changes
            .map((c) => `\`\`\`diff:${c.path}\n${diffOf(c, { head: () => [] }).join('\n')}\n\`\`\`\n`)
            .join('\n'),
        )
      : undefined,
};

const at: Classes = {
  off: ({ changes, chance }) => {
    const by = 1 + chance.below(9);
    const down = chance.below(2) === 0;
    return uniqueAll(changes)
      ? clear(
          unified(changes, {
            at: (h) =>
              trueAt(
                down
                  ? { ...h, oldStart: h.oldStart + by, newStart: h.newStart + by }
                  : { ...h, oldStart: Math.max(1, h.oldStart - by), newStart: Math.max(1, h.newStart - by) },
              ),
          }),
        )
      : undefined;
  },
  // More than there are only where context follows the last change: elsewhere it reads like a cut.
  counts: ({ changes, chance }) =>
    clear(
      unified(changes, {
        at: (h) => {
          const by = (n: number): number =>
            Math.max(0, n - 3 + chance.below(h.lines.at(-1)![0] === ' ' ? 7 : 4));
          return `@@ -${h.oldStart - (oldCount(h) === 0 ? 1 : 0)},${by(oldCount(h))} +${h.newStart},${by(newCount(h))} @@`;
        },
      }),
    ),
  'counts-few': ({ changes }) =>
    clear(
      unified(changes, {
        at: (h) =>
          `@@ -${h.oldStart - (oldCount(h) === 0 ? 1 : 0)},${Math.min(1, oldCount(h))} +${h.newStart},${Math.min(1, newCount(h))} @@`,
      }),
    ),
  'all-one': diffClass({ at: (h) => `@@ -1,${oldCount(h)} +1,${newCount(h)} @@` }, 'unique'),
  zero: diffClass({ at: () => '@@ -0,0 +0,0 @@' }, 'unique'),
  dots: diffClass({ at: () => '@@ ... @@' }, 'unique'),
  bare: diffClass({ at: () => '@@' }, 'unique'),
  'bare-two': diffClass({ at: () => '@@ @@' }, 'unique'),
  'dash-dots': diffClass({ at: () => '@@ -... +... @@' }, 'unique'),
  letters: diffClass({ at: () => '@@ -X,Y +X,Y @@' }, 'unique'),
  func: diffClass({ at: () => '@@ def foo(): @@' }, 'unique'),
  'func-open': diffClass({ at: () => '@@ function foo() {' }, 'unique'),
  section: diffClass({ at: (h) => `${trueAt(h)} spec:` }),
  'section-diff-like': diffClass({ at: (h) => `${trueAt(h)} - name: x` }),
  'one-side': diffClass({ at: (h) => `@@ -${span(h.oldStart, oldCount(h))} @@` }),
  unclosed: diffClass({ at: (h) => trueAt(h).slice(0, -3) }),
  'no-space': diffClass({
    at: (h) => `@@-${span(h.oldStart, oldCount(h))} +${span(h.newStart, newCount(h))}@@`,
  }),
  spaced: diffClass(
    { at: (h) => `@@ - ${span(h.oldStart, oldCount(h))} + ${span(h.newStart, newCount(h))} @@` },
    'unique',
  ),
  words: diffClass({ at: (h) => `@@ line ${h.oldStart} @@` }, 'unique'),
  lines: diffClass({ at: (h) => `@@ Lines ${h.oldStart}-${h.oldStart + oldCount(h)} @@` }, 'unique'),
  'new-numbers': diffClass({ at: (h) => trueAt({ ...h, oldStart: h.newStart }) }, 'unique'),
  'space-before': ({ changes }) => either(unified(changes, { at: (h) => ` ${trueAt(h)}` })),
  combined: ({ changes }) =>
    uniqueAll(changes) ? either(unified(changes, { at: () => '@@@ -1,2 -1,2 +1,3 @@@' })) : undefined,
  none: ({ changes }) =>
    uniqueAll(changes) && changes.every((c) => hunksOf(c).length === 1)
      ? clear(unified(changes, { at: () => undefined }))
      : undefined,
  'context-on-header': ({ changes }) =>
    modifiesOnly(changes) &&
    changes.every((c) => hunksOf(c).every((h) => h.lines[0]![0] === ' ' && h.lines.length > 3)) &&
    uniqueAll(changes, 2)
      ? clear(
          unified(changes, {
            at: (h) => `${trueAt(h)} ${h.lines[0]![1]}`,
            line: ([sign, text], k) => (k === 0 ? undefined : sign + text),
          }),
        )
      : undefined,
};

/** Twins: what only the number, or nothing, can tell apart. */
const twins: Classes = {
  'no-number': ({ changes }) => {
    const [c] = changes;
    if (changes.length !== 1 || c?.op !== 'modify') return undefined;
    const hunks = hunksOf(c);
    return hunks.length === 1 && !isUnique(c, hunks[0]!)
      ? refused(unified(changes, { at: () => '@@ ... @@' }), 'ambiguous', 'no-context')
      : undefined;
  },
  'number-names-none': ({ changes, chance }) => {
    const [c] = changes;
    if (changes.length !== 1 || c?.op !== 'modify') return undefined;
    const hunks = hunksOf(c);
    const places = placesOf(linesOf(c.before), oldOf(hunks[0]!));
    if (hunks.length !== 1 || places.length < 2) return undefined;
    const by = 1 + chance.below(3);
    if (places.includes(hunks[0]!.oldStart - 1 + by)) return undefined;
    return refused(
      unified(changes, { at: (h) => trueAt({ ...h, oldStart: h.oldStart + by, newStart: h.newStart + by }) }),
      'ambiguous',
      'no-context',
    );
  },
  'number-right': ({ changes }) =>
    modifiesOnly(changes) && !uniqueAll(changes) ? clear(unified(changes)) : undefined,
};

const under = (name: string, classes: Classes): Classes =>
  Object.fromEntries(Object.entries(classes).map(([key, make]) => [`${name}:${key}`, make]));

export const HEAD_CLASSES: Classes = {
  ...under(
    'head',
    Object.fromEntries(
      Object.entries(heads).map(([key, make]) => [
        key,
        key === 'git' || key === 'blank-before'
          ? make
          : (start) => (noRenames(start.changes) ? make(start) : undefined),
      ]),
    ),
  ),
  ...under('head', partial),
  ...under('at', at),
  ...under('twin', twins),
};
export { under };
