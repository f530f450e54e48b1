/** Which values of secret files count as secret, so that they are looked for everywhere. */
import { expect, test } from 'vitest';
import {
  type Depth,
  privateKeys,
  secretsIn,
  secretsInEnvFile,
  secretsInText,
} from '../../../src/core/redact/collect.ts';
import { b64, cert, key } from './samples.ts';

const body = key.split('\n')[1] ?? '';
const random = 'Zx8kLmQ2vB7nR4tY6wPd';

test.each<readonly [name: string, value: string, depth: Depth, expected: readonly string[]]>([
  // The password of an address, also decoded; other addresses are public.
  ['X', ' postgres://app:hunter2x@db:5432/x ', 'telling', ['hunter2x']],
  ['X', 'amqp://:p%40ss9word@mq', 'telling', ['p%40ss9word', 'p@ss9word']],
  ['X', 'redis://:hunter%2@x', 'telling', ['hunter%2']],
  ['X', 'redis://:hunter%ff@x', 'telling', ['hunter%ff']],
  ['X', 'redis://:abc@x', 'telling', []],
  ['A_TOKEN', 'https://lab.example/x', 'all', []],
  ['A_TOKEN', 'x https://u:hunter2x@db y', 'all', ['x https://u:hunter2x@db y']],
  ['A_TOKEN', '9https://u', 'all', ['9https://u']],
  ['A_TOKEN', '9 https://u:hunter2x@db', 'all', ['9 https://u:hunter2x@db']],
  // Certificates and keys.
  ['X', cert, 'all', []],
  ['tls_key', b64(cert), 'all', []],
  ['X', `${cert}${key}`, 'telling', [body]],
  ['X', key, 'telling', [body]],
  ['X', b64(key), 'telling', [b64(key), body]],
  ['A_TOKEN', `x ${b64(key)}`, 'telling', [`x ${b64(key)}`]],
  ['X', b64('nothing secret in this one'), 'telling', []],
  // Telling names.
  ['A_TOKEN', 'two words', 'telling', ['two words']],
  ['A_TOKEN', 'short', 'telling', []],
  ['A_TOKEN', 'changeme', 'telling', []],
  ['A_TOKEN', 'abc.def1.x', 'telling', ['abc.def1.x']],
  ['pin', '123456', 'telling', ['123456']],
  ['existingSecret', 'wildcard-tls', 'all', []],
  ['existingSecret', 'Wildcard_9', 'telling', ['Wildcard_9']],
  ['secretKey', 'db-password', 'all', []],
  ['secretKey', 'Db-Passw0rd', 'telling', ['Db-Passw0rd']],
  ['session', random, 'telling', [random]],
  ['session', 'affinity9', 'telling', []],
  // Other names: only where the whole file is secret, and only what somebody chose or drew.
  ['ODD', random, 'telling', []],
  ['ODD', random, 'likely', [random]],
  ['ODD', 'Hunter2', 'likely', ['Hunter2']],
  ['ODD', 'Img/Hunter2', 'likely', []],
  ['ODD', 'Img/Hunter2', 'all', ['Img/Hunter2']],
  ['ODD', 'HUNTER_2', 'likely', []],
  ['ODD', 'hunter_2', 'likely', []],
  ['ODD', 'Hunter_X', 'likely', []],
  ['ODD', 'hunter/2!', 'likely', ['hunter/2!']],
  ['ODD', 'hunter/x!', 'likely', []],
  ['ODD', 'hunter_2', 'all', ['hunter_2']],
  ['ODD', 'two words 7', 'all', []],
  // What is public stays readable even there.
  ['NODE', 'pve-node-1', 'all', []],
  ['IP', '10.0.0.10/24', 'all', []],
  ['MAC', 'BC:24:11:AA:BB:CC', 'all', []],
  ['HOST', 'Lab.example.org:8006/api', 'all', []],
  ['MAIL', 'root@pam!orch', 'all', []],
  ['VERSION', 'v1.11.2-Alpha_1', 'all', []],
  ['ZONE', 'Europe/Berlin', 'all', []],
  ['DISK', '/dev/disk/by-id/nvme-X_1', 'all', []],
])('%s=%s, %s: %j', (name, value, depth, expected) => {
  expect(secretsIn(name, value, depth)).toEqual(expected);
});

test.each([
  ['A_TOKEN="hunter2x" ', ['hunter2x']],
  ["A_TOKEN='hunter 2x # y'", ['hunter 2x # y']],
  ['  export   A_TOKEN = hunter2x   # mine', ['hunter2x']],
  ['A_TOKEN=hunter2#x', ['hunter2#x']],
  ['A_TOKEN=a"hunter"2x', ['a"hunter"2x']],
  ['A_TOKEN="hunter"2x', ['"hunter"2x']],
  ['A_TOKEN=x"hunter2x"', ['x"hunter2x"']],
  ['# A_TOKEN=hunter2x', []],
  ['A_TOKEN hunter2x', []],
  ['no setting', []],
  ['A_TOKEN=hunter2x\r\nODD=Hunter2\nNODE=pve1', ['hunter2x', 'Hunter2']],
  ['ODD=hunter_2', []],
])('a .env file: %j', (text, expected) => {
  expect(secretsInEnvFile(text)).toEqual(expected);
});

test.each([
  ['hunter2x\n', ['hunter2x']],
  ['correct-horse\n', ['correct-horse']],
  [`${cert}${key}`, [body]],
  [cert, []],
  [`${cert}hunter2x\n`, ['hunter2x']],
  ['', []],
  [`hunter2x\r\n${random}`, [random]],
  [`a: "${random}", b=${random.toLowerCase()}1`, [random, `${random.toLowerCase()}1`]],
  ['two words', []],
])('a text of no known form: %j', (text, expected) => {
  expect(secretsInText(text)).toEqual(expected);
});

test('the bodies of private keys: each, and no empty one', () => {
  expect(privateKeys(`${key}\n${key.replace(body, 'other')}`)).toEqual([body, 'other']);
  expect(privateKeys(key.replace(`${body}\n`, ''))).toEqual([]);
});
