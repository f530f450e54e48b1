import { describe, expect, test } from 'vitest';
import { containsPlaceholder, isPlaceholder, placeholder } from '../../../src/core/redact/placeholder.ts';
import { makeRedact } from '../../../src/core/redact/redact.ts';
import { HIDDEN } from './hidden.ts';
import { KEPT } from './kept.ts';
import { b64, compare, key, marked } from './samples.ts';

const redact = makeRedact([]);

/** Pieces of a secret that would still help: any 12 characters in a row, or the whole when it is shorter. */
const leaks = (secret: string, output: string, rest = ''): readonly string[] =>
  secret
    .split(/\n|\\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= 6 && !line.startsWith('-----'))
    .flatMap((line) => {
      const width = Math.min(12, line.length);
      return Array.from({ length: line.length - width + 1 }, (_, at) => line.slice(at, at + width));
    })
    // What the text also says openly (the head of any PEM file) proves nothing.
    .filter((piece) => output.includes(piece) && !rest.includes(piece));

describe('taken out', () => {
  test.each(HIDDEN.map((text) => [text.slice(0, 90), text] as const))('%s', (_name, sample) => {
    const { text, secrets } = marked(sample);
    const result = redact(text);
    expect(secrets.length).toBeGreaterThan(0);
    const rest = secrets.reduce((left, secret) => left.replace(secret, ' '), text);
    expect(secrets.flatMap((secret) => leaks(secret, result.text, rest))).toEqual([]);
    expect(result.found.length).toBeGreaterThan(0);
    const [left, right] = compare((one) => redact(one).text, sample);
    expect(left).toBe(right);
    expect(redact(result.text).text).toBe(result.text);
  });
});

describe('left as it is', () => {
  test.each(KEPT.map((text) => [text.slice(0, 90), text] as const))('%s', (_name, text) => {
    expect(redact(text)).toEqual({ text, found: [] });
  });
});

describe('what stays around a secret', () => {
  test.each([
    ['password=hunter2x host=db', 'password=«redacted:assignment» host=db'],
    ['{"password": "hunter2x", "user": "a"}', '{"password": "«redacted:assignment»", "user": "a"}'],
    ['helm --set a.password=hunter2x,b=c x', 'helm --set a.password=«redacted:assignment»,b=c x'],
    ['postgres://app:hunter2x@db:5432/x', 'postgres://app:«redacted:url-password»@db:5432/x'],
    ['Authorization: Bearer abc.def.ghi', 'Authorization: Bearer «redacted:authorization»'],
    ['GET /x?a=1&token=hunter2x&b=2', 'GET /x?a=1&token=«redacted:url-parameter»&b=2'],
    ['kubectl --token abcDEF123456 get pods', 'kubectl --token «redacted:assignment» get pods'],
    ['<ApiKey>hunter2x</ApiKey>', '<ApiKey>«redacted:assignment»</ApiKey>'],
    ['curl -u admin:hunter2x https://nas', 'curl -u admin:«redacted:password» https://nas'],
    ['Cookie: a=short; sid=0123456789abcdef', 'Cookie: a=short; sid=«redacted:cookie»'],
    [
      '- name: DB_PASSWORD\n  value: hunter2x\n- name: TZ',
      '- name: DB_PASSWORD\n  value: «redacted:assignment»\n- name: TZ',
    ],
    ['export A_TOKEN="hunter2x" # mine', 'export A_TOKEN="«redacted:assignment»" # mine'],
  ])('%s', (text, expected) => {
    expect(redact(text).text).toBe(expected);
  });
});

test('a Secret loses all its values, and only those: the ConfigMap after it keeps its own', () => {
  const text = [
    'apiVersion: v1',
    'data:',
    '  plain: YWJjZGVm',
    '  tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUI=',
    'kind: Secret',
    'metadata:',
    '  name: web',
    '---',
    'kind: ConfigMap',
    'data:',
    '  plain: kept',
  ].join('\n');
  expect(redact(text).text).toBe(text.replace('YWJjZGVm', '«redacted:secret-data»'));
});

test('private keys go whole, cut at either end, and with a log’s prefix on each line', () => {
  const body = Array.from({ length: 4 }, (_, i) =>
    b64(`line ${i} of a key, long enough to fill a whole line`).slice(0, 64),
  );
  const [first, last] = [key.split('\n')[0] ?? '', key.split('\n')[2] ?? ''];
  const gone = (text: string) => {
    const output = redact(text).text;
    return body.filter((line) => output.includes(line.slice(0, 20)));
  };
  expect(gone([first, ...body, last].join('\n'))).toEqual([]);
  expect(gone(['reading', first, ...body].join('\n'))).toEqual([]);
  expect(gone(['[cut]', ...body, last, 'done'].join('\n'))).toEqual([]);
  expect(gone(['a log', ...body, 'goes on'].join('\n'))).toEqual([]);
  expect(
    gone([first, ...body, last].map((line) => `2026-11-20T03:00:00Z stdout F ${line}`).join('\n')),
  ).toEqual([]);
  expect(gone(JSON.stringify({ pem: [first, ...body, last].join('\n') }))).toEqual([]);
  expect(redact([first, ...body, last, 'after the key'].join('\n')).text).toContain('after the key');
  expect(redact([first, ...body, 'the log goes on here'].join('\n')).text).toContain('the log goes on here');
});

test('kinds are named once each, in the order of finding', () => {
  expect(redact('password=hunter2x\npassword=hunter3x\npostgres://a:b3cd@e/f').found).toEqual([
    'url-password',
    'assignment',
  ]);
});

test('placeholders', () => {
  expect(placeholder('jwt')).toBe('«redacted:jwt»');
  expect(isPlaceholder('«redacted:known-value»')).toBe(true);
  expect(isPlaceholder('x «redacted:jwt»')).toBe(false);
  for (const text of [
    'a: «redacted:jwt»',
    'a: <<redacted:jwt>>',
    '\\u00abredacted:jwt\\u00bb',
    '« Redacted : x',
    '&laquo;redacted:x',
  ])
    expect(containsPlaceholder(text)).toBe(true);
  for (const text of ['a: redacted', 'cat << EOF', '«quoted»', 'redacted: yes'])
    expect(containsPlaceholder(text)).toBe(false);
});

test('a placeholder already in the text stays, and does not count as found', () => {
  const text = 'password: «redacted:assignment» and «redacted:jwt»';
  expect(redact(text)).toEqual({ text, found: [] });
});
