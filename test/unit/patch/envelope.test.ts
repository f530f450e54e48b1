/** What is taken out of an answer before it is read as a patch, and what a refusal says of it. */
import { describe, expect, it } from 'vitest';
import { parseProposal } from '../../../src/core/patch/parse.ts';
import { refusal } from '../../../src/core/patch/reasons.ts';
import { unwrap } from '../../../src/core/patch/unwrap.ts';

const edit = { path: 'a.yaml', search: 'x', replace: 'y' };
const EDITS = { kind: 'edits', edits: [edit] };
const DIFF = '--- a/a.yaml\n+++ b/a.yaml\n@@ -1 +1 @@\n-x\n+y\n';
const TEXT = { kind: 'text', text: DIFF };
const fenced = (value: unknown, info = 'json'): string =>
  `\`\`\`${info}\n${JSON.stringify(value, null, 2)}\n\`\`\`\n`;
const kept = (text: string): void => expect(unwrap(text)).toEqual({ kind: 'text', text });
const broken = (text: string): void => expect(unwrap(text).kind).toBe('broken');

describe('a JSON document', () => {
  it.each<readonly [string, unknown, unknown]>([
    ['edits win over a text beside them', { patch: DIFF, edits: [edit] }, EDITS],
    ['an edit wins over a text beside it', { ...edit, content: DIFF }, EDITS],
    // The reply format of orch's own case files: all keys are there.
    ['an empty list beside a text is no answer', { edits: [], diff: DIFF, commands: [] }, TEXT],
    ['nor is one beside a list of edits', { edits: [], changes: [edit] }, EDITS],
    ['edits that are no list are passed over', { edits: 'none', patch: DIFF }, TEXT],
    [
      'edits win over changes',
      { changes: [edit], edits: [{ ...edit, path: 'b' }] },
      {
        kind: 'edits',
        edits: [{ ...edit, path: 'b' }],
      },
    ],
    [
      'several edits in their order',
      [edit, { ...edit, path: 'b' }],
      {
        kind: 'edits',
        edits: [edit, { ...edit, path: 'b' }],
      },
    ],
    ['other fields of an edit are dropped', [{ ...edit, why: 'typo' }], EDITS],
    [
      'empty strings are strings',
      [{ ...edit, search: '', replace: '' }],
      {
        kind: 'edits',
        edits: [{ path: 'a.yaml', search: '', replace: '' }],
      },
    ],
    ['the first field that is a string', [{ path: 1, file: 'a.yaml', old: 'x', new: 'y' }], EDITS],
    ['the first text that is a string', { patch: null, diff: DIFF }, TEXT],
    ['an edit one object deep', { a: edit }, EDITS],
    ['lists of other things are passed over', { why: ['typo'], a: { b: [], patch: DIFF } }, TEXT],
    ['so are they deeper', { a: { why: [], b: { patch: DIFF } } }, TEXT],
    ['a list of edits under another name', { reply: [edit] }, EDITS],
    ['edits two objects deep', { a: 1, b: { d: { edits: [edit] } } }, EDITS],
    ['text two objects deep', { a: 'b', b: { d: { diff: DIFF } } }, TEXT],
    ['a nested object that says nothing', { a: { b: 1 }, c: { patch: DIFF } }, TEXT],
  ])('%s', (_, json, want) => expect(unwrap(JSON.stringify(json))).toEqual(want));
  it('that holds only lists of other things is broken', () => broken('{"why": [], "a": [1], "b": 1}'));
  it.each<readonly [string, string]>([
    ['one bad edit of two', JSON.stringify([edit, { ...edit, path: 1 }])],
    ['no path', JSON.stringify([{ search: 'x', replace: 'y' }])],
    ['no search', JSON.stringify([{ path: 'a', replace: 'y' }])],
    ['no replace', JSON.stringify([{ path: 'a', search: 'x' }])],
    ['an edit that is null', '[{"path": "a", "search": "", "replace": ""}, null]'],
    ['an edit that is a word', '[{"path": "a", "search": "", "replace": ""}, "b"]'],
    ['an empty list', '{"changes": []}'],
    ['three objects deep', JSON.stringify({ a: { b: { c: edit } } })],
    ['nothing that is known', '{"a": 1}'],
    ['no end', '{"patch": "x'],
    ['no end, in a list', '[ { "path": "a"'],
    ['a trailing comma', '{"patch": "x",}'],
  ])('is broken with %s', (_, text) => broken(text));
  it('whose list of edits lacks something says what, whatever the list is called', () => {
    const told = { kind: 'broken', why: expect.stringContaining('replace') };
    expect(unwrap(JSON.stringify({ a: 1, reply: [{ path: 'a', search: 'x' }] }))).toEqual(told);
  });
  it('that breaks off before a diff that follows is passed over', () => {
    kept(`{"a": x}\n${DIFF}}`);
    kept('{"a": x}\ndiff --git a/x b/x\n]');
    kept('{"a": x}\n*** Begin Patch\n"');
    broken(`{"a": x}\n${DIFF}`);
    broken('{"a": x} --- a/x\n}');
    broken('{"a": x}\nx\n}');
  });
  it.each(['{', '{a: 1}', '[1]', '[]', '{}', '["a"]', 'x {"patch": "y"}', '[ {} ]', '', '# {"a"'])(
    'is not seen in %j',
    (text) => kept(text),
  );
  it.each([
    '{"patch": "x"}',
    ' {"patch": "x"}\n',
    '{ \n "patch": "x"}',
    '```json\n{"patch": "x"}\n```',
    '\n```\n{"patch": "x"}\n```\n\n',
    '```json \t\r\n{"patch": "x"}\r\n```',
  ])('is seen in %j', (text) => expect(unwrap(text)).toEqual({ kind: 'text', text: 'x' }));
  it.each(['```yaml\n{"patch": "x"}\n```', '```json {"patch": "x"}\n```'])(
    'in another fence is a quotation: %j',
    kept,
  );
});

describe('JSON with raw line ends in its strings', () => {
  it.each([
    ['line ends', '{"patch": "a\nb\n"}', 'a\nb\n'],
    ['CRLF and tabs', '{"patch": "a\r\n\tb"}', 'a\r\n\tb'],
    ['quotes', '{"patch": "a \\"x\\"\n\\"b"}', 'a "x"\n"b'],
    ['an escaped quote at the end', '{"patch": "a\nb\\""}', 'a\nb"'],
    ['escapes in another string', '{"why": "a\\tb\\n", "patch": "a\nb"}', 'a\nb'],
    ['escapes beside a raw tab', '{"patch": "a\tb\\n"}', 'a\tb\n'],
    ['line ends between its parts', '{"why": "",\n\n"patch":\n"a\nb"\n}', 'a\nb'],
    ['colons and braces', '{"patch": "{a: 1}\n", "b": 1}', '{a: 1}\n'],
  ])('is read with %s', (_, answer, text) => expect(unwrap(answer)).toEqual({ kind: 'text', text }));
  it.each([
    ['an escaped line end', '{"patch": "a\\n\nb"}'],
    ['an escaped tab', '{"patch": "a\n\\tb"}'],
    ['a backslash', '{"patch": "a\\\\\nb"}'],
    ['a backslash at the end of a line', '{"patch": "a \\\nb"}'],
    ['the doubt in its second string', '{"patch": "a\nb", "why": "a\n\\nb"}'],
    ['a quote too many', '{"patch": "a\n"b"}'],
    ['another sign', '{"patch": "a\n\u0001"}'],
  ])('is not clear with %s', (_, answer) => broken(answer));
});

describe('JSON in the one fence of an answer', () => {
  it.each<readonly [string, string, unknown]>([
    ['prose above', `So:\n\n${fenced([edit])}`, EDITS],
    ['prose below', `${fenced([edit])}\nDone.`, EDITS],
    ['a plain fence', `So:\n${fenced([edit], '')}`, EDITS],
    ['blanks behind the fence', `So:\n${fenced([edit], 'json  ')}`, EDITS],
    ['blanks behind its end', `So:\n${fenced([edit]).trim()} \t\n`, EDITS],
    ['CRLF', `So:\n${fenced({ patch: DIFF })}`.replaceAll('\n', '\r\n'), TEXT],
    ['a diff', `So:\n${fenced({ patch: DIFF })}`, TEXT],
    ...[
      'diff --git a/a b/a',
      '--- a',
      '+++ b',
      '@@ x',
      '*** Begin Patch',
      '<<<<<<< SEARCH',
      '<<<<< SEARCH',
      '<<<<<<<<< S',
      '~~~',
    ].map(
      (sign) =>
        [sign, `So:\n${fenced({ text: `a\n${sign}\nb` })}`, { kind: 'text', text: `a\n${sign}\nb` }] as const,
    ),
    ['under the name of the file it changes', `\`a.yaml\`:\n${fenced([edit])}`, EDITS],
    ['two objects deep', `So:\n${fenced({ a: { b: { edits: [edit] } } })}`, EDITS],
  ])('is taken: %s', (_, text, want) => expect(unwrap(text)).toEqual(want));
  it.each([
    ['another language', `So:\n${fenced([edit], 'yaml')}`],
    ['two fences', `So:\n${fenced([edit])}${fenced([edit])}`],
    ['an open fence more', `So:\n${fenced([edit])}\`\`\``],
    ['no end', `So:\n\`\`\`json\n${JSON.stringify([edit])}`],
    ['an end that is none', `So:\n\`\`\`json\n${JSON.stringify([edit])}\n\`\`\`json\n`],
    ['a patch above', `${DIFF}\n${fenced([edit])}`],
    ['a patch below', `So:\n${fenced([edit])}\n${DIFF}`],
    ['the name of a JSON file', `x/a.json\n\n${fenced([edit])}`],
    ['text that is no patch', `So:\n${fenced({ text: 'x --- a\n<<<< x\n---\n+++\ndiff' })}`],
    ['a longer fence', `So:\n\`${fenced([edit])}`],
    ['the name of a JSON file above blanks', `x/a.json\n  \t\n${fenced([edit])}`],
    ['JSON that is broken', `So:\n\`\`\`json\n{"edits": [\n\`\`\`\n`],
    ['edits that are broken', `So:\n${fenced({ edits: [] })}`],
    ['three objects deep', `So:\n${fenced({ a: { b: { c: { edits: [edit] } } } })}`],
    ['a line end inside a string', `So:\n${fenced([edit]).replace('"y"', '"y\nz"')}`],
    ['nothing known', `So:\n${fenced({ a: 1 })}`],
  ])('is left: %s', (_, text) => kept(text));
});

describe('an answer', () => {
  const parse = (text: string): readonly unknown[] => {
    const parsed = parseProposal({ form: 'text', text });
    return 'rule' in parsed
      ? [parsed.rule, parsed.line]
      : [parsed.format, parsed.bytes, parsed.sections.length];
  };
  it.each<readonly [string, string, readonly unknown[]]>([
    ['a diff', DIFF, ['unified', DIFF.length, 1]],
    ['a diff with bytes of more than one', DIFF.replace('+y', '+é'), ['unified', DIFF.length + 1, 1]],
    ['a diff in JSON', JSON.stringify({ diff: DIFF }), ['unified', DIFF.length, 1]],
    ['edits in JSON', JSON.stringify([edit, { ...edit, path: 'b' }]), ['edits', 8 + 3, 2]],
    ['JSON that breaks off', '{"patch": "', ['cut-off', undefined]],
    ['an empty codex patch', '*** Begin Patch\n*** End Patch\n', ['no-patch', undefined]],
    ['prose', 'I see no fault.', ['no-patch', undefined]],
    ['half a pair of surrogates', `${DIFF}\ud800`, ['not-utf8', undefined]],
    ['half a pair in an edit', JSON.stringify([{ ...edit, path: '\ud800' }]), ['not-utf8', 1]],
  ])('of %s', (_, text, want) => expect(parse(text)).toEqual(want));
  it('of edits names each file by its bytes', () => {
    const parsed = parseProposal({
      form: 'edits',
      edits: [{ ...edit, path: 'é', search: 'ü', replace: 'ö' }],
    });
    expect(parsed).toEqual({
      format: 'edits',
      bytes: 6,
      sections: [
        {
          no: 1,
          names: [['\xc3\xa9', '\xc3\xa9']],
          prefixed: false,
          body: { kind: 'replacements', replacements: [{ no: 1, search: '\xc3\xbc', replace: '\xc3\xb6' }] },
        },
      ],
    });
  });
});

describe('a refusal', () => {
  const human = (message: string): string => refusal([{ rule: 'r', message }]).human;
  const FRONT = 'refused, nothing was changed: r: '.length;
  it('is told to the human in 300 characters, the last of them a mark when there are more', () => {
    expect(human('m'.repeat(300 - FRONT))).toMatch(/m{267}$/);
    expect(human('m'.repeat(300 - FRONT))).toHaveLength(300);
    expect(human('m'.repeat(301 - FRONT))).toMatch(/m{266}…$/);
    expect(human('m'.repeat(301 - FRONT))).toHaveLength(300);
  });
  it('is one line, its blanks and line ends one blank each', () =>
    expect(human('a \n\t b')).toMatch(/: r: a b$/));
  it('keeps the reasons in their order, the last of equal ones, and is no verdict to go on', () => {
    const twice = [
      { rule: 'r', message: 'a' },
      { rule: 's', path: 'p', message: 'b' },
      { rule: 'r', message: 'a' },
    ];
    const told = refusal(twice);
    expect(told.ok).toBe(false);
    expect(told.violations).toEqual(twice.slice(0, 2));
    expect(told.human).toMatch(/: r: a \(and 1 more\)$/);
    expect(told.model).toContain(' (1) r: a. (2) s: p: b. Send');
  });
  it('tells the model ten reasons and counts the rest', () => {
    const reasons = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ rule: 'r', message: `m${i}` }));
    expect(refusal(reasons(10)).model).toMatch(/\(10\) r: m9\. Send one/);
    expect(refusal(reasons(11)).model).toMatch(/\(10\) r: m9\. And 1 more .* Send one/);
    expect(refusal(reasons(1)).model).toMatch(/\. \(1\) r: m0\. Send one/);
  });
});
