/** What stands around an answer: prose, fences, think tags, lists, quotes, XML, JSON, YAML, shell. */
import { codexLines, swapsFor } from './formats-cases.ts';
import { type Class, type Classes, clear, either, type Made, modifiesOnly, type Start } from './kinds.ts';
import { hunksOf, linesOf } from './pairs.ts';
import { bareHead, block, diffOf, fence, unified } from './render.ts';
import { under } from './unified-heads.ts';

type Form = 'git' | 'bare' | 'sr' | 'codex';

/** One clear body in the wanted form; undefined where that form cannot say it. */
const bodyOf = (start: Start, form: Form): string | undefined => {
  const { changes } = start;
  if (form === 'git') return unified(changes);
  if (form === 'bare')
    return changes.some((c) => c.op === 'rename') ? undefined : unified(changes, { head: bareHead });
  if (form === 'codex') {
    const lines = codexLines(changes);
    return lines === undefined ? undefined : ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n');
  }
  const swaps = swapsFor(changes);
  return swaps === undefined ? undefined : `${swaps.flatMap((s) => [s.path, ...block(s), '']).join('\n')}`;
};

const around =
  (
    wrap: (body: string, start: Start) => string | undefined,
    make: (text: string) => Made = clear,
    forms: readonly Form[] = ['git', 'bare', 'sr', 'codex'],
  ): Class =>
  (start) => {
    const body = bodyOf(start, start.chance.pick(forms));
    const text = body === undefined ? undefined : wrap(body, start);
    return text === undefined ? undefined : make(text);
  };

const DIFFS = ['git', 'bare'] as const;
const hasFence = (body: string): boolean => /^.?\s{0,3}(`{3}|~{3})/m.test(body);
/** Only where the body has no fence of its own. */
const plain =
  (wrap: (body: string) => string): ((body: string) => string | undefined) =>
  (body) =>
    hasFence(body) ? undefined : wrap(body);
const fenced = plain((body) => fence(body));

const prose: Classes = {
  before: around((body) => `Sure! Here is the fix for the failing probe:\n\n${body}`),
  'before-no-blank': around((body) => `Here is the fix:\n${body}`),
  after: around((body) => `${body}\nThis raises the limit so that the pod starts.\n`),
  'after-no-blank': around((body) => `${body}This raises the limit so that the pod starts.\n`, either),
  'after-bullets': around(
    (body) => `${body}\nExplanation:\n\n- Changed the limit\n- Added a probe\n+ nothing else\n`,
  ),
  'after-bullets-no-head': around((body) => `${body}\n- Changed the limit\n- Added a probe\n`, either),
  'after-signature': around((body) => `${body}-- \n2.43.0\n`, clear, DIFFS),
  'after-rule': around((body) => `${body}\n---\n\nLet me know if it works!\n`),
  'mail-head': around(
    (body) =>
      `From 3b9ee40c0ffee Mon Sep 17 00:00:00 2001\nFrom: A <a@example.org>\nDate: Fri, 21 Nov 2026 10:00:00 +0100\nSubject: [PATCH] fix it\n\n---\n x.yaml | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\n${body}-- \n2.43.0\n`,
    clear,
    ['git'],
  ),
  'commit-head': around(
    (body) =>
      `commit 3b9ee40c0ffee3b9ee40c0ffee3b9ee40c0ffee1\nAuthor: A <a@example.org>\nDate:   Fri Nov 21 10:00:00 2026 +0100\n\n    fix: raise the limit\n\n    - and more\n\n${body}`,
    clear,
    ['git'],
  ),
  'trace-before': around(
    (body) =>
      `The log says\n\n+ kubectl get pods\n++ date +%s\n--- FAIL: TestX (0.00s)\n+++ exited (status 1) +++\n\nso:\n\n${fenced(body) ?? body}`,
  ),
  'trace-before-fenced': around((body) =>
    hasFence(body)
      ? undefined
      : `The log says\n\n\`\`\`\n+ kubectl get pods\n++ date +%s\n--- FAIL: TestX (0.00s)\n+++ exited (status 1) +++\n\`\`\`\n\nso:\n\n${fence(body)}`,
  ),
  'command-after': around((body) =>
    hasFence(body)
      ? undefined
      : `${fence(body)}\nThen run:\n\n\`\`\`sh\nkubectl apply -f cluster/apps\ngit diff --stat\n\`\`\`\n`,
  ),
  'old-quoted-first': ({ changes, ...rest }) =>
    modifiesOnly(changes) && !hasFence(changes.map((c) => c.before).join('\n'))
      ? around(
          (body) =>
            hasFence(body)
              ? undefined
              : `The file \`${changes[0]!.path}\` now reads:\n\n\`\`\`yaml\n${changes[0]!.before.replace(/\n?$/, '\n')}\`\`\`\n\nThe fix:\n\n${fence(body)}`,
          clear,
          ['git', 'bare'],
        )({ changes, ...rest })
      : undefined,
  'excerpt-quoted-first': ({ changes, ...rest }) =>
    modifiesOnly(changes) && !hasFence(changes.map((c) => c.before).join('\n'))
      ? around((body) =>
          hasFence(body)
            ? undefined
            : `In \`${changes[0]!.path}\`:\n\n\`\`\`yaml\n${linesOf(changes[0]!.before).slice(0, 4).join('\n')}\n\`\`\`\n\nis wrong. The fix:\n\n${fence(body)}`,
        )({ changes, ...rest })
      : undefined,
  'result-quoted-after': ({ changes, ...rest }) =>
    modifiesOnly(changes) && !hasFence(changes.map((c) => c.after).join('\n'))
      ? around(
          (body) =>
            hasFence(body)
              ? undefined
              : `${fence(body)}\nAfter it \`${changes[0]!.path}\` reads:\n\n\`\`\`yaml\n${changes[0]!.after.replace(/\n?$/, '\n')}\`\`\`\n`,
          clear,
          ['git', 'bare'],
        )({ changes, ...rest })
      : undefined,
  'diff-named-in-prose': around(
    (body) => `I ran git diff --stat and looked at @@ marks; --- and +++ too.\n\n${body}`,
  ),
  'between-files': ({ changes }) =>
    changes.length < 2
      ? undefined
      : clear(
          changes
            .map((c, i) => `${i + 1}. **${c.path}**: change it.\n\n${diffOf(c).join('\n')}\n`)
            .join('\n'),
        ),
  'between-files-fenced': ({ changes }) => {
    const parts = changes.map((c) => `${diffOf(c).join('\n')}\n`);
    return changes.length < 2 || parts.some(hasFence)
      ? undefined
      : clear(parts.map((p, i) => `${i + 1}. \`${changes[i]!.path}\`: change it.\n\n${fence(p)}`).join('\n'));
  },
  'between-hunks': ({ changes }) =>
    modifiesOnly(changes) && changes.some((c) => hunksOf(c).length > 1)
      ? clear(unified(changes, { gap: ['', 'And further down:', ''] }))
      : undefined,
};

const fences: Classes = {
  diff: around(fenced),
  patch: around(plain((body) => fence(body, 'patch'))),
  none: around(plain((body) => fence(body, ''))),
  yaml: around(plain((body) => fence(body, 'yaml'))),
  bash: around(plain((body) => fence(body, 'bash'))),
  upper: around(plain((body) => fence(body, 'Diff'))),
  'space-info': around(plain((body) => fence(body, ' diff'))),
  tilde: around(plain((body) => fence(body, 'diff', '~~~'))),
  four: around((body) => (/^.?\s*`{4}/m.test(body) ? undefined : fence(body, 'diff', '````'))),
  nested: around(plain((body) => `\`\`\`\`markdown\n${fence(body)}\`\`\`\`\n`)),
  'nested-same': around(
    plain((body) => `\`\`\`markdown\n${fence(body)}\`\`\`\n`),
    either,
  ),
  'own-fences-inside': around(
    (body) => (/^[ +-]\s{0,3}`{3}/m.test(body) ? fence(body) : undefined),
    clear,
    DIFFS,
  ),
  'path-comment-first': ({ changes }) =>
    modifiesOnly(changes) && !hasFence(unified(changes))
      ? clear(
          changes.map((c) => fence(`# ${c.path}\n${diffOf(c, { head: bareHead }).join('\n')}\n`)).join('\n'),
        )
      : undefined,
  open: around(
    plain((body) => `\`\`\`diff\n${body}`),
    either,
  ),
  'no-open': around(
    plain((body) => `${body}\`\`\`\n`),
    either,
  ),
  'text-on-open': around(
    plain((body) => `Here: \`\`\`diff\n${body}\`\`\`\n`),
    either,
  ),
  'text-on-close': around(
    plain((body) => `\`\`\`diff\n${body}\`\`\` Done.\n`),
    either,
  ),
  indented: around(
    plain((body) => `1. Change this:\n\n${fence(body).replace(/^(?=.)/gm, '   ')}\n2. Done.\n`),
  ),
  'indented-fence-only': around(
    plain((body) => `- Change:\n\n  \`\`\`diff\n${body}  \`\`\`\n`),
    either,
  ),
  'blank-inside': around(plain((body) => `\`\`\`diff\n\n${body}\n\`\`\`\n`)),
  'body-at-fence-end': around(
    (body) =>
      hasFence(body) || body.endsWith('\n\n') ? undefined : `\`\`\`diff\n${body.replace(/\n$/, '')}\`\`\`\n`,
    either,
  ),
};

const fake = (start: Start): string | undefined => {
  const c = start.changes[0]!;
  if (c.op !== 'modify') return undefined;
  const line = linesOf(c.before).find((l) => l.trim().length > 3 && c.before.split(l).length === 2);
  return line === undefined
    ? undefined
    : `--- a/${c.path}\n+++ b/${c.path}\n@@ -1 +1 @@\n-${line}\n+${line} # wrong\n`;
};

const thoughts: Classes = {
  'think-prose': around(
    (body) => `<think>\nThe probe fails.\n- maybe the port\n+ or the path\n</think>\n\n${body}`,
  ),
  'thinking-prose': around((body) => `<thinking>The limit is too low.</thinking>\n${body}`),
  'think-same-draft': around(
    (body) => `<think>\nI could write\n\n${body}\nThat is right.\n</think>\n\n${body}`,
  ),
  'think-other-draft': around(
    (body, start) => {
      const f = fake(start);
      return f === undefined ? undefined : `<think>\nMaybe:\n\n${fence(f)}\nNo, wrong.\n</think>\n\n${body}`;
    },
    clear,
    DIFFS,
  ),
  'think-other-draft-plain': around(
    (body, start) => {
      const f = fake(start);
      return f === undefined ? undefined : `<think>\nMaybe:\n\n${f}\nNo, wrong.\n</think>\n\n${body}`;
    },
    clear,
    DIFFS,
  ),
  'think-unopened': around((body, start) => {
    const f = fake(start);
    return f === undefined ? undefined : `Maybe:\n\n${fence(f)}\nNo, wrong.\n</think>\n\n${body}`;
  }, either),
  'think-unclosed': around((body) => `<think>\nThe probe fails.\n\n${body}`, either),
  'draft-and-final': around(
    (body, start) => {
      const f = fake(start);
      return f === undefined || hasFence(body)
        ? undefined
        : `First try:\n\n${fence(f)}\nWait, that is wrong. Corrected:\n\n${fence(body)}`;
    },
    either,
    DIFFS,
  ),
  'same-twice': around(
    (body) => (hasFence(body) ? undefined : `${fence(body)}\nIn full again:\n\n${fence(body)}`),
    clear,
    DIFFS,
  ),
  'same-twice-other-head': ({ changes }) =>
    modifiesOnly(changes)
      ? clear(`${unified(changes)}\nAgain:\n\n${unified(changes, { head: bareHead })}`)
      : undefined,
  'sr-and-diff': (start) => {
    const sr = bodyOf(start, 'sr');
    return sr === undefined ? undefined : either(`${unified(start.changes)}\nor as blocks:\n\n${sr}`);
  },
  'channel-tags': around(
    (body) =>
      `<|channel|>analysis<|message|>The limit is low.<|end|><|start|>assistant<|channel|>final<|message|>${body}`,
    either,
  ),
  'chat-end': around((body) => `${body}<|im_end|>\n`, either),
};

const yamlBlock = (body: string, n = 2): string => body.replace(/^(?=.)/gm, ' '.repeat(n));

const wraps: Classes = {
  'quoted-gt': around((body) => body.replace(/^/gm, '> ').replace(/> $/, '')),
  'quoted-gt-fenced': around(
    plain((body) => fence(body).replace(/^/gm, '> ').replace(/> $/, '')),
    either,
  ),
  'xml-patch': around((body) => `<patch>\n${body}</patch>\n`),
  'xml-answer': around((body) => `<answer>\n${body}</answer>\n`),
  'xml-diff': around((body) => `<diff>\n${body}</diff>\n`),
  'xml-cdata': around((body) => `<patch><![CDATA[\n${body}]]></patch>\n`),
  'xml-no-newline': around((body) => `<patch>${body.replace(/\n$/, '')}</patch>`, either),
  'xml-output-fenced': around(plain((body) => `<output>\n${fence(body)}</output>\n`)),
  'xml-attributes': around((body) => `<patch file="x" type="unified">\n${body}</patch>\n`),
  'json-patch': around((body) => JSON.stringify({ patch: body })),
  'json-diff': around((body) => JSON.stringify({ explanation: 'raises the limit', diff: body }, null, 2)),
  'json-fenced': around((body) => `\`\`\`json\n${JSON.stringify({ patch: body }, null, 2)}\n\`\`\`\n`),
  'json-prose': around(
    (body) => `Here it is:\n\n\`\`\`json\n${JSON.stringify({ patch: body })}\n\`\`\`\nDone.\n`,
  ),
  'json-string': around((body) => JSON.stringify(body), either),
  'json-tool-call': around(
    (body) => JSON.stringify({ name: 'apply_patch', arguments: { patch: body } }),
    either,
  ),
  'json-tool-call-args-text': around(
    (body) => JSON.stringify({ name: 'apply_patch', arguments: JSON.stringify({ patch: body }) }),
    either,
  ),
  'tool-call-tag': around(
    (body) =>
      `<tool_call>\n${JSON.stringify({ name: 'apply_patch', arguments: { patch: body } })}\n</tool_call>\n`,
    either,
  ),
  'json-real-newlines': around((body) => `{"patch": "${body.replaceAll('"', '\\"')}"}`, either),
  'json-lines': around((body) => JSON.stringify({ patch: body.split('\n') }), either),
  'json-nested': around((body) => JSON.stringify({ result: { patch: body } }), either),
  'escaped-newlines': around((body) => body.replaceAll('\n', '\\n'), either),
  'json-cut': around(
    (body, { chance }) => {
      const j = JSON.stringify({ patch: body });
      return j.slice(0, 15 + chance.below(j.length - 17));
    },
    (text) => ({ label: 'refused', text }),
  ),
  'yaml-block': around((body) => `explanation: raises the limit\npatch: |\n${yamlBlock(body)}`),
  'yaml-block-list': around((body) => `- patch: |\n${yamlBlock(body, 4)}`),
  'yaml-fenced': around(plain((body) => fence(`patch: |\n${yamlBlock(body)}`, 'yaml'))),
  'heredoc-git-apply': around((body) => `git apply <<'EOF'\n${body}EOF\n`, clear, DIFFS),
  'heredoc-fenced': around(
    plain((body) => fence(`git apply <<'EOF'\n${body}EOF\n`, 'bash')),
    clear,
    DIFFS,
  ),
  'heredoc-cat': around(
    (body) => `cat > fix.patch <<'PATCH'\n${body}PATCH\ngit apply fix.patch\n`,
    clear,
    DIFFS,
  ),
  'tab-indented': around((body) => body.replace(/^(?=.)/gm, '\t')),
  'bold-title': around((body) => `**Patch**\n\n${body}`),
  'table-rule': around((body) => `| file | why |\n|---|---|\n| x | limit |\n\n${body}`),
  'html-pre': around((body) => `<pre><code>\n${body}</code></pre>\n`, either),
  details: around(plain((body) => `<details>\n<summary>Patch</summary>\n\n${fence(body)}\n</details>\n`)),
};

export const ENVELOPE_CLASSES: Classes = {
  ...under('prose', prose),
  ...under('fence', fences),
  ...under('think', thoughts),
  ...under('wrap', wraps),
};
export { bodyOf, type Form };
