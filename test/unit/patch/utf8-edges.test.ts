/** UTF-8 at the edges of each length and range (RFC 3629), against what Node reads. */
import { describe, expect, it } from 'vitest';
import {
  decodeUtf8,
  decodeUtf8Strict,
  encodeUtf8,
  fromBytes,
  toBytes,
} from '../../../src/core/patch/utf8.ts';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What Node makes of the bytes; undefined when they are no UTF-8. */
const byNode = (bytes: string): string | undefined => {
  try {
    return strict.decode(Buffer.from(bytes, 'latin1'));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return undefined;
  }
};

const EDGES = [
  0x00, 0x7e, 0x7f, 0x80, 0x81, 0xff, 0x7fe, 0x7ff, 0x800, 0xfff, 0x1000, 0x1234, 0xcfff, 0xd000, 0xd7ff,
  0xe000, 0xfffd, 0xffff, 0x10000, 0x1f600, 0x3ffff, 0x40000, 0xfffff, 0x100000, 0x10ffff,
];

describe('code points at the edges', () => {
  it.each(EDGES.map((code) => code.toString(16)))('U+%s', (hex) => {
    const text = `a${String.fromCodePoint(Number.parseInt(hex, 16))}z`;
    const bytes = Buffer.from(text, 'utf8').toString('latin1');
    expect(encodeUtf8(text)).toBe(bytes);
    expect(decodeUtf8(bytes)).toBe(text);
    expect(decodeUtf8Strict(bytes)).toBe(text);
  });
  it.each(['\ud800', '\udbff', '\udc00', '\udfff', 'é\ud83d', '\ude00\ud83d'])(
    'half a pair has no bytes: %j',
    (text) => expect(encodeUtf8(text)).toBeUndefined(),
  );
});

describe('bytes at the edges', () => {
  const lead = [0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef];
  const four = [0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff];
  const next = [0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0];
  const bytes = (...codes: readonly number[]): string => String.fromCharCode(...codes);
  const cases = [...lead, ...four].flatMap((a) => [
    bytes(a),
    ...next.flatMap((b) => [
      bytes(a, b),
      ...next.flatMap((c) => [
        bytes(a, b, c),
        ...(four.includes(a) ? next.map((d) => bytes(a, b, c, d)) : []),
      ]),
    ]),
  ]);
  it('are text exactly when Node says so, and the same text', () => {
    expect(
      cases
        .filter((one) => decodeUtf8Strict(one) !== byNode(one))
        .map((one) => Buffer.from(one, 'latin1').toString('hex')),
    ).toEqual([]);
    expect(cases.filter((one) => byNode(one) !== undefined).length).toBeGreaterThan(100);
    expect(cases.filter((one) => byNode(one) === undefined).length).toBeGreaterThan(1000);
  });
  it('that are no text become one mark each, and the rest is read', () => {
    expect(decodeUtf8('a\xffb\xc3\xa9\xe2\x82')).toBe('a\ufffdbé\ufffd\ufffd');
    expect(decodeUtf8('plain')).toBe('plain');
    expect(decodeUtf8('\xff')).toBe('\ufffd');
    expect(decodeUtf8Strict('\xc3\xa9\xff')).toBeUndefined();
    expect(decodeUtf8Strict('\xff\xc3\xa9')).toBeUndefined();
    // A mark that stands in the text is no damage.
    expect(decodeUtf8Strict('\xef\xbf\xbd')).toBe('\ufffd');
  });
});

it.each([0, 1, 8191, 8192, 8193, 16384, 20000])('%i bytes there and back', (count) => {
  const bytes = Uint8Array.from({ length: count }, (_, i) => (i * 7) % 256);
  const text = fromBytes(bytes);
  expect(text).toBe(Buffer.from(bytes).toString('latin1'));
  expect(toBytes(text)).toEqual(bytes);
});
