import { existsSync, readFileSync } from 'node:fs';
import { parseArgv, textFlag, UsageError } from '../toolkit/flags.ts';
import { failed, said, type ToolCall, type ToolResult } from '../toolkit/world-client.ts';
import { FLUX_COMMANDS, FLUX_ROOT } from './cli-spec.ts';

/** The flux that the lab puts on PATH. */
export const FLUX_VERSION = 'v2.9.4';

/** flux's stand-in: reads the argv as the real one does and asks the world. */
export const flux = async (
  argv: readonly string[],
  ask: (call: ToolCall) => Promise<ToolResult>,
): Promise<ToolResult> => {
  try {
    const parsed = parseArgv('flux', argv, FLUX_COMMANDS, FLUX_ROOT);
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
