import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

/** Three mini-PCs, each a Proxmox host of its own. */
const HOSTS = ['pve', 'pve-2', 'pve-3'] as const;
const VIP = '192.168.1.150';

/**
 * Makes a lab's homelab one of three Proxmox hosts, whose machines have static addresses and whose API server has an
 * address of its own: each fresh machine is met where DHCP put it, and waited for where the config wants it.
 * @param repo the workspace.
 */
export const spreadWorkspace = (repo: string): void => {
  const file = join(repo, 'config', 'clusters', 'homelab.yaml');
  const document = parseDocument(readFileSync(file, 'utf8'));
  const { vms } = document.toJS() as { vms: readonly unknown[] };
  vms.forEach((_vm, index) => {
    document.setIn(['vms', index, 'node'], HOSTS[index % HOSTS.length]);
  });
  document.set('network', { prefix: 24, gateway: '192.168.1.1', nameservers: ['192.168.1.1'] });
  document.setIn(['talos', 'vip'], VIP);
  document.deleteIn(['talos', 'endpoint']);
  writeFileSync(file, document.toString({ lineWidth: 0, flowCollectionPadding: false }));
};
