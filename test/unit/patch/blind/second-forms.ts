/** The second round: other forms of the same answer, and what a server leaves behind. */
import { bodyOf } from './envelopes.ts';
import { codexLines, swapsFor } from './formats-cases.ts';
import { type Class, type Classes, clear, either, refused } from './kinds.ts';
import { hunksOf, linesOf, newOf, oldOf, placesOf } from './pairs.ts';
import { block, bodyLine, fence, gitHead, names, unified } from './render.ts';
import { hasFence, only, single } from './second-only.ts';
import { under } from './unified-heads.ts';

/** What a server leaves behind; an answer that speaks of such tokens may mean it. */
const endsWith =
  (token: string): Class =>
  ({ changes }) => {
    const body = unified(changes).trimEnd();
    return /<\||<\/?s>/.test(body) ? undefined : either(`${body}${token}`);
  };

const forms: Classes = {
  'sr-in-json': ({ changes }) => {
    const swaps = swapsFor(changes);
    return swaps === undefined
      ? undefined
      : clear(JSON.stringify({ answer: swaps.flatMap((s) => [s.path, ...fenceLines(block(s))]).join('\n') }));
  },
  'sr-list-indented': ({ changes }) => {
    const swaps = swapsFor(changes);
    return swaps === undefined
      ? undefined
      : either(
          swaps
            .flatMap((s, i) => [`${i + 1}. \`${s.path}\``, '', ...fenceLines(block(s)).map((l) => `   ${l}`)])
            .join('\n'),
        );
  },
  'sr-prose-between-marks': ({ changes }) => {
    const swaps = swapsFor(changes);
    return swaps === undefined
      ? undefined
      : clear(
          swaps
            .flatMap((s) => [
              `The port in ${s.path} is wrong, so:`,
              '',
              s.path,
              ...fenceLines(block(s)),
              'Done with that one.',
              '',
            ])
            .join('\n'),
        );
  },
  'sr-extra-divider': ({ changes }) => {
    const swaps = swapsFor(changes);
    return swaps === undefined
      ? undefined
      : refused(
          swaps
            .flatMap((s) => [
              s.path,
              ...fenceLines([
                '<<<<<<< SEARCH',
                ...s.search,
                '=======',
                ...s.replace,
                '=======',
                '>>>>>>> REPLACE',
              ]),
            ])
            .join('\n'),
          'unclear',
          'garbled',
        );
  },
  'sr-two-answers': ({ changes }) => {
    const swaps = swapsFor(changes);
    const s = swaps?.[0];
    if (s === undefined || swaps!.length !== 1 || s.search.length === 0) return undefined;
    return refused(
      [
        s.path,
        ...fenceLines(block(s)),
        'or better:',
        s.path,
        ...fenceLines(block({ ...s, replace: [...s.replace, '# more'] })),
      ].join('\n'),
      'overlap',
      'unclear',
      'already-applied',
      'ambiguous',
    );
  },
  'sr-draft-elsewhere': ({ changes }) => {
    const swaps = swapsFor(changes);
    const s = swaps?.[0];
    const c = single(changes);
    const line =
      c === undefined
        ? undefined
        : linesOf(c.before).find(
            (l) => l.trim().length > 3 && c.before.split(l).length === 2 && !s?.search.includes(l),
          );
    if (s === undefined || swaps!.length !== 1 || line === undefined) return undefined;
    return either(
      [
        s.path,
        ...fenceLines(block({ ...s, search: [line], replace: [`${line} # draft`] })),
        'Wait, that is wrong. The right one:',
        '',
        s.path,
        ...fenceLines(block(s)),
      ].join('\n'),
    );
  },
  'codex-two-same': ({ changes }) => {
    const lines = codexLines(changes);
    return lines === undefined || hasFence(lines.join('\n'))
      ? undefined
      : either(
          `${fence(`*** Begin Patch\n${lines.join('\n')}\n*** End Patch`, '')}\nAgain:\n\n${fence(`*** Begin Patch\n${lines.join('\n')}\n*** End Patch`, '')}`,
        );
  },
  'codex-context-lost-blank': ({ changes }) => {
    const lines = codexLines(changes);
    return lines === undefined
      ? undefined
      : either(`*** Begin Patch\n${lines.map((l) => l.replace(/^ (?=\S)/, '')).join('\n')}\n*** End Patch\n`);
  },
  'codex-ambiguous': ({ changes }) => {
    const found = only(changes);
    if (found === undefined || placesOf(linesOf(found[0].before), oldOf(found[1])).length < 2)
      return undefined;
    return refused(
      [
        '*** Begin Patch',
        `*** Update File: ${found[0].path}`,
        '@@',
        ...found[1].lines.map(bodyLine),
        '*** End Patch',
        '',
      ].join('\n'),
      'ambiguous',
    );
  },
  'whole-and-command': ({ changes }) => {
    const c = single(changes);
    const gone =
      c === undefined
        ? 0
        : hunksOf(c, 0).reduce((sum, h) => sum + h.lines.filter(([s]) => s === '-').length, 0);
    return c === undefined ||
      /^(\s*[`~]{3}|---|\+\+\+|@@|<<<|\*\*\*|>>>|diff )/m.test(c.after) ||
      gone * 2 > linesOf(c.before).length
      ? undefined
      : clear(
          `### ${c.path}\n\n${fence(c.after, 'yaml')}\nRun:\n\n${fence('kubectl apply -f x.yaml', 'sh')}`,
        );
  },
  'whole-shell-heredoc': ({ changes }) => {
    const c = single(changes);
    return c === undefined || hasFence(c.after)
      ? undefined
      : either(`${fence(`cat > ${c.path} <<'EOF'\n${c.after}EOF`, 'sh')}`);
  },
  'whole-excerpt-named': ({ changes }) => {
    const c = single(changes);
    if (
      c === undefined ||
      linesOf(c.before).length < 30 ||
      /^(\s*[`~]{3}|---|\+\+\+|@@|<<<|\*\*\*|>>>|diff )/m.test(c.after)
    )
      return undefined;
    const h = hunksOf(c)[0]!;
    return refused(
      `In \`${c.path}\` the part must read:\n\n${fence(`${newOf(h).join('\n')}\n`, 'yaml')}`,
      'excerpt',
      'elided',
    );
  },
  'whole-head-kept': ({ changes, chance }) => {
    const c = single(changes);
    if (
      c === undefined ||
      linesOf(c.after).length < 12 ||
      /^(\s*[`~]{3}|---|\+\+\+|@@|<<<|\*\*\*|>>>|diff )/m.test(c.after)
    )
      return undefined;
    const lines = linesOf(c.after);
    const kept = Math.floor((lines.length * (45 + chance.below(50))) / 100);
    return either(
      `### ${c.path}\n\n${fence(`${lines.slice(0, kept).join('\n')}\n# ... the rest of the file stays as it is\n`, 'yaml')}`,
    );
  },
  'json-two-documents': ({ changes }) => {
    const body = unified(changes);
    return either(`${JSON.stringify({ reason: 'limit' })}\n${JSON.stringify({ patch: body })}`);
  },
  'json-patch-fenced-inside': (start) =>
    hasFence(unified(start.changes))
      ? undefined
      : clear(JSON.stringify({ patch: fence(unified(start.changes)) })),
  'json-crlf': ({ changes }) => clear(JSON.stringify({ patch: unified(changes).replaceAll('\n', '\r\n') })),
  'json-single-quotes': ({ changes }) =>
    either(`{'patch': '${unified(changes).replaceAll('\n', '\\n').replaceAll("'", "\\'")}'}`),
  'python-call': ({ changes }) => either(`apply_patch("""\n${unified(changes)}""")\n`),
  'xml-glued-both': (start) => {
    const body = bodyOf(start, 'bare');
    return body === undefined ? undefined : clear(`<diff>${body.replace(/\n$/, '')}</diff>`);
  },
  'xml-glued-prose': (start) => {
    const body = bodyOf(start, 'git');
    return body === undefined
      ? undefined
      : clear(`Here it is:\n<patch>${body.replace(/\n$/, '')}</patch>\nIt raises the limit.\n`);
  },
  'git-show': ({ changes }) => clear(`$ git diff\n${unified(changes, { head: gitHead })}`),
  'names-with-line': ({ changes }) => either(unified(changes, { head: names((p) => `${p}:12`) })),
  'tail-of-eof-token': endsWith('\n<|endoftext|>'),
  'tail-glued-token': endsWith('<|im_end|>'),
  'tail-glued-s': endsWith('</s>'),
};

const fenceLines = (lines: readonly string[]): readonly string[] => ['```', ...lines, '```', ''];

export const SECOND_FORMS: Classes = under('form2', forms);
