/** Base64 without any platform: the core has none. */
import { utf8Bytes } from '../utf8.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: ReadonlyMap<string, number> = new Map([
  ...[...ALPHABET].map((char, value) => [char, value] as const),
  ['-', 62],
  ['_', 63],
]);

/** Base64 (standard alphabet) of bytes, without padding. */
const encode = (bytes: readonly number[]): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(at, at + 3);
    const group = (a << 16) | (b << 8) | c;
    const chars = Math.min(4, bytes.length - at + 1);
    for (let k = 0; k < chars; k += 1) text += ALPHABET[(group >> (18 - 6 * k)) & 63];
  }
  return text;
};

/**
 * The part of a value's base64 form that does not depend on what stands before and after it, for each of the three
 * positions it can have inside an encoded text (RFC 4648, groups of three bytes).
 */
export const insideForms = (value: string): readonly string[] => {
  const bytes = utf8Bytes(value);
  return [0, 1, 2].map((shift) => {
    const encoded = encode([...Array<number>(shift).fill(0), ...bytes]);
    const from = [0, 2, 3][shift] ?? 0;
    const whole = Math.floor(((shift + bytes.length) * 8) / 6);
    return encoded.slice(from, whole);
  });
};

/** The text that base64 (either alphabet, any padding) stands for, byte by byte; undefined when it is not printable. */
export const decodePrintable = (encoded: string): string | undefined => {
  let text = '';
  let buffer = 0;
  let bits = 0;
  let odd = 0;
  for (const char of encoded) {
    const value = VALUES.get(char);
    if (value === undefined) break;
    buffer = ((buffer << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    const byte = (buffer >> bits) & 0xff;
    if (byte < 0x20 ? byte !== 9 && byte !== 10 && byte !== 13 : byte > 0x7e) odd += 1;
    // Random bytes are found out after a few characters.
    if (odd > 1 + text.length / 20) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
};
