/** Which values are secrets, and which names tell of one. */
import { expect, test } from 'vitest';
import { harmlessValue, looksRandom, objectName } from '../../../src/core/redact/values.ts';
import { type KeyKind, keyKind } from '../../../src/core/redact/words.ts';

test.each([
  '0123456789abcdef0123',
  '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
  '3F2504E0-4F89-11D3-9A0C-0305E82C3301',
  '11111111-aaaa-2222-bbbb-333333333333',
  'abcdEFGH12345678',
  'Zx8kLmQ2vB7nR4tY',
  'a1b2c3d4e5f6g7h8',
  'A1B2C3D4E5F6G7H8',
  // One change in six characters is enough.
  'abcd1efgh2ijklmno3',
  'aBcd-12ef!gh%34ij',
  'k9/Zx8+Lm=Qv2B7n',
  'my-Cluster-Talos2024',
])('drawn at random: %s', (value) => {
  expect(looksRandom(value)).toBe(true);
});

test.each([
  'abcdEFGH1234567',
  '0123456789abcdef012z 0123456789abcdef0123',
  '0123456789abcdef0123 and more of it',
  // A UUID with something before or behind it is a name.
  'pvc-b-3f2504e0-4f89-11d3-9a0c-0305e82c3301 ',
  '3f2504e0-4f89-11d3-9a0c-0305e82c3301 is gone',
  'Zx8kLmQ2vB7nR4tY ',
  ' Zx8kLmQ2vB7nR4tY',
  'Zx8kLmQ2\nvB7nR4tY6w',
  // Words and a number behind them.
  'HelloBigWorldAgain1',
  'KubernetesClusterNode123',
  'Kubernetes-Cluster-Node12',
  'some/Path.To:Node_x7',
  'onlylowercaseletters',
  'ONLYUPPERCASELETTERS',
  'onlyLettersOfBothCases',
  '1234567890.1234567',
  '!!!!!!!!!!!!!!!!!!!!',
  'kubernetes-control-plane-1',
  'metal-worker-node-12',
])('no: %s', (value) => {
  expect(looksRandom(value)).toBe(false);
});

test.each([
  ['db', true],
  ['x', true],
  ['wildcard-lab.tls', true],
  ['-db', false],
  ['db-', false],
  ['Db', false],
  ['db_x', false],
  ['db!', false],
  ['', false],
  ['a1b2c3d4e5f6g7h8', false],
])('the name of an object: %s %s', (value, expected) => {
  expect(objectName(value)).toBe(expected);
});

test.each([
  ['', true],
  ['«x»', true],
  ['«redacted:jwt»', true],
  ['a«x»', false],
  ['«x»a', false],
  ['Changeme', true],
  ['12', true],
  ['12345', true],
  ['123456', false],
  ['ab', true],
  ['abc', false],
  ['2h45m', true],
  ['1.5h', true],
  ['****', true],
  ['/run/secrets/db', true],
  ['/home/X7y/Ab9Cd2/tls', true],
  ['../certs/tls.key', true],
  ['/run/secrets/Zx8kLmQ2vB7nR4tY', false],
  ['/Zx8kLm/Q2vB7nR4tY', false],
  ['var.db_password', true],
  ['$DB_PASSWORD', true],
  ['aws_db.main.password', true],
] as const)('harmless: %j %s', (value, expected) => {
  expect(harmlessValue(value, false)).toBe(expected);
});

test('a dotted word in quotes is no reference', () => {
  expect(harmlessValue('aws_db.main.password', true)).toBe(false);
});

const KINDS: Readonly<Record<KeyKind, readonly string[]>> = {
  secret: [
    'password',
    'DB_ROOT_password2',
    'adminPassword',
    'APIToken',
    'AWSSecretKey',
    'DB_PASSWORD_B64',
    'token_value',
    'rootpw',
    'api_key',
    'S3_SECRET_KEY',
    'seed_phrase',
    'mydbpass',
    'db_pass',
    'DB_PWD',
    'PWD_SALT_TOKEN',
    'user-secret',
    `${'a'.repeat(111)}_password`,
  ],
  reference: ['secret', 'existingSecret', 'imagePullSecret', 'tls_secret'],
  entry: ['secretKey'],
  weak: ['pin', 'pass', 'pw', 'my_pin2_otp', 'user_otp', 'admin.totp', 'snmp_community'],
  maybe: ['key', 'session', 'cookie', 'auth', 'access_key_id', 'cache_key', 'seed'],
  no: [
    'PWD',
    'OLDPWD',
    'public_key',
    'public_token',
    'bypass',
    'passwordPolicy',
    'tokens',
    'id',
    'node_id',
    'key_name',
    'value',
    'default',
    '123',
    '_',
    `${'a'.repeat(112)}_password`,
  ],
};

test.each(
  Object.entries(KINDS).flatMap(([kind, names]) =>
    names.map((name) => [name.slice(-30), kind, name] as const),
  ),
)('%s: %s', (_shown, kind, name) => {
  expect(keyKind(name)).toBe(kind);
});

test('a variable that ends as PWD is one of a password', () => {
  expect(keyKind('MYSQL_PWD')).toBe('secret');
  expect(keyKind('PWDX_TOKEN')).toBe('secret');
});
