/** Command lines, headers, addresses and vendors' forms, pass by pass. ⟦…⟧ marks what goes; texts without it stay. */
import { expect, test } from 'vitest';
import { commandLines } from '../../../src/core/redact/cli.ts';
import { headers } from '../../../src/core/redact/headers.ts';
import type { Pass } from '../../../src/core/redact/pass.ts';
import { urls } from '../../../src/core/redact/urls.ts';
import { vendor } from '../../../src/core/redact/vendor.ts';
import { compare } from './samples.ts';

const random = 'Zx8kLmQ2vB7nR4tY6wPd';

const check =
  (pass: Pass) =>
  (_name: string, sample: string): void => {
    const kinds: string[] = [];
    const mark = (kind: string): string => {
      kinds.push(kind);
      return `«${kind}»`;
    };
    const [left, right] = compare((text) => pass(text, mark), sample);
    expect(left).toBe(right);
    for (const kind of kinds) expect(kind).toMatch(/^[a-z0-9-]+$/);
  };
const rows = (samples: readonly string[]) => samples.map((one) => [one.slice(0, 80), one] as const);

test.each(
  rows([
    'sshpass -p ⟦hunter2x⟧ ssh root@pve1',
    "sshpass -p ⟦'hunter2x'⟧ ssh",
    "sshpass -p 'changeme' ssh",
    'sshpass -p "$PW" ssh',
    'redis-cli -a ⟦hunter-2x⟧ ping',
    'redis-cli -a -x',
    'mysql -u root -p⟦hunter2x⟧ app',
    'vault login ⟦S.abc1x⟧',
    'vault login -method=oidc',
    'vault login aws_db.main.password',
    'curl -u admin:⟦hunter2x⟧ https://x',
    'Password for root: ⟦hunter2x⟧\nok',
    'Password for root: hunterxx\nok',
    'Password for root: 12345678\nok',
    'Password for root: hunter2x is wrong',
    // In running text only what no sentence would say.
    `the token ⟦${random}⟧ expired`,
    'the password is ⟦hunter2x⟧ now',
    'the passphrase "⟦hunter-2!⟧" is known',
    'the token hunter2x now',
    'the token ⟦hunter2!⟧ now',
    'the password hunter_xx now',
    'the password 12345678 now',
    'the password hunter2/x now',
    'the password /hunter2xx now',
    'the password hunter2xx/y now',
    'the token a1b2c3d4e5.f6g7h8i9k0 now',
    'the secret hunter2x now',
    'the password aws_db2.main now',
    'the password $DB_PASS9 now',
    'bypass hunter2xx',
    'the token ${TOKEN_2!} now',
    // chpasswd, on lines, in cloud-init, piped.
    'chpasswd:\n  list: |\n    root:⟦hunter2x⟧\n    talos:⟦hunter3x⟧\n',
    'chpasswd:\r\n  list: |\r\n    root:⟦hunter2x⟧\r\n    talos:⟦hunter3x⟧\r\n',
    'chpasswd:\n  list:\n    -  root:⟦hunter2x⟧\n    - talos:RANDOM\n    - x:$PW\n    - y:changeme\n',
    'chpasswd:\n  list: |\n    root:aws_db.main.password\n',
    'echo "root:⟦hunter2x⟧" | chpasswd',
  ]),
)('command lines: %j', check(commandLines));

test.each(
  rows([
    'Authorization: Bearer ⟦abc.def⟧',
    `Authorization: ⟦${random}⟧ x`,
    'Authorization: hunter2x',
    'Authorization: Bearer $TOKEN',
    'Authorization: Basic realm="x"',
    'Authorization: Bearer ⟦abcrealm=x⟧',
    'Authorization: PVEAPIToken=root@pam!orch=«x»',
    '"authorization": "Bearer ⟦abcdef⟧"',
    `used bearer ⟦${random}⟧ for it`,
    'used bearer authentication for it',
    'Cookie: sid=⟦hunter2xyz⟧; PVEAuthCookie=⟦PVExxxx⟧',
    'Set-Cookie: a=changeme; Path=/longer/path; Domain=lab.example.org; Max-Age=1234567',
    'Set-Cookie: a=aws_db.main; b=short; cd=⟦abcdef⟧',
  ]),
)('headers: %j', check(headers));

test.each(
  rows([
    'postgres://app:⟦hunter2x⟧@db:5432/x',
    'postgres://app:aws_db.main@db/x',
    'postgres://app:$PW@db/x',
    'ftp://app:⟦hun/ter2x⟧@nas/x',
    `https://⟦${random}⟧@git.lab/x`,
    'https://some-user-name-here@git.lab/x',
    'https://x/?token=⟦hunter2x⟧&a=1',
    'https://x/?token=changeme&a=1',
    'https://x/?token=aws_db.main&a=1',
    'https://x/?secret=⟦hunter2x⟧',
    'https://x/?secret=changeme',
    `https://x/?session=⟦${random}⟧&sig=⟦${random}⟧&amp;code=⟦${random}⟧`,
    'https://x/?session=hunter2x&sig=hunter2x',
    `https://x/?page=${random}&pin=hunter2x`,
  ]),
)('addresses: %j', check(urls));

test.each(
  rows([
    'kubeadm join --token ⟦abcdef.0123456789abcdef⟧ x',
    'kubeadm token ⟦123456.0123456789abcdef⟧',
    'kubeadm token ⟦abcdef.0123456789012345⟧',
    'at 123456.0123456789012345 s',
    'import module.exportedfunction',
    'Private-Lines: 2\r\n⟦AAAAIKp3Yx0cQ1m2\r\nAbc=⟧\r\nPrivate-MAC: 00',
    'Private-Lines: 1\n⟦AAAAIKp3Yx0cQ1m2⟧',
  ]),
)('vendors: %j', check(vendor));
