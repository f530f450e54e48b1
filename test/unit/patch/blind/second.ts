import { type Classes, clear, either, modifiesOnly, noRenames, refused, uniqueAll } from './kinds.ts';
import { hunksOf, type Line, linesOf, newOf, oldOf, placesOf } from './pairs.ts';
import { bareHead, bodyLine, diffOf, fence, trueAt, unified } from './render.ts';
import { SECOND_FORMS } from './second-forms.ts';
import { hasFence, inFence, only, single } from './second-only.ts';
import { under } from './unified-heads.ts';

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

export const SECOND_CLASSES: Classes = {
  ...under('prose2', prose),
  ...under('shape2', shape),
  ...SECOND_FORMS,
};
