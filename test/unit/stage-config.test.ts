import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../src/stage-kit/duration.ts';
import { StageFailure } from '../../src/stage-kit/failure.ts';
import { loadCluster, parseClusterConfig } from '../../src/stage-kit/load-cluster.ts';
import { stageMain } from '../../stages/main.ts';
import { fastConfig, standIn } from './stage-stand-in.ts';

/** The example with one replacement that must be found. */
const changed = (from: string, to: string): string => {
  const text = fastConfig();
  expect(text).toContain(from);
  return text.replace(from, to);
};
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;
const only = (text: string) => {
  const result = parseClusterConfig(text);
  if ('config' in result) throw new Error('no mistake was found');
  expect(result.mistakes).toHaveLength(1);
  return result.mistakes[0]!;
};

describe('the cluster config', () => {
  test('of the example is right, durations become milliseconds', () => {
    const result = parseClusterConfig(fastConfig());
    if (!('config' in result)) throw new Error(JSON.stringify(result.mistakes));
    expect(result.config.vms.map((vm) => vm.name)).toEqual(['talos-cp-1', 'talos-w-1', 'talos-w-2']);
    expect(result.config.timing).toMatchObject({ poll: 5, settle: 40, task: 2_000 });
    expect(result.config.talos).toMatchObject({ factory: 'https://factory.talos.dev', platform: 'metal' });
  });

  test.each([
    [
      '    memory: 8192',
      '    memory: 8G',
      'vms.0.memory',
      'expected a number of MiB, such as 4096, found "8G"',
    ],
    [
      '    memory: 8192',
      '    memory: 512',
      'vms.0.memory',
      'expected at least 2048 MiB (Talos needs it), found 512',
    ],
    [
      '  bridge: vmbr0',
      '  bridge: 0vmbr',
      'proxmox.bridge',
      'expected a bridge such as vmbr0, found "0vmbr"',
    ],
    [
      '  version: v1.13.9',
      '  version: 1.13.9',
      'talos.version',
      'expected a Talos version such as v1.13.9, found "1.13.9"',
    ],
    [
      '  kubernetes: 1.36.3',
      '  kubernetes: v1.36.3',
      'talos.kubernetes',
      'expected a Kubernetes version such as 1.36.3 (no v), found "v1.36.3"',
    ],
    [
      'mac: BC:24:11:00:01:52',
      'mac: bc:24:11:00:01:52',
      'vms.1.mac',
      'expected a MAC address in capitals such as BC:24:11:00:01:51, found "bc:24:11:00:01:52"',
    ],
    [
      'poll: 5ms',
      'poll: 5',
      'timing.poll',
      'expected a duration with a unit, such as "500ms", "5s" or "10m", found 5',
    ],
    [
      'settle: 40ms',
      'settle: soon',
      'timing.settle',
      'expected a duration with a unit, such as "500ms", "5s" or "10m", found "soon"',
    ],
    [
      'https://192.168.1.10:8006',
      'http://192.168.1.10:8006',
      'proxmox.endpoint',
      'expected https:// (http:// only on this machine), found "http://192.168.1.10:8006"',
    ],
    [
      'default_storage_class: longhorn',
      'default_storage_class: ceph',
      'infra.default_storage_class',
      'expected one of infra.storage_classes (longhorn, nfs)',
    ],
  ])('says of %s -> %s what was expected', (from, to, key, message) => {
    const text = changed(from, to);
    const found = only(text);
    expect(found).toMatchObject({ key, message, line: lineOf(text, to) });
  });

  test('names an unknown key where it stands', () => {
    const text = changed('    cores: 2\n', '    cores: 2\n    core: 3\n');
    expect(only(text)).toMatchObject({
      key: 'vms.0',
      message: 'unknown key core',
      line: lineOf(text, 'core: 3'),
    });
  });

  test('names a missing key at what should hold it', () => {
    const text = changed('  bridge: vmbr0\n', '');
    expect(only(text)).toMatchObject({
      key: 'proxmox.bridge',
      message: 'is missing',
      line: lineOf(text, 'endpoint:'),
    });
  });

  test('refuses two VMs with one id, and a cluster without a control plane', () => {
    expect(only(changed('id: 102', 'id: 101'))).toMatchObject({
      key: 'vms.1.id',
      message: '101 is already taken by talos-cp-1',
    });
    expect(only(changed('role: controlplane', 'role: worker')).message).toBe(
      'expected an odd number of VMs with role: controlplane (1, 3 or 5), found none',
    );
  });

  test.each([
    [
      'an even number of control planes',
      ['role: worker', 'role: controlplane'],
      'vms',
      /odd number .*found 2$/,
    ],
    [
      'a VIP that is a node',
      ['  install_disk', '  vip: 192.168.1.152\n  install_disk'],
      'talos.vip',
      /192\.168\.1\.152 is already taken by talos-w-1/,
    ],
    [
      'the address of Proxmox',
      ['address: 192.168.1.153', 'address: 192.168.1.10'],
      'vms.2.address',
      /already taken by proxmox\.endpoint/,
    ],
    [
      'a Kubernetes that this Talos does not run',
      ['kubernetes: 1.36.3', 'kubernetes: 1.37.0'],
      'talos.kubernetes',
      /1\.31 to 1\.36, which is what Talos v1\.13 runs, found 1\.37\.0/,
    ],
    [
      'a Talos that orch does not know',
      ['version: v1.13.9', 'version: v1.3.0'],
      'talos.version',
      /v1\.10, v1\.11, v1\.12, v1\.13\), found v1\.3\.0/,
    ],
    [
      'Longhorn without its extension',
      ['    - siderolabs/iscsi-tools\n', ''],
      'talos.extensions',
      /siderolabs\/iscsi-tools among them/,
    ],
    [
      'a class of a feature that is off',
      ['  nfs: true', '  nfs: false'],
      'infra.storage_classes',
      /no StorageClass nfs, since features\.nfs is false/,
    ],
  ] as const)('refuses %s, at its line', (name, [from, to], key, message) => {
    const found = only(changed(from, to));
    expect(found.key, name).toBe(key);
    expect(found.message).toMatch(message);
    expect(found.line).toBeGreaterThan(1);
  });

  test('refuses addresses that the gateway does not reach', () => {
    const text = changed(
      '\ntalos:\n',
      '\nnetwork: {prefix: 28, gateway: 192.168.1.161, nameservers: [192.168.1.1]}\ntalos:\n',
    );
    const found = parseClusterConfig(text);
    expect('mistakes' in found && found.mistakes.map((each) => each.key)).toEqual(
      [0, 1, 2].map((index) => `vms.${index}.address`),
    );
  });

  test('that is no YAML is told by line', () => {
    const found = only('name: homelab\nproxmox:\n  node: pve\n bridge: x\n');
    expect(found.line).toBe(4);
    expect(found.key).toBe('(YAML)');
  });

  test('http is for this machine only', () => {
    const result = parseClusterConfig(changed('https://192.168.1.10:8006', 'http://127.0.0.1:8006'));
    expect('config' in result && result.config.proxmox.endpoint).toBe('http://127.0.0.1:8006');
    expect(only(changed('https://192.168.1.10:8006', 'http://127.0.0.1.example.com:8006')).key).toBe(
      'proxmox.endpoint',
    );
  });
});

describe('finding the config', () => {
  const load = (root: string, wanted?: string) => {
    try {
      return loadCluster(root, wanted).config.name;
    } catch (error) {
      if (error instanceof StageFailure) return `${error.evidence}|${error.message}`;
      throw error;
    }
  };
  test('takes the only one, or the one that is asked for', () => {
    using world = standIn([]);
    expect(load(world.dir)).toBe('|config/clusters holds no cluster config (NAME.yaml)');
    mkdirSync(join(world.dir, 'config/clusters'), { recursive: true });
    writeFileSync(join(world.dir, 'config/clusters/a.yaml'), fastConfig());
    expect(load(world.dir)).toBe('homelab');
    writeFileSync(join(world.dir, 'config/clusters/b.yaml'), changed('name: homelab', 'name: other'));
    expect(load(world.dir)).toContain('say which one by ORCH_CLUSTER=NAME');
    expect(load(world.dir, 'b')).toBe('other');
    expect(load(world.dir, 'c')).toContain('config/clusters/c.yaml does not exist');
  });

  test('a mistake ends the stage with file, line and column before anything is asked', async () => {
    using world = standIn([]);
    mkdirSync(join(world.dir, 'config/clusters'), { recursive: true });
    const text = changed('bridge: vmbr0', 'bridge: [vmbr0]');
    writeFileSync(join(world.dir, 'config/clusters/homelab.yaml'), text);
    const out: string[] = [];
    const code = await stageMain('vms', {
      plan: false,
      env: world.env,
      cwd: world.dir,
      out: (line) => out.push(line),
    });
    expect(code).toBe(1);
    expect(out).toEqual([
      `config/clusters/homelab.yaml:${lineOf(text, '[vmbr0]')}:11: proxmox.bridge: expected string, received array`,
      'stage vms failed: config/clusters/homelab.yaml has a mistake',
    ]);
  });

  test('an unknown stage is told those that exist', async () => {
    using world = standIn([]);
    const out: string[] = [];
    expect(
      await stageMain('vm', { plan: false, env: world.env, cwd: world.dir, out: (line) => out.push(line) }),
    ).toBe(64);
    expect(out).toEqual(['there is no built-in stage vm; there are vms, talos, infra, apps, ingress, obs']);
  });
});

test('durations need a unit', () => {
  expect(['500ms', '5s', '1.5m', '2h', '5', 'm5', '', '5 s'].map(parseDuration)).toEqual([
    500,
    5_000,
    90_000,
    7_200_000,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
