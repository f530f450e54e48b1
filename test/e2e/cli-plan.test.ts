import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { expectTidy, repoWith } from '../rig/cli.ts';
import { WHOLE } from '../rig/folder.ts';
import { makeRepo, packageRoot, start } from '../rig/repo.ts';

const ORCH = `'${process.execPath}' '${join(packageRoot, 'bin/orch.js')}'`;

/** A zombie has ended: whoever inherits it may take long to reap it. */
const alive = (pid: number): boolean => {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
};

describe('orch plan', () => {
  it('in a lab: what would change (3), and nothing once it is there (0); the plan itself changes nothing', async () => {
    const top = realpathSync(mkdtempSync(join(tmpdir(), 'orch-plan-')));
    const env = { PATH: process.env.PATH, HOME: top, LANG: 'C.UTF-8', SHELL: join(top, 'steps') };
    const orch = (...args: string[]) =>
      start([process.execPath, join(packageRoot, 'bin/orch.js'), ...args], top, env).done;
    writeFileSync(
      env.SHELL,
      `#!/bin/sh
${ORCH} plan > '${top}/bare'; echo $? >> '${top}/codes'
${ORCH} plan vms > '${top}/before'; echo $? >> '${top}/codes'
${ORCH} plan vms --json > '${top}/again'; echo $? >> '${top}/codes'
${ORCH} run vms > '${top}/run' 2>&1; echo $? >> '${top}/codes'
${ORCH} plan vms > '${top}/after'; echo $? >> '${top}/codes'
`,
      { mode: 0o755 },
    );
    const read = (name: string) => readFileSync(join(top, name), 'utf8');
    try {
      expect(await orch('lab', 'up', '--fast', '--dir', join(top, 'lab'))).toMatchObject({ code: 0 });
      await orch('lab', 'shell', join(top, 'lab'));
      expect(read('codes').trim().split('\n')).toEqual(['3', '3', '3', '0', '0']);
      // On bare metal every stage is a change to come; what cannot be looked at yet says what it waits for.
      expect(read('bare').match(/^\w+: .*$/gm)).toEqual([
        'vms: changes',
        ...['talos', 'infra', 'apps', 'ingress', 'obs'].map((name) =>
          expect.stringMatching(`^${name}: changes`),
        ),
      ]);
      expect(read('bare')).toMatch(/^infra: changes \(cannot be looked at before (vms|talos)\)$/m);
      expect(read('bare')).toMatch(
        /\nA run would change vms, talos, infra, apps, ingress, obs\. Next: orch run all\n$/,
      );
      expect(read('before')).toMatch(/^vms: changes\n(.*\n)*? {2}.*missing: 101 talos-cp-1/m);
      expect(read('before')).toMatch(/\nA run would change vms\. Next: orch run vms\n$/);
      expect(JSON.parse(read('again'))).toMatchObject({
        version: 1,
        stages: [
          {
            stage: 'vms',
            result: 'changes',
            steps: [
              { step: 'api', outcome: 'ok', detail: expect.stringMatching(/^Proxmox VE /) },
              { step: 'iso', outcome: 'drift', effect: expect.stringMatching(/^Proxmox downloads it from /) },
              { step: 'create', outcome: 'drift', detail: expect.stringMatching(/^missing: 101 talos-cp-1/) },
              ...['settings', 'power', 'boot'].map((step) => ({ step, outcome: 'drift' })),
            ],
          },
        ],
      });
      expect(read('after')).toMatch(/^vms: nothing to do\n/);
      expect(read('after')).toMatch(/\nNothing would be changed\.\n$/);
      expectTidy({ stdout: read('before'), stderr: read('after') });
    } finally {
      await orch('lab', 'down', join(top, 'lab'));
      rmSync(top, WHOLE);
    }
  });

  it('a stage with its own command cannot be asked, and is said not to be', async () => {
    using repo = await repoWith({ fetch: 'process.exit(1)', build: '0' });
    const ran = await repo.orch(['plan']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^fetch: not checked\n {2}has its own command/);
    expect(ran.stdout).toMatch(/\nNothing could be checked\. Next: orch run all\n$/);
    expect(JSON.parse((await repo.orch(['plan', 'build', '--json'])).stdout).stages).toMatchObject([
      { stage: 'build', result: 'not checked' },
    ]);
    expect((await repo.orch(['plan', 'bild'])).stderr).toMatch(/did you mean `build`/);
    expect(existsSync(join(repo.dir, 'logs/events.jsonl'))).toBe(false);
  });

  it('the check of a command of your own says what it says: nothing (0), changes (3), failed; steps are none', async () => {
    const check = (name: string, body: string) =>
      `  ${name}: { command: [never], check: [node, -e, "console.log(process.env.ORCH_STAGE); ${body}"] }\n`;
    using repo = await makeRepo({
      files: {
        'context_map.yaml': `stages:\n${check('fetch', '0')}${check('build', 'process.exitCode = 3')}${check('ship', 'process.exitCode = 1')}  gone: { command: [never], check: [./no-such-check] }\n  mute: { command: [never] }\n`,
      },
    });
    const ran = await repo.orch(['plan']);
    expect(ran.stdout).toContain('fetch: nothing to do\n  fetch\nbuild: changes\n  build\n');
    expect(ran.stdout).toMatch(/^gone: .*\n {2}.*no-such-check/m);
    expect(ran.stdout).toMatch(/^mute: not checked\n {2}has its own command, and no `check:`/m);
    expectTidy(ran);
    const ship = await repo.orch(['plan', 'ship', '--json']);
    expect([ship.code, JSON.parse(ship.stdout).stages]).toMatchObject([
      1,
      [{ stage: 'ship', result: 'failed', steps: [], text: expect.stringContaining('ship\n') }],
    ]);
    expect((await repo.orch(['plan', 'fetch'])).code).toBe(0);
    expect((await repo.orch(['plan', 'build'])).code).toBe(3);
  });

  it('Ctrl-C ends its check and gives the lock back (130)', async () => {
    using repo = await makeRepo({});
    await repo.orch(['init']);
    await repo.commit('orch: workspace');
    const bin = join(repo.dir, '..', 'bin');
    mkdirSync(bin);
    const mark = join(bin, 'pid');
    writeFileSync(join(bin, 'talosctl'), `#!/bin/sh\necho $$ > '${mark}'\nexec sleep 600\n`, { mode: 0o755 });
    const plan = repo.startOrch(['plan', 'talos'], { PATH: `${bin}:${repo.env.PATH}` });
    while (!existsSync(mark) || readFileSync(mark, 'utf8') === '') await sleep(25);
    plan.kill('SIGINT');
    const ran = await plan.done;
    expect(ran.code).toBe(130);
    expect(ran.stderr).toBe('orch: stopping; nothing was changed\n');
    expect(existsSync(join(repo.dir, 'state/lock'))).toBe(false);
    while (alive(Number(readFileSync(mark, 'utf8')))) await sleep(25);
  });
});
