import { stringify } from 'yaml';
import type { ClusterConfig, Vm } from '../../src/stage-kit/cluster-config.ts';

/** `auto: off` must stay a string: some YAML readers take a bare off for false. */
const text = (document: unknown): string =>
  stringify(document, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });

/** The card is known by its MAC: its name depends on the machine type and the kernel. */
const networkOf = ({ network, talos }: ClusterConfig, vm: Vm): readonly string[] => {
  const vip = talos.vip !== undefined && vm.role === 'controlplane' ? { vip: { ip: talos.vip } } : {};
  const card = { deviceSelector: { hardwareAddr: vm.mac.toLowerCase() }, ...vip };
  if (network === undefined)
    return 'vip' in vip ? [text({ machine: { network: { interfaces: [{ ...card, dhcp: true }] } } })] : [];
  const fixed = {
    ...card,
    dhcp: false,
    addresses: [`${vm.address}/${network.prefix}`],
    routes: [{ network: '0.0.0.0/0', gateway: network.gateway }],
  };
  return [text({ machine: { network: { interfaces: [fixed], nameservers: network.nameservers } } })];
};

/**
 * What makes one node's config out of its role's: the host name, and where the config has them the static address and
 * the address that the control planes share. A patch of several YAML documents, as talosctl takes it.
 */
export const nodePatch = (cluster: ClusterConfig, vm: Vm): string =>
  [
    ...networkOf(cluster, vm),
    text({ apiVersion: 'v1alpha1', kind: 'HostnameConfig', hostname: vm.name, auto: 'off' }),
  ].join('---\n');
