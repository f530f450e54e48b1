import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDiagnostics } from '../../../src/adapters/diagnostics.ts';
import { capture } from '../../../src/adapters/process/capture.ts';
import { readableIn } from '../../../src/adapters/readable.ts';
import type { CommandContext } from '../../../src/core/command/types.ts';
import type { Redact } from '../../../src/ports.ts';
import { folder, PATH, until } from '../process/rig.ts';

const redact: Redact = (text) => ({
  text: text.replaceAll('hunter2hunter2', '[gone]'),
  found: text.includes('hunter2hunter2') ? ['exact'] : [],
});

/** A worktree with a bin folder first on PATH, in which scripts stand for tools. */
const lab = async ({ path = PATH, ...more }: { path?: string; timeoutMs?: number; pass?: string[] } = {}) => {
  const place = await folder();
  const bin = join(place.dir, 'bin');
  const tree = join(place.dir, 'tree');
  await mkdir(bin);
  await mkdir(join(tree, 'config'), { recursive: true });
  await writeFile(join(tree, 'README.md'), 'read me\npassword hunter2hunter2\n');
  await writeFile(join(tree, 'config', 'a.yaml'), 'a: 1\n');
  const context: CommandContext = {
    kubeconfig: join(place.dir, 'kubeconfig'),
    nodes: [],
    deniedNamespaces: [],
    ...readableIn(tree, ['README.md', 'config/a.yaml'], () => false),
  };
  const env = {
    PATH: `${bin}:${PATH}`,
    HOME: '/root',
    KUBECONFIG: '/x',
    API_TOKEN: 't',
    LAB_URL: 'u',
    TZ: 'UTC',
  };
  return {
    tree,
    dir: place.dir,
    diagnostics: makeDiagnostics({ redact, context, cwd: tree, env, ...more }),
    tool: async (name: string, script: string) => {
      await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
      await chmod(join(bin, name), 0o755);
    },
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
};

test('what may run runs in the worktree, with orch’s flags; stdout and stderr come merged and redacted', async () => {
  await using l = await lab();
  await l.tool('kubectl', 'pwd; echo "$@"; echo hunter2hunter2 >&2; exit 3');
  const [got] = await l.diagnostics.run('apps', [['kubectl', 'get', 'pods', '-A']]);
  expect(got).toEqual({
    argv: ['kubectl', 'get', 'pods', '-A'],
    verdict: {
      class: 'read',
      reason: 'kubectl get only reads',
      argv: [
        'kubectl',
        `--kubeconfig=${l.dir}/kubeconfig`,
        '--request-timeout=15s',
        'get',
        'pods',
        '--all-namespaces',
      ],
    },
    code: 3,
    output: `${l.tree}\n--kubeconfig=${l.dir}/kubeconfig --request-timeout=15s get pods --all-namespaces\n[gone]\n`,
    ms: expect.any(Number),
  });
});

test('refused commands are answered with the reason and not run', async () => {
  await using l = await lab();
  await l.tool('kubectl', 'touch ran');
  const got = await l.diagnostics.run('apps', [
    ['kubectl', 'get', 'secrets'],
    ['kubectl', 'delete', 'pod', 'x'],
    [],
  ]);
  expect(got.map(({ verdict, code, output }) => [verdict.class, code, output])).toEqual([
    ['never', null, expect.stringContaining('refused: kubectl: get: secrets holds secrets')],
    ['act', null, 'refused: kubectl delete changes something; diagnostics only read'],
    ['never', null, 'refused: the command is empty'],
  ]);
  expect(await readdir(l.tree)).not.toContain('ran');
});

test('the environment is clean, HOME is empty but for kubectl’s preferences, and it is gone afterwards', async () => {
  await using l = await lab({ pass: ['LAB_URL'] });
  await l.tool('kubectl', 'env; echo "in home: $(ls -A "$HOME")"; cat "$KUBERC"');
  const [got] = await l.diagnostics.run('apps', [['kubectl', 'version']]);
  const output = got?.output ?? '';
  const names = output.match(/^[A-Z_]+(?==)/gm) ?? [];
  expect(names.filter((name) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name)).sort()).toEqual(
    [
      'GIT_CONFIG_GLOBAL',
      'GIT_CONFIG_NOSYSTEM',
      'GIT_TERMINAL_PROMPT',
      'HOME',
      'KUBECTL_KUBERC',
      'KUBERC',
      'LAB_URL',
      'NO_COLOR',
      'PATH',
      'TZ',
    ].sort(),
  );
  expect(output).toContain('in home: kuberc\n');
  expect(output).toContain('kind: Preference');
  const home = /^HOME=(.*)$/m.exec(output)?.[1] ?? '';
  expect(home.startsWith(tmpdir())).toBe(true);
  await expect(readdir(home)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('eight run, the rest is refused; refusals do not count; a list without end is cut', async () => {
  await using l = await lab();
  await l.tool('kubectl', 'echo ran >> ../count');
  const commands = Array.from({ length: 60 }, (_, i) => ['kubectl', i % 2 === 0 ? 'version' : 'delete']);
  const got = await l.diagnostics.run('apps', commands);
  expect(await readFile(join(l.dir, 'count'), 'utf8')).toBe('ran\n'.repeat(8));
  expect(got).toHaveLength(25);
  expect(got.filter(({ code }) => code === 0)).toHaveLength(8);
  expect(got[16]?.output).toBe('refused: only 8 commands are run at a time');
  expect(got[24]?.output).toBe('refused: 36 more commands were not looked at');
});

test('too much output is cut at a line and says so; of logs the end is kept', async () => {
  await using l = await lab();
  await l.tool('kubectl', 'seq 1 200000');
  const [listed, logged] = await l.diagnostics.run('apps', [
    ['kubectl', 'get', 'pods'],
    ['kubectl', 'logs', 'web'],
  ]);
  expect(listed?.output).toMatch(/^1\n2\n/);
  expect(listed?.output).toMatch(
    /\n\d+\n\[cut: the first 64 KiB of 1259 KiB; ask for less to see the rest\]\n$/,
  );
  expect(logged?.output).toMatch(
    /^\[cut: the last 64 KiB of 1259 KiB; ask for less to see the rest\]\n\d+\n/,
  );
  for (const got of [listed, logged]) expect(Buffer.byteLength(got?.output ?? '')).toBeLessThan(65 * 1024);
});

test('a secret at the cut is gone as a whole', async () => {
  await using l = await lab();
  await writeFile(
    join(l.tree, 'README.md'),
    `${'x'.repeat(64 * 1024 - 6)}hunter2hunter2${'y'.repeat(100_000)}`,
  );
  const [got] = await l.diagnostics.run('apps', [['cat', 'README.md']]);
  expect(got?.output).not.toContain('hunter');
  expect(got?.output).toContain('[cut: the first 64 KiB');
});

test('colours are taken out before the redactor looks', async () => {
  await using l = await lab();
  await l.tool('kubectl', `printf '\\033[31mhunter2\\033[0mhunter2\\n'`);
  const [got] = await l.diagnostics.run('apps', [['kubectl', 'version']]);
  expect(got?.output).toBe('[gone]\n');
});

test('over its time, and without its program: said in the output', async () => {
  await using l = await lab({ timeoutMs: 300, path: '/nowhere' });
  await l.tool('kubectl', 'echo begun; while :; do :; done');
  const [late, absent] = await l.diagnostics.run('apps', [
    ['kubectl', 'get', 'events'],
    ['flux', 'check'],
  ]);
  expect(late).toMatchObject({ code: null, output: 'begun\n[stopped after 0.3 s]\n' });
  expect(absent).toMatchObject({ code: null, output: 'flux was not found in any folder of PATH\n' });
});

test('an interruption stops what runs and starts nothing more', async () => {
  await using l = await lab();
  await l.tool('kubectl', 'echo x >> ../begun; exec sleep 60');
  const stop = new AbortController();
  const running = l.diagnostics.run('apps', Array(5).fill(['kubectl', 'version']), stop.signal);
  await until(() =>
    readFile(join(l.dir, 'begun'), 'utf8').then(
      (text) => text === 'x\nx\nx\n',
      () => false,
    ),
  );
  stop.abort();
  expect((await running).map(({ output }) => output)).toEqual([
    ...Array(3).fill('[interrupted]\n'),
    ...Array(2).fill('[not run: interrupted]\n'),
  ]);
});

test('what the redactor throws is thrown: nothing is shown unseen', async () => {
  await using l = await lab();
  const broken = makeDiagnostics({
    redact: () => {
      throw new Error('no rules');
    },
    context: { nodes: [], deniedNamespaces: [], readable: () => true },
    cwd: l.tree,
    env: { PATH },
  });
  await expect(broken.run('apps', [['cat', 'README.md']])).rejects.toThrow('no rules');
});

test('git runs none of the programs that a repo’s settings name', async () => {
  await using l = await lab();
  const git = async (...args: string[]) => {
    const got = await capture(['git', '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: l.tree,
      env: { PATH, HOME: l.dir, GIT_CONFIG_NOSYSTEM: '1' },
      timeoutMs: 20_000,
      maxBytes: 10_000,
    });
    expect(got.stderr.toString('utf8') + got.code).toMatch(/0$/);
  };
  const spy = join(l.dir, 'spy');
  await writeFile(spy, `#!/bin/sh\necho ran >> ${join(l.dir, 'ran')}\n`);
  await chmod(spy, 0o755);
  await git('init', '-q');
  await writeFile(join(l.tree, '.gitattributes'), '*.md diff=spy\n');
  await git('add', '.');
  await git('commit', '-qm', 'one');
  await writeFile(join(l.tree, 'README.md'), 'changed\n');
  for (const setting of [
    'diff.external',
    'diff.spy.command',
    'diff.spy.textconv',
    'core.pager',
    'core.fsmonitor',
    'gpg.program',
  ])
    await git('config', setting, spy);
  await git('config', 'log.showSignature', 'true');
  const got = await l.diagnostics.run('apps', [
    ['git', 'status', '-s'],
    ['git', 'diff', '--', 'README.md'],
    ['git', 'log', '-p', '-1', '--', 'README.md'],
    ['git', 'show', 'HEAD'],
    ['git', 'show', 'HEAD:README.md'],
    ['git', 'blame', 'README.md'],
    ['git', 'diff', 'HEAD'],
  ]);
  expect(got.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  expect(got[1]?.output).toContain('+changed');
  expect(got[3]?.output).toMatch(/README\.md +\| 2 \+\+/);
  expect(got[3]?.output).not.toContain('read me');
  await expect(readFile(join(l.dir, 'ran'), 'utf8')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('only real files inside the worktree are readable', async () => {
  await using l = await lab();
  await writeFile(join(l.dir, 'outside'), 'secret');
  await symlink(join(l.dir, 'outside'), join(l.tree, 'link.md'));
  await symlink(l.dir, join(l.tree, 'up'));
  await symlink('config', join(l.tree, 'alias'));
  const tracked = [
    'README.md',
    'config/a.yaml',
    'config/s.env',
    'link.md',
    'up/outside',
    'alias/a.yaml',
    'gone.md',
  ];
  await writeFile(join(l.tree, 'config', 's.env'), 'x');
  await writeFile(join(l.tree, 'new.md'), 'x');
  const { readable, listable } = readableIn(l.tree, tracked, (path) => path.endsWith('.env'));
  expect([...tracked, 'new.md', 'config'].filter(readable)).toEqual(['README.md', 'config/a.yaml']);
  expect(['config', 'up', 'alias', 'README.md', 'nope'].filter(listable)).toEqual(['config']);
});
