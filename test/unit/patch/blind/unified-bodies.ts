/** Unified diffs: garbled lines and lost blanks. */
import {
  type Classes,
  clear,
  diffClass,
  either,
  endsKept,
  modifiesOnly,
  noRenames,
  plainEnds,
  refused,
} from './kinds.ts';
import { hunksOf, linesOf } from './pairs.ts';
import { bodyLine, trueAt, unified } from './render.ts';
import { under } from './unified-heads.ts';
import { ORDER_CLASSES } from './unified-order.ts';
import { both, emptyContext, onText, shown, some, where } from './where.ts';

const blanks: Classes = {
  'empty-context': where(
    emptyContext,
    diffClass({ line: (line) => (emptyContext(line) ? '' : bodyLine(line)) }),
  ),
  'empty-context-no-number': where(
    emptyContext,
    diffClass(
      { at: () => '@@ ... @@', line: (line) => (emptyContext(line) ? '' : bodyLine(line)) },
      'unique',
    ),
  ),
  'all-trailing': where(
    ([sign, text]) => sign === ' ' && /[ \t]$/.test(text) === false && text === '',
    ({ changes }) =>
      some(changes, ([sign, text]) => sign === '+' && /[ \t]$/.test(text))
        ? undefined
        : clear(unified(changes).replace(/[ \t]+$/gm, '')),
  ),
  'context-trailing-added': ({ changes }) =>
    clear(unified(changes, { line: onText(' -', (text) => `${text}  `) })),
  'context-trailing-lost': where(
    ([sign, text]) => ' -'.includes(sign) && /[ \t]$/.test(text),
    ({ changes }) => clear(unified(changes, { line: onText(' -', (text) => text.trimEnd()) })),
  ),
  'context-sign-lost': ({ changes }) =>
    either(unified(changes, { line: ([sign, text]) => (sign === ' ' ? text : sign + text) })),
  'some-context-sign-lost': ({ changes, chance }) =>
    either(
      unified(changes, {
        line: ([sign, text]) => (sign === ' ' && chance.below(3) === 0 ? text : sign + text),
      }),
    ),
  'extra-space-all': shown(
    () => true,
    ({ changes }) => either(unified(changes, { line: ([sign, text]) => `${sign} ${text}` })),
  ),
  'extra-space-changed': ({ changes }) =>
    changes.every((c) => hunksOf(c).every((h) => h.lines.some(([s]) => s === '-')))
      ? either(unified(changes, { line: ([sign, text]) => (sign === ' ' ? ` ${text}` : `${sign} ${text}`) }))
      : undefined,
  'extra-space-new-file': ({ changes }) =>
    changes.every((c) => c.op === 'add')
      ? either(unified(changes, { line: ([sign, text]) => `${sign} ${text}` }))
      : undefined,
  'indent-lost': where(
    ([sign, text]) => sign !== '\\' && /^\s/.test(text),
    shown(
      (t) => /^\s/.test(t),
      ({ changes }) => either(unified(changes, { line: onText(' -+', (text) => text.trimStart()) })),
    ),
  ),
  'context-indent-changed': where(
    ([sign, text]) => sign === ' ' && /^ {2}/.test(text),
    ({ changes }) => either(unified(changes, { line: onText(' -', (text) => text.replace(/^ {2}/, '')) })),
  ),
  'tabs-to-spaces': where(
    ([, text]) => text.includes('\t'),
    shown(
      (t) => t.includes('\t'),
      ({ changes }) =>
        either(unified(changes, { line: onText(' -+', (text) => text.replaceAll('\t', '    ')) })),
    ),
  ),
  'tabs-to-8-added': where(
    ([sign, text]) => sign === '+' && text.includes('\t'),
    ({ changes }) =>
      either(unified(changes, { line: onText(' -', (text) => text.replaceAll('\t', '        ')) })),
  ),
  'double-spaced': ({ changes }) => either(unified(changes).replaceAll('\n', '\n\n')),
  'blank-between-hunks': diffClass({ gap: [''] }),
  'blank-after-header': diffClass({ at: (h) => `${trueAt(h)}\n` }),
  'blank-end': ({ changes }) => clear(`${unified(changes)}\n\n\n`),
  'no-end-newline': ({ changes }) => (plainEnds(changes) ? clear(unified(changes).trimEnd()) : undefined),
  'indented-4': ({ changes }) =>
    !noRenames(changes) ? undefined : clear(unified(changes, both).replace(/^(?=.)/gm, '    ')),
  'indented-2-in-fence': ({ changes }) =>
    !noRenames(changes)
      ? undefined
      : clear(`  \`\`\`diff\n${unified(changes, both).replace(/^/gm, '  ')}\`\`\`\n`),
};

const bytes: Classes = {
  crlf: ({ changes }) => clear(unified(changes).replaceAll('\n', '\r\n')),
  'crlf-fenced': ({ changes }) =>
    clear(`Fix:\n\n\`\`\`diff\n${unified(changes)}\`\`\`\n`.replaceAll('\n', '\r\n')),
  'crlf-body-only': ({ changes }) =>
    !modifiesOnly(changes) ? undefined : either(unified(changes, { line: (line) => `${bodyLine(line)}\r` })),
  cr: ({ changes }) => either(unified(changes).replaceAll('\n', '\r')),
  bom: ({ changes }) => clear(`\ufeff${unified(changes)}`),
  'nbsp-indent': where(
    ([sign, text]) => sign === ' ' && text.startsWith('  '),
    ({ changes }) =>
      either(
        unified(changes, {
          line: onText(' -+', (text) => text.replace(/^ +/, (s) => '\u00a0'.repeat(s.length))),
        }),
      ),
  ),
  'nbsp-context': where(
    ([sign, text]) => sign === ' ' && text.includes(' '),
    ({ changes }) =>
      either(unified(changes, { line: onText(' -', (text) => text.replaceAll(' ', '\u00a0')) })),
  ),
  'nbsp-sign': ({ changes }) =>
    either(unified(changes, { line: ([sign, text]) => (sign === ' ' ? `\u00a0${text}` : sign + text) })),
  'smart-quotes': where(
    ([sign, text]) => ' -'.includes(sign) && /["']/.test(text),
    ({ changes }) =>
      refused(
        unified(changes, {
          line: onText(' -+', (text) => text.replace(/"([^"]*)"/g, '“$1”').replaceAll("'", '’')),
        }),
        'not-found',
      ),
  ),
  'en-dash': where(
    ([sign, text]) => ' -'.includes(sign) && text.includes('--'),
    ({ changes }) =>
      refused(
        unified(changes, { line: onText(' -+', (text) => text.replaceAll('--', '–')) }),
        'not-found',
        'garbled',
        'cut-off',
      ),
  ),
  'minus-sign-u2212': ({ changes }) =>
    either(unified(changes, { line: ([sign, text]) => (sign === '-' ? `−${text}` : sign + text) })),
  'nfd-context': where(
    ([sign, text]) => ' -'.includes(sign) && text.normalize('NFD') !== text,
    ({ changes }) => either(unified(changes, { line: onText(' -', (text) => text.normalize('NFD')) })),
  ),
  'html-escaped': where(
    ([, text]) => /[<>&]/.test(text),
    ({ changes }) =>
      refused(
        unified(changes, {
          line: onText(' -+', (text) =>
            text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
          ),
        }),
        'html-escaped',
        'not-found',
      ),
  ),
  'html-quotes': where(
    ([sign, text]) => ' -'.includes(sign) && text.includes('"'),
    ({ changes }) =>
      either(unified(changes, { line: onText(' -+', (text) => text.replaceAll('"', '&quot;')) })),
  ),
  'zero-width': ({ changes }) => either(unified(changes, { line: onText(' ', (text) => `\u200b${text}`) })),
  'marker-lost': ({ changes }) =>
    !plainEnds(changes) && endsKept(changes) && modifiesOnly(changes)
      ? clear(unified(changes, { line: (line) => (line[0] === '\\' ? undefined : bodyLine(line)) }))
      : undefined,
  'marker-false': ({ changes }) =>
    plainEnds(changes) &&
    modifiesOnly(changes) &&
    changes.every((c) =>
      hunksOf(c).every(
        (h) => h.oldStart - 1 + h.lines.filter(([s]) => s !== '+').length < linesOf(c.before).length,
      ),
    )
      ? clear(
          unified(changes, {
            line: (line, i, h) =>
              i === h.lines.length - 1 ? [bodyLine(line), '\\ No newline at end of file'] : bodyLine(line),
          }),
        )
      : undefined,
};

export const BODY_CLASSES: Classes = {
  ...under('blank', blanks),
  ...under('byte', bytes),
  ...ORDER_CLASSES,
};
