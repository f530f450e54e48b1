import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { schematicId } from '../../src/stage-kit/talos-image.ts';
import { stageMain } from '../../stages/main.ts';
import { WHOLE } from '../rig/folder.ts';
import { fastConfig } from '../unit/stage-stand-in.ts';
import { loadEndpoints, problems } from './proxmox-schema.ts';
import { type Reply, type Seen, serve } from './proxmox-server.ts';

const TOKEN = 'orch@pve!test=11111111-2222-3333-4444-555555555555';
const UPID = 'UPID:pve:0003D3A4:0116F5A2:6745A1B2:task:1:orch@pve!test:';
const PRIVILEGES =
  'VM.Allocate VM.Audit VM.PowerMgmt VM.GuestAgent.Audit VM.Config.Disk VM.Config.CDROM VM.Config.CPU VM.Config.Memory VM.Config.Network VM.Config.HWType VM.Config.Options Datastore.AllocateSpace Datastore.AllocateTemplate SDN.Use Sys.Audit Sys.Modify';

type Config = Record<string, string>;
interface World {
  readonly hosts: string[];
  /** VM id → host. */
  readonly home: Map<string, string>;
  readonly vms: Map<string, Config>;
  readonly running: Set<string>;
  readonly isos: string[];
  schematics: string[];
  /** `ID/KEY` → what waits for a power cycle. */
  readonly pending: Record<string, { readonly value: string; readonly pending: string }>;
  acl: Record<string, Record<string, number>>;
  /** Answers that come before the world's own. */
  first: (seen: Seen) => Reply | undefined;
}
const newWorld = (): World => ({
  hosts: ['pve'],
  home: new Map(),
  pending: {},
  vms: new Map(),
  running: new Set(),
  isos: [],
  schematics: [],
  acl: { '/': Object.fromEntries(PRIVILEGES.split(' ').map((each) => [each, 1])) },
  first: () => undefined,
});

const data = (value: unknown): Reply => ({ body: { data: value } });
const resources = (world: World) =>
  [...world.vms].map(([id, config]) => ({
    vmid: Number(id),
    node: world.home.get(id) ?? 'pve',
    type: 'qemu',
    name: config.name,
    tags: config.tags,
  }));
const mac = (config: Config) => /virtio=([^,]+)/.exec(config.net0 ?? '')?.[1] ?? '';

const onVm = (world: World, id: string, rest: string, seen: Seen): Reply => {
  const config = world.vms.get(id);
  if (!config)
    return { status: 500, reason: `Configuration file 'nodes/pve/qemu-server/${id}.conf' does not exist` };
  if (rest === '/config' && seen.method === 'PUT') {
    const { digest, ...changes } = seen.params;
    if (digest !== 'd1')
      return {
        status: 500,
        reason: 'detected modified configuration - file changed by other user? Try again.',
      };
    Object.assign(config, changes);
    return data(null);
  }
  if (rest === '/config') return data({ ...config, digest: 'd1' });
  if (rest === '/pending')
    return data(
      Object.entries(config).map(([key, value]) => ({ key, value, ...world.pending[`${id}/${key}`] })),
    );
  if (rest === '/status/current') return data({ status: world.running.has(id) ? 'running' : 'stopped' });
  if (rest === '/status/start') {
    world.running.add(id);
    return data(UPID);
  }
  if (!world.running.has(id)) return { status: 500, reason: 'QEMU guest agent is not running' };
  const addresses = [{ 'ip-address': `192.168.1.${50 + Number(id)}`, 'ip-address-type': 'ipv4', prefix: 24 }];
  return data({
    result: [{ name: 'eth0', 'hardware-address': mac(config).toLowerCase(), 'ip-addresses': addresses }],
  });
};

const answer = (world: World, seen: Seen): Reply => {
  const early = world.first(seen);
  if (early) return early;
  const { path, method, params } = seen;
  if (path === '/factory/schematics') {
    world.schematics.push(seen.body);
    return {
      status: 201,
      body: { id: schematicId(seen.body.match(/- \S+/g)!.map((each) => each.slice(2))) },
    };
  }
  if (path === '/version') return data({ version: '9.1.3', release: '9.1' });
  if (path === '/access/permissions') return data(world.acl);
  if (path === '/nodes') return data(world.hosts.map((node) => ({ node, status: 'online' })));
  const [, host = ''] = /^\/nodes\/([^/]+)/.exec(path) ?? [];
  if (path === `/nodes/${host}/storage`)
    return data([
      { storage: 'local', content: 'iso,vztmpl', active: 1 },
      { storage: 'local-lvm', content: 'images,rootdir', active: 1 },
      ...(host === 'mini-2' ? [{ storage: 'fast', content: 'images', active: 1 }] : []),
    ]);
  if (path === `/nodes/${host}/network`) return data([{ iface: 'vmbr0', type: 'bridge' }]);
  if (path.endsWith('/content'))
    return data(
      world.isos.filter((each) => each.startsWith(`${host}|`)).map((each) => ({ volid: each.split('|')[1] })),
    );
  if (path.endsWith('/download-url')) {
    world.isos.push(`${host}|local:iso/${params.filename}`);
    return data(UPID);
  }
  if (path === '/cluster/resources') return data(resources(world));
  if (path === `/nodes/${host}/qemu` && method === 'POST') {
    const { vmid = '', ...config } = params;
    world.vms.set(vmid, config);
    world.home.set(vmid, host);
    return data(UPID);
  }
  if (path.includes('/tasks/'))
    return path.endsWith('/log') ? data([]) : data({ status: 'stopped', exitstatus: 'OK' });
  const vm = /^\/nodes\/[^/]+\/qemu\/(\d+)(\/.*)$/.exec(path);
  return vm
    ? onVm(world, vm[1]!, vm[2]!, seen)
    : { status: 501, reason: `Method '${method} ${path}' not implemented` };
};

const lab = async (world: World) => {
  const server = await serve((seen) => answer(world, seen));
  const dir = mkdtempSync(join(tmpdir(), 'orch-vms-'));
  mkdirSync(join(dir, 'config/clusters'), { recursive: true });
  const write = (change: (text: string) => string) =>
    writeFileSync(
      join(dir, 'config/clusters/homelab.yaml'),
      change(
        fastConfig()
          .replace('https://192.168.1.10:8006', server.url)
          .replace('talos:\n', `talos:\n  factory: ${server.url}/factory\n`),
      ),
    );
  write((text) => text);
  const run = async (options: { plan?: boolean; token?: string } = {}) => {
    const out: string[] = [];
    const env = { PATH: '', PROXMOX_API_TOKEN: options.token ?? TOKEN };
    const code = await stageMain('vms', {
      plan: options.plan ?? false,
      env,
      cwd: dir,
      out: (line) => out.push(line),
    });
    expect(out.join('\n')).not.toContain('55555555');
    return { code, out: out.join('\n'), last: out.at(-1) };
  };
  const stop = async () => {
    rmSync(dir, WHOLE);
    await server[Symbol.asyncDispose]();
  };
  return {
    run,
    write,
    seen: server.seen,
    writes: () => server.seen.filter((each) => each.method !== 'GET'),
    [Symbol.asyncDispose]: stop,
  };
};

describe('stage vms on an empty host', () => {
  test('makes image and VMs, and a second run changes nothing', async () => {
    const world = newWorld();
    // The first look at all steps asks before there is a VM: the wait must still have something to wait for.
    let booting = 7;
    world.first = (seen) =>
      seen.path.endsWith('/agent/network-get-interfaces') && booting-- > 0
        ? { status: 500, reason: 'QEMU guest agent is not running' }
        : undefined;
    await using bench = await lab(world);
    const first = await bench.run();
    expect(first.out).toContain('waiting for talos-cp-1 to boot');
    expect(first.out).toContain('vms: converged, changed iso, create, power, boot');
    expect(first.code).toBe(0);
    expect(bench.writes().map((each) => `${each.method} ${each.path}`)).toEqual([
      'POST /factory/schematics',
      'POST /nodes/pve/storage/local/download-url',
      ...Array(3).fill('POST /nodes/pve/qemu'),
      ...[101, 102, 103].map((id) => `POST /nodes/pve/qemu/${id}/status/start`),
    ]);
    expect(world.isos).toEqual(['pve|local:iso/talos-v1.13.9-88d1f7a5.iso']);
    expect(world.vms.get('102')).toMatchObject({
      name: 'talos-w-1',
      memory: '8192',
      scsi0: 'local-lvm:100,discard=on,ssd=1',
    });
    const before = bench.seen.length;
    const second = await bench.run();
    expect(second).toMatchObject({ code: 0, last: 'vms: as wanted, nothing changed' });
    expect(bench.seen.slice(before).filter((each) => each.method !== 'GET')).toEqual([]);
  });

  test('on three hosts: the image on each, every VM on its own host and storage', async () => {
    const world = newWorld();
    world.hosts.push('mini-2', 'mini-3');
    await using bench = await lab(world);
    bench.write((text) =>
      text
        .replace('    name: talos-w-1\n', '    name: talos-w-1\n    node: mini-2\n    storage: fast\n')
        .replace('    name: talos-w-2\n', '    name: talos-w-2\n    node: mini-3\n'),
    );
    const { code, out } = await bench.run();
    expect(code, out).toBe(0);
    expect(world.isos.map((each) => each.split('|')[0])).toEqual(['pve', 'mini-2', 'mini-3']);
    expect([...world.home]).toEqual([
      ['101', 'pve'],
      ['102', 'mini-2'],
      ['103', 'mini-3'],
    ]);
    expect(world.vms.get('102')).toMatchObject({ scsi0: 'fast:100,discard=on,ssd=1' });
    const endpoints = loadEndpoints();
    if (endpoints)
      expect(
        bench.seen
          .filter((each) => !each.path.startsWith('/factory'))
          .flatMap((each) => problems(endpoints, each)),
      ).toEqual([]);
    expect(await bench.run()).toMatchObject({ code: 0, last: 'vms: as wanted, nothing changed' });
    // A storage that one host does not have is named with its host and its place in the config.
    bench.write((text) =>
      text.replace('    name: talos-w-2\n', '    name: talos-w-2\n    node: mini-3\n    storage: fast\n'),
    );
    const wrong = await bench.run();
    expect(wrong.last).toMatch(
      /step api failed: config\/clusters\/homelab\.yaml:\d+ \(vms\.2\.storage\): there is no storage fast on node mini-3/,
    );
  });

  test('a value that waits for a power cycle is told, every night, and nothing is rebooted', async () => {
    const world = newWorld();
    await using bench = await lab(world);
    await bench.run();
    world.pending['102/memory'] = { value: '4096', pending: '8192' };
    world.pending['102/description'] = { value: 'a', pending: 'b' };
    const before = bench.seen.length;
    const { code, out } = await bench.run();
    expect(code).toBe(0);
    expect(out.match(/for you: .*/g)).toEqual([
      'for you: talos-w-1: memory 4096 -> 8192 waits for its next power cycle: shut it down and start it in Proxmox when it suits you',
    ]);
    expect(bench.seen.slice(before).filter((each) => each.method !== 'GET')).toEqual([]);
  });

  test('sends nothing that the schema of the API does not have', async (task) => {
    const endpoints = loadEndpoints();
    if (!endpoints)
      return task.skip('no ../shared beside the checkout: the published API schema is not there');
    const world = newWorld();
    await using bench = await lab(world);
    await bench.run();
    world.vms.get('101')!.memory = '4096';
    await bench.run();
    const api = bench.seen.filter((each) => !each.path.startsWith('/factory'));
    expect(api.some((each) => each.method === 'PUT')).toBe(true);
    expect(api.flatMap((each) => problems(endpoints, each))).toEqual([]);
    // The schema check itself can fail.
    expect(problems(endpoints, { method: 'POST', path: '/nodes/pve/qemu', params: { memroy: '1' } })).toEqual(
      ['POST /nodes/pve/qemu: vmid is missing', 'POST /nodes/pve/qemu: memroy is not in the schema'],
    );
  });

  test('is planned without a write', async () => {
    await using bench = await lab(newWorld());
    const { code, out } = await bench.run({ plan: true });
    expect(code).toBe(3);
    expect(out).toContain(
      'would do: creates VM 101 talos-cp-1 on pve, 102 talos-w-1 on pve, 103 talos-w-2 on pve',
    );
    expect(bench.writes()).toEqual([]);
  });
});

describe('stage vms on what is there', () => {
  const converged = async () => {
    const world = newWorld();
    const bench = await lab(world);
    expect((await bench.run()).code).toBe(0);
    bench.seen.length = 0;
    return { world, bench };
  };

  test('puts a changed setting right, with the digest and without a disk', async () => {
    const { world, bench } = await converged();
    await using _ = bench;
    world.vms.get('103')!.memory = '2048';
    const { code, out } = await bench.run();
    expect(code).toBe(0);
    expect(out).toContain('talos-w-2 memory: 2048 -> 8192');
    expect(bench.writes().map((each) => each.params)).toEqual([{ memory: '8192', digest: 'd1' }]);
  });

  test('leaves a VM alone that is not ours, one on another node, and one half-created', async () => {
    const { world, bench } = await converged();
    await using _ = bench;
    const list = (change: object) => (seen: Seen) =>
      seen.path === '/cluster/resources'
        ? data(resources(world).map((vm) => (vm.vmid === 102 ? { ...vm, ...change } : vm)))
        : undefined;
    for (const [change, sentence] of [
      [{ name: 'nas', tags: 'family' }, 'VM 102 is not ours: it is called nas'],
      [{ node: 'pve2' }, 'is on node pve2, config/clusters/'],
      [{ lock: 'create' }, 'is half-created'],
      [{ template: 1 }, 'is a template'],
    ] as const) {
      world.first = list(change);
      const { code, last } = await bench.run();
      expect(code).toBe(1);
      expect(last).toContain(sentence);
    }
    expect(bench.writes()).toEqual([]);
    world.first = list({ name: 'renamed', tags: 'orch;talos' });
    expect((await bench.run()).code).toBe(0);
  });

  test('says which VM has another address than the config', async () => {
    const { bench } = await converged();
    await using _ = bench;
    bench.write((text) => text.replace('address: 192.168.1.153', 'address: 192.168.1.163'));
    const { code, out, last } = await bench.run();
    expect(code).toBe(1);
    expect(out).toContain('talos-w-2 (BC:24:11:00:01:53) has 192.168.1.153, the config says 192.168.1.163');
    expect(last).toBe('step boot failed: it does not recover: talos-w-2 to have 192.168.1.163');
  });

  test.each([
    [
      'bridge: vmbr0',
      'bridge: vmbr9',
      "bridge 'vmbr9' does not exist",
      'node pve has no bridge vmbr9, it has vmbr0',
    ],
    [
      'disk_storage: local-lvm',
      'disk_storage: local',
      "storage 'local' does not support content-type 'images'",
      'choose one of local-lvm',
    ],
    [
      'iso_storage: local',
      'iso_storage: nas',
      "storage 'nas' does not exist",
      'there is no storage nas on node pve (with content iso: local)',
    ],
    ['node: pve', 'node: pve9', 'no such Proxmox node', 'the cluster has pve'],
  ])('finds %s -> %s before any write', async (from, to, evidence, sentence) => {
    await using bench = await lab(newWorld());
    bench.write((text) => text.replace(from, to));
    const { code, out, last } = await bench.run();
    expect(code).toBe(1);
    expect(out).toContain(evidence);
    expect(last).toContain(sentence);
    expect(bench.writes()).toEqual([]);
  });
});

describe('stage vms without the right token', () => {
  test('says how to set it, or what it lacks, on which object', async () => {
    const world = newWorld();
    await using bench = await lab(world);
    expect(await bench.run({ token: '' })).toMatchObject({ code: 1 });
    expect((await bench.run({ token: '' })).out).toContain('set PROXMOX_API_TOKEN=USER@REALM!TOKENID=UUID');
    expect((await bench.run({ token: '11111111-2222-3333-4444-555555555555' })).last).toContain(
      'is no Proxmox API token',
    );
    expect(bench.seen).toEqual([]);
    world.acl = { '/': { ...world.acl['/'], 'VM.Allocate': 0 }, '/vms/101': { 'VM.Allocate': 1 } };
    const { code, out } = await bench.run();
    expect(code).toBe(1);
    expect(out).toContain(
      'Permission check failed (/vms/102, VM.Allocate)\nPermission check failed (/vms/103, VM.Allocate)',
    );
    expect(out).not.toContain('/vms/101');
    // To have Proxmox fetch the image: a right on the host, or two on the whole.
    const { 'Sys.Modify': _, ...rest } = newWorld().acl['/'] ?? {};
    world.acl = { '/': rest };
    expect((await bench.run()).out).toContain('Permission check failed (/nodes/pve, Sys.AccessNetwork)');
    expect(bench.writes()).toEqual([]);
    world.acl = { '/': rest, '/nodes/pve': { 'Sys.AccessNetwork': 1 } };
    expect((await bench.run({ plan: true })).code).toBe(3);
  });
});
