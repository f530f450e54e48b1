/** Private keys in PEM, however they were cut and printed. ⟦…⟧ marks what goes; texts without it stay. */
import { expect, test } from 'vitest';
import { pem } from '../../../src/core/redact/pem.ts';
import { compare } from './samples.ts';

const begin = '-----BEGIN RSA PRIV§ATE KEY-----';
const end = '-----END RSA PRIV§ATE KEY-----';
const publicBegin = '-----BEGIN CERTIFICATE-----';
const publicEnd = '-----END CERTIFICATE-----';
/** Three lines of a key, and its shorter last one. */
const A = 'MC4CAQAwBQYDK2VwBCIEIKp3Yx0cQ1m2Vn8bWq4Rt7Ls9Df2Gh5Jk6Zx1Cv3Bn4M';
const B = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtz';
const C = 'c2gtZWQyNTUxOQAAACB+00JAcqOhIg77Xvz+UbZ64bvIeNRRTO6PQw0bBr5P2gAA';
const Z = 'AJgAAA4bvI==';
const half = A.slice(0, 32);

const same = (_name: string, sample: string): void => {
  const [left, right] = compare((text) => pem(text, (kind) => `«${kind}»`), sample);
  expect(left).toBe(right);
};
const rows = (samples: Readonly<Record<string, string>>) => Object.entries(samples);

test.each(
  rows({
    whole: `read\n⟦${begin}\n${A}\n${Z}\n${end}⟧\nafter`,
    'with Windows line ends': `⟦${begin}\r\n${A}\r\n${Z}\r\n${end}⟧\r\nafter`,
    'on one line of JSON': `{"a": "⟦${begin}\\n${A}\\n${Z}\\n${end}⟧\\n", "b": 1}`,
    'two of them': `⟦${begin}\n${A}\n${end}⟧\n\n⟦${begin}\n${B}\n${end}⟧\n`,
    'after a certificate': `${publicBegin}\n${A}\n${publicEnd}\n⟦${begin}\n${B}\n${end}⟧\n`,
    'before a certificate': `⟦${begin}\n${B}\n${end}⟧\n${publicBegin}\n${A}\n${publicEnd}\n`,
    'a GPG key': '⟦-----BEGIN PGP PRIV§ATE KEY BLOCK-----\nabc\n-----END PGP PRIV§ATE KEY BLOCK-----⟧',
    'the marker alone': `see ⟦${begin} for more⟧\nafter`,
    'a certificate': `${publicBegin}\n${A}\n${B}\n${C}\n${Z}\n${publicEnd}`,
    'a public key': `-----BEGIN PUBLIC KEY-----\n${A}\n-----END PUBLIC KEY-----`,
    'nothing of the kind': 'no marker here',
  }),
)('whole: %s', same);

test.each(
  rows({
    'at its end': `⟦${begin}\n${A}\n${half}⟧`,
    'and the log goes on': `⟦${begin}\n${A}\n${B}⟧\nthe log goes on`,
    'after its short last line': `⟦${begin}\n${A}\n${Z}⟧\nthe log goes on`,
    'after a last line with a comma': `⟦${begin}\\n${A}\\n${Z}",⟧\nand more`,
    'after a last line of JSON': `⟦${begin}\n${A}\n"Zm9vYg==",⟧\nand more`.replace('"Zm9v', 'Zm9v'),
    'a word is no last line': `⟦${begin}\n${A}⟧\ndone\nmore`,
    'two short lines: only the first': `⟦${begin}\n${A}\nQ==⟧\nR==\nmore`,
    'no line of it, no last line': `⟦${begin}⟧\nQ==\nmore`,
    'before any line of it': `⟦${begin}⟧\nthe log goes on`,
    'the rest of the marker’s line': `a ⟦${begin} ${half}⟧\nthe log goes on`,
    'blank lines at the end stay': `⟦${begin}\n${A}⟧\n\n\nthe log`,
    'headers, and the blank line after them': `⟦${begin}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0A1B\n\n${A}\n${B}⟧\nmore`,
    'headers alone': `⟦${begin}\nProc-Type: 4,ENCRYPTED⟧`,
    'a header after the lines is none': `⟦${begin}\n${A}⟧\nVersion: 2 is out\n`,
    'with a log’s prefix': `⟦2026 F ${begin}\n2026 F ${A}\n2026\tF\t${B}⟧\n2026 F goes on`.replace(
      '⟦2026 F ',
      '2026 F ⟦',
    ),
    'with Windows line ends': `⟦${begin}\r\n${A}\r\n${B}⟧\r\ngoes on\r\n`,
    'before another one begins': `⟦${begin}\n${A}⟧\n\n⟦${begin}\n${B}\n${end}⟧`,
    'before a certificate': `⟦${begin}\n${A}\n⟧${publicBegin}\n${B}\n${publicEnd}`.replace('\n⟧', '⟧\n'),
    'digits alone are no line of it': `⟦${begin}⟧\n${'1234567890'.repeat(4)}\n`,
    'capitals alone are no line of it': `⟦${begin}⟧\n${'ABCDEFGHIJ'.repeat(4)}\n`,
    'small letters alone are no line of it': `⟦${begin}⟧\n${'abcdefghij'.repeat(4)}\n`,
    'a path is no line of it': `⟦${begin}⟧\n/usr/${A.slice(0, 30)}.pem-x\n`,
  }),
)('cut off: %s', same);

test.each(
  rows({
    'at its beginning': `⟦${half}\n${A}\n${Z}\n${end}⟧\nafter`,
    'after other text': `the log\n⟦${A}\n${B}\n${Z}\n${end}⟧`,
    'without a short line': `the log\n⟦${A}\n${B}\n${end}⟧`,
    'with one line only': `the log\n\n⟦${A}\n${end}⟧`,
    'with the last line only': `the log\n⟦${Z}\n${end}⟧`,
    'on the line of the marker': `the log\n⟦${A}${end}⟧`,
    'with Windows line ends': `the log\r\n⟦${A}\r\n${B}\r\n${Z}\r\n${end}⟧\r\n`,
    'with a log’s prefix': `2026 F log 1\n2026 F ⟦${A}\n2026 F ${Z}\n2026 F ${end}⟧`,
    'in JSON': `{"x": "y ⟦${A}\\n${Z}\\n${end}⟧"}`,
    'two short lines: only the last': `log\nAbc1==\n⟦Abc2==\n${end}⟧`,
    'a short line above the whole ones is none': `log\nAbc1==\n⟦${A}\n${end}⟧`,
    'nothing of it': `the log goes on.\n⟦${end}⟧\nafter`,
    'after a certificate': `${publicBegin}\n${A}\n${publicEnd}\n⟦${B}\n${Z}\n${end}⟧`,
    'after a whole one': `⟦${begin}\n${A}\n${end}⟧\n⟦${B}\n${end}⟧`,
  }),
)('the beginning cut off: %s', same);

test.each(
  rows({
    'three lines': `a log\n⟦${A}\n${B}\n${C}⟧\ngoes on`,
    'from the first line on': `⟦${A}\n${B}\n${C}⟧`,
    'with the short last line': `a log\n⟦${A}\n${B}\n${C}\n${Z}⟧\ngoes on`,
    'with a log’s prefix': `a log\n⟦2026 F ${A}\n2026 F ${B}\n2026 F ${C}⟧\n2026 F goes on`,
    'with Windows line ends': `a log\r\n⟦${A}\r\n${B}\r\n${C}⟧\r\ngoes on`,
    'two lines': `a log\n${A}\n${B}\ngoes on`,
    'capitals alone': `${`${'ABCDEFGH'.repeat(8)}\n`.repeat(3)}`,
    'hexadecimal alone': `${`${'0123abcd'.repeat(8)}\n`.repeat(3)}`,
    'of a certificate whose end was cut off': `${publicBegin}\n${A}\n${B}\n${C}\n`,
    'of a certificate whose beginning was cut off': `${A}\n${B}\n${C}\n${publicEnd}`,
    'after a whole certificate': `${publicBegin}\n${Z}\n${publicEnd}\nlog\n⟦${A}\n${B}\n${C}⟧\nlog`,
    'right after a whole certificate': `${publicBegin}\n${Z}\n${publicEnd}\n⟦${A}\n${B}\n${C}⟧\nlog`,
    'before a certificate that was cut off': `log\n⟦${A}\n${B}\n${C}⟧\nlog\n${publicBegin}\n${Z}`,
    'after the end of a certificate': `${Z}\n${publicEnd}\nlog\n⟦${A}\n${B}\n${C}⟧\nlog`,
    'before a whole certificate': `log\n⟦${A}\n${B}\n${C}⟧\nlog\n${publicBegin}\n${Z}\n${publicEnd}`,
    'right before a whole certificate': `log\n⟦${A}\n${B}\n${C}⟧\n${publicBegin}\n${Z}\n${publicEnd}`,
    'between certificates': `${publicBegin}\n${Z}\n${publicEnd}\n⟦${A}\n${B}\n${C}⟧\n${publicBegin}\n${Z}\n${publicEnd}`,
  }),
)('the middle: %s', same);

test('a key is 24,000 characters at most: markers that are further apart belong to two', () => {
  const left = (between: string) => pem(`${begin}${between}${end}`.replaceAll('§', ''), () => '▢');
  expect(left('x'.repeat(24_000))).toBe('▢');
  expect(left(`\n${'x y '.repeat(6_000)}\n`)).toBe(`▢\n${'x y '.repeat(6_000)}\n▢`);
});
