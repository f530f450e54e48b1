import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectPlain, expectTidy, NO_MODELS, nodeStage } from '../rig/cli.ts';
import { makeRepo, packageRoot, type Ran, type TestRepo } from '../rig/repo.ts';

const GOOD = '--- a/config/site.yaml\n+++ b/config/site.yaml\n@@ -1 +1 @@\n-site: 1\n+site: 2\n';
const FORBIDDEN = '--- a/context_map.yaml\n+++ b/context_map.yaml\n@@ -1 +1 @@\n-a\n+b\n';
const OTHER = '--- a/other.txt\n+++ b/other.txt\n@@ -1 +1 @@\n-old\n+new\n';

const repoWithSite = () =>
  makeRepo({
    files: {
      'context_map.yaml': `${NO_MODELS}stages:\n${nodeStage('site', '0')}`,
      'config/site.yaml': 'site: 1\n',
      'other.txt': 'old\n',
    },
  });

/** orch with something on standard input. */
const piped = (repo: TestRepo, args: readonly string[], input: string): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(packageRoot, 'bin/orch.js'), ...args], {
      cwd: repo.dir,
      env: repo.env,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    child.stdin.end(input);
  });

const beside = (repo: TestRepo, name: string, text: string): string => {
  const file = join(repo.dir, '..', name);
  writeFileSync(file, text);
  return file;
};

describe('orch patch', () => {
  it('check says yes and touches nothing; apply writes the checkout, not the index', async () => {
    using repo = await repoWithSite();
    const file = beside(repo, 'good.diff', GOOD);
    const check = await repo.orch(['patch', 'check', file]);
    expect(check).toMatchObject({
      code: 0,
      stdout: 'accepted, 2 changed lines\n  modify config/site.yaml\n',
      stderr: '',
    });
    expect(await repo.git('status', '--porcelain')).toBe('');
    const applied = await repo.orch(['patch', 'apply', file, '--json']);
    expect(applied.code).toBe(0);
    expect(JSON.parse(applied.stdout)).toMatchObject({
      ok: true,
      files: [{ path: 'config/site.yaml', op: 'modify' }],
    });
    expect(readFileSync(join(repo.dir, 'config/site.yaml'), 'utf8')).toBe('site: 2\n');
    expect(await repo.git('status', '--porcelain')).toBe(' M config/site.yaml\n');
    const twice = await repo.orch(['patch', 'apply', file]);
    expect(twice.code).toBe(77);
    expect(twice.stderr).toMatch(/uncommitted edits.*\n {2}next: /);
  });

  it('reads standard input', async () => {
    using repo = await repoWithSite();
    expect(await piped(repo, ['patch', 'check', '-'], GOOD)).toMatchObject({ code: 0 });
    expect(await piped(repo, ['patch', 'check', '-'], FORBIDDEN)).toMatchObject({ code: 77 });
    expect(await piped(repo, ['patch', 'check', '-'], '\u0000\u0001')).toMatchObject({ code: 77 });
    expect(await piped(repo, ['explain', 'patch'], GOOD)).toMatchObject({ code: 0 });
    expect((await piped(repo, ['patch', 'check', '-'], '')).stdout).toMatch(/^ {2}empty: the answer/m);
    expect(await piped(repo, ['patch', 'apply', '-'], GOOD)).toMatchObject({ code: 0 });
    expect(readFileSync(join(repo.dir, 'config/site.yaml'), 'utf8')).toBe('site: 2\n');
  });

  it('refused: what, why, and that nothing changed (77)', async () => {
    using repo = await repoWithSite();
    const file = beside(repo, 'bad.diff', FORBIDDEN);
    for (const command of ['check', 'apply']) {
      const ran = await repo.orch(['patch', command, file]);
      expect(ran.code).toBe(77);
      expect(ran.stdout).toMatch(/^refused, nothing was changed\n {2}protected: context_map\.yaml/);
    }
    expect(JSON.parse((await repo.orch(['patch', 'check', file, '--json'])).stdout)).toMatchObject({
      ok: false,
      violations: [{ rule: 'protected', path: 'context_map.yaml' }],
    });
    expect(await repo.git('status', '--porcelain')).toBe('');
  });

  it('what stands in a patch or a log is told as text, whatever it is', async () => {
    using repo = await repoWithSite();
    const evil = GOOD.replaceAll('site.yaml', '\u001b[2J\u009b31m\u202esite.yaml').replace(
      'site: 2',
      '\u001b]0;x\u0007',
    );
    for (const args of [
      ['patch', 'check', '-'],
      ['explain', 'patch', '-'],
      ['patch', 'check', '-', '--json'],
    ]) {
      const ran = await piped(repo, args, evil);
      expect(ran.code).toBe(77);
      expectPlain(ran.stdout + ran.stderr);
    }
    const log = 'error: \u001b[2J\u009b31m config/\u202esite.yaml: bad value\n';
    for (const args of [
      ['explain', 'fingerprint'],
      ['explain', 'fingerprint', '--json'],
    ])
      expectPlain((await piped(repo, args, log)).stdout);
  });

  it('--stage judges by the map, --policy by a file', async () => {
    using repo = await repoWithSite();
    const file = beside(repo, 'other.diff', OTHER);
    expect((await repo.orch(['patch', 'check', file])).code).toBe(0);
    const stage = await repo.orch(['patch', 'check', file, '--stage', 'site']);
    expect(stage.code).toBe(77);
    expect(stage.stdout).toMatch(/other\.txt/);
    expect((await repo.orch(['patch', 'check', file, '--stage', 'sit'])).stderr).toMatch(
      /did you mean `site`/,
    );
    const allow = beside(repo, 'allow.json', '{"allowed_files": ["other.txt"]}');
    const deny = beside(repo, 'deny.json', '{"allowed_files": ["config/**"]}');
    expect((await repo.orch(['patch', 'check', file, '--policy', allow])).code).toBe(0);
    const both = await repo.orch(['patch', 'check', file, '--policy', allow, '--stage', 'site']);
    expect([both.code, both.stderr]).toEqual([
      64,
      expect.stringMatching(/both say what is allowed.*\n {2}next/),
    ]);
    expect((await repo.orch(['patch', 'check', file, '--policy', deny])).code).toBe(77);
    const wrong = await repo.orch([
      'patch',
      'check',
      file,
      '--policy',
      beside(repo, 'wrong.json', '{"max_files": 0}'),
    ]);
    expect(wrong.code).toBe(78);
    expect(wrong.stderr).toMatch(/wrong\.json is not valid at \w+/);
  });

  it('a file that is not there (64), and --repo from elsewhere', async () => {
    using repo = await repoWithSite();
    const none = await repo.orch(['patch', 'check', 'nope.diff']);
    expect(none.code).toBe(64);
    expect(none.stderr).toMatch(/nope\.diff cannot be read.*\n {2}next: /);
    const file = beside(repo, 'good.diff', GOOD);
    expect((await repo.orch(['-C', '..', 'patch', 'check', file, '--repo', 'repo'])).code).toBe(0);
  });
});

describe('orch explain', () => {
  it('patch: how it was read, and the verdict', async () => {
    using repo = await repoWithSite();
    const good = await piped(repo, ['explain', 'patch', '-'], GOOD);
    expect(good.code).toBe(0);
    expect(good.stdout).toMatch(
      /^read as: unified\n {2}line 1: modify config\/site\.yaml \(1 hunk\)\naccepted: /,
    );
    const bad = await repo.orch(['explain', 'patch', beside(repo, 'bad.diff', FORBIDDEN), '--json']);
    expect(bad.code).toBe(77);
    expect(JSON.parse(bad.stdout)).toMatchObject({ format: 'unified', verdict: { ok: false } });
    expect((await piped(repo, ['explain', 'patch', '-'], 'no patch at all')).code).toBe(77);
  });

  it('fingerprint: text, JSON, many at once, and why two logs differ', async () => {
    using repo = await repoWithSite();
    const one = 'step a\n2026-11-20T10:00:00Z error: node talos-w-1 did not answer within 30s\n';
    const later = one.replace('10:00:00', '23:59:59');
    const other = 'error: config/site.yaml: line 3: did not find expected key\n';
    const told = await piped(repo, ['explain', 'fingerprint'], one);
    expect(told.stdout).toMatch(/^hash {5}[0-9a-f]{16}\nloose/);
    const hash = told.stdout.slice(9, 25);
    expect(JSON.parse((await piped(repo, ['explain', 'fingerprint', '--json'], later)).stdout)).toMatchObject(
      { hash },
    );
    const lines = [
      { id: 'a', text: one },
      { id: 2, text: later },
      { id: 'c', text: other },
    ];
    const batch = await piped(
      repo,
      ['explain', 'fingerprint', '--jsonl'],
      lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
    const rows = batch.stdout
      .trim()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(rows.slice(0, 2)).toEqual([
      ['a', hash],
      ['2', hash],
    ]);
    expect(rows[2]?.[1]).not.toBe(hash);
    const wrong = await piped(repo, ['explain', 'fingerprint', '--jsonl'], '{"id": 1}\n');
    expect(wrong).toMatchObject({ code: 64, stderr: expect.stringMatching(/line 1: expected/) });
    const files = [
      beside(repo, 'a.log', one),
      beside(repo, 'b.log', later),
      beside(repo, 'c.log', other),
    ] as const;
    expect((await repo.orch(['explain', 'fingerprint', '--diff', files[0], files[1]])).stdout).toContain(
      `one name: ${hash}`,
    );
    expect((await repo.orch(['explain', 'fingerprint', '--diff', files[0], files[2]])).stdout).toMatch(
      /^two names: /,
    );
    expect(await repo.orch(['explain', 'fingerprint', '--diff', files[0]])).toMatchObject({ code: 64 });
    expect(await repo.orch(['explain', 'fingerprint', 'nope.log'])).toMatchObject({ code: 64 });
  });

  it('redaction: by form, and by the values of this workspace’s secret files; a pipe gets the bytes', async () => {
    using repo = await repoWithSite();
    const map = readFileSync(join(repo.dir, 'context_map.yaml'), 'utf8');
    repo.write('context_map.yaml', map.replace('settings: {', 'settings: { secret_files: [config/*.env],'));
    repo.write('config/site.env', 'SITE_PASSWORD=hunter2-hunter2-hunter2\n');
    const text = 'plain \u001b[31mred\u0007 hunter2-hunter2-hunter2 end\r\n';
    const ran = await piped(repo, ['explain', 'redaction'], text);
    expect(ran.code).toBe(0);
    expect(ran.stdout).not.toContain('hunter2');
    expect(ran.stdout).toMatch(/^plain \u001b\[31mred\u0007 .+ end\r\n$/);
    const outside = await piped(
      repo,
      ['-C', '/', 'explain', 'redaction', '--json'],
      'a password: s3cr3t-s3cr3t-s3cr3t',
    );
    expect(outside.stdout).not.toContain('s3cr3t-s3cr3t');
    expect(JSON.parse(outside.stdout).found).not.toEqual([]);
    const batch = await piped(repo, ['explain', 'redaction', '--jsonl'], 'not json\n');
    expect(batch.code).toBe(64);
    expectTidy(batch);
  });

  it('command: what may run exits 0, what may not 77, with the reason', async () => {
    using repo = await repoWithSite();
    const yes = await repo.orch(['explain', 'command', '--', 'kubectl', 'get', 'pods', '-A']);
    expect(yes.code).toBe(0);
    expect(yes.stdout).toMatch(/^read +kubectl get pods -A\n.*\n +runs: /);
    const no = await repo.orch(['explain', 'command', '--', 'kubectl', 'delete', 'pod', 'x']);
    expect(no.code).toBe(77);
    expect(no.stdout).toMatch(/^(act|never) /);
    const batch = await piped(repo, ['explain', 'command', '--json'], 'kubectl get nodes\nrm -rf /\n');
    expect(batch.code).toBe(77);
    expect(
      batch.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).class),
    ).toEqual(['read', 'never']);
    const node = ['explain', 'command', '--', 'talosctl', '-n', '192.0.2.7', 'version'];
    expect((await repo.orch(node)).code).toBe(77);
    const map = readFileSync(join(repo.dir, 'context_map.yaml'), 'utf8');
    repo.write('context_map.yaml', map.replace('settings: {', 'settings: { node_addresses: [192.0.2.7],'));
    expect((await repo.orch(node)).code).toBe(0);
  });
});
