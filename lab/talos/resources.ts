import { rfc3339 } from '../world/clock.ts';
import type { World, WorldTime } from '../world/types.ts';
import { clusterNodes, type Host, stageOf } from './machine.ts';

interface Resource {
  readonly id: string;
  readonly spec: unknown;
}

interface Definition {
  readonly type: string;
  readonly namespace: string;
  readonly names: readonly string[];
  readonly list: (world: World, host: Host, now: WorldTime) => readonly Resource[];
}

const machineStatus = (world: World, host: Host, now: WorldTime): readonly Resource[] => {
  const stage = stageOf(world, host, now);
  const ready = stage === 'running' || stage === 'maintenance';
  const unmet =
    host.machine?.config?.type === 'controlplane'
      ? [{ name: 'services', reason: 'service "etcd" not healthy, service "kubelet" not healthy' }]
      : [{ name: 'nodeReady', reason: 'node is not ready' }];
  return [{ id: 'machine', spec: { stage, status: { ready, unmetConditions: ready ? [] : unmet } } }];
};

const disk = (id: string, size: number, more: Record<string, unknown>): Resource => ({
  id,
  spec: {
    dev_path: `/dev/${id}`,
    size,
    pretty_size: size > 1e9 ? `${Math.round(size / 1e9)} GB` : `${Math.round(size / 1e6)} MB`,
    io_size: 512,
    sector_size: 512,
    readonly: false,
    cdrom: false,
    ...more,
  },
});

const disks = (_world: World, host: Host): readonly Resource[] => {
  const { config } = host.vm;
  const gib = (value: string | undefined) => Number(/size=(\d+)G/.exec(value ?? '')?.[1] ?? 0) * 1024 ** 3;
  return [
    disk('loop0', 73_400_320, { readonly: true }),
    ...(config.scsi0
      ? [
          disk('sda', gib(config.scsi0), {
            model: 'QEMU HARDDISK',
            modalias: 'scsi:t-0x00',
            transport: 'virtio',
            bus_path: '/pci0000:00/0000:00:05.0/virtio2/host2/target2:0:0/2:0:0:0',
          }),
        ]
      : []),
    ...(config.virtio0 ? [disk('vda', gib(config.virtio0), { transport: 'virtio' })] : []),
    ...(config.ide2
      ? [disk('sr0', 338_690_048, { model: 'QEMU DVD-ROM', cdrom: true, readonly: true, transport: 'ata' })]
      : []),
  ];
};

const members = (world: World, _host: Host, now: WorldTime): readonly Resource[] =>
  clusterNodes(world, now).map(({ host, config }) => ({
    id: config.hostname,
    spec: {
      nodeId: host.mac.toLowerCase().replaceAll(':', ''),
      addresses: [host.address],
      hostname: config.hostname,
      machineType: config.type,
      operatingSystem: 'Talos (v1.13.9)',
      controlPlane: config.type === 'controlplane' ? { port: 6443 } : null,
    },
  }));

/** The services of a node with what `talosctl service` shows of them. */
export const servicesOf = (
  world: World,
  host: Host,
  now: WorldTime,
): readonly { id: string; state: string; health: string; message: string }[] => {
  const stage = stageOf(world, host, now);
  const running = stage === 'running';
  const always = ['apid', 'containerd', 'cri', 'machined', 'syslogd', 'udevd'];
  const rows = always.map((id) => ({
    id,
    state: 'Running',
    health: 'OK',
    message: 'Health check successful',
  }));
  rows.push({
    id: 'ext-qemu-guest-agent',
    state: 'Running',
    health: '?',
    message: 'Started task ext-qemu-guest-agent',
  });
  if (stage === 'maintenance') return rows;
  if (host.machine?.config?.type === 'controlplane')
    rows.push(
      host.machine.bootstrappedAt === undefined
        ? {
            id: 'etcd',
            state: 'Preparing',
            health: '?',
            message: 'Running pre state: waiting to join the cluster, if this is a new cluster, bootstrap it',
          }
        : { id: 'etcd', state: 'Running', health: 'OK', message: 'Health check successful' },
    );
  rows.push({
    id: 'kubelet',
    state: running ? 'Running' : 'Waiting',
    health: running ? 'OK' : '?',
    message: running ? 'Health check successful' : 'Waiting for API server to be ready',
  });
  return rows;
};

const extensions = (world: World, host: Host): readonly Resource[] =>
  host.machine?.config === undefined && world.proxmox.isos.length === 0
    ? []
    : ['iscsi-tools', 'qemu-guest-agent', 'util-linux-tools'].map((name, index) => ({
        id: String(index),
        spec: {
          image: `00${index}.ghcr.io-siderolabs-${name}.sqsh`,
          metadata: { name, version: 'v1.13.9', author: 'Sidero Labs' },
        },
      }));

/** The config as it was sent, once as it runs and once as it is kept on disk. */
const machineConfigs = (_world: World, host: Host): readonly Resource[] => {
  const text = host.machine?.config?.text;
  return text === undefined ? [] : ['persistent', 'v1alpha1'].map((id) => ({ id, spec: text }));
};

const DEFINITIONS: readonly Definition[] = [
  {
    type: 'MachineConfigs.config.talos.dev',
    namespace: 'config',
    names: ['machineconfig', 'machineconfigs', 'mc', 'mcs'],
    list: machineConfigs,
  },
  {
    type: 'MachineStatuses.runtime.talos.dev',
    namespace: 'runtime',
    names: ['machinestatus', 'machinestatuses', 'ms'],
    list: machineStatus,
  },
  { type: 'Disks.block.talos.dev', namespace: 'runtime', names: ['disks', 'disk'], list: disks },
  { type: 'Members.cluster.talos.dev', namespace: 'cluster', names: ['members', 'member'], list: members },
  {
    type: 'ExtensionStatuses.runtime.talos.dev',
    namespace: 'runtime',
    names: ['extensions', 'extension', 'extensionstatus', 'extensionstatuses'],
    list: extensions,
  },
  {
    type: 'Services.v1alpha1.talos.dev',
    namespace: 'runtime',
    names: ['services', 'service', 'svc'],
    list: (world, host, now) =>
      servicesOf(world, host, now).map((row) => ({
        id: row.id,
        spec: { running: row.state === 'Running', healthy: row.health === 'OK', unknown: row.health === '?' },
      })),
  },
  {
    type: 'NodeAddresses.net.talos.dev',
    namespace: 'network',
    names: ['nodeaddresses', 'nodeaddress'],
    list: (_world, host) => [{ id: 'default', spec: { addresses: [`${host.address}/24`] } }],
  },
  {
    type: 'HostnameStatuses.net.talos.dev',
    namespace: 'network',
    names: ['hostnamestatus', 'hostnamestatuses', 'hostname'],
    list: (_world, host) => [
      {
        id: 'hostname',
        spec: {
          hostname:
            host.machine?.config?.hostname ?? `talos-${host.mac.slice(-5).replace(':', '').toLowerCase()}`,
          domainname: '',
        },
      },
    ],
  },
  {
    type: 'TimeStatuses.v1alpha1.talos.dev',
    namespace: 'runtime',
    names: ['timestatus', 'timestatuses'],
    list: () => [{ id: 'node', spec: { synced: true, epoch: 0, syncDisabled: false } }],
  },
];

export const findDefinition = (name: string): Definition | undefined =>
  DEFINITIONS.find(
    (each) => each.names.includes(name.toLowerCase()) || each.type.toLowerCase() === name.toLowerCase(),
  );

/** One resource as `talosctl get -o json` prints it: an object of its own, indented by four. */
export const resourceJson = (
  definition: Definition,
  resource: Resource,
  host: Host,
  node: string | undefined,
  now: WorldTime,
) => ({
  metadata: {
    namespace: definition.namespace,
    type: definition.type,
    id: resource.id,
    version: 2,
    owner: `${definition.namespace}.${definition.type.split('.')[0]}Controller`,
    phase: 'running',
    created: rfc3339(host.bootedAt),
    updated: rfc3339(now),
  },
  spec: resource.spec,
  ...(node === undefined ? {} : { node }),
});
