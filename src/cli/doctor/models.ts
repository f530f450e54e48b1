import type { ContextMap } from '../../core/workspace.ts';
import type { Context } from '../context.ts';
import { type Check, fail, ok, warn } from './check.ts';
import { tool } from './machine.ts';

const PROBE_MS = 5000;

/** Asks an OpenAI-compatible server for its models: costs nothing and shows address, key and model name at once. */
const listed = async (
  name: string,
  baseUrl: string,
  key: string | undefined,
  model: string,
  fix: string,
): Promise<Check> => {
  const url = `${baseUrl.replace(/\/$/, '')}/models`;
  try {
    const response = await fetch(url, {
      headers: key ? { authorization: `Bearer ${key}` } : {},
      signal: AbortSignal.timeout(PROBE_MS),
    });
    if (!response.ok) return fail(name, `${url} answers ${response.status} ${response.statusText}`, fix);
    const body = (await response.json()) as { data?: { id?: string }[] };
    const known = (body.data ?? []).some((entry) => entry.id === model || entry.id === `${model}:latest`);
    return known
      ? ok(name, `${model} at ${baseUrl}`)
      : warn(
          name,
          `${baseUrl} answers but does not list ${model}`,
          `pull or name another model (settings in the map)`,
        );
  } catch (error) {
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message;
    return warn(name, `${baseUrl} does not answer (${cause})`, fix);
  }
};

const executorCheck = async (map: ContextMap, context: Context): Promise<Check> => {
  const executor = map.settings.executor;
  switch (executor.kind) {
    case 'none':
      return warn(
        'executor',
        map.settings.escalation.enabled
          ? 'none configured: the first repeat of an error escalates at once'
          : 'none configured, and escalation is switched off: an error is named and left',
        'set settings.executor in the map to use a local model',
      );
    case 'command':
      return ok('executor', `command: ${executor.argv.join(' ')}`);
    case 'codex':
      return tool(
        executor.bin,
        ['--version'],
        context,
        'install the codex command line, or choose another executor',
      );
    case 'openai-compatible':
      return listed(
        'executor',
        executor.baseUrl,
        executor.keyEnv ? context.env[executor.keyEnv] : undefined,
        executor.model,
        'start the local model server (for Ollama: `ollama serve`); without it errors escalate at once',
      );
  }
};

const escalationCheck = async (map: ContextMap, context: Context): Promise<Check> => {
  const { enabled, keyEnv, baseUrl, model } = map.settings.escalation;
  if (!enabled)
    return warn(
      'escalation',
      'switched off in the map: no error is escalated',
      'set settings.escalation.enabled: true to use it',
    );
  const key = context.env[keyEnv];
  if (!key && !baseUrl)
    return warn(
      'escalation',
      `${keyEnv} is not set: no error can be escalated`,
      `export ${keyEnv} where cron sees it, too`,
    );
  return listed(
    'escalation',
    baseUrl ?? 'https://api.openai.com/v1',
    key,
    model,
    `check ${keyEnv} and the network`,
  );
};

/** Checks of the executor and the escalation model. */
export const modelChecks = (map: ContextMap, context: Context): Promise<readonly Check[]> =>
  Promise.all([executorCheck(map, context), escalationCheck(map, context)]);
