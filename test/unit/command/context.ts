import type { CommandContext } from '../../../src/core/command/types.ts';

const FILES = new Set(['config/talos.yaml', 'cluster/apps/web.yaml', 'README.md', 'data.json']);

/** A homelab with two nodes and four readable files. */
export const context: CommandContext = {
  kubeconfig: '/s/kubeconfig',
  talosconfig: '/s/talosconfig',
  nodes: ['10.0.0.10', '10.0.0.11'],
  deniedNamespaces: ['vault'],
  readable: (path) => FILES.has(path),
  listable: (path) => path === 'cluster' || path === 'cluster/apps',
  hosts: ['web.lab.example', '10.0.0.1'],
};

/** Words split at blanks: enough for the examples. */
export const words = (line: string): readonly string[] => line.split(' ');
