import { mkdir } from 'node:fs/promises';
import { agentPrompt } from '../../core/casefile/prompts.ts';
import type { ExecutorSettings } from '../../core/workspace.ts';
import type { Executor } from '../../ports.ts';
import { agentEnv, runAgent } from './agent-run.ts';
import type { ExecutorOptions } from './options.ts';

type Settings = Extract<ExecutorSettings, { readonly kind: 'codex' }>;

/** Linux takes 128 KiB in one argument; a longer prompt is read by the agent from its file. */
const MAX_PROMPT_BYTES = 100_000;
/** The name under which codex finds the key, whatever it is called outside. */
const KEY_NAME = 'ORCH_MODEL_KEY';

/**
 * The executor for OpenAI's codex CLI with a model provider of the workspace's own. Nothing of the user's codex
 * config is used; its private home is made at need, for its owner only.
 */
export const codexExecutor = (settings: Settings, options: ExecutorOptions): Executor => ({
  kind: 'codex',
  repair: async (request) => {
    await mkdir(options.codexHome, { recursive: true, mode: 0o700 });
    const key = settings.keyEnv === undefined ? undefined : options.env[settings.keyEnv];
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
          ...['-m', settings.model],
          ...provider(settings.baseUrl, key !== undefined && key !== ''),
          '--',
          Buffer.byteLength(whole) <= MAX_PROMPT_BYTES
            ? whole
            : agentPrompt(`Read the case file first, all of it: ${context}`, request.allowedFiles),
        ],
        env: {
          ...agentEnv(options.env),
          CODEX_HOME: options.codexHome,
          ...(key === undefined || key === '' ? {} : { [KEY_NAME]: key }),
        },
        timeoutMs: settings.timeoutMs,
        ...(options.graceMs === undefined ? {} : { graceMs: options.graceMs }),
        read: readEvents,
      },
      request,
    );
  },
});

/** `-c` takes TOML: a JSON string is one. */
const provider = (baseUrl: string, keyed: boolean): readonly string[] => {
  const values: readonly (readonly [string, string])[] = [
    ['model_provider', '"orch"'],
    ['model_providers.orch.name', '"orch"'],
    ['model_providers.orch.base_url', JSON.stringify(baseUrl)],
    ['model_providers.orch.wire_api', '"responses"'],
    ...(keyed ? ([['model_providers.orch.env_key', JSON.stringify(KEY_NAME)]] as const) : []),
    ['model_providers.orch.request_max_retries', '1'],
    ['model_providers.orch.stream_max_retries', '1'],
  ];
  return values.flatMap(([key, value]) => ['-c', `${key}=${value}`]);
};

interface CodexEvent {
  readonly type?: unknown;
  readonly item?: { readonly type?: unknown; readonly text?: unknown };
  readonly usage?: { readonly input_tokens?: unknown; readonly output_tokens?: unknown };
  readonly message?: unknown;
  readonly error?: { readonly message?: unknown };
}

/** Reads codex's event lines: the tokens of every turn, and the last message or error. Other lines are skipped. */
export const readEvents = (stdout: string): { readonly tokens: number; readonly lastWord?: string } => {
  let tokens = 0;
  let lastWord: string | undefined;
  for (const line of stdout.split('\n')) {
    const event = eventOf(line);
    if (event === undefined) continue;
    if (event.type === 'turn.completed') {
      tokens += Number(event.usage?.input_tokens ?? 0) + Number(event.usage?.output_tokens ?? 0);
    }
    const said =
      event.type === 'item.completed' && event.item?.type === 'agent_message'
        ? event.item.text
        : event.type === 'turn.failed'
          ? event.error?.message
          : event.type === 'error'
            ? event.message
            : undefined;
    if (typeof said === 'string' && said.trim() !== '') lastWord = said;
  }
  return { tokens, ...(lastWord === undefined ? {} : { lastWord }) };
};

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
