/** SHA-256 (FIPS 180-4) over UTF-8, since core has no node:crypto. Canonical text is a few kilobytes. */
import { utf8Bytes } from '../utf8.ts';

const primes = (count: number): number[] => {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
};

/** The first 32 bits of the fractional part of a root, as FIPS 180-4 defines its constants. */
const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 2 ** 32) >>> 0;

const K = primes(64).map((p) => fraction(Math.cbrt(p)));
const START = primes(8).map((p) => fraction(Math.sqrt(p)));

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

const schedule = (bytes: Uint8Array, offset: number): Uint32Array => {
  const w = new Uint32Array(64);
  for (let i = 0; i < 16; i++) {
    const at = offset + i * 4;
    w[i] =
      ((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0);
  }
  for (let i = 16; i < 64; i++) {
    const a = w[i - 15] ?? 0;
    const b = w[i - 2] ?? 0;
    const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
    const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
    w[i] = ((w[i - 16] ?? 0) + s0 + (w[i - 7] ?? 0) + s1) | 0;
  }
  return w;
};

const compress = (state: readonly number[], w: Uint32Array): number[] => {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] ?? 0) + (w[i] ?? 0)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + (state[i] ?? 0)) | 0);
};

/** SHA-256 of a text's UTF-8 bytes, as 64 hex digits. */
export const sha256 = (text: string): string => {
  const body = utf8Bytes(text);
  const padded = new Uint8Array(Math.ceil((body.length + 9) / 64) * 64);
  padded.set(body);
  padded[body.length] = 0x80;
  const bits = body.length * 8;
  for (let i = 0; i < 8; i++) padded[padded.length - 1 - i] = Math.floor(bits / 2 ** (8 * i)) % 256;
  let state: number[] = START;
  for (let at = 0; at < padded.length; at += 64) state = compress(state, schedule(padded, at));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
};

/** The name of a canonical text: 16 hex digits (64 bits; two of 10^6 names collide with odds of 1 in 10^7). */
export const shortHash = (text: string): string => sha256(text).slice(0, 16);
