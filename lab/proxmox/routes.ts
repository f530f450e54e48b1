import type { World, WorldTime } from '../world/types.ts';
import { type Answer, ok } from './answer.ts';
import type { Parameters } from './parameters.ts';
import { contentOf, download, findStorage, storageRow } from './storage.ts';
import { taskLog, taskRow, taskStatus } from './task-views.ts';
import { nodeRow, permissions, resources, vmStatus } from './views.ts';
import { agentInterfaces, changeConfig, createVm, digestOf, findVm, startVm } from './vms.ts';

/** What a route is called with. `at` holds the path's own parts in order, the node left out. */
export interface Call {
  readonly world: World;
  readonly now: WorldTime;
  /** The host that the path names; empty for a path of the whole cluster. */
  readonly node: string;
  readonly at: readonly string[];
  readonly given: Parameters;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Matches the path under /api2/json; `{node}` was replaced by the node's name before. */
  readonly path: RegExp;
  /** The key of the parameter table. */
  readonly endpoint: string;
  readonly answer: (call: Call) => Answer;
}

const isAnswer = (value: object): value is Answer => 'status' in value && 'body' in value;

const withVm =
  (then: (call: Call, vm: Exclude<ReturnType<typeof findVm>, Answer>) => Answer) =>
  (call: Call): Answer => {
    const vm = findVm(call.world, call.node, call.at[0] ?? '');
    return isAnswer(vm) ? vm : then(call, vm);
  };

const withStorage =
  (then: (call: Call, storage: Exclude<ReturnType<typeof findStorage>, Answer>) => Answer) =>
  (call: Call): Answer => {
    const storage = findStorage(call.world, call.at[0] ?? '');
    return isAnswer(storage) ? storage : then(call, storage);
  };

const route = (method: Route['method'], path: string, endpoint: string, answer: Route['answer']): Route => ({
  method,
  path: new RegExp(`^${path.replace('{node}', '\\{node\\}').replaceAll('*', '([^/]+)')}$`),
  endpoint,
  answer,
});

/** Every call the lab's Proxmox knows: what the vms stage and its diagnostics use, and nothing that destroys. */
export const ROUTES: readonly Route[] = [
  route('GET', '/version', 'version', () =>
    ok({ version: '9.1.4', release: '9.1', repoid: '5ac30304265fbd8e' }),
  ),
  route('GET', '/access/permissions', 'access.permissions', ({ world }) => ok(permissions(world))),
  route('GET', '/nodes', 'nodes', ({ world }) => ok(world.proxmox.nodes.map((node) => nodeRow(world, node)))),
  route('GET', '/nodes/{node}/status', 'node.status', ({ world, node }) => ok(nodeRow(world, node))),
  route('GET', '/nodes/{node}/storage', 'storage.list', ({ world, given }) =>
    ok(
      world.proxmox.storages
        .map(storageRow)
        .filter((row) => !given.content || row.content.includes(given.content)),
    ),
  ),
  route(
    'GET',
    '/nodes/{node}/storage/*/status',
    'storage.status',
    withStorage((_, storage) => ok(storageRow(storage))),
  ),
  route(
    'GET',
    '/nodes/{node}/storage/*/content',
    'storage.content',
    withStorage(({ world, node, given }, storage) => contentOf(world, node, storage, given.content)),
  ),
  route(
    'POST',
    '/nodes/{node}/storage/*/download-url',
    'storage.download',
    withStorage(({ world, now, node, given }, storage) => download(world, now, node, storage, given)),
  ),
  route('GET', '/nodes/{node}/network', 'network.list', ({ world }) =>
    ok(
      world.proxmox.bridges.map((iface) => ({
        iface,
        type: 'bridge',
        active: 1,
        autostart: 1,
        method: 'static',
        cidr: '192.168.1.10/24',
      })),
    ),
  ),
  route('GET', '/cluster/resources', 'cluster.resources', ({ world, now, given }) =>
    ok(resources(world, now, given.type)),
  ),
  route('GET', '/cluster/nextid', 'cluster.nextid', ({ world }) =>
    ok(String(Math.max(99, ...world.proxmox.vms.map((vm) => vm.vmid)) + 1)),
  ),
  route('GET', '/nodes/{node}/qemu', 'qemu.list', ({ world, now, node }) =>
    ok(resources(world, now, 'vm').filter((each) => each.node === node)),
  ),
  route('POST', '/nodes/{node}/qemu', 'qemu.create', ({ world, now, node, given }) =>
    createVm(world, now, node, given),
  ),
  route(
    'GET',
    '/nodes/{node}/qemu/*/config',
    'qemu.read',
    withVm((_, vm) => ok({ ...vm.config, digest: digestOf(vm) })),
  ),
  route(
    'PUT',
    '/nodes/{node}/qemu/*/config',
    'qemu.config',
    withVm(({ world, given }, vm) => changeConfig(world, vm, given)),
  ),
  route(
    'GET',
    '/nodes/{node}/qemu/*/pending',
    'qemu.pending',
    withVm((_, vm) => ok(Object.entries(vm.config).map(([key, value]) => ({ key, value })))),
  ),
  route(
    'GET',
    '/nodes/{node}/qemu/*/status/current',
    'qemu.status',
    withVm(({ world, now }, vm) => ok(vmStatus(world, vm, now))),
  ),
  route(
    'POST',
    '/nodes/{node}/qemu/*/status/start',
    'qemu.start',
    withVm(({ world, now }, vm) => startVm(world, now, vm)),
  ),
  route(
    'GET',
    '/nodes/{node}/qemu/*/agent/network-get-interfaces',
    'qemu.agent',
    withVm(({ world, now }, vm) => agentInterfaces(world, now, vm)),
  ),
  route('GET', '/nodes/{node}/tasks', 'tasks.list', ({ world, node, given }) =>
    ok(
      world.proxmox.tasks
        .filter((task) => taskRow(world, task).node === node)
        .filter((task) => !given.vmid || task.vmid === given.vmid)
        .filter((task) => given.errors !== '1' || task.exit !== 'OK')
        .slice(-Number(given.limit ?? 50))
        .map((task) => taskRow(world, task)),
    ),
  ),
  route('GET', '/nodes/{node}/tasks/*/status', 'task.status', taskStatus),
  route('GET', '/nodes/{node}/tasks/*/log', 'task.log', taskLog),
];
