import type { CommandSpec, FlagSpec } from '../toolkit/flags.ts';

const s = (short?: string): FlagSpec =>
  short === undefined ? { kind: 'string' } : { kind: 'string', short };
const b = (short?: string): FlagSpec => (short === undefined ? { kind: 'bool' } : { kind: 'bool', short });
const list = (short?: string): FlagSpec => (short === undefined ? { kind: 'list' } : { kind: 'list', short });
const array = (short?: string): FlagSpec =>
  short === undefined ? { kind: 'array' } : { kind: 'array', short };

/** The flags of every subcommand that talks to a node; talosctl's root has none of them. */
const NODE: Readonly<Record<string, FlagSpec>> = {
  nodes: list('n'),
  endpoints: list('e'),
  talosconfig: s(),
  context: s(),
  cluster: s('c'),
  'siderov1-keys-dir': s(),
};
const INSECURE = { insecure: b('i') };

/** Every command of talosctl 1.13 that the stages and their diagnostics use, with its flags. */
export const TALOSCTL_COMMANDS: readonly CommandSpec[] = [
  { name: 'version', flags: { ...NODE, ...INSECURE, client: b(), short: b() }, args: [0, 0] },
  {
    name: 'gen secrets',
    flags: {
      'output-file': s('o'),
      'talos-version': s(),
      'from-controlplane-config': s(),
      'from-kubernetes-pki': s('p'),
      'kubernetes-bootstrap-token': s('t'),
      force: b('f'),
    },
    args: [0, 0],
  },
  {
    name: 'gen config',
    flags: {
      'with-secrets': s(),
      output: s('o'),
      'output-types': list('t'),
      force: b('f'),
      'install-disk': s(),
      'install-image': s(),
      'kubernetes-version': s(),
      'talos-version': s(),
      'config-patch': array(),
      'config-patch-control-plane': array(),
      'config-patch-worker': array(),
      'additional-sans': list(),
      'dns-domain': s(),
      'registry-mirror': list(),
      'with-docs': b(),
      'with-examples': b(),
      'with-kubespan': b(),
      'with-cluster-discovery': b(),
    },
    args: [2, 2],
  },
  {
    name: 'machineconfig patch',
    aliases: ['mc patch'],
    flags: { patch: array('p'), output: s('o') },
    args: [1, 1],
  },
  { name: 'validate', flags: { config: s('c'), mode: s('m'), strict: b() }, args: [0, 0] },
  {
    name: 'get',
    flags: { ...NODE, ...INSECURE, output: s('o'), namespace: s(), watch: b('w') },
    args: [1, 2],
  },
  {
    name: 'apply-config',
    aliases: ['apply'],
    flags: {
      ...NODE,
      ...INSECURE,
      file: s('f'),
      mode: s('m'),
      'dry-run': b(),
      'config-patch': array('p'),
      timeout: { kind: 'duration' },
      'cert-fingerprint': list(),
    },
    args: [0, 0],
  },
  {
    name: 'bootstrap',
    flags: { ...NODE, 'recover-from': s(), 'recover-skip-hash-check': b() },
    args: [0, 0],
  },
  {
    name: 'kubeconfig',
    flags: { ...NODE, merge: b('m'), force: b('f'), 'force-context-name': s() },
    args: [0, 1],
  },
  {
    name: 'health',
    flags: {
      ...NODE,
      'control-plane-nodes': list(),
      'worker-nodes': list(),
      'init-node': s(),
      'wait-timeout': { kind: 'duration' },
      server: b(),
      'k8s-endpoint': s(),
      'run-e2e': b(),
    },
    args: [0, 0],
  },
  {
    name: 'config new',
    flags: { ...NODE, roles: list(), 'crt-ttl': { kind: 'duration' } },
    args: [0, 1],
  },
  { name: 'etcd members', flags: NODE, args: [0, 0] },
  { name: 'etcd status', flags: NODE, args: [0, 0] },
  { name: 'service', aliases: ['services'], flags: NODE, args: [0, 2] },
  { name: 'dmesg', flags: { ...NODE, follow: b('f'), tail: b() }, args: [0, 0] },
  {
    name: 'logs',
    flags: { ...NODE, kubernetes: b('k'), follow: b('f'), tail: { kind: 'int' } },
    args: [1, 1],
  },
];
