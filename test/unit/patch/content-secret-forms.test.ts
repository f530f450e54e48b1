// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell and Helm text, not templates.
/** Tokens by their published form, and secrets given as arguments. The values are put together here: no scanner takes this file for a leak. */
import { describe, expect, it } from 'vitest';
import { added, command, hitsOf, rows } from './hits.ts';
import { change } from './tree.ts';

/** Letters and digits that look made, as many as asked for. */
const chars = (count: number): string => 'aB3dE5gH7jK9mN2pQ4sT6vW8yZ1'.repeat(6).slice(0, count);
const upper = (count: number): string => 'A3D5G7J9M2P4S6V8Z1'.repeat(4).slice(0, count);
const hex = (count: number): string => '0a1b2c3d4e5f6789'.repeat(6).slice(0, count);

/** Prefix, the shortest rest that counts, and how that rest is made. */
const TOKENS: readonly (readonly [prefix: string, least: number, make?: (count: number) => string])[] = [
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((prefix) => [prefix, 30] as const),
  ['github_pat_', 40],
  ['glpat-', 18],
  ...['gldt-', 'glrt-', 'glptt-', 'glft-', 'glsoat-'].map((prefix) => [prefix, 18] as const),
  ...['AKIA', 'ASIA', 'ABIA', 'ACCA'].map((prefix) => [prefix, 16, upper] as const),
  ...['a', 'b', 'e', 'o', 'p', 'r', 's'].map((letter) => [`xox${letter}-`, 10] as const),
  ['sk-', 20],
  ...['proj', 'ant', 'live', 'svcacct', 'or'].map((kind) => [`sk-${kind}-`, 20] as const),
  ...['sk', 'rk', 'pk'].flatMap((kind) => ['live', 'test'].map((mode) => [`${kind}_${mode}_`, 16] as const)),
  ['AIza', 35],
  ['ya29.', 20],
  ['GOCSPX-', 20],
  ['AGE-SECRET-KEY-1', 20, upper],
  ['AGE-PLUGIN-', 20, upper],
  ['hvs.', 20],
  ['hvb.', 20],
  ['hvr.', 20],
  ['s.', 24],
  ['dckr_pat_', 20],
  ['npm_', 36],
  ['pypi-', 40],
  ['dop_v1_', 40, hex],
  ['tskey-', 16],
  ['ATATT3', 20],
  ['nfp_', 30],
  ['lin_api_', 30],
  ['shpat_', 20],
  ['NRAK-', 20],
  ['dapi', 32, hex],
  ['pul-', 30, hex],
  ['glsa_', 30],
  ['glc_', 30],
  ['LS0tLS1CRUdJTiB', 20],
  ['123456789:AA', 30],
];

describe('a token is known by its form', () => {
  const cases = TOKENS.map(([prefix, least, make = chars]) => ({
    prefix,
    least,
    enough: make(least),
    less: make(least - 1),
  }));
  it.each(cases)('$prefix with $least more characters', ({ prefix, enough }) =>
    expect(added(`x: ${prefix}${enough}`)).toEqual(['secret 2']),
  );
  it.each(cases.filter(({ prefix }) => !prefix.startsWith('sk-')))(
    '$prefix with fewer than $least is none',
    ({ prefix, less }) => expect(added(`x: ${prefix}${less}`)).toEqual([]),
  );
  it.each([
    ['a Slack webhook', `https://hooks.slack.com/services/${'T01/B02/abc'}`],
    ['a key of a vendor', `-----BEGIN ${'PRIVATE KEY'}-----`],
    ['a key of a kind', `-----BEGIN ${'EC PRIVATE KEY'}-----`],
    ['an OpenSSH key', `-----BEGIN ${'OPENSSH PRIVATE KEY'}-----`],
    ['a PGP key', `-----BEGIN ${'PGP PRIVATE KEY BLOCK'}-----`],
    ['a JSON web token', `ey${'JhbGciOiJ'}.ey${'JzdWIiOiI'}.abcdefgh`],
    ['a Proxmox token', `PVE${'APIToken'}=a@pve!b=${hex(8)}-1111-2222`],
    ['a Proxmox cookie', `PVE${'AuthCookie'}: PVE:a@pve:${hex(8)}-1111-2222`],
    ['a mail token', `SG${'.'}${chars(16)}.${chars(16)}`],
    ['an address with a password', `https://ops${':'}hunter@git.lan`],
    ['a plain address with a password', `http://ops${':'}abc@git`],
    ['a Discord webhook', `https://discord.com/api/${'webhooks'}/123/abc`],
    ['an old Discord webhook', `https://discordapp.com/api/${'webhooks'}/123/abc`],
  ])('%s', (_, value) => expect(added(`x: ${value}`)).toEqual(['secret 2']));
  it.each([
    ['a public key', '-----BEGIN PUBLIC KEY-----'],
    ['a certificate', '-----BEGIN CERTIFICATE-----'],
    ['an address with a name', 'https://ops@git.lan/x'],
    ['an address with a port', 'https://git.lan:8443/x@v1'],
    ['an address with a variable', 'https://ops:$TOKEN@git.lan'],
    ['an address with a short part', `https://ops${':'}ab@git.lan`],
    ['an address with a template', 'https://ops:{{ .pw }}@git.lan'],
    ['a token of zeros and blanks', 'a1:AA'],
    ['two parts of a JSON web token', `ey${'JhbGciOiJ'}.ey${'JzdWIiOiI'}`],
  ])('not %s', (_, value) => expect(added(`x: ${value}`)).toEqual([]));
});

describe('an example of a token', () => {
  it.each([
    `x: AK${'IA'}IOSFODNN7EXAMPLE`,
    `x: ghp_${'x'.repeat(36)}`,
    `x: ghp_${chars(30)}...`,
    `x: ghp_${chars(30)}<rest-of-it>`,
  ])('is none: %s', (line) => expect(added(line)).toEqual([]));
  it.each(['# EXAMPLE', '# and so on ...', '# for <name>', '# xxxxxxxx', '# seven x: xxxxxxx'])(
    'is one whatever is said beside it: %s',
    (remark) => expect(added(`x: ghp_${chars(30)} ${remark}`)).toEqual(['secret 2']),
  );
  it('with seven x is a token', () =>
    expect(added(`x: ghp_${chars(12)}xxxxxxx${chars(12)}`)).toEqual(['secret 2']));
});

it('a token is refused in comments and documents too, once a line, unless it was there', () => {
  const line = `x: ghp_${chars(30)}`;
  expect(added(`# ${line}`)).toEqual(['secret 2']);
  expect(hitsOf(change('docs/r.md', 'a\n', `a\n${line}\n`))).toEqual(['secret 2']);
  expect(added(`password: ghp_${chars(30)}`)).toEqual(['secret 2']);
  expect(hitsOf(change('cluster/x.yaml', `${line}\na: 1\n`, `a: 1\nb:\n  ${line}\n`))).toEqual([]);
});

describe('secrets as arguments', () => {
  it.each(
    rows(`
curl -u root:hunter http://x
curl -fsu root:hunter http://x
curl --user root:hunter http://x
curl --user=root:hunter http://x
curl -u "root:hunter" http://x
sshpass -p hunter ssh root@pve
sshpass -phunter ssh root@pve
mysql -u root -phunter
mysqldump -p hunter db
mariadb -phunter db
x -H "Authorization: Bearer abcdef0123456789"
x -H "Authorization: Basic abcdef0123456789"
sops -d a.sops.yaml > a.yaml
sops --decrypt a.sops.yaml > a.yaml
sops decrypt a.sops.yaml > a.yaml
sops -d -i a.yaml
sops -d --in-place a.yaml
sops -d --output a.yaml b.yaml
kubectl get secret x -o yaml > s.yaml
kubectl -n a get secrets -o yaml > s.yaml
`),
  )('refused: %s', (line) => expect(command(line)).toContain('secret 3'));
  it.each(
    rows(`
curl -u "$USER:$PW" http://x
curl -u root http://x
curl -u root:ab http://x
sshpass -p "$PW" ssh root@pve
sshpass -p abc ssh root@pve
sshpass -f file ssh root@pve
mysql -u root db
x -H "Authorization: Bearer $TOKEN"
x -H "Authorization: Bearer abcdef012345678"
sops -d a.sops.yaml
sops -d a.sops.yaml | kubectl apply -f -
sops -d a.sops.yaml > /dev/null
sops -d a.sops.yaml > "/tmp/a"
sops -d a.sops.yaml > "$TMP/a"
sops -e a.yaml > a.enc
kubectl get secret x > /dev/null
kubectl get secret x > /tmp/s
kubectl get secret x >&2
kubectl get secret x -o yaml | grep a > b
kubectl get secretstores > s.yaml
`),
  )('allowed: %s', (line) => expect(command(line)).toEqual([]));
  it('are read about in documents', () =>
    expect(hitsOf(change('docs/r.md', 'a\n', 'a\nsops -d a.yaml > b.yaml\n'))).toEqual([]));
});
