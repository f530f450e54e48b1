import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../lab/commands/folder.ts';
import { labEnv } from '../../lab/commands/night.ts';
import { startServers } from '../../lab/commands/servers.ts';
import { callsFile } from '../../lab/toolkit/calls.ts';
import { type Call, recordPrograms } from '../rig/calls.ts';
import { WHOLE } from '../rig/folder.ts';
import { BANS, forbidden } from '../rig/never-run.ts';
import { packageRoot, type Ran, start } from '../rig/repo.ts';

interface Recorded extends AsyncDisposable {
  readonly worldUrl: string;
  /** Runs a program in the lab's workspace, with the environment that a stage has. */
  program(...argv: string[]): Promise<Ran>;
  orch(...args: string[]): Promise<Ran>;
  calls(): readonly Call[];
}

/** A lab that stays up and records every command and request, as the nights of all faults do (test/rig/lab-night.ts). */
const recordedLab = async (delivery: 'apply' | 'flux'): Promise<Recorded> => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'orch-never-')));
  const recorder = recordPrograms(join(top, 'recorder'));
  const options = { seed: 5, fast: true, delivery };
  const lab = makeFolder(join(top, 'lab'), options);
  const server = await startServers(lab, { ...options, faults: [], packageRoot });
  const env = labEnv(lab, server.secrets, { PATH: recorder.path });
  const program = (...argv: string[]) => start(argv, lab.repo, env).done;
  return {
    worldUrl: server.worldUrl,
    program,
    orch: (...args) => program(process.execPath, join(packageRoot, 'bin', 'orch.js'), ...args),
    calls: () => recorder.calls(callsFile(lab.dir)),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      rmSync(top, WHOLE);
    },
  };
};

const commands = (calls: readonly Call[], program: string): number =>
  calls.filter((call) => call.kind === 'tool' && call.argv[0] === program).length;

describe('what is never run', () => {
  it('every ban catches its example, which is lawful by no other history', () => {
    for (const { what, hits, example, after = [] } of BANS)
      expect([what, hits(example, after)]).toEqual([what, true]);
  });

  it.for(['apply', 'flux'] as const)(
    'a night that builds all, and one that changes nothing: %s',
    async (delivery) => {
      await using lab = await recordedLab(delivery);
      for (const night of ['building', 'quiet']) {
        const ran = await lab.orch('run', 'all');
        expect(ran.code, `${night}\n${ran.stderr}${ran.stdout}`).toBe(0);
      }
      const planned = await lab.orch('plan');
      expect(planned.code, `${planned.stderr}${planned.stdout}`).toBe(0);
      const calls = lab.calls();
      expect(forbidden(calls)).toEqual([]);
      // The record has what the stages do: else it would prove nothing.
      for (const program of ['talosctl', 'kubectl', 'flux', 'git'])
        expect([program, commands(calls, program) > 0]).toEqual([program, true]);
      const has = (words: string) =>
        calls.some((call) => call.kind === 'tool' && ` ${call.argv.join(' ')} `.includes(` ${words} `));
      for (const words of [
        'talosctl gen secrets',
        'talosctl bootstrap',
        'apply --server-side',
        'talosctl kubeconfig',
      ])
        expect([words, has(words)]).toEqual([words, true]);
      expect(has('push')).toBe(delivery === 'flux');
      const writes = calls.filter((call) => call.kind === 'http' && call.method !== 'GET');
      expect(writes.map((call) => call.kind === 'http' && call.path.replace(/\d+/g, 'N'))).toEqual(
        expect.arrayContaining(['/factory/schematics', '/apiN/json/nodes/pve/qemu/N/status/start']),
      );
    },
  );

  it('planted: a forbidden command, request and push are in the record and are found', async () => {
    await using lab = await recordedLab('apply');
    await lab.program('talosctl', 'reset', '-n', '192.168.1.151', '--graceful=false');
    await lab.program('kubectl', '--kubeconfig', 'x', 'delete', 'namespace', 'longhorn-system');
    await lab.program('git', 'push', '--quiet', 'nowhere', '+main:refs/heads/main');
    await lab.program('helm', 'rollback', 'loki');
    const url = `${lab.worldUrl}/api2/json/nodes/pve/qemu/101`;
    await fetch(url, { method: 'DELETE' });
    await fetch(`${url}/config`, { method: 'PUT', body: new URLSearchParams({ scsi0: 'local-lvm:40' }) });
    const found = forbidden(lab.calls()).map(({ ban }) => ban.replace(/ \(.*/, ''));
    expect(found.sort()).toEqual(
      [
        'talosctl reset',
        'kubectl delete',
        'a push to anything but one branch under orch/',
        'helm, at all',
        'anything deleted on Proxmox',
        'any other write to Proxmox or the image factory',
        'a disk allocated on a VM that exists',
      ].sort(),
    );
  });
});
