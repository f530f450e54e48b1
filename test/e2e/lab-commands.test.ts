import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WHOLE } from '../rig/folder.ts';
import { packageRoot, start } from '../rig/repo.ts';

const ORCH = join(packageRoot, 'bin', 'orch.js');

describe('a lab that stays up', () => {
  let top = '';
  let dir = '';
  const env = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, HOME: top, LANG: 'C.UTF-8' });
  const orch = (...args: string[]) => start([process.execPath, ORCH, ...args], top, env()).done;
  /** What a human types in `orch lab shell`: a script in place of the shell. */
  const inShell = async (script: string) => {
    const shell = join(top, 'shell');
    writeFileSync(shell, `#!/bin/sh\n${script}\n`);
    chmodSync(shell, 0o755);
    return start([process.execPath, ORCH, 'lab', 'shell', dir], top, { ...env(), SHELL: shell }).done;
  };

  beforeAll(async () => {
    top = realpathSync(mkdtempSync(join(tmpdir(), 'orch-up-')));
    dir = join(top, 'lab');
    const up = await orch('lab', 'up', '--fast', '--dir', dir);
    expect(up.code, up.stderr).toBe(0);
    expect(up.stdout).toContain(`orch lab down ${dir}`);
  });
  afterAll(() => rmSync(top, WHOLE));

  it('has its own tools, keys and workspace in the shell, and orch converges it', async () => {
    const ran = await inShell(`talosctl version --client --short && node ${ORCH} run vms --no-ai`);
    expect(ran.code, `${ran.stderr}${ran.stdout}`).toBe(0);
    expect(ran.stdout).toContain('v1.13.9');
    expect(ran.stdout).toMatch(/vms +green/);
  });

  it('plans without changing anything: exit 0 when nothing is to do, 3 when something is', async () => {
    expect((await inShell(`node ${ORCH} plan vms`)).code).toBe(0);
    const changes = await inShell(`node ${ORCH} plan talos`);
    expect(changes.code, changes.stderr).toBe(3);
    expect(changes.stdout).toMatch(/talos: changes/);
  });

  it('breaks on demand: a wrong line is a commit of the human’s, and the failure is the real tool’s', async () => {
    const broken = await orch('lab', 'break', 'vms-bridge-typo', '--dir', dir);
    expect(broken.code, broken.stderr).toBe(0);
    const ran = await inShell(`node ${ORCH} run vms --no-ai`);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('vmbr1');
  });

  it('goes down and leaves nothing behind', async () => {
    const { pid } = JSON.parse(readFileSync(join(dir, '.orch-lab.json'), 'utf8')) as { pid: number };
    expect((await orch('lab', 'down', dir)).code).toBe(0);
    expect(existsSync(dir)).toBe(false);
    const left = await start(['ps', '-o', 'stat=', '-p', String(pid)], top, env()).done;
    expect(left.stdout.trim()).toMatch(/^(Z.*)?$/);
    expect((await orch('lab', 'down', dir)).code).toBe(64);
  });
});
