import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { agentPrompt } from '../../core/casefile/prompts.ts';
import type { ExecutorSettings } from '../../core/workspace.ts';
import type { Executor } from '../../ports.ts';
import { reach } from '../model-api/reach.ts';
import { type AgentWords, agentEnv, runAgent } from './agent-run.ts';
import type { ExecutorOptions } from './options.ts';

type Settings = Extract<ExecutorSettings, { readonly kind: 'codex' }>;

/** Linux takes 128 KiB in one argument; a longer prompt is read by the agent from its file. */
const MAX_PROMPT_BYTES = 100_000;
/** The name under which codex finds the key, whatever it is called outside. */
const KEY_NAME = 'ORCH_MODEL_KEY';
/** codex 0.169 waits for its network without end when nothing listens; so it is asked first. */
const REACH_MS = 10_000;

/**
 * The executor for OpenAI's codex CLI with a model provider of the workspace's own. Nothing of the user's codex
 * config is used; its private home is made at need, for its owner only.
 */
export const codexExecutor = (settings: Settings, options: ExecutorOptions): Executor => ({
  kind: 'codex',
  repair: async (request) => {
    const named = settings.keyEnv === undefined ? undefined : options.env[settings.keyEnv];
    const key = named === '' ? undefined : named;
    const { baseUrl, model } = settings;
    const keyed = settings.keyEnv === undefined ? {} : { keyEnv: settings.keyEnv };
    const trouble = await reach({ baseUrl, model, ...keyed }, key, REACH_MS);
    if (trouble !== undefined) return { kind: 'unavailable', reason: `codex has no model: ${trouble}` };
    // codex will not work with a home inside its temp folder, and says so only on stderr: so it gets one inside its home.
    const temp = join(options.codexHome, 'tmp');
    await mkdir(temp, { recursive: true, mode: 0o700 });
    const whole = agentPrompt(request.context, request.allowedFiles);
    return runAgent(
      {
        name: 'codex',
        argv: ({ scratch, context }) => [
          settings.bin,
          'exec',
          '--json',
          '--ephemeral',
          '--ignore-user-config',
          '--skip-git-repo-check',
          ...['--color', 'never'],
          ...['-C', scratch],
          ...['-s', 'workspace-write'],
          ...['-m', model],
          ...configuration(baseUrl, key !== undefined),
          '--',
          Buffer.byteLength(whole) <= MAX_PROMPT_BYTES
            ? whole
            : agentPrompt(`Read the case file first, all of it: ${context}`, request.allowedFiles),
        ],
        env: {
          ...agentEnv(options.env),
          ...fence(baseUrl),
          CODEX_HOME: options.codexHome,
          TMPDIR: temp,
          ...(key === undefined ? {} : { [KEY_NAME]: key }),
        },
        timeoutMs: settings.timeoutMs,
        ...(options.graceMs === undefined ? {} : { graceMs: options.graceMs }),
        read: readEvents,
      },
      request,
    );
  },
});

/**
 * By default codex 0.169 also asks GitHub for plugins and OpenAI for experiments. The configuration turns that
 * off; should another version know more, it finds a proxy where nothing listens, for all but the model's host.
 */
const fence = (baseUrl: string): Readonly<Record<string, string>> => {
  const nowhere = 'http://127.0.0.1:9';
  return {
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    ALL_PROXY: nowhere,
    NO_PROXY: new URL(baseUrl).hostname,
  };
};

/** `-c` takes TOML: a JSON string is one. */
const configuration = (baseUrl: string, keyed: boolean): readonly string[] => {
  const values: readonly (readonly [string, string])[] = [
    ['model_provider', '"orch"'],
    ['model_providers.orch.name', '"orch"'],
    ['model_providers.orch.base_url', JSON.stringify(baseUrl)],
    ['model_providers.orch.wire_api', '"responses"'],
    ...(keyed ? ([['model_providers.orch.env_key', JSON.stringify(KEY_NAME)]] as const) : []),
    // Retries are the plumbing's business.
    ['model_providers.orch.request_max_retries', '0'],
    ['model_providers.orch.stream_max_retries', '0'],
    // Nothing goes anywhere but to the model, and the agent stays one.
    ['analytics.enabled', 'false'],
    ['feedback.enabled', 'false'],
    ['check_for_update_on_startup', 'false'],
    ['web_search', '"disabled"'],
    ['features.plugins', 'false'],
    ['features.apps', 'false'],
    ['features.multi_agent', 'false'],
    ['history.persistence', '"none"'],
    // The model's key is not for the commands that it runs.
    ['shell_environment_policy.inherit', '"core"'],
  ];
  return values.flatMap(([key, value]) => ['-c', `${key}=${value}`]);
};

interface CodexEvent {
  readonly type?: unknown;
  readonly item?: { readonly type?: unknown; readonly text?: unknown };
  readonly usage?: { readonly input_tokens?: unknown; readonly output_tokens?: unknown };
  readonly error?: { readonly message?: unknown };
}

/**
 * Reads codex's event lines: the tokens of every turn, the last message, and the error of a turn that failed
 * before the model did anything. Other lines are skipped.
 */
export const readEvents = (stdout: string): AgentWords => {
  let tokens = 0;
  let lastWord: string | undefined;
  let failed: string | undefined;
  let worked = false;
  for (const line of stdout.split('\n')) {
    const event = eventOf(line);
    if (event === undefined) continue;
    if (event.type === 'turn.completed') {
      tokens += Number(event.usage?.input_tokens ?? 0) + Number(event.usage?.output_tokens ?? 0);
    }
    if (event.type === 'turn.failed') failed = textOf(event.error?.message) ?? 'its turn failed';
    if (event.type !== 'item.completed' || event.item?.type === 'error') continue;
    worked = true;
    if (event.item?.type === 'agent_message') lastWord = textOf(event.item.text) ?? lastWord;
  }
  const said = lastWord ?? failed;
  return {
    tokens,
    ...(said === undefined ? {} : { lastWord: said }),
    ...(failed === undefined || worked || tokens > 0 ? {} : { noModel: failed }),
  };
};

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;

const eventOf = (line: string): CodexEvent | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as CodexEvent;
  } catch (error) {
    // The last line can be cut by the bound on what is kept.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
