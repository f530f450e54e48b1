import { describe, expect, it } from 'vitest';
import { gate } from '../../../src/core/patch/gate.ts';
import type { Verdict } from '../../../src/core/patch/types.ts';
import {
  decodeUtf8,
  decodeUtf8Strict,
  encodeUtf8,
  fromBytes,
  toBytes,
} from '../../../src/core/patch/utf8.ts';
import { POLICY, text, treeOf } from './tree.ts';

const policy = { ...POLICY, contentRules: 'off' } as const;
const after = (verdict: Verdict): Buffer => {
  if (!verdict.ok) throw new Error(verdict.human);
  return Buffer.from(verdict.files[0]!.bytes!);
};
const judge = (before: string | Uint8Array, patch: string): string =>
  after(gate(text(patch), treeOf({ 'cluster/x': before }), policy)).toString('latin1');
const diff = (body: string): string => `--- a/cluster/x\n+++ b/cluster/x\n@@ @@\n${body}`;

describe('bytes stay as they are', () => {
  it('keeps CRLF, mixed line ends and a missing final newline', () => {
    expect(judge('a\r\nb\r\nc\r\n', diff('-b\n+B\n c\n'))).toBe('a\r\nB\r\nc\r\n');
    expect(judge('a\r\nb\nc\r\n', diff('-b\n+B\n c\n'))).toBe('a\r\nB\nc\r\n');
    expect(judge('a\nb\r\nc\n', diff(' b\n+B\n c\n'))).toBe('a\nb\r\nB\r\nc\n');
    expect(judge('a\nb', diff(' a\n-b\n+B\n x\n'.replace(' x\n', '')).concat('\nEnd.\n'))).toBe('a\nB');
    expect(judge('a\nb', diff(' a\n+c\n b\n'))).toBe('a\nc\nb');
  });

  it('obeys the marker for a missing final newline', () => {
    const marked = (minus: string, plus: string): string =>
      `--- a/cluster/x\n+++ b/cluster/x\n@@ -1,2 +1,2 @@\n a\n-b\n${minus}+c\n${plus}`;
    const none = '\\ No newline at end of file\n';
    expect(judge('a\nb', marked(none, none))).toBe('a\nc');
    expect(judge('a\nb', marked(none, ''))).toBe('a\nc\n');
    expect(judge('a\nb\n', marked('', none))).toBe('a\nc');
  });

  it('keeps a byte order mark and bytes that are no UTF-8', () => {
    expect(judge('\ufeffa\nb\n', diff('-a\n+A\n b\n'))).toBe('\xef\xbb\xbfA\nb\n');
    const bytes = Buffer.from('a\n\xff\xfe\nb\nc\n', 'latin1');
    expect(judge(bytes, diff('-b\n+ü\n c\n'))).toBe('a\n\xff\xfe\n\xc3\xbc\nc\n');
  });

  it('keeps blanks of context lines that the patch lost', () => {
    expect(judge('a  \nb\t\nc\n', diff(' a\n-b\n+B\n c\n'))).toBe('a  \nB\nc\n');
  });

  it('writes a new file with LF, or CRLF when only its body has it', () => {
    const fresh = (patch: string): string =>
      after(gate(text(patch), treeOf({ 'cluster/apps/o': 'x' }), policy)).toString();
    const patch = '--- /dev/null\n+++ b/cluster/apps/n\n@@ -0,0 +1,2 @@\n+a\n+b\n';
    expect(fresh(patch)).toBe('a\nb\n');
    expect(fresh(patch.replaceAll('\n', '\r\n'))).toBe('a\nb\n');
    expect(fresh(patch.replace('+a\n+b\n', '+a\r\n+b\r\n'))).toBe('a\r\nb\r\n');
    expect(fresh(`${patch}\\ No newline at end of file\n`)).toBe('a\nb');
  });
});

describe('UTF-8 without a TextDecoder', () => {
  const SAMPLES = ['', 'ascii', 'Größe', '日本', '😀', '\u{10ffff}', '\u07ff\u0800\uffff'];
  it.each(SAMPLES)('encodes and decodes %j as Node does', (sample) => {
    const bytes = Buffer.from(sample, 'utf8');
    expect(Buffer.from(toBytes(encodeUtf8(sample)!))).toEqual(bytes);
    expect(decodeUtf8Strict(fromBytes(bytes))).toBe(sample);
  });
  it('refuses what is no UTF-8', () => {
    for (const bad of ['\xff', '\xc0\x80', '\xed\xa0\x80', '\xe2\x82', '\xf4\x90\x80\x80']) {
      expect(decodeUtf8Strict(bad)).toBeUndefined();
      expect(decodeUtf8(bad)).toContain('\ufffd');
    }
    expect(encodeUtf8('a\ud800b')).toBeUndefined();
  });
});
