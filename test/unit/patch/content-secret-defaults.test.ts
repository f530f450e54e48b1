/** The value of a variable in Terraform, and where secrets as arguments are looked for. */
import { describe, expect, it } from 'vitest';
import { secretHits } from '../../../src/core/patch/content/secrets.ts';
import { linesOf, viewed } from './views.ts';

const blamed = (path: string, after: string, before = ''): readonly number[] =>
  linesOf(secretHits(viewed(path, before, after)));

const variable = (name: string, ...lines: readonly string[]): string =>
  `variable "${name}" {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;

describe('the default of a variable', () => {
  it.each([
    ['right below', variable('pve_password', 'default = "hunter2"'), 2],
    ['without blanks', variable('pve_password', 'default="hunter2"'), 2],
    ['with more of them', variable('token', '  default   =   "hunter2"'), 2],
    ['below its type', variable('token', 'type = string', 'sensitive = true', 'default = "hunter2"'), 4],
    [
      'six lines below',
      variable('token', 'a = 1', 'b = 1', 'c = 1', 'd = 1', 'e = 1', 'default = "hunter2"'),
      7,
    ],
    [
      'under the nearer of two names',
      variable('host', 'default = "a1"') + variable('db_secret', 'default = "hunter2"'),
      5,
    ],
    ['behind other lines', `# a\n\n\n\n\n\n\n\n${variable('psk', 'default = "hunter2"')}`, 10],
    ['indented', `  variable  "token" {\n    default = "hunter2"\n  }\n`, 2],
  ])('is a secret %s', (_, text, line) => {
    expect(blamed('main.tf', text)).toEqual([line]);
    expect(blamed('main.yaml', text)).toEqual([]);
    expect(blamed('main.tf', `${text}# b\n`, text)).toEqual([]);
  });
  it.each([
    ['of another name', variable('pve_host', 'default = "hunter2"')],
    ['seven lines below', variable('token', 'a=1', 'b=1', 'c=1', 'd=1', 'e=1', 'f=1', 'default = "hunter2"')],
    ['that is a reference', variable('token', 'default = var.other1')],
    ['that is empty', variable('token', 'default = ""')],
    ['of a nearer name', variable('token', 'type = string') + variable('host', 'default = "hunter2"')],
    ['by another key', variable('token', 'mydefault = "hunter2"', 'defaults = "hunter2"')],
    ['behind another key', variable('token', 'a = "default = hunter2"')],
    ['of no variable', 'output "token" {\n  default = "hunter2"\n}\n'],
    ['of a variable in a remark', '# variable "token" {\n  default = "hunter2"\n'],
    ['above its name', 'default = "hunter2"\nvariable "token" {\n}\n'],
    ['without a name', 'variable "" {\n  default = "hunter2"\n}\n'],
  ])('is none %s', (_, text) => expect(blamed('main.tf', text)).toEqual([]));
});

describe('a value on the line below its name', () => {
  it.each(['|', '>', '|-', '>-', '|+', '|2', '|  '])('behind %j', (mark) => {
    const text = `a: 1\npassword: ${mark}\n  hunter2hunter2\n`;
    expect(blamed('a.yaml', text)).toEqual([3]);
    expect(blamed('a.yaml', text.replace('password', '- "db-token"'))).toEqual([3]);
    expect(blamed('a.yaml', text.replace('password: ', '    password:   '))).toEqual([3]);
    expect(blamed('a.yaml', text.replace('password', 'motto'))).toEqual([]);
    expect(blamed('a.yaml', text.replace('hunter2hunter2', '{{ .Values.a1 }}'))).toEqual([]);
    expect(blamed('a.yaml', text.replace('hunter2hunter2', 'hunter2 is what a dog says'))).toEqual([]);
    expect(blamed('a.yaml', text.replace('hunter2hunter2', 'hunter'))).toEqual([]);
    expect(blamed('a.yaml', text.replace('1', '2'), text)).toEqual([]);
    expect(blamed('a.sh', text)).toEqual([]);
  });
  it.each([
    'password: x|',
    'password:',
    'passwords: |',
    '# password: |',
    'passwordRef: |',
    '|',
    'password: | x',
  ])('not behind %j', (line) => expect(blamed('a.yaml', `${line}\n  hunter2hunter2\n`)).toEqual([]));
});

describe('a secret as an argument', () => {
  it.each(['curl -u root:hunter2 http://x', 'sshpass -p hunter2 ssh a', 'sops -d a.yaml > b.yaml'])(
    '%s',
    (line) => {
      for (const path of ['a.sh', 'a.yaml', 'a.py', 'Makefile', 'a.conf'])
        expect(blamed(path, `x\n${line}\n`, 'x\n')).toEqual([2]);
      expect(blamed('a.md', `x\n${line}\n`, 'x\n')).toEqual([]);
      expect(blamed('a.sh', `x\n  # ${line}\n// ${line}\n`, 'x\n')).toEqual([]);
      expect(blamed('a.sh', `if x; then\n  ${line}\nfi\n`, `${line}\nx\n`)).toEqual([]);
    },
  );
});

describe('a Secret', () => {
  it('has its values under its data, also when the file begins further in', () => {
    expect(blamed('a.yaml', '  kind: Secret\n  type: Opaque\n  data:\n    a: Ym9i\n')).toEqual([4]);
    expect(blamed('a.yaml', 'data:\n  a: b\n---\nx: 1\n---\nkind: Secret\ntype: Opaque\n')).toEqual([]);
  });
});

describe('a token', () => {
  const token = `glpat-${'a1b2c3d4e5f6g7h8i9'}`;
  it('is one in remarks and documents too', () => {
    const message = 'the line holds a GitLab token: secrets never go into the repo';
    for (const path of ['a.md', 'a.sh', 'a.tf'])
      expect(secretHits(viewed(path, '', `a\n# ${token}\n`))).toEqual([{ rule: 'secret', line: 2, message }]);
  });
  it.each([`${token}EXAMPLE`, `glpat-${'x'.repeat(20)}`, `${token}...`, `${token}<your-token>`])(
    'that says of itself that it is none: %s',
    (text) => expect(blamed('a.sh', `a ${text}\n`)).toEqual([]),
  );
  it.each([`${token} EXAMPLE`, `EXAMPLE ${token}`, `${token}<>`, `${token}xxxxxxx`, `${token}..`])(
    'beside such a word: %s',
    (text) => expect(blamed('a.sh', `a ${text}\n`)).toEqual([1]),
  );
  it('is told once, also where it is assigned', () =>
    expect(secretHits(viewed('a.yaml', '', `password: ${token}\n`))).toHaveLength(1));
});

describe('a sealed value that is taken out', () => {
  const message = 'an encrypted value is taken out or written in clear';
  it('is told with the first line that is new and open, or with none', () => {
    const hits = (before: string, after: string) => secretHits(viewed('a.yaml', before, after));
    expect(hits('a: ENC[x]\nb: 1\n', 'b: 1\n')).toStrictEqual([{ rule: 'secret', message }]);
    expect(hits('a: ENC[x]\nb: ENC[y]\n', 'a: ENC[z]\nb: 1\n')).toStrictEqual([
      { rule: 'secret', line: 2, message },
    ]);
    expect(hits('a: ENC[x]\n', 'a: ENC[y]\n')).toEqual([]);
    expect(hits('a: 1\n', 'a: ENC[y]\n')).toEqual([]);
    expect(hits('a: 1\n', 'a: 2\n')).toEqual([]);
  });
});
