import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseReply } from '../../src/core/reply/parse.ts';
import { replyFromSaved } from '../../src/core/reply/saved.ts';

const word = fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(...'abc {}"\\\n`~<>-+@') });
const reply = fc.record({
  kind: fc.constant('patch'),
  summary: fc.constant('s'),
  edits: fc.array(fc.record({ path: word, search: word, replace: word }), { minLength: 1, maxLength: 4 }),
  diff: fc.constant(null),
  commands: fc.constant([]),
  layer: fc.constant(null),
  suggestions: fc.constant([]),
});

it('edits come through a JSON answer byte for byte, bare or in a fence', () => {
  fc.assert(
    fc.property(reply, fc.boolean(), (answer, fenced) => {
      const text = JSON.stringify(answer, null, fenced ? 2 : 0);
      const read = parseReply(fenced ? `\`\`\`json\n${text}\n\`\`\`` : text, { finish: 'complete' });
      expect(read).toMatchObject({ ok: true, reply: { proposal: { form: 'edits', edits: answer.edits } } });
    }),
    { numRuns: 500 },
  );
});

it('every proper prefix of a JSON answer is unusable', () => {
  fc.assert(
    fc.property(reply, fc.double({ min: 0, max: 0.999, noNaN: true }), (answer, part) => {
      const text = JSON.stringify(answer);
      const cut = text.slice(0, Math.floor(text.length * part));
      expect(parseReply(cut, { finish: 'complete' }).ok).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

it('no text makes the readers throw, and every refusal has a reason', () => {
  const body = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.json(),
    fc.string({ unit: fc.constantFrom(...'{}[]"kind:,`~\n') }),
  );
  fc.assert(
    fc.property(body, (text) => {
      const read = parseReply(text, { finish: 'complete' });
      expect(read.ok || read.reason.length > 10).toBe(true);
      const saved = replyFromSaved(text, { usdPerMillionIn: 1, usdPerMillionOut: 1 });
      expect(saved.kind === 'reply' || saved.reason.length > 10).toBe(true);
      expect(saved.spend.calls).toBe(1);
      expect(saved.spend.tokens).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 2000 },
  );
});
