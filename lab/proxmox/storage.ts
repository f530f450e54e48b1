import { createHash } from 'node:crypto';
import { TALOS_RELEASES } from '../talos/releases.ts';
import { strikes } from '../world/conditions.ts';
import type { Storage, World, WorldTime } from '../world/types.ts';
import { type Answer, died, ok } from './answer.ts';
import type { Parameters } from './parameters.ts';
import { startTask } from './tasks.ts';

const GIB = 1024 ** 3;

/** One row of `GET /nodes/{node}/storage`. */
export const storageRow = (storage: Storage) => ({
  storage: storage.id,
  type: storage.type,
  content: storage.content.join(','),
  active: storage.active ? 1 : 0,
  enabled: 1,
  shared: storage.type === 'nfs' ? 1 : 0,
  total: storage.active ? storage.totalGiB * GIB : 0,
  used: storage.active ? 31 * GIB : 0,
  avail: storage.active ? (storage.totalGiB - 31) * GIB : 0,
});

/** Finds a storage, or Proxmox's 500. */
export const findStorage = (world: World, id: string): Storage | Answer => {
  const storage = world.proxmox.storages.find((each) => each.id === id);
  if (!storage) return died(`storage '${id}' does not exist`);
  return storage.active ? storage : died(`storage '${id}' is not online`);
};

/** The images that a host can boot from: what lies on a share, every host sees. */
export const isosOf = (world: World, node: string): readonly string[] =>
  world.proxmox.isos
    .filter((iso) => iso.node === node || isShared(world, iso.volid))
    .map(({ volid }) => volid);

const isShared = (world: World, volid: string): boolean =>
  world.proxmox.storages.some(({ id, type }) => type === 'nfs' && volid.startsWith(`${id}:`));

/** `GET .../content`: images of VMs and ISO files. */
export const contentOf = (world: World, node: string, storage: Storage, kind: string | undefined): Answer => {
  const isos = isosOf(world, node)
    .filter((volid) => volid.startsWith(`${storage.id}:`))
    .map((volid) => ({ volid, content: 'iso', format: 'iso', size: 338_690_048, ctime: 1_763_000_000 }));
  return ok(kind === undefined || kind === 'iso' ? isos : []);
};

/** `POST .../download-url`: wget on the host. What the factory does not have is a 404 in the task's log. */
export const download = (
  world: World,
  now: WorldTime,
  node: string,
  storage: Storage,
  given: Parameters,
): Answer => {
  const { url = '', filename = '', content = 'iso' } = given;
  if (!storage.content.includes(content))
    return died(`storage '${storage.id}' does not support content-type '${content}'`);
  const target = `${storage.type === 'dir' ? '/var/lib/vz' : `/mnt/pve/${storage.id}`}/template/iso/${filename}`;
  const head = [
    `downloading ${url} to ${target}`,
    `Resolving ${new URL(url).hostname} (${new URL(url).hostname})... connected.`,
  ];
  const plan = { node, type: 'download', vmid: filename, seconds: 20 };
  const wget = `command '/usr/bin/wget --progress=dot:giga -O ${target}.tmp_dwnl.${world.serial} ${url}' failed: exit code`;
  if (strikes(world, 'factory-unavailable', now))
    return ok(
      startTask(world, now, {
        ...plan,
        log: [
          ...head,
          'HTTP request sent, awaiting response... 503 Service Unavailable',
          'ERROR 503: Service Unavailable.',
        ],
        error: `download failed: ${wget} 8`,
      }),
    );
  const image = /\/image\/([0-9a-f]{64})\/(v[^/]+)\/(metal|nocloud)-amd64\.iso$/.exec(new URL(url).pathname);
  if (!image || world.schematics[image[1] ?? ''] === undefined || !TALOS_RELEASES.includes(image[2] ?? ''))
    return ok(
      startTask(world, now, {
        ...plan,
        log: [...head, 'HTTP request sent, awaiting response... 404 Not Found', 'ERROR 404: Not Found.'],
        error: `download failed: ${wget} 8`,
      }),
    );
  return ok(
    startTask(world, now, {
      ...plan,
      log: [
        ...head,
        'HTTP request sent, awaiting response... 200 OK',
        'Length: 338690048 (323M) [application/octet-stream]',
        `download of '${url}' to '${target}' finished`,
      ],
      effect: { kind: 'iso', node, volid: `${storage.id}:iso/${filename}` },
    }),
  );
};

/** The image factory's `POST /schematics`: the id is the SHA-256 of the schematic as it was sent. */
export const schematic = (
  world: World,
  body: string,
): { readonly status: number; readonly body: unknown } => {
  const id = createHash('sha256').update(body).digest('hex');
  world.schematics[id] = body;
  return { status: 201, body: { id } };
};
