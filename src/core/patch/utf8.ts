/**
 * Byte strings: a file as a string whose characters are its bytes (0..255). Matching and splicing on them is
 * exact for any encoding, and the core needs no Buffer and no TextDecoder.
 */
export type ByteText = string;

const CHUNK = 8192;

/** Bytes → byte string. */
export function fromBytes(bytes: Uint8Array): ByteText {
  let out = '';
  for (let i = 0; i < bytes.length; i += CHUNK) {
    out += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  }
  return out;
}

/** Byte string → bytes. */
export function toBytes(text: ByteText): Uint8Array {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out;
}

const ASCII_ONLY = /^[\x00-\x7f]*$/;

/** Unicode text → its UTF-8 as a byte string; undefined when it holds a lone surrogate (no such text exists in UTF-8). */
export function encodeUtf8(text: string): ByteText | undefined {
  if (ASCII_ONLY.test(text)) return text;
  let out = '';
  for (const char of text) {
    const c = char.codePointAt(0)!;
    if (c >= 0xd800 && c <= 0xdfff) return undefined;
    if (c < 0x80) out += char;
    else if (c < 0x800) out += String.fromCharCode(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000)
      out += String.fromCharCode(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else
      out += String.fromCharCode(
        0xf0 | (c >> 18),
        0x80 | ((c >> 12) & 63),
        0x80 | ((c >> 6) & 63),
        0x80 | (c & 63),
      );
  }
  return out;
}

/** One well-formed UTF-8 sequence or one stray byte (RFC 3629, no overlong forms, no surrogates). */
const SEQUENCE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

function decodeSequence(s: string): string {
  const b = (i: number) => s.charCodeAt(i);
  if (s.length === 1) return '\ufffd';
  if (s.length === 2) return String.fromCodePoint(((b(0) & 31) << 6) | (b(1) & 63));
  if (s.length === 3) return String.fromCodePoint(((b(0) & 15) << 12) | ((b(1) & 63) << 6) | (b(2) & 63));
  return String.fromCodePoint(((b(0) & 7) << 18) | ((b(1) & 63) << 12) | ((b(2) & 63) << 6) | (b(3) & 63));
}

/** UTF-8 byte string → text; a byte that is no UTF-8 becomes U+FFFD. For reading only, never for writing back. */
export function decodeUtf8(bytes: ByteText): string {
  return ASCII_ONLY.test(bytes) ? bytes : bytes.replace(SEQUENCE, decodeSequence);
}

/** UTF-8 byte string → text; undefined when it is not well-formed. */
export function decodeUtf8Strict(bytes: ByteText): string | undefined {
  if (ASCII_ONLY.test(bytes)) return bytes;
  let bad = false;
  const text = bytes.replace(SEQUENCE, (s) => {
    if (s.length === 1) bad = true;
    return decodeSequence(s);
  });
  return bad ? undefined : text;
}
