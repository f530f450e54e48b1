import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Parsed, parseArgv, textFlag, UsageError } from '../toolkit/flags.ts';
import { parseGoYaml } from '../toolkit/go-yaml.ts';
import { failed, said, type ToolCall, type ToolResult } from '../toolkit/world-client.ts';
import { KUBECTL_COMMANDS, KUBECTL_ROOT } from './cli-spec.ts';
import { build, KustomizeError, ordered, yamlStream } from './kustomize.ts';

/** kubectl's client version in the lab. */
const CLIENT = { major: '1', minor: '36', gitVersion: 'v1.36.3', platform: 'linux/amd64' };

/** What kubectl says before it ever talks to a cluster. */
class KubectlError extends Error {
  override readonly name = 'KubectlError';
}

const kubeconfigOf = (parsed: Parsed): string => {
  const path = textFlag(parsed, 'kubeconfig') ?? process.env.KUBECONFIG;
  // kubectl without any configuration talks to localhost:8080, silently.
  if (path === undefined || (textFlag(parsed, 'kubeconfig') === undefined && !existsSync(path)))
    throw new KubectlError(
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
    );
  if (!existsSync(path)) throw new KubectlError(`error: stat ${path}: no such file or directory`);
  return readFileSync(path, 'utf8');
};

/** Objects that `-k` or `-f` name, as JSON for the world. */
const manifestsOf = (parsed: Parsed): string | undefined => {
  const folder = textFlag(parsed, 'kustomize');
  const file = textFlag(parsed, 'filename');
  if (folder !== undefined && file !== undefined)
    throw new KubectlError('error: only one of -f or -k can be specified');
  if (folder !== undefined) return JSON.stringify(ordered(build(resolve(folder), folder)));
  if (file === undefined) return undefined;
  if (file !== '-' && !existsSync(file)) throw new KubectlError(`error: the path "${file}" does not exist`);
  const parsedYaml = parseGoYaml(readFileSync(file === '-' ? 0 : file, 'utf8'));
  if (!parsedYaml.ok)
    throw new KubectlError(
      `error: error parsing ${file === '-' ? 'STDIN' : file}: error converting YAML to JSON: ${parsedYaml.error}`,
    );
  const objects = parsedYaml.documents.flatMap((document) => {
    const list = document as { kind?: string; items?: unknown[] };
    return list.kind === 'List' ? (list.items ?? []) : [document];
  });
  return JSON.stringify(objects);
};

const kustomize = (parsed: Parsed): ToolResult => {
  const [dir = '.'] = parsed.args;
  return said(yamlStream(ordered(build(resolve(dir), dir))));
};

const clientVersion = (parsed: Parsed): ToolResult =>
  textFlag(parsed, 'output') === 'json'
    ? said(`${JSON.stringify({ clientVersion: CLIENT, kustomizeVersion: 'v5.7.1' }, null, 2)}\n`)
    : said(`Client Version: ${CLIENT.gitVersion}\nKustomize Version: v5.7.1\n`);

/** kubectl's stand-in: reads argv and kustomizations as the real one does, asks the world for the rest. */
export const kubectl = async (
  argv: readonly string[],
  ask: (call: ToolCall) => Promise<ToolResult>,
): Promise<ToolResult> => {
  try {
    const parsed = parseArgv('kubectl', argv, KUBECTL_COMMANDS, KUBECTL_ROOT);
    if (parsed.command === 'kustomize') return kustomize(parsed);
    if (parsed.command === 'version' && parsed.flags.client === true) return clientVersion(parsed);
    const manifests = manifestsOf(parsed);
    if (parsed.command === 'apply' && manifests === undefined)
      return failed('error: must specify one of -f and -k');
    const files = { kubeconfig: kubeconfigOf(parsed), ...(manifests === undefined ? {} : { manifests }) };
    return await ask({
      tool: 'kubectl',
      command: parsed.command,
      args: parsed.args,
      flags: parsed.flags,
      files,
    });
  } catch (error) {
    if (error instanceof UsageError)
      return failed(
        /flag|arg/.test(error.message)
          ? `error: ${error.message}\nSee 'kubectl ${error.command === 'kubectl' ? '' : `${error.command} `}--help' for usage.`
          : `error: ${error.message}`,
      );
    if (error instanceof KustomizeError) return failed(`error: ${error.message}`);
    if (error instanceof KubectlError) return failed(error.message);
    throw error;
  }
};
