import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectTidy, repoWith } from '../rig/cli.ts';
import { WHOLE } from '../rig/folder.ts';
import { makeRepo, packageRoot, start } from '../rig/repo.ts';

const ORCH = `'${process.execPath}' '${join(packageRoot, 'bin/orch.js')}'`;

describe('orch run --only', () => {
  it('a stage alone is just that stage', async () => {
    using repo = await repoWith({ fetch: '0', build: '0' });
    const ran = await repo.orch(['run', '--only', 'build']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('build');
    expect(existsSync(join(repo.dir, 'logs/fetch'))).toBe(false);
    expectTidy(ran);
  });

  it('what it cannot mean is wrong usage (64), and nothing is recorded', async () => {
    using repo = await repoWith({ fetch: '0', build: '0' });
    for (const [args, said] of [
      [['run', 'build', '--only', 'build'], /--only names all that is run/],
      [['run', '--only', 'bild'], /did you mean `build`/],
      [['run', '--only', 'build/../x'], /--only takes STAGE or STAGE\/PART/],
      [['run', '--only', 'build/'], /--only takes STAGE or STAGE\/PART/],
      [['run', '--only', 'bild/x'], /did you mean `build`/],
      [['run', '--only', 'build/x'], /its own command, which knows no parts/],
    ] as const) {
      const ran = await repo.orch([...args]);
      expect(ran.code).toBe(64);
      expect(ran.stderr).toMatch(said);
      expectTidy(ran);
    }
    expect(existsSync(join(repo.dir, 'logs/events.jsonl'))).toBe(false);
  });

  it('a part that does not exist, or a stage without parts, is told before anything runs (64)', async () => {
    using repo = await makeRepo({});
    await repo.orch(['init']);
    await repo.commit('orch: workspace');
    for (const [only, said] of [
      ['apps/whoamy', /no part whoamy; did you mean `whoami`\?.*home, whoami/],
      ['vms/101', /stage vms has no part/],
    ] as const) {
      const ran = await repo.orch(['run', '--only', only]);
      expect(ran.code, ran.stdout + ran.stderr).toBe(64);
      expect(ran.stdout).toMatch(said);
    }
    expect(existsSync(join(repo.dir, 'logs/events.jsonl'))).toBe(false);
    expect(existsSync(join(repo.dir, 'state/lock'))).toBe(false);
  });

  it('in a lab: one app is applied and healthy, its neighbour is not touched, the stage is as it was', async () => {
    const top = realpathSync(mkdtempSync(join(tmpdir(), 'orch-only-')));
    const env = { PATH: process.env.PATH, HOME: top, LANG: 'C.UTF-8', SHELL: join(top, 'steps') };
    const orch = (...args: string[]) =>
      start([process.execPath, join(packageRoot, 'bin/orch.js'), ...args], top, env).done;
    writeFileSync(
      env.SHELL,
      `#!/bin/sh
${ORCH} run vms talos infra > '${top}/run' 2>&1; echo $? >> '${top}/codes'
cp logs/events.jsonl '${top}/events-before'
${ORCH} run --only apps/whoami > '${top}/only' 2>&1; echo $? >> '${top}/codes'
cp logs/events.jsonl '${top}/events-after'
${ORCH} status --json > '${top}/status'
kubectl --kubeconfig .orch/secrets/kubeconfig get namespaces -o json > '${top}/namespaces'
${ORCH} run --only apps/whoami --json > '${top}/again'; echo $? >> '${top}/codes'
`,
      { mode: 0o755 },
    );
    const read = (name: string) => readFileSync(join(top, name), 'utf8');
    try {
      expect(await orch('lab', 'up', '--fast', '--dir', join(top, 'lab'))).toMatchObject({ code: 0 });
      await orch('lab', 'shell', join(top, 'lab'));
      expect(read('codes').trim().split('\n'), read('only')).toEqual(['0', '0', '0']);
      expect(read('only')).toMatch(
        /^apps\/whoami: green; the stage's status is as it was\. Log: logs\/apps\//m,
      );
      expect(read('only')).toContain('whoami healthy');
      expect(read('events-after')).toBe(read('events-before'));
      const apps = JSON.parse(read('status')).stages.find(({ stage }: { stage: string }) => stage === 'apps');
      expect(apps).toMatchObject({ status: 'idle', attempts: 0 });
      const names = JSON.parse(read('namespaces')).items.map(
        ({ metadata }: { metadata: { name: string } }) => metadata.name,
      );
      expect(names).toContain('whoami');
      expect(names).not.toContain('home');
      expect(JSON.parse(read('again'))).toMatchObject({
        version: 1,
        stage: 'apps',
        part: 'whoami',
        result: 'green',
      });
    } finally {
      await orch('lab', 'down', join(top, 'lab'));
      rmSync(top, WHOLE);
    }
  });
});
