import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guard, jsonText } from '../../../src/cli/render/guard.ts';
import { guardStream } from '../../../src/cli/render/guard-stream.ts';

const FORBIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const OURS = /\u001b\[(?:1|2|22|31|32|33|39)m/g;

/** Text that likes to be an escape sequence, also one within another. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\u001b',
        '\u001b[',
        '\u001b]0;',
        '\u0007',
        '\u001b\\',
        '31m',
        '[31m',
        '2J',
        ';',
        '\r',
        '\n',
        '\u009b',
        '\u202e',
        'é',
        '😀',
        '?25l',
        'P',
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('guard', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007text', 'text'],
    ['\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u001b[2J\u001b[1;1Hgone', 'gone'],
    ['one\r\ntwo\r\r\nthree', 'one\ntwo\nthree'],
    ['50%\r100%', '50% 100%'],
    ['tab\tstays', 'tab\tstays'],
    ['\u001b\u001b[31m[31mx', '[31mx'],
    ['\u001bP1$r0m\u001b\\x', 'x'],
    ['\u001b(Bx\u001b7y', 'xy'],
    ['bell\u0007back\b!', 'bell back !'],
    ['a\u202eb', 'a b'],
  ])('%j becomes %j', (text, expected) => {
    expect(guard(text, false)).toBe(expected);
  });

  it('keeps orch’s own colours where colour is wanted, and no other sequence', () => {
    expect(guard('\u001b[32mgreen\u001b[39m \u001b[8mhidden\u001b[5m', true)).toBe(
      '\u001b[32mgreen\u001b[39m hidden',
    );
  });

  it('whatever comes in, nothing that moves a cursor comes out', () => {
    fc.assert(
      fc.property(nasty, fc.boolean(), (text, colour) => {
        const out = guard(text, colour);
        return !FORBIDDEN.test(colour ? out.replace(OURS, '') : out);
      }),
      { numRuns: 5000 },
    );
  });

  it('in pieces: the same promise, whatever the cuts, and plain text loses nothing', () => {
    fc.assert(
      fc.property(nasty, fc.array(fc.nat(80), { maxLength: 5 }), (text, cuts) => {
        const show = guardStream(false);
        const bytes = Buffer.from(text);
        const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        return !FORBIDDEN.test(
          at
            .slice(1)
            .map((end, i) => show(bytes.subarray(at[i], end)))
            .join(''),
        );
      }),
      { numRuns: 5000 },
    );
    const show = guardStream(false);
    const bytes = Buffer.from('naïve 😀 \u001b[31mred\u001b[0m\r\nend\n');
    expect([...bytes].map((byte) => show(Buffer.from([byte]))).join('')).toBe('naïve 😀 red\nend\n');
  });
});

it('jsonText escapes what a terminal would act on and keeps the data', () => {
  const value = { text: 'a\u009b31m\u202e\u007f\u001b[0m' };
  const text = jsonText(value);
  expect(text.replaceAll('\n', '')).not.toMatch(FORBIDDEN);
  expect(JSON.parse(text)).toEqual(value);
});
