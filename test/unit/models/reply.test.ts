import { describe, expect, it } from 'vitest';
import { schemaTrouble } from '../../../lab/model/schema-check.ts';
import { MAX_REPLY_CHARS, parseReply } from '../../../src/core/reply/parse.ts';
import { REPLY_SCHEMA } from '../../../src/core/reply/schema.ts';

const EDIT = { path: 'a.sh', search: '--foo', replace: '--bar' };
const whole = (change: object = {}) => ({
  kind: 'patch',
  summary: 'wrong flag',
  edits: [EDIT],
  diff: null,
  commands: [],
  layer: null,
  suggestions: ['write a test'],
  ...change,
});
const read = (text: string) => parseReply(text, { finish: 'complete' });
const json = (change: object = {}) => read(JSON.stringify(whole(change)));
const DIFF = '--- a/a.sh\n+++ b/a.sh\n@@ -1 +1 @@\n---foo\n+--bar\n';
const patch = (proposal: object, summary = 'wrong flag') => ({
  ok: true,
  reply: { kind: 'patch', summary, proposal, suggestions: ['write a test'] },
});

describe('the schema', () => {
  it('is one that strict structured outputs take, with every key required', () => {
    expect(schemaTrouble(REPLY_SCHEMA)).toBeUndefined();
    expect([...REPLY_SCHEMA.required].sort()).toEqual(Object.keys(REPLY_SCHEMA.properties).sort());
  });
});

describe('JSON answers', () => {
  it('edits', () => {
    expect(json()).toEqual(patch({ form: 'edits', edits: [EDIT] }));
  });
  it('a diff', () => {
    expect(json({ edits: [], diff: DIFF })).toEqual(patch({ form: 'text', text: DIFF }));
  });
  it('edits are taken before a diff, and the summary says so', () => {
    const reply = json({ diff: DIFF });
    expect(reply).toEqual(
      patch(
        { form: 'edits', edits: [EDIT] },
        'wrong flag (The answer gave edits and a diff; the edits were used.)',
      ),
    );
  });
  it('diagnostics', () => {
    const commands = [['kubectl', 'get', 'pods']];
    expect(json({ kind: 'diagnostics', edits: [], commands })).toEqual({
      ok: true,
      reply: { kind: 'diagnostics', summary: 'wrong flag', commands, suggestions: ['write a test'] },
    });
  });
  it('not fixable, with and without a layer', () => {
    const common = { summary: 'wrong flag', suggestions: ['write a test'] };
    expect(json({ kind: 'not_fixable', layer: 'network' })).toEqual({
      ok: true,
      reply: { kind: 'not_fixable', layer: 'network', ...common },
    });
    expect(json({ kind: 'not_fixable' })).toEqual({
      ok: true,
      reply: { kind: 'not_fixable', layer: 'not named', ...common },
    });
  });
  it('keys that are left out count as empty; a patch is known by its edits', () => {
    expect(read(JSON.stringify({ edits: [EDIT] }))).toEqual({
      ok: true,
      reply: { kind: 'patch', summary: '', proposal: { form: 'edits', edits: [EDIT] }, suggestions: [] },
    });
  });
  it.each([
    ['no kind', { kind: undefined, edits: [] }, /no key `kind`/],
    ['another kind', { kind: 'fix' }, /`kind` of the answer must be/],
    ['nothing in a patch', { edits: [], diff: ' ' }, /neither edits nor a diff/],
    ['edits are no list', { edits: 'x' }, /`edits` of the answer is not a list/],
    ['an edit without path', { edits: [{ search: '', replace: '' }] }, /`edits\[0\]\.path`/],
    ['a search that is no string', { edits: [EDIT, { ...EDIT, search: null }] }, /`edits\[1\]\.search`/],
    ['a diff that is no string', { edits: [], diff: 3 }, /`diff`/],
    ['no commands', { kind: 'diagnostics' }, /list of commands is empty/],
    [
      'a command line',
      { kind: 'diagnostics', commands: ['kubectl get pods'] },
      /`commands\[0\]`.*without a shell/,
    ],
    ['an empty command', { kind: 'diagnostics', commands: [['ls'], []] }, /`commands\[1\]`.*empty command/],
    ['an edit with an empty path', { edits: [{ ...EDIT, path: '' }] }, /`edits\[0\]\.path`/],
    ['too many edits', { edits: Array.from({ length: 201 }, () => EDIT) }, /201 edits; at most 200/],
    ['a command without a name', { kind: 'diagnostics', commands: [['']] }, /`commands\[0\]`.*empty command/],
    [
      'too many commands',
      { kind: 'diagnostics', commands: Array.from({ length: 33 }, () => ['ls']) },
      /33 commands/,
    ],
    [
      'too many arguments',
      { kind: 'diagnostics', commands: [Array.from({ length: 65 }, () => 'a')] },
      /more than 64/,
    ],
    ['a summary that is no string', { summary: {} }, /`summary`/],
    ['a suggestion that is no string', { suggestions: [1] }, /`suggestions\[0\]`/],
  ])('%s is unusable and named', (_name, change, reason) => {
    expect(json(change)).toEqual({ ok: false, wrong: 'shape', reason: expect.stringMatching(reason) });
  });
  it('words are shown without terminal escapes, and bounded', () => {
    const esc = json({ summary: '\u001b[31mred\u001b[0m \u202eback', suggestions: ['\u0007bell'] });
    expect(esc).toMatchObject({ reply: { summary: '[31mred [0m  back', suggestions: ['bell'] } });
    const long = json({ summary: 'x'.repeat(5000), suggestions: Array.from({ length: 50 }, () => 's') });
    expect(long.ok && [long.reply.summary.length, long.reply.suggestions.length]).toEqual([1000, 20]);
    expect(json({ summary: 'y'.repeat(1000) })).toMatchObject({ reply: { summary: 'y'.repeat(1000) } });
  });
});

describe('answers around JSON and without it', () => {
  const text = JSON.stringify(whole(), null, 2);
  it.each([
    ['in a fence with prose', `Here it is:\n\n\`\`\`json\n${text}\n\`\`\`\nDone.`],
    ['in a fence of tildes without a word', `~~~\n${text}\n~~~`],
    ['in prose', `The answer is ${text} I hope.`],
    ['after thoughts', `<think>maybe {"kind":"not_fixable"}</think>\n${text}`],
    ['after a byte order mark', `\ufeff${text}`],
  ])('%s', (_name, answer) => {
    expect(read(answer)).toEqual(patch({ form: 'edits', edits: [EDIT] }));
  });
  it('two JSON replies are ambiguous', () => {
    const answer = `\`\`\`json\n${text}\n\`\`\`\nor\n\`\`\`json\n${text}\n\`\`\``;
    expect(read(answer)).toEqual({
      ok: false,
      wrong: 'shape',
      reason: expect.stringContaining('2 JSON replies'),
    });
  });
  it.each([
    ['a fenced diff', `The flag is wrong.\n\`\`\`diff\n${DIFF}\`\`\``],
    ['a bare diff', `The flag is wrong.\n${DIFF}`],
    ['blocks', 'The flag is wrong.\n<<<<<<< SEARCH\n--foo\n=======\n--bar\n>>>>>>> REPLACE'],
    ['codex', 'The flag is wrong.\n*** Begin Patch\n*** Update File: a.sh\n-x\n+y\n*** End Patch'],
  ])('%s goes to the gate as text', (_name, answer) => {
    expect(read(answer)).toEqual({
      ok: true,
      reply: {
        kind: 'patch',
        summary: 'The flag is wrong.',
        proposal: { form: 'text', text: answer.trim() },
        suggestions: [],
      },
    });
  });
  it('a fence with other JSON is part of the prose', () => {
    const answer = `It reads\n\`\`\`json\n{"kind": "Pod"}\n\`\`\`\nso:\n\`\`\`json\n${text}\n\`\`\``;
    expect(read(answer)).toEqual(patch({ form: 'edits', edits: [EDIT] }));
  });
  it('a diff over a JSON manifest is a diff, not a reply', () => {
    const manifest =
      '--- a/m.json\n+++ b/m.json\n@@ -1 +1 @@\n-{"kind": "Pod", "a": 1}\n+{"kind": "Pod", "a": 2}\n';
    expect(read(manifest)).toMatchObject({ ok: true, reply: { proposal: { form: 'text' } } });
  });
  it.each([
    ['prose', 'This cannot be fixed in the repo, sorry.', 'format', /no answer in the reply format/],
    ['a markdown rule', 'one\n---\ntwo', 'format', /no answer/],
    ['broken JSON', '{"kind": "patch", "summary": "a', 'format', /begins as JSON and is not valid JSON/],
    ['a JSON list', '[1]', 'shape', /not an object/],
    ['nothing', ' \n', 'empty', /empty/],
    ['only thoughts', '<think>hm</think>', 'empty', /empty/],
    ['not UTF-8', 'a\nb \ufffd', 'encoding', /line 2/],
  ])('%s is unusable', (_name, answer, wrong, reason) => {
    expect(read(answer)).toEqual({ ok: false, wrong, reason: expect.stringMatching(reason) });
  });
  it('the size is bounded at the character', () => {
    const fill = MAX_REPLY_CHARS - text.length;
    expect(read(text + ' '.repeat(fill)).ok).toBe(true);
    expect(read(text + ' '.repeat(fill + 1))).toMatchObject({ ok: false, wrong: 'too-large' });
  });
  it('cut off, declined and filtered answers are unusable however good they look', () => {
    expect(parseReply(text, { finish: 'length' })).toMatchObject({ wrong: 'cut-off' });
    const no = parseReply('I will not', { finish: 'refusal' });
    expect(no).toEqual({
      ok: false,
      wrong: 'declined',
      reason: 'the model declined to answer: "I will not"',
    });
    expect(parseReply(text, { finish: 'filtered' })).toMatchObject({ wrong: 'declined' });
  });
});
