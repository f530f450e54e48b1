import { StageFailure } from '../../src/stage-kit/failure.ts';
import { allOf } from '../../src/stage-kit/parallel.ts';
import type { Finding, StageContext, Step } from '../../src/stage-kit/types.ts';
import { hasAgent, hostKey, hosts, nodePath } from './world.ts';

const ok = (detail: string): Finding => ({ state: 'ok', detail });

const version = async (ctx: StageContext): Promise<Finding> => {
  const { version: text } = await ctx.proxmox().get<{ version: string }>('/version');
  // Older ones lack the agent privilege names and API answers that the steps rely on.
  if (Number.parseInt(text, 10) >= 8) return ok(`Proxmox VE ${text}`);
  throw new StageFailure(`Proxmox VE ${text} is too old: 8 or newer is needed`);
};

const ON_VM = [
  'VM.Allocate',
  'VM.Audit',
  'VM.PowerMgmt',
  'VM.Config.Disk',
  'VM.Config.CDROM',
  'VM.Config.CPU',
  'VM.Config.Memory',
  'VM.Config.Network',
  'VM.Config.HWType',
  'VM.Config.Options',
];

/** The privileges this stage needs, each on its object; of several names any one will do (they changed with 9). */
const needed = (ctx: StageContext): { readonly object: string; readonly anyOf: readonly string[] }[] => {
  const { iso_storage, bridge: name } = ctx.cluster.proxmox;
  const onVm = [
    ...ON_VM.map((each) => [each]),
    ...(hasAgent(ctx) ? [['VM.GuestAgent.Audit', 'VM.Monitor']] : []),
  ];
  return [
    ...ctx.cluster.vms.flatMap((vm) => onVm.map((anyOf) => ({ object: `/vms/${vm.id}`, anyOf }))),
    ...[...new Set(ctx.cluster.vms.map((vm) => vm.storage))].map((storage) => ({
      object: `/storage/${storage}`,
      anyOf: ['Datastore.AllocateSpace'],
    })),
    { object: `/storage/${iso_storage}`, anyOf: ['Datastore.AllocateTemplate'] },
    { object: `/sdn/zones/localnetwork/${name}`, anyOf: ['SDN.Use'] },
  ];
};

/** Privileges by path; 1: also on everything below it, 0: on this path only. */
type Acl = Readonly<Record<string, Readonly<Record<string, number>>>>;

const holds = (acl: Acl, object: string, privilege: string): boolean => {
  if (acl[object]?.[privilege] !== undefined) return true;
  for (let path = object; path !== '/'; ) {
    path = path.slice(0, path.lastIndexOf('/')) || '/';
    if (acl[path]?.[privilege] === 1) return true;
  }
  return false;
};

/** Who lets Proxmox fetch a URL needs one of two things (pve-storage, API2/Storage/Status.pm: download-url). */
const downloads = (ctx: StageContext, acl: Acl): ReturnType<typeof needed> => {
  if (['Sys.Audit', 'Sys.Modify'].every((each) => holds(acl, '/', each))) return [];
  return hosts(ctx)
    .filter((host) => !holds(acl, `/nodes/${host}`, 'Sys.AccessNetwork'))
    .map((host) => ({ object: `/nodes/${host}`, anyOf: ['Sys.AccessNetwork'] }));
};

const permissions = async (ctx: StageContext): Promise<Finding> => {
  const acl = await ctx.proxmox().get<Acl>('/access/permissions');
  const missing = [
    ...needed(ctx).filter(({ object, anyOf }) => !anyOf.some((each) => holds(acl, object, each))),
    ...downloads(ctx, acl),
  ];
  if (missing.length === 0) return ok('the token has its privileges');
  throw new StageFailure(
    'the Proxmox API token lacks privileges (a token with privilege separation needs its own ACL)',
    missing.map(({ object, anyOf }) => `Permission check failed (${object}, ${anyOf.join('|')})`).join('\n'),
  );
};

const nodesOnline = async (ctx: StageContext): Promise<Finding> => {
  const nodes = await ctx.proxmox().get<{ node: string; status: string }[]>('/nodes');
  const known = nodes.map((each) => each.node).join(', ');
  for (const host of hosts(ctx)) {
    const found = nodes.find((each) => each.node === host);
    const where = ctx.where(...hostKey(ctx, host));
    if (!found) throw new StageFailure(`no such Proxmox node: ${where} is ${host}, the cluster has ${known}`);
    if (found.status !== 'online') throw new StageFailure(`Proxmox node ${host} is ${found.status}`);
  }
  return ok(`node ${hosts(ctx).join(', ')} online`);
};

interface Storage {
  readonly storage: string;
  readonly content: string;
  readonly active?: number;
}

interface StorageUse {
  readonly key: readonly PropertyKey[];
  readonly name: string;
  readonly content: 'images' | 'iso';
}

/** The storages that one host must have, each with the place in the config that says so. */
const uses = (ctx: StageContext, host: string): readonly StorageUse[] => {
  const { disk_storage, iso_storage } = ctx.cluster.proxmox;
  const disks = ctx.cluster.vms.flatMap((vm, index): StorageUse[] => {
    if (vm.node !== host) return [];
    const key = vm.storage === disk_storage ? ['proxmox', 'disk_storage'] : ['vms', index, 'storage'];
    return [{ key, name: vm.storage, content: 'images' }];
  });
  const iso: StorageUse = { key: ['proxmox', 'iso_storage'], name: iso_storage, content: 'iso' };
  return [...disks, iso].filter(
    (each, index, all) =>
      all.findIndex(({ name, content }) => name === each.name && content === each.content) === index,
  );
};

const demandStorage = (ctx: StageContext, host: string, all: readonly Storage[], use: StorageUse): void => {
  const { key, name, content } = use;
  const where = ctx.where(...key);
  const found = all.find((each) => each.storage === name);
  const able = all.filter((each) => each.content.split(',').includes(content)).map((each) => each.storage);
  if (!found)
    throw new StageFailure(
      `${where}: there is no storage ${name} on node ${host} (with content ${content}: ${able.join(', ')})`,
      `storage '${name}' does not exist`,
    );
  if (!found.content.split(',').includes(content))
    throw new StageFailure(
      `${where}: choose one of ${able.join(', ')}`,
      `storage '${name}' does not support content-type '${content}'`,
    );
  if (found.active !== 1)
    throw new StageFailure(`${where}: storage ${name} is not active`, `storage '${name}' is not online`);
};

const storages =
  (host: string) =>
  async (ctx: StageContext): Promise<Finding> => {
    const all = await ctx.proxmox().get<Storage[]>(`${nodePath(host)}/storage`);
    const wanted = uses(ctx, host);
    for (const use of wanted) demandStorage(ctx, host, all, use);
    return ok(`storages ${wanted.map(({ name }) => name).join(' and ')}`);
  };

const bridge =
  (host: string) =>
  async (ctx: StageContext): Promise<Finding> => {
    const found = await ctx
      .proxmox()
      .get<{ iface: string }[]>(`${nodePath(host)}/network`, { type: 'any_bridge' });
    const name = ctx.cluster.proxmox.bridge;
    if (found.some((each) => each.iface === name)) return ok(`bridge ${name}`);
    throw new StageFailure(
      `${ctx.where('proxmox', 'bridge')}: node ${host} has no bridge ${name}, it has ${found.map((each) => each.iface).join(', ')}`,
      `bridge '${name}' does not exist`,
    );
  };

/** Before any write: can we ask, may we write, is everything the config names there? */
export const api: Step = {
  name: 'api',
  gate: true,
  check: async (ctx) => {
    // The version first and alone: a wrong token is one failure, not five.
    const first = await version(ctx);
    const ofHosts = hosts(ctx).flatMap((host) => [storages(host), bridge(host)]);
    const rest = await allOf([permissions, nodesOnline, ...ofHosts].map((each) => () => each(ctx)));
    return { ...rest, detail: `${first.detail}; ${rest.detail}` };
  },
};
