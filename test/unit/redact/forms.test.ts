/** Known values in the forms in which tools print them, base64, and the marks that stand for a secret meanwhile. */
import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { decodePrintable, insideForms } from '../../../src/core/redact/base64.ts';
import { exactForms, replaceExact, worthMatching } from '../../../src/core/redact/exact.ts';
import { isMark, makeMarks } from '../../../src/core/redact/pass.ts';
import { makeRedact } from '../../../src/core/redact/redact.ts';
import { b64 } from './samples.ts';

test.each([
  ['with a blank, as addresses and forms encode it', "a b'9!~*(c)/", "a%20b'9!~*(c)%2F"],
  ['strictly', "a b'9!~*(c)/", 'a%20b%279%21~%2A%28c%29%2F'],
  ['in lower case', "a b'9!~*(c)/", "a%20b'9!~*(c)%2f"],
  ['strictly, in lower case', "a b'9!~*(c)/", 'a%20b%279%21~%2a%28c%29%2f'],
  ['strictly, with + for a blank', "a b'9!~*(c)/", 'a+b%279%21~%2A%28c%29%2F'],
  ['as a form', "a b'9!~*(c)/", 'a+b%279%21%7E*%28c%29%2F'],
  ['in JSON', 'a"b\\c\td9', 'a\\"b\\\\c\\td9'],
  ['in JSON in JSON', 'a"b\\c9', 'a\\\\\\"b\\\\\\\\c9'],
  ['in JSON as PHP writes it', 'ab/cd/ef', 'ab\\/cd\\/ef'],
  ['in YAML', "it's it's 9", "it''s it''s 9"],
  ['in a shell', "it's it's 9", "it'\\''s it'\\''s 9"],
  ['in XML', '<a&"b">&9', '&lt;a&amp;&quot;b&quot;&gt;&amp;9'],
  ['without its blanks', '  hunter2x \n', 'hunter2x'],
])('a known value %s', (_name, value, form) => {
  expect(exactForms([value])).toContain(form);
});

test('a known value in both alphabets of base64, where eight characters or more are sure', () => {
  const value = '?>?>?>?>';
  const forms = exactForms([value]);
  const inside = insideForms(value);
  expect(inside.map((form) => form.length)).toEqual([10, 10, 10]);
  for (const form of inside) {
    expect(forms).toContain(form);
    expect(forms).toContain(form.replaceAll('+', '-').replaceAll('/', '_'));
  }
  expect(inside.some((form) => /\+/.test(form) && /\//.test(form))).toBe(true);
  // Six bytes: 8, 7 and 7 characters. Only the first is long enough.
  expect(insideForms('hunt3r').map((form) => form.length)).toEqual([8, 7, 7]);
  expect(exactForms(['hunt3r']).filter((form) => !form.includes('hunt'))).toEqual([b64('hunt3r')]);
});

test('a value of several lines: each long line too, without its blanks; markers and short lines are not', () => {
  const long = 'MC4CAQAwBQYDK2VwBCIEIKp3';
  const exact = 'abcdefghijklmno7';
  const forms = exactForms([`-----BEGIN X KEY-----\r\n  ${long}\r\n${exact}\nabcdefghijklmn7\nend-----`]);
  expect(forms).toContain(long);
  expect(forms).toContain(exact);
  for (const none of ['-----BEGIN X KEY-----', 'abcdefghijklmn7']) expect(forms).not.toContain(none);
  expect(exactForms([`${long}\n0123456789abc-----`])).toContain('0123456789abc-----');
  expect(exactForms(['one line of words 7'])).not.toContain('one');
});

test('the longest form first, so that no part hides the whole', () => {
  const forms = exactForms(['hunter2x', 'hunter2x-and-more', 'hunter2x-and']);
  expect(forms.map((form) => form.length)).toEqual(
    forms.map((form) => form.length).toSorted((a, b) => b - a),
  );
  expect(makeRedact(['hunter2x', 'hunter2x-and-more'])('is hunter2x-and-more').text).toBe(
    'is «redacted:known-value»',
  );
});

test.each([
  ['hunter', true],
  ['hunt3', false],
  ['ChangeMe', false],
  ['Proxmox', false],
  ['aaaaaaaa', false],
  ['aaaaaaab', true],
  ['baaaaaaa', true],
])('worth looking for: %s %s', (value, expected) => {
  expect(worthMatching(value)).toBe(expected);
  expect(exactForms([value]).length > 0).toBe(expected);
});

test('a lone surrogate has no URL form, and is no reason to fail', () => {
  const forms = exactForms(['hunter\ud800x']);
  expect(forms).toContain('hunter\ud800x');
  expect(forms.every((form) => /hunter/.test(form) || /^[A-Za-z0-9+/_-]+$/.test(form))).toBe(true);
  expect(forms.some((form) => form.includes('Stryker'))).toBe(false);
});

test('what is not there is not replaced, and not counted', () => {
  let count = 0;
  const by = () => {
    count += 1;
    return '▢';
  };
  expect(replaceExact('a b a', ['a', 'x'], by)).toBe('▢ b ▢');
  expect(count).toBe(1);
});

test.each([0, 1, 2, 3, 4, 5, 6, 7])('base64 inside a text, %d bytes before it', (before) => {
  const value = 'S3cretPw!12é';
  const encoded = Buffer.from(`${'x'.repeat(before)}${value}tail`, 'utf8').toString('base64');
  expect(insideForms(value).some((form) => encoded.includes(form))).toBe(true);
  expect(insideForms(value).map((form) => form.length)).toEqual([17, 16, 17]);
});

test.each([
  [b64('user:hunter2'), 'user:hunter2'],
  [b64('a\tb\r\nc ~'), 'a\tb\r\nc ~'],
  [`${b64('user:hunter2')}!rest after it`, 'user:hunter2'],
  [Buffer.from('>>>???>>>').toString('base64url'), '>>>???>>>'],
  [b64('\t\tabcdefghij'), '\t\tabcdefghij'],
  [b64('\r\r~~abcdefghij'), '\r\r~~abcdefghij'],
  ['', ''],
  // One odd byte in twenty is a text still.
  [b64('\x01abcdefghij'), '\x01abcdefghij'],
  [b64(`\x7fabcdefghijklmnopqrstu\x02more`), `\x7fabcdefghijklmnopqrstu\x02more`],
  // A second one sooner is none.
  [b64('\x01\x02abcdefghij'), undefined],
  [b64('\x7f\x7fabcdefghij'), undefined],
  [b64('\x0b\x0cabcdefghij'), undefined],
  [b64('ab\x00\x00\x00\x00'), undefined],
  [b64('\x01abcdefghijklmnopq\x02'), undefined],
  [b64('\x01abcdefghijklmnopqrs\x02'), '\x01abcdefghijklmnopqrs\x02'],
])('base64 that is a text: %s', (encoded, expected) => {
  const padding = encoded.indexOf('=');
  expect(decodePrintable(encoded)?.slice(0, expected?.length)).toBe(expected);
  if (padding !== -1 && expected !== undefined)
    expect(decodePrintable(encoded.slice(0, padding))).toBe(expected);
});

test('what follows the padding is not part of it', () => {
  expect(decodePrintable(`${b64('user:hunter22')}abc`)).toBe('user:hunter22');
});

test('marks: each kind has its own, what stood in the text comes back, and only marks are marks', () => {
  const { mark, hide, show, found } = makeMarks();
  const hidden = hide('«redacted:jwt» and «quoted» and «redacted:UPPER»');
  expect(hidden).not.toContain('redacted:jwt');
  expect(found()).toEqual([]);
  const [one, two, again] = [mark('pem'), mark('jwt'), mark('pem')];
  expect(one).toBe(again);
  expect(one).not.toBe(two);
  expect(found()).toEqual(['pem', 'jwt']);
  expect(show(`${hidden} ${one} ${two}`)).toBe(
    '«redacted:jwt» and «quoted» and «redacted:UPPER» «redacted:pem» «redacted:jwt»',
  );
  // A private-use character that stood there before is nobody's mark.
  expect(show('«\ue777»')).toBe('«\ue777»');
  expect([one, '«redacted:jwt»', 'x«y»', '«y»x', '«y', '«»', '««»»'].map(isMark)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('more kinds than there are marks: the last ones share one, none is lost', () => {
  const { mark, show } = makeMarks();
  const all = Array.from({ length: 6402 }, (_, at) => mark(`k${at}`));
  expect(new Set(all).size).toBe(6400);
  expect(show(all[6399] ?? '')).toBe('«redacted:k6399»');
  expect(show(all[6400] ?? '')).toBe('«redacted:k0»');
});

test('base64 of a pair of user and password, and of a text with a secret', () => {
  const redact = makeRedact([]);
  const sent = (text: string) => redact(text).text;
  expect(redact(`x ${b64('deploy:hunter2x9aa')} y`)).toEqual({
    text: 'x «redacted:authorization» y',
    found: ['authorization'],
  });
  expect(redact(`x ${b64('a password=hunter2x')} y`).found).toEqual(['assignment']);
  expect(sent(`x ${b64('just some plain words here')} y`)).toBe(`x ${b64('just some plain words here')} y`);
});
