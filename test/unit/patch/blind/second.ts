/** A second round of damages, thought up after the first was mended. */
import { bodyOf } from './envelopes.ts';
import { codexLines, swapsFor } from './formats-cases.ts';
import {
  type Class,
  type Classes,
  clear,
  either,
  modifiesOnly,
  noRenames,
  plainEnds,
  refused,
  uniqueAll,
} from './kinds.ts';
import { type Change, type Hunk, hunksOf, type Line, linesOf, newOf, oldOf, placesOf } from './pairs.ts';
import { bareHead, block, bodyLine, diffOf, fence, gitHead, names, trueAt, unified } from './render.ts';
import { under } from './unified-heads.ts';

const hasFence = (text: string): boolean => /^.?\s{0,3}(`{3}|~{3})/m.test(text);
const single = (changes: readonly Change[]): Change | undefined =>
  changes.length === 1 && changes[0]!.op === 'modify' && plainEnds(changes) ? changes[0] : undefined;
const only = (changes: readonly Change[]): readonly [Change, Hunk] | undefined => {
  const c = single(changes);
  const hunks = c === undefined ? [] : hunksOf(c);
  return c !== undefined && hunks.length === 1 ? [c, hunks[0]!] : undefined;
};
const inFence =
  (make: (body: string) => string): Class =>
  ({ changes }) => {
    const body = unified(changes, { head: bareHead });
    return hasFence(body) || !noRenames(changes) ? undefined : clear(make(body));
  };

const prose: Classes = {
  'file-list-before': inFence((body) => `Files changed:\n- one.yaml\n- two.yaml\n\n${fence(body)}`),
  'numbers-after': inFence((body) => `${fence(body)}\n1. It raises the limit.\n2. It restarts the pod.\n`),
  'commit-message-fence': inFence(
    (body) => `${fence(body)}\nCommit message:\n\n\`\`\`\nfix: raise the limit\n\n- more memory\n\`\`\`\n`,
  ),
  'yaml-example-fence': inFence(
    (body) => `The value must look like\n\n\`\`\`yaml\nlimits:\n  memory: 1Gi\n\`\`\`\n\n${fence(body)}`,
  ),
  'diff-stat-fence': inFence(
    (body) =>
      `${fence(body)}\n\`\`\`\n a.yaml | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\`\`\`\n`,
  ),
  'error-with-arrows': inFence(
    (body) =>
      `The error was\n\n\`\`\`\n>>> kubectl apply\n<<< 403\n======= summary =======\n\`\`\`\n\n${fence(body)}`,
  ),
  'wait-between-files': ({ changes }) => {
    const parts = changes.map((c) => `${diffOf(c, { head: bareHead }).join('\n')}\n`);
    return changes.length < 2 || !noRenames(changes) || parts.some(hasFence)
      ? undefined
      : clear(
          parts
            .map((p) => fence(p))
            .join('\nWait for the rollout, then also change this. Actually both are needed.\n\n'),
        );
  },
  'then-between-hunks': ({ changes }) => {
    const c = single(changes);
    const parts =
      c === undefined
        ? []
        : hunksOf(c).map((h) => `${diffOf(c, { head: bareHead, hunks: () => [h] }).join('\n')}\n`);
    return parts.length < 2 || parts.some(hasFence)
      ? undefined
      : clear(parts.map((p) => fence(p)).join('\nNext, in the same file:\n\n'));
  },
  'header-once-hunks-fenced': ({ changes }) => {
    const c = single(changes);
    const parts =
      c === undefined
        ? []
        : hunksOf(c).map(
            (h, i) => `${diffOf(c, { head: i === 0 ? bareHead : () => [], hunks: () => [h] }).join('\n')}\n`,
          );
    return parts.length < 2 || parts.some(hasFence)
      ? undefined
      : either(parts.map((p) => fence(p)).join('\nand\n\n'));
  },
  'heading-many-files': ({ changes }) =>
    modifiesOnly(changes) && changes.length > 1 && !hasFence(unified(changes))
      ? clear(
          changes
            .map((c) => `**${c.path}**\n\n${fence(diffOf(c, { head: () => [] }).join('\n'))}`)
            .join('\n'),
        )
      : undefined,
  'heading-other-file': ({ changes, pair }) => {
    const c = single(changes);
    const other = Object.keys(pair.before).find((path) => path !== c?.path);
    return c === undefined || other === undefined
      ? undefined
      : refused(`### ${other}\n\n${fence(diffOf(c, { head: () => [] }).join('\n'))}`);
  },
  'heading-and-header-differ': ({ changes }) => {
    const c = single(changes);
    return c === undefined || hasFence(unified(changes))
      ? undefined
      : clear(`### See docs/other.md\n\n${fence(diffOf(c, { head: bareHead }).join('\n'))}`);
  },
  'think-twice': ({ changes }) =>
    hasFence(unified(changes))
      ? undefined
      : clear(`<think>one</think>\n<think>two\n- three\n</think>\n${fence(unified(changes))}`),
  'think-with-fence': ({ changes }) =>
    hasFence(unified(changes))
      ? undefined
      : clear(`<think>\n\`\`\`yaml\na: 1\n</think>\n\n${fence(unified(changes))}`),
  'think-in-file': ({ changes }) => clear(`Models think aloud in <think> tags.\n\n${unified(changes)}`),
  'quoted-file-line': ({ changes }) => clear(`> the limit is too low\n\nFix:\n\n${unified(changes)}`),
};

const shape: Classes = {
  'counts-swapped': ({ changes }) =>
    uniqueAll(changes)
      ? either(unified(changes, { at: (h) => trueAt(h).replace(/-(\S+) \+(\S+)/, '-$2 +$1') }))
      : undefined,
  'old-zero': ({ changes }) =>
    uniqueAll(changes) && modifiesOnly(changes)
      ? clear(unified(changes, { at: (h) => trueAt(h).replace(/-(\d+)/, '-0') }))
      : undefined,
  'no-header-twice': ({ changes }) => {
    const c = single(changes);
    return c === undefined || hunksOf(c).length < 2 || !uniqueAll(changes)
      ? undefined
      : either(unified(changes, { at: (_, i) => (i === 0 ? trueAt(hunksOf(c)[0]!) : undefined) }));
  },
  'hunks-glued': ({ changes }) => {
    const c = single(changes);
    return c === undefined || hunksOf(c).length < 2
      ? undefined
      : refused(
          unified(changes, { at: (h, i) => (i === 0 ? trueAt(h) : undefined) }),
          'not-found',
          'unclear',
          'garbled',
          'ambiguous',
        );
  },
  'blank-line-in-body': ({ changes, chance }) => {
    const found = only(changes);
    if (found === undefined) return undefined;
    const at = 1 + chance.below(found[1].lines.length - 1);
    return either(
      unified(changes, { line: (line, i) => (i === at ? ['', bodyLine(line)] : bodyLine(line)) }),
    );
  },
  'blank-between-minus-plus': ({ changes }) => {
    const found = only(changes);
    const k = found?.[1].lines.findIndex(([s], i, all) => s === '+' && all[i - 1]?.[0] === '-') ?? -1;
    return k < 0
      ? undefined
      : either(unified(changes, { line: (line, i) => (i === k ? ['', bodyLine(line)] : bodyLine(line)) }));
  },
  'bare-insert-prose': ({ changes }) => {
    const c = single(changes);
    if (c === undefined || !hunksOf(c, 0).every((h) => h.lines.every(([s]) => s === '+'))) return undefined;
    return refused(
      `${unified(changes, { head: bareHead, context: 0, at: () => '@@ @@' })}\nThat adds it.\n`,
      'no-context',
      'ambiguous',
      'not-found',
      'unclear',
    );
  },
  'lead-context-stale': ({ changes }) => {
    const found = only(changes);
    if (found === undefined || found[1].lines[0]![0] !== ' ') return undefined;
    return refused(
      unified(changes, { line: (line, i) => (i === 0 ? ' a line that is not there' : bodyLine(line)) }),
      'not-found',
    );
  },
  'lead-blank-stale': ({ changes }) => {
    const found = only(changes);
    if (found === undefined || placesOf(linesOf(found[0].before), ['', ...oldOf(found[1])]).length > 0)
      return undefined;
    return refused(
      unified(changes, {
        at: (h) => `@@ -${h.oldStart},${oldOf(h).length + 1} +${h.newStart},${newOf(h).length + 1} @@\n`,
      }),
      'not-found',
      'cut-off',
    );
  },
  'trail-context-stale': ({ changes }) => {
    const found = only(changes);
    if (found === undefined || found[1].lines.at(-1)![0] !== ' ') return undefined;
    return refused(
      unified(changes, {
        line: (line, i, h) => (i === h.lines.length - 1 ? ' a line that is not there' : bodyLine(line)),
      }),
      'not-found',
    );
  },
  'context-doubled': ({ changes }) => {
    const found = only(changes);
    if (found === undefined) return undefined;
    return either(
      unified(changes, {
        line: (line, i) => (i === 0 && line[0] === ' ' ? [bodyLine(line), bodyLine(line)] : bodyLine(line)),
      }),
    );
  },
  'minus-doubled': ({ changes }) => {
    const found = only(changes);
    const k = found?.[1].lines.findIndex(([s, t]) => s === '-' && t.trim() !== '') ?? -1;
    if (found === undefined || k < 0) return undefined;
    const lines: Line[] = found[1].lines.flatMap((line, i): Line[] => (i === k ? [line, line] : [line]));
    if (
      placesOf(
        linesOf(found[0].before),
        lines.filter(([s]) => s !== '+').map(([, t]) => t),
      ).length > 0
    )
      return undefined;
    return refused(unified(changes, { hunks: () => [{ ...found[1], lines }] }), 'not-found');
  },
  'tab-after-sign': ({ changes }) =>
    either(unified(changes, { line: ([s, t]) => (s === ' ' ? `\t${t}` : s + t) })),
  'star-bullets': ({ changes }) =>
    either(unified(changes, { line: ([s, t]) => (s === '+' ? `* ${t}` : s + t) })),
  'ansi-colours': ({ changes }) => either(unified(changes).replace(/^([+-].*)$/gm, '\u001b[32m$1\u001b[m')),
  'word-diff': ({ changes }) => {
    const found = only(changes);
    return found === undefined
      ? undefined
      : either(
          unified(changes, { line: ([s, t]) => (s === '-' ? ` [-${t}-]` : s === '+' ? ` {+${t}+}` : s + t) }),
        );
  },
  'context-format': ({ changes }) => {
    const c = single(changes);
    return c === undefined
      ? undefined
      : refused(
          [
            `*** a/${c.path}`,
            `--- b/${c.path}`,
            '***************',
            '*** 1,3 ****',
            ...linesOf(c.before)
              .slice(0, 3)
              .map((l) => `! ${l}`),
            '--- 1,3 ----',
            ...linesOf(c.after)
              .slice(0, 3)
              .map((l) => `! ${l}`),
            '',
          ].join('\n'),
        );
  },
  'ed-script': ({ changes }) => {
    const c = single(changes);
    return c === undefined
      ? undefined
      : refused(`${c.path}\n\n3c3\n< ${linesOf(c.before)[2] ?? ''}\n---\n> ${linesOf(c.after)[2] ?? ''}\n`);
  },
  'two-files-one-header': ({ changes }) => {
    const all = changes.filter((c) => c.op === 'modify');
    return all.length < 2 || all.length !== changes.length
      ? undefined
      : refused(
          [...bareHead(all[0]!), ...all.flatMap((c) => diffOf(c, { head: () => [] }))]
            .join('\n')
            .concat('\n'),
        );
  },
  'wrong-old-name': ({ changes }) => {
    const c = single(changes);
    return c === undefined
      ? undefined
      : refused(
          unified(changes, { head: (x) => [`--- a/other/${x.path}`, `+++ b/${x.path}`] }),
          'headers-disagree',
          'no-file',
          'rename',
        );
  },
  'git-line-disagrees': ({ changes }) => {
    const c = single(changes);
    return c === undefined
      ? undefined
      : refused(
          unified(changes, { head: (x) => [`diff --git a/other.txt b/other.txt`, ...bareHead(x)] }),
          'headers-disagree',
        );
  },
  'new-file-exists': ({ changes }) => {
    const c = single(changes);
    return c === undefined
      ? undefined
      : refused(
          unified(changes, { head: (x) => ['--- /dev/null', `+++ b/${x.path}`] }),
          'exists',
          'not-found',
          'garbled',
        );
  },
  'delete-by-plus-null': ({ changes }) => {
    const c = single(changes);
    return c === undefined || hunksOf(c).some((h) => h.lines.some(([s]) => s === '+')) === false
      ? undefined
      : refused(unified(changes, { head: (x) => [`--- a/${x.path}`, '+++ /dev/null'] }), 'not-found');
  },
};

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

export const SECOND_CLASSES: Classes = {
  ...under('prose2', prose),
  ...under('shape2', shape),
  ...under('form2', forms),
};
