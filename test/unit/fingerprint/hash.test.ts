import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha256, shortHash } from '../../../src/core/fingerprint/hash.ts';

// FIPS 180-4 / NIST CAVP examples
it.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
])('is SHA-256 of the NIST vector %#', (text, digest) => {
  expect(sha256(text)).toBe(digest);
});

it('agrees with node:crypto on any text, at every block boundary', () => {
  const node = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
  for (let n = 50; n < 70; n++) expect(sha256('x'.repeat(n))).toBe(node('x'.repeat(n)));
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => sha256(text) === node(text)),
  );
});

it('gives 16 hex digits', () => {
  expect(shortHash('abc')).toBe('ba7816bf8f01cfea');
});
