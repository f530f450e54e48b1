import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines } from '../../src/core/patch/diff.ts';
import { gate } from '../../src/core/patch/gate.ts';
import { joinFile, splitFile } from '../../src/core/patch/lines.ts';
import type { GatePolicy } from '../../src/core/patch/types.ts';
import { fromBytes } from '../../src/core/patch/utf8.ts';
import { text, treeOf } from '../unit/patch/tree.ts';

const POLICY: GatePolicy = {
  allowedFiles: ['**'],
  newFilesUnder: [],
  protected: ['secret/**', 'Master_Memo.md', 'docs/réseau.md'],
  maxFiles: 10,
  maxChangedLines: 10_000,
  maxPatchBytes: 1_000_000,
  allowDelete: true,
  allowNewTopLevel: true,
  contentRules: 'off',
};

/** Lines from a small alphabet, so that repeats and near-matches are common. */
const line = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      'a',
      'b',
      'key: 1',
      '  key: 1',
      '--- x',
      '+++ y',
      '@@ z',
      '-',
      '+',
      '```',
      '\\ No',
      'é',
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .map((s) => s.replace(/[\r\n\u0000\ud800-\udfff]/g, '')),
  },
);
const eol = fc.constantFrom('\n', '\r\n');
const file = fc
  .tuple(fc.array(line, { maxLength: 14 }), eol, fc.boolean())
  .map(([lines, end, closed]) => lines.join(end) + (closed && lines.length > 0 ? end : ''))
  .filter((content) => !content.startsWith('\ufeff') && !/[\u2028\u2029\u0085\v\f]/.test(content));

/** Two versions of a file with the same line ends: the second is the first with lines changed. */
const pair = fc
  .tuple(
    fc.array(line, { minLength: 1, maxLength: 14 }),
    fc.array(fc.tuple(fc.nat(13), line, fc.nat(2))),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([lines, edits, closedA, closedB]) => {
    const changed = [...lines];
    for (const [at, fresh, what] of edits) {
      if (what === 0) changed.splice(at, 1);
      else changed.splice(at, what === 1 ? 1 : 0, fresh);
    }
    const join = (list: readonly string[], closed: boolean): string =>
      list.length === 0 ? '' : list.join('\n') + (closed ? '\n' : '');
    return [join(lines, closedA), join(changed, closedB)] as const;
  });

/** A unified diff by another tool (jsdiff), with git's header. */
const unified = (before: string, after: string): string =>
  createTwoFilesPatch('a/x.txt', 'b/x.txt', before, after, undefined, undefined, { context: 3 }).replace(
    /^=+\n/,
    '',
  );

describe('a diff brings the old text to the new one', () => {
  it('exactly, or it is refused; never to another text', () => {
    let applied = 0;
    fc.assert(
      fc.property(pair, ([before, after]) => {
        fc.pre(before !== after);
        const verdict = gate(text(unified(before, after)), treeOf({ 'x.txt': before }), POLICY);
        if (!verdict.ok) return true;
        applied++;
        const got = Buffer.from(verdict.files[0]?.bytes ?? []).toString('utf8');
        return got === after;
      }),
      { numRuns: 3000, seed: 5 },
    );
    // Refusing everything would also never be wrong.
    expect(applied).toBeGreaterThan(2400);
  });

  it('for whole files and exact edits of any text', () => {
    fc.assert(
      fc.property(file, file, (before, after) => {
        fc.pre(before !== after && before !== '' && !after.includes('\0'));
        const verdict = gate(
          { form: 'edits', edits: [{ path: 'x.txt', search: before, replace: after }] },
          treeOf({ 'x.txt': before }),
          POLICY,
        );
        if (!verdict.ok) return true;
        const got = Buffer.from(verdict.files[0]?.bytes ?? []).toString('utf8');
        const crlf = /\r\n/.test(before) && !/(?<!\r)\n/.test(before);
        const lf = after.replaceAll('\r\n', '\n');
        return got === (crlf ? lf.replaceAll('\n', '\r\n') : lf);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('protected paths', () => {
  const spelling = fc.constantFrom<(path: string) => string>(
    (p) => p,
    (p) => p.toUpperCase(),
    (p) => p.toLowerCase(),
    (p) => `./${p}`,
    (p) => p.replaceAll('/', '//'),
    (p) => `x/../${p}`,
    (p) => p.normalize('NFD'),
    (p) => `${p}.`,
    (p) => `${p} `,
    (p) => `${p}::$DATA`,
    (p) => p.replace(/e/, '\u0435'),
    (p) => p.replace(/.$/, '$&\u200b'),
    (p) => p.replaceAll('/', '\\'),
    (p) => `/${p}`,
    (p) => `"${[...Buffer.from(p)].map((b) => `\\${b.toString(8).padStart(3, '0')}`).join('')}"`,
  );
  const target = fc.constantFrom(
    'secret/key.yaml',
    'Master_Memo.md',
    'docs/réseau.md',
    '.git/config',
    '.git/hooks/pre-commit',
    'sub/.git/config',
    'state/errors.json',
    '.gitattributes',
    'sub/.envrc',
    '.github/workflows/x.yaml',
    'context_map.yaml',
  );
  const shape = fc.constantFrom<(path: string) => string>(
    (p) => `--- a/${p}\n+++ b/${p}\n@@ -1 +1 @@\n-a\n+b\n`,
    (p) => `--- /dev/null\n+++ b/${p}\n@@ -0,0 +1 @@\n+b\n`,
    (p) => `--- a/${p}\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n`,
    (p) => `diff --git a/x.txt b/${p}\nrename from x.txt\nrename to ${p}\n`,
    (p) => `*** Begin Patch\n*** Add File: ${p}\n+b\n*** End Patch\n`,
    (p) => `*** Begin Patch\n*** Update File: x.txt\n*** Move to: ${p}\n@@\n-a\n+b\n*** End Patch\n`,
    (p) => `${p}\n\`\`\`\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n\`\`\`\n`,
    (p) => JSON.stringify({ edits: [{ path: p, search: 'a', replace: 'b' }] }),
  );
  const tree = treeOf({
    'x.txt': 'a\n',
    'secret/key.yaml': 'a\n',
    'Master_Memo.md': 'a\n',
    'docs/réseau.md': 'a\n',
    'state/errors.json': 'a\n',
    '.gitattributes': 'a\n',
    '.github/workflows/x.yaml': 'a\n',
    'context_map.yaml': 'a\n',
    'sub/a': 'a\n',
  });
  it('are refused under every spelling and in every format', () => {
    fc.assert(
      fc.property(
        target,
        spelling,
        shape,
        (path, spell, write) => !gate(text(write(spell(path))), tree, { ...POLICY, allowRename: true }).ok,
      ),
      { numRuns: 2000 },
    );
  });
});

describe('the parts', () => {
  it('a split file joins to the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const raw = fromBytes(bytes);
        return joinFile(splitFile(raw)) === raw;
      }),
    );
  });

  it('a line diff, applied, gives the new lines, and keeps what is common at best', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const edits = diffLines(a, b);
        const out: string[] = [];
        let from = 0;
        for (const edit of edits) {
          out.push(...a.slice(from, edit.start), ...b.slice(edit.from, edit.from + edit.add));
          from = edit.start + edit.del;
        }
        out.push(...a.slice(from));
        const cost = edits.reduce((sum, edit) => sum + edit.add + edit.del, 0);
        return out.join() === b.join() && cost === a.length + b.length - 2 * longestCommon(a, b);
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws, whatever text comes', () => {
    const noise = fc.array(
      fc.oneof(
        line,
        fc.constantFrom(
          '--- a/x.txt',
          '+++ b/x.txt',
          '@@ -1 +1 @@',
          'diff --git a/x.txt b/x.txt',
          '*** Begin Patch',
          '*** Update File: x.txt',
          '*** End Patch',
          '<<<<<<< SEARCH',
          '=======',
          '>>>>>>> REPLACE',
          'x.txt',
          '```',
          '{"patch": "',
          'rename from x.txt',
        ),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(noise, (lines) => {
        const verdict = gate(text(lines.join('\n')), treeOf({ 'x.txt': 'a\nb\n' }), POLICY);
        return verdict.ok || (verdict.violations.length > 0 && verdict.human !== '' && verdict.model !== '');
      }),
      { numRuns: 3000 },
    );
  });
});

/** The plain quadratic table, as a second opinion. */
const longestCommon = (a: readonly string[], b: readonly string[]): number => {
  const row = Array.from({ length: b.length + 1 }, () => 0);
  for (const x of a) {
    let diagonal = 0;
    for (const [j, y] of b.entries()) {
      const above = row[j + 1]!;
      row[j + 1] = x === y ? diagonal + 1 : Math.max(above, row[j]!);
      diagonal = above;
    }
  }
  return row[b.length]!;
};
