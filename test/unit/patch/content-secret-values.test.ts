// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell and Helm text, not templates.
/** What counts as a secret value, at the edges: names, values, places, references, Secret objects. */
import { describe, expect, it } from 'vitest';
import { added, command, hitsOf, inYaml, rows } from './hits.ts';
import { change } from './tree.ts';

const HIT = ['secret 2'];
const judge = (value: string): readonly string[] => added(`password: ${value}`);

describe('a value under a secret name', () => {
  it.each(
    rows(`
abc123
abcdefghijklmnop
hunter!
hunter@
hun#ter
hunter$
hunter%
hunter^
hunter&
hunter*
hunter+
hunter=
"abc123" # as in the old cluster
'abc123'
"correct #horse9battery"
"ab\\"c12345"
abc123, # note
p4ss!/x1
abc/def+1
https://u1@host/x
abc1$-x
abc1{x}
wJalrXUtnFEMI/K7MDENG/bP
p4ssw0rd # see secret-store
abc123 "x"
ab,c12
`),
  )('is refused: %s', (value) => expect(judge(value)).toEqual(HIT));
  it.each(
    rows(`
abc12
abc12,
abc12;
hunter
123456
abcdefghijklmno
hunter # a1b2c3!
/etc/creds1
./a1b2c3
../a1b2c3
~/a1b2c3
http://host1/x
https://host1/x
a.b-c/d1/e.f-g
wJalrXUtnFEMI/K7MDENG/b
wjalrxutnfemi/k7mdeng/bpq
WJALRXUTNFEMI/K7MDENG/BPQ
wJalrXUtnFEMI/KxMDENG/bPq
wJalrXUtn.EMI/K7MDENG/bPq
abc1$HOME
abc1\${X}
abc1$(x)
abc1{{x}}
db-secret-name-1
"abc12" # a1b2c3d4
`),
  )('is too short, a plain word, a place or a reference: %s', (value) => expect(judge(value)).toEqual([]));
  it.each(
    rows(`
$abc123
{{ abc123 }}
{% abc123 %}
<abc123>
%abc123
********
[abc123]
{abc123: 1}
&abc123
*abc123
!abc123
|abc123
>abc123
ENC[abc123]
op://abc123
vault:abc123
ref+abc123
bws:abc123
sops:abc123
env.abc123
os.abc123
process.abc123
config.abc123
var.abc123
local.abc123
data.abc123
module.abc123
null-abc123
none-abc123
true-abc123
false-abc123
yes-abc123
no-abc123
on-abc123
off-abc123
xxxabc123
...abc123
______
------
changeme123
change-me-123
change me
replace-123
your-123-here
example123
dummy123
placeholder123
redacted123
set-me-123
todo-123
fixme-123
insert-123
fill-in-123
unset-123
optional-123
string-123
random-123
generated-123
12345
`),
  )('stands for something else: %s', (value) => expect(judge(value)).toEqual([]));
});

describe('the names of secrets', () => {
  it.each(
    rows(`
password
passwd
passphrase
pass
pwd
secret
token
api_key
api-key
apiKey
ACCESS_KEY
privateKey
auth_key
encryption-key
signingKey
SECRET_KEY
secret-key
client_secret
bootstrap-token
credential
credentials
connection_string
connectionString
dsn
psk
salt
htpasswd
cookie
DB_PASSWORD
spec.db.password
"password"
'password'
`),
  )('%s', (name) => expect(added(`${name}: hunter2`)).toEqual(HIT));
  it.each([
    'password = hunter2',
    'password := hunter2',
    'password ?= hunter2',
    'password=hunter2',
    'x: --password=hunter2',
    '- { username: bob, password: hunter2 }',
    '- { password: ${PW}, token: hunter2 }',
  ])('in another form: %s', (line) => expect(added(line)).toEqual(HIT));
  it.each([
    'compassion: hunter2',
    'passwords_seen: hunter2',
    'secretKey: username1',
    'passwordKey: password1',
    'existingSecret: blog-db-1',
    'external-secret: blog-db-1',
    'externalsecret: blog-db-1',
    'webhook_url: https://x.invalid/hook1',
    'password',
    'valueFrom: { secretKeyRef: { name: db1, key: token1 } }',
  ])('not of them: %s', (line) => expect(added(line)).toEqual([]));
  it('count in scripts and other files, documents included', () => {
    expect(command('PASSWORD=hunter2')).toEqual(['secret 3']);
    expect(hitsOf(change('docs/r.md', 'a\n', 'a\npassword: hunter2\n'))).toEqual(HIT);
  });
  it('are passed over in comments, and where the line only moved', () => {
    expect(added('# password: hunter2')).toEqual([]);
    expect(added('  // password: hunter2')).toEqual([]);
    expect(added('a: 1 # password: hunter2')).toEqual(HIT);
    expect(inYaml('  password: hunter2\na: 1\n', 'a: 1\nb:\n    password: hunter2\n')).toEqual([]);
  });
});

describe('the environment of a container', () => {
  const env = (...lines: readonly string[]): readonly string[] => added(['env:', ...lines].join('\n'));
  it.each([
    ['name above', ['  - name: DB_PASSWORD', '    value: hunter2'], 4],
    ['value above', ['  - value: hunter2', '    name: DB_PASSWORD'], 3],
    ['one line', ['  - { name: DB_PASSWORD, value: hunter2 }'], 3],
    ['one line, no blank at its end', ['  - {name: DB_PASSWORD,value: hunter2}'], 3],
    ['a dash in the value', ['  - name: DB_PASSWORD', '    value: hunter-2'], 4],
    ['quoted', ['  - "name": "DB_PASSWORD"', '    "value": "hunter2"'], 4],
    ['blanks behind', ['  - name: DB_PASSWORD ', '    value :  hunter2  '], 4],
    [
      'value above, behind another',
      ['  - value: db', '    name: DB_HOST', '  - value: hunter2', '    name: DB_PASSWORD'],
      5,
    ],
  ] as const)('%s', (_, lines, at) => expect(env(...lines)).toEqual([`secret ${at}`]));
  it.each([
    ['another name', ['  - name: DB_HOST', '    value: hunter2']],
    [
      'the name of the next',
      ['  - name: DB_HOST', '    value: hunter2', '  - name: DB_PASSWORD', '    value: ""'],
    ],
    ['a reference', ['  - name: DB_PASSWORD', '    value: $(DB_PW1)']],
    ['another key', ['  - name: DB_PASSWORD', '    myvalue: hunter2']],
    ['no name', ['  - x: DB_PASSWORD', '    value: hunter2']],
    ['no value', ['  - name: DB_PASSWORD', '    value:']],
  ])('allowed: %s', (_, lines) => expect(env(...lines)).toEqual([]));
  it('is looked for in YAML only', () =>
    expect(added('  - name: DB_PASSWORD\n    value: hunter2', 'cluster/x.txtpl')).toEqual([]));
});

describe('the values of a Secret', () => {
  const S = 'apiVersion: v1\n';
  const secret = (rest: string, path?: string): readonly string[] => inYaml(S, S + rest, path);
  it.each([
    ['stringData', 'kind: Secret\nstringData:\n  user: bob\n', [4]],
    ['data', 'kind: Secret\ndata:\n  user: Ym9i\n', [4]],
    ['quoted kind', 'kind: "Secret"\ndata:\n  user: Ym9i\n', [4]],
    ['kind with a remark', "'kind' : 'Secret' # sealed?\ndata:\n  user: Ym9i\n", [4]],
    ['kind below', 'data:\n  user: Ym9i\nkind: Secret\n', [3]],
    ['kind below with a remark', 'data:\n  user: Ym9i\nkind: Secret # late\n', [3]],
    ['in a list', '  kind: Secret\n  data:\n    user: Ym9i\n', [4]],
    ['each line', 'kind: Secret\ndata:\n  a: Ym9i\n\n  # why\n  b: Ym9i\n', [4, 7]],
    ['a block of text', 'kind: Secret\nstringData:\n  a: |\n    bob\n', [4, 5]],
    ['folded text', 'kind: Secret\nstringData:\n  a: >-\n    bob\n', [4, 5]],
    ['dotted names', 'kind: Secret\nstringData:\n  my-conf.json: bob\n', [4]],
    ['two blocks', 'kind: Secret\ndata:\n  a: Ym9i\nmetadata:\n  name: x\nstringData:\n  b: bob\n', [4, 8]],
    ['the second document', 'data:\n  a: b\n---\nkind: Secret\ndata:\n  a: Ym9i\n', [7]],
    ['behind a mark with a remark', 'data:\n  a: b\n--- # next\nkind: Secret\ndata:\n  a: Ym9i\n', [7]],
    ['text with a number sign', 'kind: Secret\nstringData:\n  a: |\n    bob#1\n', [4, 5]],
    ['a remark behind the field', 'kind: Secret\ndata: # sealed?\n  user: Ym9i\n', [4]],
    ['a tag behind the field', 'kind: Secret\ndata: !!map\n  user: Ym9i\n', [4]],
    ['a value named data', 'kind: Secret\nstringData:\n  data: bob\n', [4]],
    ['in braces', 'kind: Secret\nstringData: { user: bob }\n', [3]],
    ['in narrow braces', "kind: Secret\nstringData: {'user':'bob'}\n", [3]],
    ['behind a sealed one in braces', 'kind: Secret\nstringData: { a: "ENC[x,y:z]", user: bob }\n', [3]],
    ['in braces over lines', 'kind: Secret\nstringData: {\n  user: bob\n}\n', [4]],
    ['the first document', 'kind: Secret\ndata:\n  a: Ym9i\n---\ndata:\n  a: b\n', [4]],
  ])('refused: %s', (_, yaml, lines) => expect(secret(yaml)).toEqual(lines.map((line) => `secret ${line}`)));
  it.each([
    ['another kind', 'kind: ConfigMap\ndata:\n  user: bob\n'],
    ['a kind that begins so', 'kind: SecretStore\ndata:\n  user: bob\n'],
    ['a kind that ends so', 'kind: ExternalSecret\ndata:\n  user: bob\n'],
    ['a reference to one', 'valuesFrom:\n  - kind: Secret\n    name: x\ndata:\n  user: bob\n'],
    ['another field', 'kind: Secret\nmetadata:\n  name: bob\n'],
    ['a field that ends so', 'kind: Secret\nmetadata:\n  mydata: bob\n'],
    ['nothing in it', 'kind: Secret\ndata:\ntype: Opaque\n'],
    ['sealed values', 'kind: Secret\nstringData:\n  user: ENC[x]\n  b: "${B}"\n  # c: d\n'],
    ['sealed values of Helm', 'kind: Secret\ndata:\n  a : "{{ .Values.b | b64enc }}"\n'],
    ['sealed values in braces', 'kind: Secret\ndata: { a: "ENC[x,y:z]", b: "{{ .B }}", c: "${C}" }\n'],
    ['a template', 'kind: Secret\ndata: {{ toYaml "a:b" }}\n'],
    ['a remark with braces', 'kind: Secret\ndata: # {a: b}\n'],
    ['nothing in braces', 'kind: Secret\ndata: {}\n'],
    ['a word for the data', 'kind: Secret\ndata: none\nmore:\n  x: y\n'],
    ['braces elsewhere', 'kind: ConfigMap\ndata: { user: bob }\n'],
    ['braces of another field', 'kind: Secret\nlabels: { user: bob }\n'],
    ['behind the data', 'kind: Secret\ndata:\n  a: ENC[x]\ntype: Opaque\nmore:\n  x: y\n'],
    ['another document', 'kind: Secret\n---\ndata:\n  a: b\n---\nkind: Secret\n'],
  ])('allowed: %s', (_, yaml) => expect(secret(yaml)).toEqual([]));
  it('in JSON too, but in no other file', () => {
    const json = '{\n  "kind": "Secret",\n  "data": {\n    "user": "Ym9i"\n  },\n  "type": "Opaque"\n}\n';
    expect(inYaml('{}\n', json, 'cluster/x.json')).toEqual(['secret 4']);
    const sealed = json.replace('"user": "Ym9i"', '"user":"ENC[x]"');
    expect(inYaml('{}\n', sealed, 'cluster/x.json')).toEqual([]);
    expect(secret('kind: Secret\ndata:\n  user: Ym9i\n', 'cluster/x.conf')).toEqual([]);
  });
  it('that were there and stay are not blamed on a patch', () => {
    const before = 'kind: Secret\ndata:\n  a: Ym9i\n  z: Ym9i\n';
    expect(inYaml(before, before.replace('  z', '  m: Ym9i\n  z'))).toEqual(['secret 4']);
    expect(inYaml(before, before.replace('kind', 'type: Opaque\nkind'))).toEqual([]);
    const braces = 'kind: Secret\ndata: { a: Ym9i }\n';
    expect(inYaml(braces, `${braces}type: Opaque\n`)).toEqual([]);
  });
});

describe('encrypted values', () => {
  const before = 'a: ENC[x]\nb: ENC[y]\nc: 1\n';
  it('may be moved, sealed anew and added', () => {
    expect(inYaml(before, 'b: ENC[y]\na: ENC[x]\nc: 1\n')).toEqual([]);
    expect(inYaml(before, before.replace('ENC[y]', 'ENC[z]'))).toEqual([]);
    expect(inYaml(before, `${before}d: ENC[z]\n`)).toEqual([]);
    expect(inYaml('a: MYENC[x]\nc: 1\n', 'c: 1\n')).toEqual([]);
  });
  it('may not be taken out or opened; the line is the first new one that is not sealed', () => {
    expect(inYaml(before, before.replace('b: ENC[y]\n', ''))).toEqual(['secret']);
    expect(inYaml(before, before.replace('b: ENC[y]', 'b: plain'))).toEqual(['secret 2']);
    expect(inYaml(before, 'a: ENC[q]\nb: plain\nd: plain\n')).toEqual(['secret 2']);
  });
});
