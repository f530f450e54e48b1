import { describe, expect, test } from 'vitest';
import { parseJsonStream } from '../../src/stage-kit/json-stream.ts';
import { differences } from '../../src/stage-kit/kube/compare.ts';
import { schematicId, schematicYaml, talosImage } from '../../src/stage-kit/talos-image.ts';
import { changedKeys, createShape, mutableShape } from '../../stages/vms/shape.ts';
import { standIn } from './stage-stand-in.ts';

describe('the schematic', () => {
  // Ids as the image factory publishes them.
  test.each([
    [[], '376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba'],
    [['siderolabs/qemu-guest-agent'], 'ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515'],
    [
      ['siderolabs/iscsi-tools', 'siderolabs/util-linux-tools'],
      '613e1592b2da41ae5e265e8789429f22e121aab91cb4deb6bc3c0b6262961245',
    ],
  ])('of %j has the id that the factory gives it', (extensions, id) => {
    expect(schematicId(extensions)).toBe(id);
  });

  test('keeps the order of the extensions: it is part of the id', () => {
    expect(schematicId(['a/b', 'c/d'])).not.toBe(schematicId(['c/d', 'a/b']));
    expect(schematicYaml(['a/b'])).toBe(
      'customization:\n    systemExtensions:\n        officialExtensions:\n            - a/b\n',
    );
  });

  test('names the image', () => {
    using world = standIn([]);
    const image = talosImage(world.ctx.cluster);
    expect(image.file).toBe('talos-v1.13.9-88d1f7a5.iso');
    expect(image.volid).toBe('local:iso/talos-v1.13.9-88d1f7a5.iso');
    expect(image.url).toBe(`https://factory.talos.dev/image/${image.id}/v1.13.9/metal-amd64.iso`);
  });
});

describe('the shape of a VM', () => {
  test('is created once with its disks, and compared without them', () => {
    using world = standIn([]);
    const vm = world.ctx.cluster.vms[0]!;
    expect(createShape(world.ctx, vm)).toMatchObject({
      scsi0: 'local-lvm:40,discard=on,ssd=1',
      efidisk0: 'local-lvm:1,efitype=4m,pre-enrolled-keys=0',
      ide2: 'local:iso/talos-v1.13.9-88d1f7a5.iso,media=cdrom',
      boot: 'order=scsi0;ide2',
      scsihw: 'virtio-scsi-pci',
      tags: 'orch',
    });
    for (const key of ['scsi0', 'efidisk0', 'ide2', 'vmid'])
      expect(mutableShape(world.ctx, vm)).not.toHaveProperty(key);
  });

  test('is the same whatever order and defaults Proxmox writes', () => {
    const wanted = {
      memory: 8192,
      net0: 'virtio=BC:24:11:00:01:51,bridge=vmbr0',
      agent: 'enabled=1',
      balloon: 0,
    };
    const actual = {
      memory: '8192',
      net0: 'bridge=vmbr0,virtio=BC:24:11:00:01:51,firewall=0',
      agent: '1,fstrim_cloned_disks=1',
      balloon: 0,
      digest: 'x',
    };
    expect(changedKeys(wanted, actual)).toEqual({});
    expect(changedKeys(wanted, { ...actual, memory: '4096' })).toEqual({ memory: 8192 });
    expect(changedKeys(wanted, { ...actual, net0: 'virtio=BC:24:11:00:01:51,bridge=vmbr1' })).toEqual({
      net0: wanted.net0,
    });
    expect(changedKeys({ onboot: 1 }, {})).toEqual({ onboot: 1 });
  });
});

describe('a JSON stream of talosctl', () => {
  test('is one object after the other, with braces inside strings', () => {
    const text = '{\n    "a": "}{ \\" ["\n}\n{\n    "b": [1, {"c": 2}]\n}\n';
    expect(parseJsonStream(text)).toEqual([{ a: '}{ " [' }, { b: [1, { c: 2 }] }]);
    expect(parseJsonStream('')).toEqual([]);
    expect(() => parseJsonStream('{"a": 1')).toThrow(SyntaxError);
  });
});

describe('live and wanted objects', () => {
  const base = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'n' } };
  test('differ only in what the repo can want', () => {
    const live = {
      ...base,
      metadata: { ...base.metadata, generation: 1, uid: 'u', resourceVersion: '5' },
      status: {},
    };
    const would = { ...base, metadata: { ...base.metadata, generation: 2, uid: 'w' } };
    expect(differences(live, would)).toEqual([]);
  });

  test('are told field by field, secrets hidden, long values cut', () => {
    const object = (data: unknown, kind = 'ConfigMap') => ({ ...base, kind, data });
    expect(differences(object({ a: '1', b: '2' }), object({ a: '1', b: '3', c: '4' }))).toEqual([
      'data.b: "2" -> "3"',
      'data.c: (absent) -> "4"',
    ]);
    expect(differences(object({ p: 'old' }, 'Secret'), object({ p: 'new' }, 'Secret'))).toEqual([
      'data.p: (hidden) -> (hidden)',
    ]);
    expect(differences(object({ a: 'x' }), object({ a: 'y'.repeat(900) }))[0]!.length).toBeLessThan(200);
    expect(differences(object({ list: [1] }), object({ list: [] }))).toEqual([
      'data.list.0: 1 -> (absent)',
      'data.list: (absent) -> []',
    ]);
  });
});
