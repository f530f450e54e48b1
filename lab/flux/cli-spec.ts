import type { CommandSpec, FlagSpec } from '../toolkit/flags.ts';

const s = (short?: string): FlagSpec =>
  short === undefined ? { kind: 'string' } : { kind: 'string', short };
const b = (short?: string): FlagSpec => (short === undefined ? { kind: 'bool' } : { kind: 'bool', short });

/** flux's global flags. */
export const FLUX_ROOT: Readonly<Record<string, FlagSpec>> = {
  kubeconfig: s(),
  context: s(),
  namespace: s('n'),
  timeout: { kind: 'duration' },
  verbose: b(),
};
const ALL = { 'all-namespaces': b('A'), 'status-selector': s(), 'no-header': b(), watch: b('w') };

/** Every flux command that the stages and their diagnostics use. */
export const FLUX_COMMANDS: readonly CommandSpec[] = [
  { name: 'version', flags: { client: b(), output: s('o') }, args: [0, 0] },
  {
    name: 'check',
    flags: {
      pre: b(),
      components: { kind: 'list' },
      'components-extra': { kind: 'list' },
      'poll-interval': { kind: 'duration' },
    },
    args: [0, 0],
  },
  {
    name: 'install',
    flags: {
      version: s('v'),
      components: { kind: 'list' },
      'components-extra': { kind: 'list' },
      'network-policy': b(),
      export: b(),
      registry: s(),
      'watch-all-namespaces': b(),
      'log-level': s(),
      'cluster-domain': s(),
      'toleration-keys': { kind: 'list' },
      force: b(),
    },
    args: [0, 0],
  },
  { name: 'get helmreleases', aliases: ['get helmrelease', 'get hr'], flags: ALL, args: [0, 1] },
  { name: 'get kustomizations', aliases: ['get kustomization', 'get ks'], flags: ALL, args: [0, 1] },
  { name: 'get all', flags: ALL, args: [0, 0] },
  { name: 'get sources git', flags: ALL, args: [0, 1] },
  { name: 'get sources helm', flags: ALL, args: [0, 1] },
  { name: 'get sources oci', flags: ALL, args: [0, 1] },
  { name: 'events', flags: { ...ALL, for: s(), types: { kind: 'list' } }, args: [0, 0] },
];
