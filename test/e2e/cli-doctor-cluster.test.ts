import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Reply, serve } from '../contract/proxmox-server.ts';
import { NO_MODELS } from '../rig/cli.ts';
import { makeRepo, packageRoot } from '../rig/repo.ts';

interface Check {
  readonly name: string;
  readonly result: string;
  readonly detail: string;
  readonly fix?: string;
}
const TOKEN = 'orch@pve!test=11111111-2222-3333-4444-555555555555';
const example = readFileSync(join(packageRoot, 'config/clusters/homelab.yaml'), 'utf8');

/** A workspace with one built-in stage, its config pointing at `endpoint`, and tools of these versions on PATH. */
const workspace = async (endpoint: string, change: (config: string) => string = (text) => text) => {
  const repo = await makeRepo({
    files: {
      'context_map.yaml': `${NO_MODELS}stages:\n  vms: { files: [config/**] }\n`,
      'config/clusters/homelab.yaml': change(example.replace('https://192.168.1.10:8006', endpoint)),
    },
  });
  const bin = join(repo.dir, '..', 'tools');
  mkdirSync(bin);
  const tool = (name: string, says: string) =>
    writeFileSync(join(bin, name), `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
  tool('talosctl', 'Client:\nTalos v1.12.6');
  tool('kubectl', 'Client Version: v1.35.2');
  tool('flux', 'flux: v2.9.4');
  const env = { PATH: `${bin}:${repo.env.PATH}` };
  return {
    repo,
    doctor: async (more: NodeJS.ProcessEnv = { PROXMOX_API_TOKEN: TOKEN }) => {
      const ran = await repo.orch(['doctor', '--json'], { ...env, ...more });
      expect(ran.stdout).not.toContain('55555555');
      const { checks } = JSON.parse(ran.stdout) as { checks: Check[] };
      return (name: string) => checks.find((each) => each.name === name);
    },
    [Symbol.dispose]: () => repo[Symbol.dispose](),
  };
};

const version: Reply = { body: { data: { version: '9.1.3' } } };

describe('orch doctor on the cluster', () => {
  it('Proxmox takes the token and has our time; tools that do not fit the config are named', async () => {
    await using server = await serve(() => version);
    using place = await workspace(server.url);
    const found = await place.doctor();
    expect(found('cluster config')).toMatchObject({ result: 'ok', detail: 'homelab: 3 VMs' });
    expect(found('proxmox')?.detail).toBe(`Proxmox VE 9.1.3 at ${server.url} takes the token`);
    expect(found('clock')?.result).toBe('ok');
    expect(found('talosctl version')).toMatchObject({ result: 'fail', fix: 'install talosctl v1.13.x' });
    expect(found('kubectl version')).toMatchObject({ result: 'ok' });
    expect(found('flux version')).toMatchObject({ result: 'ok' });
    expect(server.seen.map((each) => `${each.method} ${each.path}`)).toEqual(['GET /version']);
  });

  it('a wrong token, a token of another form, none at all, a clock that is off, a host that is away', async () => {
    const past = new Date(Date.now() - 300_000).toUTCString();
    let reply: Reply = { status: 401, reason: 'invalid token value' };
    let url: string;
    {
      await using server = await serve(() => reply);
      url = server.url;
      using place = await workspace(server.url);
      expect((await place.doctor())('proxmox')).toMatchObject({
        result: 'fail',
        detail: `${server.url} answers 401 invalid token value`,
      });
      expect((await place.doctor({ PROXMOX_API_TOKEN: 'hunter2' }))('credentials')).toMatchObject({
        result: 'fail',
        detail: 'PROXMOX_API_TOKEN is no API token',
      });
      expect((await place.doctor({ PROXMOX_API_TOKEN: '' }))('credentials')?.detail).toMatch(/is not set$/);
      reply = { ...version, headers: { date: past } };
      expect((await place.doctor())('clock')).toMatchObject({
        result: 'fail',
        detail: expect.stringMatching(/^this machine is (299|30\d) s ahead of Proxmox$/),
      });
    }
    using place = await workspace(url);
    expect((await place.doctor())('proxmox')).toMatchObject({
      result: 'fail',
      detail: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('mistakes in the config by file, line and key', async () => {
    using place = await workspace('https://192.168.1.10:8006', (text) =>
      text
        .replace('address: 192.168.1.152', 'address: 192.168.1.151')
        .replace('kubernetes: 1.36.3', 'kubernetes: 1.29.0'),
    );
    const { result, detail } = (await place.doctor({}))('cluster config') ?? {};
    expect(result).toBe('fail');
    expect(detail).toMatch(
      /config\/clusters\/homelab\.yaml:\d+:\d+: vms\.1\.address: 192\.168\.1\.151 is already taken by talos-cp-1/,
    );
    expect(detail).toMatch(
      /talos\.kubernetes: expected Kubernetes 1\.31 to 1\.36, which is what Talos v1\.13 runs, found 1\.29\.0/,
    );
  });

  it('nags about the cluster secrets until a human says that they are backed up, and again when they change', async () => {
    using place = await workspace('https://192.168.1.10:8006');
    const { repo } = place;
    expect((await place.doctor({}))('secrets backup')).toBeUndefined();
    expect((await repo.orch(['doctor', '--secrets-backed-up'])).code).toBe(64);
    mkdirSync(join(repo.dir, '.orch/secrets'), { recursive: true });
    writeFileSync(join(repo.dir, '.orch/secrets/secrets.yaml'), 'cluster: { id: a }\n');
    expect((await place.doctor({}))('secrets backup')?.result).toBe('warn');
    await repo.orch(['doctor', '--secrets-backed-up']);
    expect((await place.doctor({}))('secrets backup')?.result).toBe('ok');
    writeFileSync(join(repo.dir, '.orch/secrets/secrets.yaml'), 'cluster: { id: b }\n');
    expect((await place.doctor({}))('secrets backup')).toMatchObject({
      result: 'warn',
      detail: expect.stringContaining('other secrets'),
    });
  });

  it('a node that does not answer is named; before there is a talosconfig nobody is asked', async () => {
    await using server = await serve(() => version);
    using place = await workspace(server.url);
    expect((await place.doctor())('nodes')).toBeUndefined();
    mkdirSync(join(place.repo.dir, '.orch/secrets'), { recursive: true });
    writeFileSync(join(place.repo.dir, '.orch/secrets/talosconfig'), 'context: homelab\n');
    const answer = (address: string) => `{"node": "${address}", "spec": {"stage": "running"}}`;
    const all = ['151', '152', '153'].map((last) => answer(`192.168.1.${last}`));
    const talosctl = (lines: readonly string[], end: string) =>
      writeFileSync(
        join(place.repo.dir, '../tools/talosctl'),
        `#!/bin/sh\ncat <<'E'\n${lines.join('\n')}\nE\n${end}\n`,
        { mode: 0o755 },
      );
    talosctl(all, 'exit 0');
    expect((await place.doctor())('nodes')).toMatchObject({ result: 'ok', detail: '3 of 3 nodes answer' });
    talosctl(
      all.slice(0, 2),
      "echo 'rpc error: code = Unavailable desc = connection error: no route to host' >&2; exit 1",
    );
    expect((await place.doctor())('nodes')).toMatchObject({
      result: 'warn',
      detail:
        'no answer from talos-w-2 (192.168.1.153): rpc error: code = Unavailable desc = connection error: no route to host',
    });
  });

  it('names the lines of an edited config that still have what the example made up', async () => {
    await using server = await serve(() => version);
    const lineOf = (text: string) => example.split('\n').findIndex((line) => line.includes(text)) + 1;
    using half = await workspace(server.url);
    expect((await half.doctor())('example')).toEqual({
      name: 'example',
      result: 'warn',
      detail: `config/clusters/homelab.yaml still has names of the example in lines ${lineOf('domains: [example.com]')}`,
      fix: 'put in your own',
    });
    using whole = await workspace('https://192.168.1.10:8006');
    const lines = [
      '  endpoint: https://192.168.1.10',
      '  endpoint: https://192.168.1.151',
      '    address: 192.168.1.151',
    ]
      .concat('    address: 192.168.1.152', '    address: 192.168.1.153', '  domains:')
      .map(lineOf);
    expect((await whole.doctor({}))('example')?.detail).toBe(
      `config/clusters/homelab.yaml is still the example: lines ${lines.join(', ')} are made up`,
    );
    using done = await workspace(server.url, (text) =>
      text.replace('[example.com]', '[lab.home.arpa] # not example.com'),
    );
    expect((await done.doctor())('example')).toBeUndefined();
  });

  it('with delivery by Flux the remote must be readable by this user', async () => {
    await using server = await serve(() => version);
    const flux = (remote: string) => (config: string) =>
      `${config}\ndelivery: { mode: flux, url: 'https://git.example.com/lab.git', remote: '${remote}' }\n`;
    using nowhere = await workspace(server.url, flux('/nowhere/lab.git'));
    expect((await nowhere.doctor())('delivery')).toMatchObject({
      result: 'fail',
      detail: expect.stringMatching(/^delivery\.remote \/nowhere\/lab\.git cannot be read: /),
      fix: 'try by hand, as the user that cron runs orch as: git ls-remote /nowhere/lab.git',
    });
    using place = await workspace(server.url, flux('self'));
    await place.repo.git('remote', 'add', 'self', place.repo.dir);
    expect((await place.doctor())('delivery')).toMatchObject({
      result: 'ok',
      detail: 'self can be read; branch orch/candidate is not there yet, the first run makes it',
    });
  });
});
