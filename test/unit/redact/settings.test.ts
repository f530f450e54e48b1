/** Settings with telling names: which value is taken, and where it ends. ⟦…⟧ marks what goes; rows without it stay. */
import { expect, test } from 'vitest';
import { assignments } from '../../../src/core/redact/assignments.ts';
import { compare } from './samples.ts';

const pass = (text: string): string => assignments(text, (kind) => `«${kind}»`);
const same = (_name: string, sample: string): void => {
  const [left, right] = compare(pass, sample);
  expect(left).toBe(right);
};
const rows = (samples: readonly string[]) => samples.map((one) => [one.slice(0, 80), one] as const);

const long = 'aB3+'.repeat(1500);
const far = 'x'.repeat(410);

test.each(
  rows([
    // A key inside a Secret, as ExternalSecrets name it, is a name; a value with digits or capitals is none.
    'secretKey: ⟦hunter2x⟧',
    'secretKey: ⟦Admin-Pass⟧',
    'secretKey: db-password',
    // Words of many uses: letters and digits, six or more.
    'pin: ⟦83a1b2⟧',
    'community: ⟦publ1c⟧',
    'otp: 83a1b',
    'jwt: abcdef',
    'pin: 123456',
    'PASS=⟦hunter2x⟧',
    'PASS: hunter2x',
    // The name of a Secret, with its namespace.
    'tlsSecret: default/wildcard-tls',
    'tlsSecret: ⟦default/Tls_9X⟧',
    // Keys of many uses: only what was drawn, whole.
    'key: ⟦Zx8kLmQ2vB7nR4tY6wPd⟧',
    'key: ⟦/Zx8kLmQ2vB7nR4tY6wPd9⟧',
    'key: /registry/masterleases/x1y2z3A4b5',
    'key: 3f2A9c4e5d6b7a8f9E0d-Linux-npm',
    'key: Linux-npm-3f2A9c4e5d6b7a8f9E0d',
    // A key of two words is known by the first; other names are whole.
    'the API key: ⟦abc123def⟧\nnothing more is said about it here',
    'my public apikey: ⟦hunter2x⟧',
    'my public keyPassword: ⟦hunter2x⟧',
    'an API\nkey: short',
    // The m of a colour is not part of the name.
    '\x1b[33mpsk\x1b[0m=⟦hunter2x⟧',
    'a line before \x1b[1;33mpin: ⟦83a1b2c⟧',
    // What is gone is not looked at again.
    'password="⟦x token=Zx8kLmQ2vB7nR4tY6wPd⟧" a=b',
  ]),
)('by its name: %j', same);

test.each(
  rows([
    'Password:\n⟦hunter2x9⟧',
    'Password: \r\n⟦hunter2x9⟧\r\nok',
    'Password:\n⟦abcde12⟧\nok',
    'Password:\nabcd12',
    'Password:\nhunterxyz',
    'Password:\n123456789',
    'Password:\nhunter2x9 again',
    'Password:\nuser=hunter2',
    'Password:\n-hunter2x9',
    'Password:\n\nhunter2x9',
    'Password=\nhunter2x9',
    'secret:\nhunter2x9',
    'type the password:\nhunter2x9',
  ]),
)('the answer on the next line: %j', same);

test.each(
  rows([
    // On its own line the rest of the line is the value; elsewhere it ends where the next setting begins.
    'user: me\npassword: ⟦hunter2,x=y⟧  \nport: 1',
    'password: ⟦hunter2,x=y⟧\nb: c',
    'password: ⟦hun,ter2x⟧,',
    'password=⟦hunter2x⟧,user=me more',
    'helm --set password=⟦hunter2x⟧,user=me',
    'body: a=b&password=⟦hunter2x⟧&user=me',
    'a; token:⟦hunter2x⟧;user:me',
    'a password=⟦hunter2x⟧%26user=me',
    'msg="token=⟦hunter2x⟧\\nuser=a"',
    '(see token=⟦hun)ter2x⟧)}; then',
    // Words in running text are none, words on their own line are.
    'password: ⟦letmein⟧',
    'password: ⟦correct⟧ 7horse',
    'password: ⟦correct⟧ horse7',
    'user: me\npassword: ⟦correct⟧ 7horse',
    'passwd:         files  systemd',
    'the password: letmein please',
    'log in with password=⟦letmein⟧ now',
    '{"level":1, "password": ⟦letmein⟧ more}',
    // Quotes: escaped ones do not end it, a line does.
    'password: "⟦a\\"b9c⟧" # mine',
    'password: "⟦hunter2\\\\⟧" # "mine"',
    '{\\"password\\":\\"⟦hunter2x⟧\\",\\"a\\":1}',
    'password: "⟦hunter2⟧\nuser: x"',
    "password: '⟦,hunter2x⟧'",
    "password: '⟦hunter2x⟧",
    '{\\"password\\":\\"⟦hun\\\\\\"ter2x⟧\\",\\"a\\":1}',
    // However long it is.
    `password: "⟦${long}⟧" # mine`,
    `a password=⟦${long}⟧ b=c`,
    `name: A_TOKEN\nvalue: ⟦${long}⟧ # mine`,
    "input('password: ')",
    "print('password: ', end)\nnext",
    'say "password:"+x\nnext',
  ]),
)('where a value ends: %j', same);

test.each(
  rows([
    'a: b\n  password: |\n    ⟦hunter2x\n    more⟧\n  c: d',
    'password: |\n  ⟦a1b2c3\n\n  d4e5f6⟧\nuser: x',
    'password: >-\n  ⟦a1b2c3⟧',
    'password: |2-\n  ⟦a1b2c3⟧\n',
    'password: |-2\n  ⟦a1b2c3⟧\n',
    'password: |2\n  ⟦a1b2c3⟧\n',
    'password: |  # note it\n  ⟦a1b2c3⟧\n',
    'password: |\r\n  ⟦a1b2c3⟧\r\nuser: x',
    'password: ⟦hunter2x⟧\nq: |\n  abc1',
    'password: |\nuser: x',
    'password: |\n\n',
    'key: |\n  a1b2c3',
    'password = >\n  nothing is set',
    'Error in password: |\n  a1b2c3',
  ]),
)('a block of lines: %j', same);

test.each(
  rows([
    'seed_phrase: ⟦abandon ability able⟧  \nnext: x',
    'mnemonic: "⟦abandon ability⟧" # mine',
    'mnemonic: ${SEED}',
    'mnemonic: wallet.main.seed',
    'mnemonic: wallet.main.seed # from the vault',
    'mnemonic: required but not set',
    'mnemonic: ⟦ab ility able⟧',
    'with mnemonic: abandon ability',
  ]),
)('a sentence: %j', same);

test.each(
  rows([
    '<password>⟦hunter2x⟧</password>',
    '<wsse:Password>⟦hunter2x⟧</wsse:Password>',
    '<password>⟦abc.def1.x⟧</password>',
    '<password>changeme</password>',
    '<password>\n</password>',
    'password>hunter2x</a>',
    '<password is hunter2x</td>',
    'run --token',
    'run --token\n',
    'x --password ⟦hunter2⟧,user=me',
    'args: ["--password", "--stdin"]',
    'args: ["--password", "⟦hunter2x⟧"]',
    'password hunter2x is used',
    'a - password -hunter2x',
  ]),
)('tags and options: %j', same);

test.each(
  rows([
    '| token | ⟦hunter2x⟧ |',
    '  │ a │ password │ ⟦hunter2x⟧ │',
    '| token hunter2x more |',
    'see token | hunter2x |',
    'a | token | hunter2x |',
    'password | ⟦hunter2x⟧\n',
    'ENV  DB_PASSWORD ⟦hunter2,x=y⟧\nRUN x',
    '  rootpw ⟦hunter2x⟧  \r\nnext',
    'ENV x DB_PASSWORD hunter2x',
    'the rootpw hunter2x',
    'v1\nrootpw letmein',
    'rootpw. hunter2x',
    'SESSION abcDEF123ghiJKL456mno',
    `${far} password hunter2x`,
  ]),
)('columns: %j', same);

test.each(
  rows([
    '- name: A_TOKEN\n  value: ⟦hunter2,x=y⟧\n- name: TZ\n  value: Europe9Berlin',
    'name: A_TOKEN\nvalue: "⟦name=B_TOKEN value=hunter2x⟧"\n',
    'name: TZ\nvalue: hunter2x',
    'name: A_TOKEN\nvalue: changeme',
  ]),
)('a name and then its value: %j', same);
