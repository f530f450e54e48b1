import { existsSync, readFileSync } from 'node:fs';
import { type CommandSpec, type FlagSpec, parseArgv, textFlag, UsageError } from '../toolkit/flags.ts';
import { failed, said, type ToolCall, type ToolResult } from '../toolkit/world-client.ts';

/** The flux that the lab puts on PATH. */
export const FLUX_VERSION = 'v2.9.4';

const s = (short?: string): FlagSpec =>
  short === undefined ? { kind: 'string' } : { kind: 'string', short };
const b = (short?: string): FlagSpec => (short === undefined ? { kind: 'bool' } : { kind: 'bool', short });

const ROOT: Readonly<Record<string, FlagSpec>> = {
  kubeconfig: s(),
  context: s(),
  namespace: s('n'),
  timeout: { kind: 'duration' },
  verbose: b(),
};
const ALL = { 'all-namespaces': b('A'), 'status-selector': s(), 'no-header': b(), watch: b('w') };

const COMMANDS: readonly CommandSpec[] = [
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
  { name: 'get sources helm', flags: ALL, args: [0, 1] },
  { name: 'get sources oci', flags: ALL, args: [0, 1] },
  { name: 'events', flags: { ...ALL, for: s(), types: { kind: 'list' } }, args: [0, 0] },
];

/** flux's stand-in: reads the argv as the real one does and asks the world. */
export const flux = async (
  argv: readonly string[],
  ask: (call: ToolCall) => Promise<ToolResult>,
): Promise<ToolResult> => {
  try {
    const parsed = parseArgv('flux', argv, COMMANDS, ROOT);
    if (parsed.command === 'version' && parsed.flags.client === true) return said(`flux: ${FLUX_VERSION}\n`);
    const path = textFlag(parsed, 'kubeconfig') ?? process.env.KUBECONFIG;
    if (path === undefined || !existsSync(path))
      return failed(
        path === undefined
          ? '✗ Kubernetes client initialization failed: invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable'
          : `✗ Kubernetes client initialization failed: stat ${path}: no such file or directory`,
      );
    return await ask({
      tool: 'flux',
      command: parsed.command,
      args: parsed.args,
      flags: parsed.flags,
      files: { kubeconfig: readFileSync(path, 'utf8') },
    });
  } catch (error) {
    if (error instanceof UsageError) return failed(`✗ ${error.message}`);
    throw error;
  }
};
