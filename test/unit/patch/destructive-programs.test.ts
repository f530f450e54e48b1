// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell and program text, not templates.
/** What programs, tasks and manifests delete without a command, protections that go, and the exact words of each. */
import { describe, expect, it } from 'vitest';
import { destructiveHits } from '../../../src/core/patch/content/destructive.ts';
import { linesOf, viewed } from './views.ts';

const told = (path: string, before: string, after: string) => destructiveHits(viewed(path, before, after));
const blamed = (path: string, line: string): readonly number[] =>
  linesOf(told(path, 'a = 1\n', `a = 1\n${line}\n`));

describe('a program that deletes by a call', () => {
  it.each([
    "shutil.rmtree('data')",
    'rmtree( "/srv/x" )',
    "os.removedirs(f'{home}/x')",
    "remove_tree(r'data')",
    "rmSync('data', { recursive: true })",
    'fs.rmdirSync(`data/${x}`)',
    "unlinkSync('a.db')",
    "await fs.rm('data')",
    "fs.promises.rm('data')",
    "rimraf('data')",
    'FileUtils.rm_rf("data")',
    'os.RemoveAll("data")',
    'fs::remove_dir_all("data")',
    "rmtree('/tmp/../srv')",
    "rmtree('/tmpx')",
    'requests.delete(url)',
    "httpx.delete('http://x')",
    'self.session.delete(url)',
    'client.delete(x)',
    'axios.delete(x)',
    'await got.delete(x)',
  ])('%s', (line) => expect(blamed('a.py', line)).toEqual([2]));
  it.each([
    'shutil.rmtree(path)',
    "rmtree('/tmp/x')",
    "rmtree('/tmp')",
    'rmSync("build/x")',
    'rimraf(`dist`)',
    "fs.rm('node_modules', { force: true })",
    "rmtree('')",
    'rmtree("a\')',
    "xrmtree('data')",
    "armSync('data')",
    "rmtreex('data')",
    "rmtree 'data'",
    "rmtree(x'data')",
    'requests.deleted(x)',
    'requests.get(x)',
    'myclient.delete(x)',
    'x.delete(y)',
    'requests.delete',
  ])('not: %s', (line) => expect(blamed('a.py', line)).toEqual([]));
  it('says so', () =>
    expect(told('a.py', '', "rmtree('data')\n")).toEqual([
      {
        rule: 'destructive',
        line: 1,
        message:
          'the line deletes from inside a script, writes to a device or floods the machine: only a human may do that',
      },
    ]));
});

describe('a protection against deletion', () => {
  const PROTECTIONS = [
    'prevent_destroy = true',
    '  deletion_protection=true',
    '"deletionProtection": "true"',
    "'deletionprotection' : 'TRUE'",
    '\tdeletion_protection\t=\ttrue # kept',
  ];
  const rest = 'a = 1\nb = 2\n';
  const gone = [
    {
      rule: 'destructive',
      message: 'protection against deletion is taken away: only a human may do that',
    },
  ];
  it.each(PROTECTIONS)('%s', (line) => {
    const guarded = `${line}\n${rest}`;
    expect(told('a.tf', guarded, rest)).toStrictEqual(gone);
    expect(told('a.tf', `${line}\n${guarded}`, guarded)).toStrictEqual(gone);
    expect(told('a.tf', guarded, `a = 1\n${line}\nb = 3\n`)).toEqual([]);
    expect(told('a.tf', rest, guarded)).toEqual([]);
    expect(told('a.tf', guarded, `# ${guarded}`)).toStrictEqual(gone);
    expect(told('a.md', guarded, rest)).toEqual([]);
  });
  it.each([
    'xprevent_destroy = true',
    'a prevent_destroy = true',
    'prevent_destroyed = true',
    'prevent_destroy = truest',
    'prevent_destroy true',
    'prevent_destroy = x true',
    'prevent_destroy = false',
    'preventdestroy = true',
    '""prevent_destroy"" = true',
  ])('not: %s', (line) => expect(told('a.tf', `${line}\n${rest}`, rest)).toEqual([]));
  it('turned off is told once, by its line', () =>
    expect(linesOf(told('a.tf', 'prevent_destroy = true\n', 'prevent_destroy = false\n'))).toEqual([1]));
});

describe('a task that destroys by its settings', () => {
  const task = (module: string, settings: string): string => `- name: x\n  ${module}:\n    ${settings}\n`;
  const of = (text: string, path = 'a.yaml') => told(path, 'a: 1\n', `a: 1\n${text}`);
  it('is told with its line, in playbooks only', () => {
    const text = task('community.general.lvol', 'state: absent');
    expect(of(text)).toEqual([
      { rule: 'destructive', line: 4, message: 'a task removes data: only a human may do that' },
    ]);
    expect(of(text, 'a.json')).toEqual([]);
    expect(of(text, 'a.conf')).toEqual([]);
    expect(of(task('lvol', 'state: present'))).toEqual([]);
    expect(of(task('package', 'state: absent'))).toEqual([]);
  });
  it.each([
    ['filesystem', 'force: true', 'a task makes a new file system over what is there'],
    ['parted', 'label: gpt', 'a task rewrites a partition table'],
  ])('%s: %s', (module, settings, what) =>
    expect(of(task(module, settings))).toEqual([
      { rule: 'destructive', line: 4, message: `${what}: only a human may do that` },
    ]),
  );
});

describe('what is said of a command', () => {
  const END = 'only a human may do that';
  it.each([
    ['rm -rf data', '`rm -rf data` removes a tree'],
    ['rm -f a /etc/x', '`rm -f a /etc/x` removes /etc/x'],
    ['ls | xargs rm -f', '`rm -f` removes what it is given'],
    ['rm -v > log', '`rm -v > log` removes what it is given'],
    ['rm -f x "/a>b"', '`rm -f x /a>b` removes /a>b'],
    ['rm -f x >log /a', '`rm -f x >log /a` removes /a'],
    ['rm -f x 2>log ~/a', '`rm -f x 2>log ~/a` removes ~/a'],
    ['$RM -rf', '`$RM -rf` removes a tree'],
    ['kubectl delete ns,pvc a', '`kubectl delete ns,pvc a` deletes ns, pvc from the cluster'],
    ['kubectl delete', '`kubectl delete` deletes objects from the cluster'],
    ['kubectl delete pod --all', '`kubectl delete pod --all` deletes pod from the cluster'],
    [`rm -rf ${'a'.repeat(90)}`, `\`rm -rf ${'a'.repeat(73)}\` removes a tree`],
    [`sudo ${'w '.repeat(500)}`, '`sudo` with 501 words is too long to be judged'],
  ])('%s', (line, what) =>
    expect(told('a.sh', 'a\n', `a\n${line}\n`)).toEqual([
      { rule: 'destructive', line: 2, message: `${what}: ${END}` },
    ]),
  );
  it('of git and of a table, in short', () => {
    expect(told('a.sh', '', 'git push --force\n')[0]!.message).toMatch(/^`git push --force` git .*: only a/);
    expect(told('a.sh', '', 'sudo reboot\n')[0]!.message).toMatch(/^`reboot` .*: only a human may do that$/);
  });
  it.each(['rm', 'rm a', 'rm > log', '$RM', 'rm -rf /tmp/a > log'])('nothing: %s', (line) =>
    expect(told('a.sh', '', `${line}\n`)).toEqual([]),
  );
});
