import type { ClusterConfig } from './cluster-config.ts';

/** A value that is right by itself and wrong beside another. */
export interface Contradiction {
  /** `['vms', 0, 'address']`. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Kubernetes minors that each Talos minor runs (its support matrix, pkg/machinery/compatibility). */
const KUBERNETES: Readonly<Record<string, readonly [number, number]>> = {
  'v1.10': [28, 33],
  'v1.11': [29, 34],
  'v1.12': [30, 35],
  'v1.13': [31, 36],
};

const minor = (version: string): string => version.split('.').slice(0, 2).join('.');

const versions = ({ talos }: ClusterConfig): Contradiction[] => {
  const range = KUBERNETES[minor(talos.version)];
  if (range === undefined)
    return [
      {
        path: ['talos', 'version'],
        message: `expected a Talos that orch knows (${Object.keys(KUBERNETES).join(', ')}), found ${talos.version}`,
      },
    ];
  const [from, to] = range;
  const [major, kube = 0] = talos.kubernetes.split('.').map(Number);
  if (major === 1 && kube >= from && kube <= to) return [];
  return [
    {
      path: ['talos', 'kubernetes'],
      message: `expected Kubernetes 1.${from} to 1.${to}, which is what Talos ${minor(talos.version)} runs, found ${talos.kubernetes}`,
    },
  ];
};

/** An address, id or name that two things claim; the later one is the mistake. */
const clashes = (
  claims: readonly { readonly value: string; readonly by: string; readonly path: readonly PropertyKey[] }[],
): Contradiction[] => {
  const taken = new Map<string, string>();
  return claims.flatMap(({ value, by, path }) => {
    const other = taken.get(value);
    if (other === undefined) taken.set(value, by);
    return other === undefined ? [] : [{ path, message: `${value} is already taken by ${other}` }];
  });
};

const duplicates = (config: ClusterConfig): Contradiction[] => {
  const of = (field: 'id' | 'name' | 'mac' | 'address') =>
    config.vms.map((vm, index) => ({ value: String(vm[field]), by: vm.name, path: ['vms', index, field] }));
  const host = /^https?:\/\/([\d.]+)(:\d+)?$/.exec(config.proxmox.endpoint)?.[1];
  const addresses = [
    ...(host === undefined || host.startsWith('127.')
      ? []
      : [{ value: host, by: 'proxmox.endpoint', path: ['proxmox', 'endpoint'] }]),
    ...(config.network
      ? [{ value: config.network.gateway, by: 'network.gateway', path: ['network', 'gateway'] }]
      : []),
    ...of('address'),
    ...(config.talos.vip ? [{ value: config.talos.vip, by: 'talos.vip', path: ['talos', 'vip'] }] : []),
  ];
  return [...(['id', 'name', 'mac'] as const).flatMap((field) => clashes(of(field))), ...clashes(addresses)];
};

/** etcd decides by majority: a second member makes it weaker, not stronger. */
const controlPlanes = ({ vms }: ClusterConfig): Contradiction[] => {
  const count = vms.filter((vm) => vm.role === 'controlplane').length;
  if (count % 2 === 1) return [];
  const found = count === 0 ? 'none' : String(count);
  return [
    {
      path: ['vms'],
      message: `expected an odd number of VMs with role: controlplane (1, 3 or 5), found ${found}`,
    },
  ];
};

const number = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** Static addresses that the gateway cannot reach would cut the node off with its first config. */
const subnet = (config: ClusterConfig): Contradiction[] => {
  const { network, talos, vms } = config;
  if (!network) return [];
  const size = 2 ** (32 - network.prefix);
  const of = (address: string): number => Math.floor(number(address) / size);
  const home = of(network.gateway);
  return [
    ...vms.map((vm, index) => ({ address: vm.address, path: ['vms', index, 'address'] })),
    ...(talos.vip ? [{ address: talos.vip, path: ['talos', 'vip'] }] : []),
  ]
    .filter(({ address }) => of(address) !== home)
    .map(({ address, path }) => ({
      path,
      message: `expected an address in the subnet of the gateway ${network.gateway}/${network.prefix}, found ${address}`,
    }));
};

const storage = ({ infra, features }: ClusterConfig): Contradiction[] => {
  const { storage_classes: classes, default_storage_class: wanted } = infra;
  const listed: Contradiction[] = classes.includes(wanted)
    ? []
    : [
        {
          path: ['infra', 'default_storage_class'],
          message: `expected one of infra.storage_classes (${classes.join(', ')})`,
        },
      ];
  const off = (['longhorn', 'nfs'] as const).filter((name) => !features[name] && classes.includes(name));
  return [
    ...listed,
    ...off.map((name) => ({
      path: ['infra', 'storage_classes'],
      message: `expected no StorageClass ${name}, since features.${name} is false`,
    })),
  ];
};

const fetchers = ({ delivery, flux }: ClusterConfig): Contradiction[] => {
  const missing = ['source-controller', 'kustomize-controller'].filter(
    (name) => !flux.components.includes(name),
  );
  if (delivery.mode === 'apply' || missing.length === 0) return [];
  return [
    {
      path: ['flux', 'components'],
      message: `expected ${missing.join(' and ')}, since delivery.mode is flux`,
    },
  ];
};

/** Without them Longhorn's pods run and no volume is ever attached (Longhorn's Talos notes). */
const LONGHORN_NEEDS = ['siderolabs/iscsi-tools', 'siderolabs/util-linux-tools'];

const extensions = ({ talos, features }: ClusterConfig): Contradiction[] =>
  LONGHORN_NEEDS.filter((each) => features.longhorn && !talos.extensions.includes(each)).map((each) => ({
    path: ['talos', 'extensions'],
    message: `expected ${each} among them, which Longhorn needs (or features.longhorn: false)`,
  }));

/**
 * What one value at a time cannot show.
 * @returns one entry for each mistake, with the path of the value to change.
 */
export const contradictions = (config: ClusterConfig): readonly Contradiction[] =>
  [versions, duplicates, controlPlanes, subnet, storage, fetchers, extensions].flatMap((rule) =>
    rule(config),
  );
