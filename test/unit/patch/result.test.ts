import { describe, expect, it } from 'vitest';
import { countChanged, garbledContent } from '../../../src/core/patch/result.ts';
import { POLICY } from './tree.ts';
import { resultOf } from './views.ts';

describe('the lines that a result changes', () => {
  it.each([
    ['one line for another', 'a\nb\n', 'a\nx\n', 2],
    ['a line more', 'a\n', 'a\nb\n', 1],
    ['a new file', '', 'a\nb\n', 2],
    ['a file that goes', 'a\nb\nc\n', null, 3],
    ['another line end', 'a\r\nb\n', 'a\nb\n', 2],
    ['a last line end', 'a\nb', 'a\nb\n', 2],
    ['nothing', 'a\n', 'a\n', 0],
  ])('%s', (_, before, after, count) => expect(countChanged(resultOf('f', before, after))).toBe(count));
});

describe('text that was damaged on its way', () => {
  const hunk = (before: string, ...added: readonly string[]) => ({
    op: {
      kind: 'modify' as const,
      path: 'f',
      no: 1,
      body: {
        kind: 'hunks' as const,
        hunks: [{ no: 1, lines: added.map((text, i) => ({ kind: '+' as const, text, no: i })) }],
      },
    },
    before,
    after: `${before}${added.map((line) => `${line}\n`).join('')}`,
  });
  const found = (before: string, ...added: readonly string[]) =>
    garbledContent(hunk(before, ...added), POLICY).map(({ rule: name, line }) => [name, line]);

  it('HTML escapes, unless the file has them or the patch has the plain signs too', () => {
    for (const line of [
      'a &lt; b',
      'a &gt; b',
      'a &amp;&amp; b',
      '&quot;a&quot;',
      '&apos;',
      '&#39;',
      '&#039;',
      '&#x27;',
      '&#34;',
    ])
      expect(found('k\n', 'x', line)).toEqual([['html-escaped', 3]]);
    expect(found('a &amp; b\n', 'c &lt; d')).toEqual([]);
    expect(found('k\n', 'c &lt; d', 'e > f')).toEqual([]);
    expect(found('k\n', 'c &lt; d', 'e & f')).toEqual([]);
    expect(found('k\n', 'c &copy; d')).toEqual([]);
    for (const line of ['&ltx;', 'lt;', '&#390;', '&#0039;', '&#x270;'])
      expect(found('k\n', line)).toEqual([]);
    for (const plain of ['a &b', '&a;', '&abcdefghi;', '&;', '&#;', '&#xg;', '&9;', '&#1', '&copy', 'a<'])
      expect(found('k\n', 'c &lt; d', plain)).toEqual([]);
    for (const other of ['&ab;', '&abcdefgh;', '&#1;', '&#xaF09;', '&COPY;'])
      expect(found('k\n', 'c &lt; d', other)).toEqual([['html-escaped', 2]]);
    expect(found('k\n', 'c &lt; d &copy; &#123; &#x1F;')).toEqual([['html-escaped', 2]]);
  });
  it.each([
    ['a whole file', { kind: 'whole', lines: ['k', 'a &lt; b'] }, true],
    ['a whole file with plain signs', { kind: 'whole', lines: ['k', 'a &lt; b', 'c < d'] }, false],
    ['an edit', { kind: 'replacements', replacements: [{ no: 1, search: 'k', replace: 'a &lt; b' }] }, true],
    [
      'an edit that looks for escapes',
      { kind: 'replacements', replacements: [{ no: 1, search: 'k &amp; l', replace: 'a &lt; b' }] },
      true,
    ],
    [
      'an edit that looks for plain signs, in any of its lines',
      { kind: 'replacements', replacements: [{ no: 1, search: 'x\nk && l', replace: 'a &lt; b' }] },
      false,
    ],
    [
      'an edit that puts plain signs in, in any of its lines',
      { kind: 'replacements', replacements: [{ no: 1, search: 'k', replace: 'a &lt; b\nc > d' }] },
      false,
    ],
  ] as const)('HTML escapes of %s', (_, body, refused) => {
    const { op, ...sides } = hunk('k\n', 'a &lt; b');
    expect(garbledContent({ ...sides, op: { ...op, body } }, POLICY).map(({ rule }) => rule)).toEqual(
      refused ? ['html-escaped'] : [],
    );
  });
  it('words that stand for what was left out, unless the file says so itself', () => {
    for (const line of [
      '...',
      '  # ...',
      '// …',
      '[...]',
      '# ... rest of the file unchanged ...',
      '... (the remaining lines)',
      '<!-- ... existing code ... -->',
      '...existing code...',
      '[...] rest of the file',
      '[... rest of the file]',
      '# rest unchanged ...',
      '... the rest stays  ',
      '...  ',
      '[...]  ',
      '....',
      '#...',
      '//...',
      '-- ...',
      '  ; …',
      '[…]',
      '# [...]',
      '/* ... existing */',
      '{{/* … omitted */}}',
      '; … previous',
      '--...other lines',
      '# ... (rest)',
      '…the remainder',
      '[...the keep',
      '# ... same as before',
      '    # ... rest',
    ])
      expect(found('k\n', line)).toEqual([['elided', 2]]);
    for (const line of [
      'echo waiting...',
      'message: the rest follows ...',
      '# the rest of it',
      '..',
      'rest: true',
      '# keep it.',
      '# rest: a ...',
      '... and so on',
      '[.] rest of …',
      'a ...',
      '... a',
      '# ... a',
      '/ ...',
      '- ...',
      '[...',
      '[..]',
      'x # rest …',
      '# ... restful',
      '# ... others',
      '# ... a rest',
      '# ... rest = …',
      '# .. … rest',
    ])
      expect(found('k\n', line)).toEqual([]);
    expect(found('# ...\n', '  # ...')).toEqual([]);
    expect(found('  # ...\n', '# ...')).toEqual([]);
  });
  it('a line that is too long, by the policy or by default', () => {
    expect(found('k\n', 'x'.repeat(4000))).toEqual([]);
    expect(found('k\n', 'x'.repeat(4001))).toEqual([['size', 2]]);
    expect(found(`${'x'.repeat(4001)}\n`, 'y')).toEqual([]);
    // A million blanks need a moment, not an hour: no rule takes their square.
    expect(found('k\n', `${' '.repeat(1_000_000)}.`)).toEqual([['size', 2]]);
    const short = garbledContent(hunk('k\n', 'x'.repeat(11)), { ...POLICY, maxLineBytes: 10 });
    expect(short.map(({ message }) => message)).toEqual([
      'a line of 11 bytes is added; at most 10 are allowed',
    ]);
  });
  it('each says what to send', () => {
    const said = garbledContent(hunk('k\n', 'a &lt; b', '...'), POLICY).map(({ message }) => message);
    expect(said).toEqual([
      'the patch is HTML-escaped (&lt; &gt; &amp; &quot;): send it as plain text',
      'a line stands for text that was left out: write every line in full',
    ]);
  });
  it('is not looked for in a file that goes', () => {
    expect(garbledContent({ ...hunk('k\n', '...'), after: undefined }, POLICY)).toEqual([]);
  });
});
