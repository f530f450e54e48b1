import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeProposal } from '../../src/adapters/git/judge.ts';
import { applyPatch, checkPatch, exitOf } from '../../src/cli/patch/run.ts';
import type { GatePolicy, Verdict } from '../../src/core/patch/types.ts';
import { POLICY, resultsOf, rulesOf, text } from '../unit/patch/tree.ts';
import { env, makeRepo, snapshot } from './patch-repo.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const policy: GatePolicy = {
  ...POLICY,
  builtinProtection: 'exact',
  allowDelete: true,
  allowRename: true,
  allowNewTopLevel: true,
  newFilesUnder: ['deep'],
};
const FILES = {
  'a.yaml': 'k: 1\nl: 2\n',
  'run.sh': '#!/bin/sh\necho a\n',
  'deep/er/x.json': '{"a": 1}\n',
  'crlf.txt': 'a\r\nb\r\n',
  'blob.bin': Buffer.from([1, 0, 2]),
};
const diff = (path: string, from: string, to: string): string =>
  `--- a/${path}\n+++ b/${path}\n@@ @@\n-${from}\n+${to}\n`;
const judge = (dir: string, patch: string, rules = policy): Promise<Verdict> =>
  judgeProposal(dir, 'HEAD', text(patch), rules, { env });

describe('judging against a real repository', () => {
  it('accepts, and touches neither work tree nor index nor refs', async () => {
    using repo = makeRepo(FILES, ['run.sh']);
    repo.write('a.yaml', 'k: 7\nuncommitted: true\n');
    repo.write('untracked.txt', 'x');
    const before = snapshot(repo.dir);
    expect(resultsOf(await judge(repo.dir, diff('a.yaml', 'k: 1', 'k: 3')))).toEqual({
      'a.yaml': 'k: 3\nl: 2\n',
    });
    expect(snapshot(repo.dir)).toEqual(before);
  });

  it('refuses what no longer parses, and lets what never parsed be', async () => {
    using repo = makeRepo({ ...FILES, 'broken.yaml': 'a: [1\nb: 2\n', 'two.yaml': 'a: 1\n---\nb: 1\n' });
    expect(rulesOf(await judge(repo.dir, diff('a.yaml', 'k: 1', 'k: [1')))).toEqual(['syntax']);
    expect(rulesOf(await judge(repo.dir, diff('a.yaml', 'k: 1', 'l: 1')))).toEqual(['syntax']);
    expect(rulesOf(await judge(repo.dir, diff('deep/er/x.json', '{"a": 1}', '{"a": 1,}')))).toEqual([
      'syntax',
    ]);
    expect(rulesOf(await judge(repo.dir, diff('broken.yaml', 'b: 2', 'b: 3')))).toEqual([]);
    expect(rulesOf(await judge(repo.dir, diff('two.yaml', 'b: 1', 'b: 2')))).toEqual([]);
  });

  it('refuses a shell script that bash cannot read', async (ctx) => {
    if (spawnSync('bash', ['-c', 'true']).status !== 0) ctx.skip('bash is not on the PATH');
    using repo = makeRepo(FILES);
    expect(rulesOf(await judge(repo.dir, diff('run.sh', 'echo a', 'for i in 1; do echo b')))).toContain(
      'syntax',
    );
    expect(rulesOf(await judge(repo.dir, diff('run.sh', 'echo a', 'echo b')))).toEqual([]);
  });

  it('never runs what it parses', async () => {
    using repo = makeRepo(FILES);
    const mark = join(repo.top, 'ran');
    await judge(repo.dir, diff('run.sh', 'echo a', `touch ${mark}`));
    expect(() => statSync(mark)).toThrow(/ENOENT/);
  });

  it('refuses binary files, and a commit that is not there is an error', async () => {
    using repo = makeRepo(FILES);
    expect(rulesOf(await judge(repo.dir, diff('blob.bin', 'x', 'y')))).toEqual(['binary']);
    await expect(
      judgeProposal(repo.dir, 'nowhere', text(diff('a.yaml', 'k: 1', 'k: 2')), policy, { env }),
    ).rejects.toThrow(/no commit nowhere/);
  });

  it('stores the very bytes, whatever filters the repo asks for', async () => {
    using repo = makeRepo({ ...FILES, '.gitattributes': '*.txt text eol=lf\n' });
    expect(resultsOf(await judge(repo.dir, diff('crlf.txt', 'a', 'z')))['crlf.txt']).toMatch(/^z\r?\n/);
  });

  it('reads links and submodules from the tree, not from the disk', async () => {
    using repo = makeRepo(FILES);
    symlinkSync('deep', join(repo.dir, 'link'));
    const sub = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: repo.dir, env }).toString().trim();
    repo.git('update-index', '--add', '--cacheinfo', `160000,${sub},sub`);
    repo.git('add', 'link');
    repo.git('commit', '-qm', 'two');
    expect(rulesOf(await judge(repo.dir, diff('link/er/x.json', '{"a": 1}', '{"a": 2}')))).toEqual([
      'symlink',
    ]);
    expect(rulesOf(await judge(repo.dir, diff('link', 'deep', '/etc')))).toEqual(['symlink']);
    expect(rulesOf(await judge(repo.dir, diff('sub', sub, sub.replace(/./g, '0'))))).toEqual(['submodule']);
  });
});

/** git's own opinion: the tree after `git apply` to an index of its own. */
const gitTree = (repo: ReturnType<typeof makeRepo>, patch: string): string | undefined => {
  const index = join(repo.top, 'index');
  rmSync(index, { force: true });
  const run = (args: readonly string[], input?: string) =>
    spawnSync('git', args, { cwd: repo.dir, env: { ...env, GIT_INDEX_FILE: index }, input });
  run(['read-tree', 'HEAD']);
  if (run(['apply', '--cached', '--whitespace=nowarn', '-'], patch).status !== 0) return undefined;
  return run(['write-tree']).stdout.toString().trim();
};

const ourTree = (repo: ReturnType<typeof makeRepo>, verdict: Verdict): string => {
  const index = join(repo.top, 'index2');
  rmSync(index, { force: true });
  const run = (args: readonly string[], input?: string | Uint8Array): string =>
    execFileSync('git', args, { cwd: repo.dir, env: { ...env, GIT_INDEX_FILE: index }, input })
      .toString()
      .trim();
  run(['read-tree', 'HEAD']);
  if (!verdict.ok) throw new Error(verdict.human);
  for (const file of verdict.files) {
    if (file.bytes === undefined) run(['update-index', '--force-remove', file.path]);
    else
      run([
        'update-index',
        '--add',
        '--cacheinfo',
        `${file.mode ?? '100644'},${run(['hash-object', '-w', '--no-filters', '--stdin'], file.bytes)},${file.path}`,
      ]);
  }
  return run(['write-tree']);
};

it('agrees with git on what every accepted diff of git changes', async () => {
  const line = fc.constantFrom('a', 'b', 'c', '', ' x', '-- y', '++ z', '@@');
  const lines = fc.array(line, { minLength: 1, maxLength: 12 });
  const content = fc
    .tuple(lines, fc.boolean())
    .map(([list, closed]) => list.join('\n') + (closed ? '\n' : ''));
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(content, content, fc.boolean(), async (one, two, drop) => {
      fc.pre(one !== two && one !== '' && two !== '');
      using repo = makeRepo({ 'x.txt': one, 'y.txt': 'same\n' });
      writeFileSync(join(repo.dir, 'x.txt'), two);
      if (drop) rmSync(join(repo.dir, 'y.txt'));
      const patch = repo.git('diff', '--no-renames');
      const verdict = await judge(repo.dir, patch);
      if (!verdict.ok) return true;
      accepted++;
      return ourTree(repo, verdict) === gitTree(repo, patch);
    }),
    { numRuns: 20, seed: 11 },
  );
  expect(accepted).toBeGreaterThan(12);
});

describe('orch patch by hand', () => {
  it('check answers, apply writes, both with 0 or 77', async () => {
    using repo = makeRepo(FILES, ['run.sh']);
    const file = repo.beside('p.diff', diff('run.sh', 'echo a', 'echo b') + diff('crlf.txt', 'a', 'z'));
    const before = snapshot(repo.dir);
    expect(exitOf(await checkPatch({ repo: repo.dir, file, policy, env }))).toBe(0);
    expect(snapshot(repo.dir)).toEqual(before);
    expect(exitOf(await applyPatch({ repo: repo.dir, file, policy, env }))).toBe(0);
    expect(snapshot(repo.dir)).toEqual({
      ...before,
      'run.sh': '755 #!/bin/sh\necho b\n',
      'crlf.txt': `${before['crlf.txt']!.slice(0, 4)}z\r\nb\r\n`,
    });
    const again = await applyPatch({
      repo: repo.dir,
      file: repo.beside('q.diff', diff('nothing.txt', 'a', 'b')),
      policy,
      env,
    });
    expect([exitOf(again), rulesOf(again)]).toEqual([77, ['no-file']]);
  });

  it('adds folders, deletes and prunes, renames with the mode', async () => {
    using repo = makeRepo(FILES, ['run.sh']);
    const patch =
      'diff --git a/run.sh b/deep/go.sh\nrename from run.sh\nrename to deep/go.sh\ndiff --git a/deep/new/n.txt b/deep/new/n.txt\n--- /dev/null\n+++ b/deep/new/n.txt\n@@ -0,0 +1 @@\n+n\n--- a/deep/er/x.json\n+++ /dev/null\n@@ -1 +0,0 @@\n-{"a": 1}\n';
    expect(exitOf(await applyPatch({ repo: repo.dir, file: repo.beside('p', patch), policy, env }))).toBe(0);
    expect(repo.git('status', '--porcelain', '-uall').split('\n').sort()).toEqual([
      '',
      ' D deep/er/x.json',
      ' D run.sh',
      '?? deep/go.sh',
      '?? deep/new/n.txt',
    ]);
    expect(statSync(join(repo.dir, 'deep/go.sh')).mode & 0o111).toBe(0o111);
    expect(() => statSync(join(repo.dir, 'deep/er'))).toThrow(/ENOENT/);
  });

  it('writes nothing over uncommitted edits, untracked files or links in the work tree', async () => {
    using repo = makeRepo(FILES);
    const file = repo.beside('p', diff('run.sh', 'echo a', 'echo b') + diff('a.yaml', 'k: 1', 'k: 2'));
    repo.write('a.yaml', 'k: 1\nl: 2\nmine: 1\n');
    const before = snapshot(repo.dir);
    await expect(applyPatch({ repo: repo.dir, file, policy, env })).rejects.toThrow(/uncommitted edits/);
    expect(snapshot(repo.dir)).toEqual(before);
    repo.git('checkout', '-q', 'a.yaml');
    mkdirSync(join(repo.top, 'elsewhere/er'), { recursive: true });
    writeFileSync(join(repo.top, 'elsewhere/er/x.json'), '{"a": 1}\n');
    rmSync(join(repo.dir, 'deep'), { recursive: true });
    symlinkSync('../elsewhere', join(repo.dir, 'deep'));
    const link = repo.beside('l', diff('deep/er/x.json', '{"a": 1}', '{"a": 2}'));
    await expect(applyPatch({ repo: repo.dir, file: link, policy, env })).rejects.toThrow(/not a folder/);
    expect(readFileSync(join(repo.top, 'elsewhere/er/x.json'), 'utf8')).toBe('{"a": 1}\n');
    const fresh = repo.beside('n', '--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1 @@\n+n\n');
    repo.write('new.txt', 'mine\n');
    await expect(applyPatch({ repo: repo.dir, file: fresh, policy, env })).rejects.toMatchObject({
      message: expect.stringContaining('untracked file'),
      next: expect.stringContaining('Move it away'),
    });
    expect(repo.read('new.txt')).toBe('mine\n');
  });

  it('takes back what it wrote when a later file cannot be written', async () => {
    using repo = makeRepo({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    mkdirSync(join(repo.dir, '.orch-new-2'));
    const before = snapshot(repo.dir);
    const add = '--- /dev/null\n+++ b/new/er/c.txt\n@@ -0,0 +1 @@\n+c\n';
    const file = repo.beside('p', add + diff('a.txt', 'a', 'A') + diff('b.txt', 'b', 'B'));
    await expect(applyPatch({ repo: repo.dir, file, policy, env })).rejects.toThrow(/in the way/);
    expect(snapshot(repo.dir)).toEqual(before);
    expect(() => statSync(join(repo.dir, 'new'))).toThrow(/ENOENT/);
  });

  it('leaves everything byte-identical after every refusal', async () => {
    using repo = makeRepo({ ...FILES, 'Master_Memo.md': 'Owner: human\n' }, ['run.sh']);
    const strict = { ...POLICY, protected: ['Master_Memo.md'], allowedFiles: ['a.yaml', 'run.sh'] };
    const good = diff('a.yaml', 'k: 1', 'k: 2');
    const refused = [
      good + diff('Master_Memo.md', 'Owner: human', 'Owner: none'),
      good + diff('run.sh', 'echo a', 'rm -rf /'),
      good + diff('run.sh', 'echo z', 'echo b'),
      good + diff('a.yaml', 'l: 2', 'l: [2'),
      `${good}--- /dev/null\n+++ b/.git/hooks/pre-commit\n@@ -0,0 +1 @@\n+x\n`,
      `${good}--- a/run.sh\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-#!/bin/sh\n-echo a\n`,
      `\`\`\`diff\n${good}`,
      '',
    ];
    const before = snapshot(repo.dir);
    for (const patch of refused) {
      const verdict = await applyPatch({
        repo: repo.dir,
        file: repo.beside('p', patch),
        policy: strict,
        env,
      });
      expect([patch, exitOf(verdict)]).toEqual([patch, 77]);
      expect(snapshot(repo.dir)).toEqual(before);
    }
  });

  it('refuses bytes that are no UTF-8', async () => {
    using repo = makeRepo(FILES);
    const file = repo.beside('p', Buffer.from(`${diff('a.yaml', 'k: 1', 'k: 2')}\xff`, 'latin1'));
    expect(rulesOf(await checkPatch({ repo: repo.dir, file, policy, env }))).toEqual(['not-utf8']);
  });
});

it('the bench adapter answers by code, alone and as a server', () => {
  using repo = makeRepo(FILES);
  const good = repo.beside('good', diff('a.yaml', 'k: 1', 'k: 2'));
  const bad = repo.beside('bad', diff('a.yaml', 'k: 9', 'k: 2'));
  const rules = repo.beside('policy.json', JSON.stringify({ allowed_files: ['a.yaml'] }));
  const wrong = repo.beside('wrong.json', JSON.stringify({ allowed_files: 'a.yaml' }));
  const tool = join(root, 'bench/adapters/patch.js');
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [tool, ...args], { cwd: repo.dir, env: { ...env } });
  expect(run(repo.dir, bad, rules).status).toBe(77);
  expect(run(repo.dir, good, wrong).status).toBe(78);
  expect(run(repo.top, good, rules).status).toBe(78);
  const input = [[repo.dir, bad, rules].join('\t'), [repo.dir, good, rules].join('\t')].join('\n');
  const server = spawnSync(process.execPath, [tool, '--server'], {
    cwd: repo.dir,
    env: { ...env },
    input: `${input}\n`,
  });
  expect(
    server.stdout
      .toString()
      .split('\n')
      .map((line) => line.slice(0, 2)),
  ).toEqual(['77', '0 ', '']);
  expect(repo.read('a.yaml')).toBe('k: 2\nl: 2\n');
});
