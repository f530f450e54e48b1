import type { CommandSpec, FlagSpec } from '../toolkit/flags.ts';

const s = (short?: string): FlagSpec =>
  short === undefined ? { kind: 'string' } : { kind: 'string', short };
const b = (short?: string): FlagSpec => (short === undefined ? { kind: 'bool' } : { kind: 'bool', short });

/** kubectl's global flags, which may stand anywhere. */
export const KUBECTL_ROOT: Readonly<Record<string, FlagSpec>> = {
  kubeconfig: s(),
  'request-timeout': s(),
  namespace: s('n'),
  context: s(),
  cluster: s(),
  user: s(),
  server: s('s'),
  token: s(),
  'cache-dir': s(),
  v: { kind: 'int', short: 'v' },
};

const ALL = b('A');

/** Every kubectl command that the stages and their diagnostics use, with its flags. */
export const KUBECTL_COMMANDS: readonly CommandSpec[] = [
  { name: 'version', flags: { client: b(), output: s('o') }, args: [0, 0] },
  {
    name: 'get',
    flags: {
      output: s('o'),
      selector: s('l'),
      'field-selector': s(),
      'all-namespaces': ALL,
      'ignore-not-found': b(),
      raw: s(),
      kustomize: s('k'),
      filename: s('f'),
      'sort-by': s(),
      'show-labels': b(),
      'no-headers': b(),
      'chunk-size': { kind: 'int' },
    },
  },
  {
    name: 'apply',
    flags: {
      'server-side': b(),
      'force-conflicts': b(),
      'field-manager': s(),
      kustomize: s('k'),
      filename: s('f'),
      'dry-run': s(),
      output: s('o'),
      validate: s(),
      wait: b(),
    },
    args: [0, 0],
  },
  { name: 'create token', flags: { duration: { kind: 'duration' } }, args: [1, 1] },
  { name: 'wait', flags: { for: s(), timeout: { kind: 'duration' }, all: b(), selector: s('l') } },
  { name: 'annotate', flags: { overwrite: b(), 'field-manager': s(), 'dry-run': s() } },
  {
    name: 'events',
    flags: { 'all-namespaces': ALL, for: s(), types: s(), output: s('o'), 'no-headers': b() },
    args: [0, 0],
  },
  {
    name: 'logs',
    flags: {
      container: s('c'),
      previous: b('p'),
      tail: { kind: 'int' },
      since: { kind: 'duration' },
      'all-containers': b(),
      timestamps: b(),
      prefix: b(),
      follow: b('f'),
      selector: s('l'),
    },
    args: [0, 2],
  },
  { name: 'describe', flags: { selector: s('l'), 'all-namespaces': ALL, 'show-events': b() } },
  { name: 'rollout status', flags: { timeout: { kind: 'duration' }, watch: b('w') } },
  { name: 'kustomize', flags: { 'enable-helm': b(), output: s('o') }, args: [0, 1] },
  { name: 'api-resources', flags: { output: s('o'), namespaced: b(), 'api-group': s() }, args: [0, 0] },
  { name: 'explain', flags: { recursive: b() } },
];
