import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

const HOSTS_IN_A_NET = 250;

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');

/**
 * Adds workers to the cluster config of a lab's workspace until it has so many machines; fewer stay as they are.
 * @param repo the workspace; @param nodes how many machines there are to be.
 */
export const growWorkspace = (repo: string, nodes: number): void => {
  const file = join(repo, 'config', 'clusters', 'homelab.yaml');
  const document = parseDocument(readFileSync(file, 'utf8'));
  const { vms } = document.toJS() as { vms: readonly unknown[] };
  for (let index = vms.length; index < nodes; index += 1)
    document.addIn(['vms'], {
      id: 101 + index,
      name: `talos-w-${index}`,
      role: 'worker',
      cores: 4,
      memory: 8192,
      disk: 100,
      mac: `BC:24:11:02:${hex(index >> 8)}:${hex(index & 255)}`,
      address: `192.168.${2 + Math.floor(index / HOSTS_IN_A_NET)}.${1 + (index % HOSTS_IN_A_NET)}`,
    });
  writeFileSync(file, document.toString({ lineWidth: 0, flowCollectionPadding: false }));
};
