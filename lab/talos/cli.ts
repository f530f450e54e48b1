import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Parsed, parseArgv, textFlag, UsageError } from '../toolkit/flags.ts';
import { failed, said, type ToolCall, type ToolResult } from '../toolkit/world-client.ts';
import { TALOSCTL_COMMANDS } from './cli-spec.ts';
import { TalosConfigError } from './documents.ts';
import { LOCAL, readNamed } from './local.ts';

/** cobra's usage text, appended when the message speaks of arguments, flags or commands. */
const usage = (message: string, command: string): string =>
  /arg\(s\)|flag|command/.test(message)
    ? `${message}\n\nUsage:\n  talosctl${command === 'talosctl' ? ' [command]' : ` ${command} [flags]`}\n\nUse "talosctl --help" for more information about a command.\n`
    : message;

/** Files that the argv names, by the role the world knows them under. */
const filesOf = (parsed: Parsed): Record<string, string> => {
  const talosconfig = textFlag(parsed, 'talosconfig');
  const config = parsed.command === 'apply-config' ? textFlag(parsed, 'file') : undefined;
  if (parsed.command === 'apply-config' && config === undefined)
    throw new TalosConfigError('no filename supplied for configuration');
  return {
    ...(talosconfig === undefined ? {} : { talosconfig: readNamed(talosconfig) }),
    ...(config === undefined ? {} : { config: readNamed(config) }),
  };
};

/** Where `kubeconfig` writes: a file, or `kubeconfig` inside a folder. */
const writeKubeconfig = (parsed: Parsed, text: string): ToolResult => {
  const [target = 'kubeconfig'] = parsed.args;
  if (target === '-') return said(text);
  const path = existsSync(target) && statSync(target).isDirectory() ? join(target, 'kubeconfig') : target;
  if (existsSync(path) && parsed.flags.force !== true)
    return failed(`kubeconfig file already exists, use --force to overwrite: "${path}"`);
  writeFileSync(path, text, { mode: 0o600 });
  return said('');
};

/** `config new` writes what the node answers, to a file that must not be there yet. */
const writeTalosconfig = (parsed: Parsed, text: string): ToolResult => {
  const [path = 'talosconfig'] = parsed.args;
  if (existsSync(path)) return failed(`talosconfig file already exists: "${path}"`);
  writeFileSync(path, text, { mode: 0o600 });
  return said('');
};

/** talosctl's stand-in: reads the argv as the real one does, works on files itself, asks the world for nodes. */
export const talosctl = async (
  argv: readonly string[],
  ask: (call: ToolCall) => Promise<ToolResult>,
): Promise<ToolResult> => {
  try {
    const parsed = parseArgv('talosctl', argv, TALOSCTL_COMMANDS);
    const local = LOCAL[parsed.command];
    if (local && (parsed.command !== 'version' || parsed.flags.client === true)) return local(parsed);
    const result = await ask({
      tool: 'talosctl',
      command: parsed.command,
      args: parsed.args,
      flags: parsed.flags,
      files: filesOf(parsed),
    });
    if (result.code !== 0) return result;
    if (parsed.command === 'kubeconfig') return writeKubeconfig(parsed, result.stdout);
    return parsed.command === 'config new' ? writeTalosconfig(parsed, result.stdout) : result;
  } catch (error) {
    if (error instanceof UsageError) return failed(usage(error.message, error.command));
    if (error instanceof TalosConfigError) return failed(error.message);
    throw error;
  }
};
