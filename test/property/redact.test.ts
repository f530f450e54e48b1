import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { worthMatching } from '../../src/core/redact/exact.ts';
import { makeRedact } from '../../src/core/redact/redact.ts';

/** A secret value as people and generators make them: printable, 8 to 40 characters, no blanks. */
const secret = fc
  .string({
    unit: fc.constantFrom(...'abcdefgzABCXYZ0123456789!$%&/()=?+*#-_.:,;<>"\'\\@é漢'),
    minLength: 8,
    maxLength: 40,
  })
  .filter(worthMatching)
  // A value that is itself an ordinary setting's text would make the expectation below ambiguous.
  .filter((value) => !'level=info msg="stage failed" stage=talos'.includes(value));

const around = fc.constantFrom(
  '',
  ' ',
  '\n',
  'level=info msg="stage failed" stage=talos ',
  '{"a": "',
  '"}',
  '=',
  ': ',
  '\t',
  '/',
  '«',
  'é',
);

const FORMS: Readonly<Record<string, (value: string) => string>> = {
  plain: (value) => value,
  base64: (value) => Buffer.from(value, 'utf8').toString('base64'),
  base64url: (value) => Buffer.from(value, 'utf8').toString('base64url'),
  'base64 after one byte': (value) => Buffer.from(`a${value}`, 'utf8').toString('base64'),
  'base64 within': (value) => Buffer.from(`user:${value}:more`, 'utf8').toString('base64'),
  url: (value) => encodeURIComponent(value),
  form: (value) => new URLSearchParams({ p: value }).toString(),
  json: (value) => JSON.stringify({ p: value }),
  'json in json': (value) => JSON.stringify(JSON.stringify({ p: value })),
  yaml: (value) => `p: '${value.replaceAll("'", "''")}'`,
};

/** Every run of `width` characters of a value; shorter values as a whole. */
const pieces = (value: string, width: number): readonly string[] =>
  value.length <= width
    ? [value]
    : Array.from({ length: value.length - width + 1 }, (_, at) => value.slice(at, at + width));

test.each(Object.entries(FORMS))('a known value never survives: %s', (_name, form) => {
  fc.assert(
    fc.property(
      secret,
      fc.array(around, { maxLength: 4 }),
      fc.array(around, { maxLength: 4 }),
      (value, before, after) => {
        const text = before.join('') + form(value) + after.join('');
        const { text: output, found } = makeRedact([value])(text);
        expect(found.length).toBeGreaterThan(0);
        expect(output).not.toContain(value);
        // In an encoded form a few characters at either end belong to the neighbours too.
        const open = before.join('') + after.join('');
        const left = pieces(form(value), 14).filter(
          (piece) => output.includes(piece) && !open.includes(piece),
        );
        expect(left).toEqual([]);
      },
    ),
    { numRuns: 400 },
  );
});

const bit = fc.constantFrom(
  ...[
    'password',
    'token',
    'api_key',
    'secret',
    'key',
    'name',
    'value',
    'kind: Secret',
    'data:',
    'stringData:',
    'Cookie',
  ],
  ...[
    '=',
    ':',
    ': ',
    ' = ',
    '"',
    "'",
    '\\"',
    '\n',
    '\n  ',
    ' ',
    ',',
    '{',
    '}',
    '[',
    ']',
    '<',
    '>',
    '</',
    '|',
    '--',
    '@',
    '/',
  ],
  ...[
    'hunter2x',
    'abcDEF123456ghiJKL7890',
    '0123456789abcdef0123456789abcdef',
    'https://',
    'user',
    '«redacted:jwt»',
    '«',
    '»',
  ],
  ...[
    '-----BEGIN PRIVATE KEY-----',
    '-----END PRIVATE KEY-----',
    'Authorization',
    'Bearer ',
    'Basic ',
    'eyJhbGciOiJIUzI1NiJ9.e30.x',
  ],
  ...['YWRtaW46cHVySDFsWWFVNCFtM0NH', '\x1b[31m', '\\n', '?', '&', ';', '#', '- ', 'ENV ', 'export '],
);
const soup = fc.oneof(
  fc.array(bit, { maxLength: 14 }).map((bits) => bits.join('')),
  fc
    .array(fc.oneof(bit, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 10 })
    .map((bits) => bits.join('')),
);

test('redacting twice is redacting once, for any text', () => {
  const redact = makeRedact(['hunter2x', 'correct horse battery']);
  fc.assert(
    fc.property(soup, (text) => {
      const once = redact(text).text;
      expect(redact(once).text).toBe(once);
    }),
    { numRuns: 6_000 },
  );
});

const harmless = fc.constantFrom(
  ...[
    'reconciled',
    'failed to apply',
    'talos-cp-1',
    '10.0.0.10:6443',
    'level=info',
    'duration=12.4ms',
    'pods',
    'ready',
  ],
  ...[
    '2026-11-20T03:00:00Z',
    'exit status 1',
    '"name": "web"',
    'image: nginx:1.27',
    'https://10.0.0.10:8006/api2/json',
    '(3/5)',
  ],
  ...[
    'pvc-f40ac63b-8047-420e-9b92-b597b2a829c4',
    'sha256:684dca749e62bdaca48475b51ac3b67de224738e6ac882692e9140ba317d67a7',
    'é',
  ],
);

test('a text without secrets is not changed', () => {
  const redact = makeRedact(['hunter2x9', 'abc!def#ghi7']);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(harmless, fc.constantFrom(' ', '\n', ', ', '\t')), { maxLength: 30 }),
      (parts) => {
        const text = parts.flat().join('');
        expect(redact(text)).toEqual({ text, found: [] });
      },
    ),
    { numRuns: 2_000 },
  );
});

test('no text makes it slow: the work grows with the length', () => {
  const redact = makeRedact(['hunter2x9']);
  // A rule that went quadratic would take minutes for any of these; the limit of the test run ends it then.
  const units = [
    'a',
    '-',
    'a=',
    'http://a:b',
    '"',
    'token ',
    'a.',
    '\\',
    '\n',
    ' ',
    'eyJ.',
    'password=',
    '<password>',
    'cookie: a=b ',
  ];
  for (const unit of [
    ...units,
    '-----BEGIN PRIVATE KEY-----\n',
    'kind: Secret\ndata:\n',
    'name: a ',
    'mysql -u x ',
    '&a=b',
  ])
    expect(redact(unit.repeat(Math.floor(300_000 / unit.length))).text.length).toBeGreaterThan(0);
});
