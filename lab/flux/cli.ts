import { existsSync, readFileSync } from 'node:fs';
import { listFlag, type Parsed, parseArgv, textFlag, UsageError } from '../toolkit/flags.ts';
import { failed, said, type ToolCall, type ToolResult } from '../toolkit/world-client.ts';
import { FLUX_COMMANDS, FLUX_ROOT } from './cli-spec.ts';
import { COMPONENTS, fluxManifest } from './manifest.ts';

/** The flux that the lab puts on PATH. */
export const FLUX_VERSION = 'v2.9.4';

/** `flux install --export`: no cluster is needed. */
const exported = (parsed: Parsed): ToolResult => {
  const components = listFlag(parsed, 'components');
  const made = fluxManifest(
    textFlag(parsed, 'version') ?? FLUX_VERSION,
    components.length > 0 ? components : COMPONENTS,
    parsed.flags['network-policy'] !== false,
  );
  return 'yaml' in made ? said(made.yaml) : failed(made.error);
};

/** flux's stand-in: reads the argv as the real one does and asks the world. */
export const flux = async (
  argv: readonly string[],
  ask: (call: ToolCall) => Promise<ToolResult>,
): Promise<ToolResult> => {
  try {
    const parsed = parseArgv('flux', argv, FLUX_COMMANDS, FLUX_ROOT);
    if (parsed.command === 'version' && parsed.flags.client === true) return said(`flux: ${FLUX_VERSION}\n`);
    if (parsed.command === 'install')
      return parsed.flags.export === true
        ? exported(parsed)
        : failed('✗ the lab installs Flux from its manifest: flux install --export');
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
