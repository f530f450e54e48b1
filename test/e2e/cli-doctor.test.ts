import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startModelServer } from '../../lab/model/server.ts';
import { expectTidy, NO_MODELS, repoWith } from '../rig/cli.ts';
import { makeRepo, type TestRepo } from '../rig/repo.ts';

interface Check {
  readonly name: string;
  readonly result: string;
  readonly detail: string;
  readonly fix?: string;
}

const checks = async (repo: TestRepo): Promise<Record<string, Check>> =>
  Object.fromEntries(
    JSON.parse((await repo.orch(['doctor', '--json'])).stdout).checks.map((one: Check) => [one.name, one]),
  );

const withMap = (map: string, files: Record<string, string> = {}, env: NodeJS.ProcessEnv = {}) =>
  makeRepo({ files: { 'context_map.yaml': map, ...files }, env });

describe('orch doctor', () => {
  it('all is well: exit 0, each line ok or a warning that says what to do; nothing is written', async () => {
    using repo = await repoWith({ fetch: '0' });
    const ran = await repo.orch(['doctor']);
    expectTidy(ran);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/\nA run can start\. Next: orch run all\n$/);
    for (const line of ran.stdout.trim().split('\n').slice(0, -1))
      expect(line).toMatch(/^ok {4}|^warn {2}.* {2}→ {2}\S/);
    expect(JSON.parse((await repo.orch(['doctor', '--json'])).stdout)).toMatchObject({
      version: 1,
      ok: true,
    });
    expect(await repo.git('status', '--porcelain', '--ignored')).toBe('');
  });

  it('stages: no such program, a file that is not executable, one that is missing, a command for a shell', async () => {
    using repo = await withMap(
      `${NO_MODELS}stages:
  a: { command: [no-such-program], needs: [] }
  b: { command: [scripts/b.sh], needs: [] }
  c: { command: [scripts/c.sh], needs: [] }
  d: { command: "make all | tee log", needs: [] }
  e: { command: [node], check: [scripts/e.sh], needs: [] }
`,
      { 'scripts/b.sh': '#!/bin/sh\n' },
    );
    chmodSync(join(repo.dir, 'scripts/b.sh'), 0o644);
    const found = await checks(repo);
    expect(found['stage a']).toMatchObject({ result: 'fail', detail: 'no-such-program is not on PATH' });
    expect(found['stage b']).toMatchObject({ result: 'fail', fix: 'chmod +x scripts/b.sh' });
    expect(found['stage c']).toMatchObject({ result: 'fail', detail: 'scripts/c.sh does not exist' });
    expect(found['stage d']).toMatchObject({
      result: 'fail',
      detail: expect.stringMatching(/^context_map\.yaml:6:\d+: /),
    });
    expect(found['stage e']).toMatchObject({ result: 'ok' });
    expect(found['stage e, its check']).toMatchObject({
      result: 'fail',
      detail: 'scripts/e.sh does not exist',
    });
    const ran = await repo.orch(['doctor']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/\n5 things to mend before a run\.\n$/);
    for (const line of ran.stdout.split('\n').filter((one) => one.startsWith('FAIL')))
      expect(line).toMatch(/ {2}→ {2}\S/);
  });

  it('a diagnostic that a shell would be needed for is a warning with its line', async () => {
    using repo = await withMap(
      `${NO_MODELS}stages:\n  a:\n    command: [node]\n    diagnostics:\n      - kubectl get pods | grep x\n`,
    );
    const ran = await repo.orch(['doctor']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^warn +map +context_map\.yaml:6:9: this diagnostic is left out/m);
    expect(ran.stdout.match(/diagnostic is left out/g)).toHaveLength(1);
  });

  it('a map that cannot be read is one thing to mend, named by line, once', async () => {
    using repo = await withMap('stages:\n  a: { command: [true] }\n');
    const ran = await repo.orch(['doctor']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^FAIL +map +context_map\.yaml:2:\d+: /m);
    expect(ran.stdout).toMatch(/\n1 thing to mend before a run\.\n$/);
  });

  it('a map that is there but not committed, and one that is not there', async () => {
    using repo = await makeRepo({ files: { 'README.md': '' } });
    expect((await checks(repo)).map).toMatchObject({
      result: 'fail',
      fix: expect.stringContaining('orch init'),
    });
    repo.write('context_map.yaml', `${NO_MODELS}stages:\n  a: { command: [node] }\n`);
    expect((await checks(repo)).base).toMatchObject({
      result: 'fail',
      fix: expect.stringContaining('git commit'),
    });
  });

  it('saved state that cannot be read, and a folder of orch’s that is a file', async () => {
    using repo = await repoWith({ fetch: '0' });
    mkdirSync(join(repo.dir, 'state'));
    writeFileSync(join(repo.dir, 'state/errors.json'), '{');
    writeFileSync(join(repo.dir, 'logs'), 'in the way');
    const found = await checks(repo);
    expect(found['saved state']).toMatchObject({ result: 'fail', fix: expect.stringMatching(/mv /) });
    expect(found.folders).toMatchObject({
      result: 'fail',
      detail: expect.stringMatching(/logs is not a folder/),
    });
  });

  it('a tool that is there and does not run', async () => {
    using repo = await withMap(
      `settings: { executor: { kind: codex, bin: ./codex, model: m, base_url: "http://127.0.0.1:1/v1" }, escalation: { enabled: false } }\nstages:\n  a: { command: [node] }\n`,
    );
    writeFileSync(join(repo.dir, 'codex'), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
    expect((await checks(repo))['./codex']).toMatchObject({
      result: 'fail',
      detail: './codex does not run (exit 3)',
    });
  });

  it('models: reached, not listed, refused key, not there', async () => {
    const server = await startModelServer({
      script: () => ({ status: 500, body: {} }),
      requireKey: 'sk-right',
    });
    const map = (model: string, executor: string) =>
      `settings: { executor: { kind: openai-compatible, base_url: "${executor}", model: ${model}, key_env: KEY }, escalation: { base_url: "${server.url}", model: strong } }\nstages:\n  a: { command: [node] }\n`;
    using repo = await withMap(map('small', 'http://127.0.0.1:1/v1'), {}, { OPENAI_API_KEY: 'sk-wrong' });
    const found = await checks(repo);
    expect(found.executor).toMatchObject({
      result: 'warn',
      detail: expect.stringMatching(/does not answer/),
    });
    expect(found.escalation).toMatchObject({
      result: 'fail',
      detail: expect.stringMatching(/401/),
      fix: expect.stringContaining('OPENAI_API_KEY'),
    });
    expect(JSON.stringify(found)).not.toContain('sk-wrong');
    await server.close();
  });
});
