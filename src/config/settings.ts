import { OrchError } from '../core/exit.ts';
import { DEFAULT_LIMITS, type Limits } from '../core/types.ts';
import type { EscalationSettings, ExecutorSettings, Settings } from '../core/workspace.ts';
import type { RawSettings } from './map-schema.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** What the command line may override; the first of flag, environment, map, default wins. */
export interface SettingsFlags {
  readonly deadlineMs?: number;
  readonly ai?: boolean;
}

const DEFAULT_SIDE_BRANCH = 'ai/orchestrator-stage1';
/** Where Ollama listens by default (its OpenAI-compatible API). */
const OLLAMA = 'http://127.0.0.1:11434/v1';
const DEFAULT_EXECUTOR_MODEL = 'qwen2.5-coder:14b';
const DEFAULT_ESCALATION_MODEL = 'gpt-5';

/** Files that hold secrets in nearly every homelab repo; the map may name more. */
const SECRET_FILES = [
  'config/env/*.env',
  '.env',
  '**/*.secret.yaml',
  '**/secrets.yaml',
  '**/talsecret*.yaml',
  '**/kubeconfig',
];

const number = (env: Env, name: string, low: number, high: number): number | undefined => {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < low || value > high)
    throw new OrchError(
      'config',
      `${name}=${text} in the environment is not a whole number from ${low} to ${high}`,
      `set ${name} to such a number or unset it`,
    );
  return value;
};

const limitsOf = (raw: RawSettings, env: Env, flags: SettingsFlags): Limits => {
  const given = raw.limits;
  const d = DEFAULT_LIMITS;
  return {
    executorRetryThreshold:
      number(env, 'EXECUTOR_RETRY_THRESHOLD', 1, 10) ??
      raw.executor_retry_threshold ??
      d.executorRetryThreshold,
    apiCallBudget: number(env, 'API_CALL_BUDGET', 0, 10) ?? raw.api_call_budget ?? d.apiCallBudget,
    attemptsPerRun: given.attempts_per_run ?? d.attemptsPerRun,
    apiCallsPerRun: given.api_calls_per_run ?? d.apiCallsPerRun,
    repairsPerRun: given.repairs_per_run ?? d.repairsPerRun,
    tokensPerRun: given.tokens_per_run ?? d.tokensPerRun,
    usdPerRun: given.usd_per_run ?? d.usdPerRun,
    tokensPerNight: given.tokens_per_night ?? d.tokensPerNight,
    usdPerNight: given.usd_per_night ?? d.usdPerNight,
    apiCallsPerNight: given.api_calls_per_night ?? d.apiCallsPerNight,
    backoffMs: raw.backoff ?? d.backoffMs,
    reproduceUnderMs: given.reproduce_under ?? d.reproduceUnderMs,
    deadlineMs: flags.deadlineMs ?? raw.deadline ?? d.deadlineMs,
  };
};

const executorOf = (raw: RawSettings, argv: readonly string[] | undefined): ExecutorSettings => {
  const given = raw.executor;
  const kind = given?.kind ?? 'openai-compatible';
  const timeoutMs = given?.timeout ?? 600_000;
  switch (kind) {
    case 'none':
      return { kind };
    case 'command':
      if (!argv)
        throw new OrchError(
          'config',
          'settings.executor.kind is `command` but settings.executor.command is missing',
          'name the command to run, as a list',
        );
      return { kind, argv, timeoutMs };
    case 'codex':
    case 'openai-compatible': {
      const shared = {
        baseUrl: given?.base_url ?? OLLAMA,
        model: given?.model ?? DEFAULT_EXECUTOR_MODEL,
        timeoutMs,
        ...(given?.key_env === undefined ? {} : { keyEnv: given.key_env }),
      };
      return kind === 'codex'
        ? { kind, bin: given?.bin ?? 'codex', ...shared }
        : { kind, maxTokens: given?.max_tokens ?? 8192, ...shared };
    }
  }
};

const escalationOf = (raw: RawSettings, env: Env): EscalationSettings => {
  const given = raw.escalation;
  const baseUrl = env.OPENAI_BASE_URL || given?.base_url;
  return {
    enabled: given?.enabled ?? true,
    api: given?.api ?? 'responses',
    ...(baseUrl ? { baseUrl } : {}),
    model: env.OPENAI_MODEL || given?.model || DEFAULT_ESCALATION_MODEL,
    keyEnv: given?.key_env ?? 'OPENAI_API_KEY',
    timeoutMs: given?.timeout ?? 300_000,
    caseTokens: given?.case_tokens ?? 60_000,
    maxOutputTokens: given?.max_output_tokens ?? 16_000,
    usdPerMillionIn: given?.usd_per_million_in ?? 1.25,
    usdPerMillionOut: given?.usd_per_million_out ?? 10,
  };
};

/**
 * Settings by the order flag, environment, map, default.
 * Throws OrchError `config` when an environment value is out of its range.
 */
export const settingsOf = (
  raw: RawSettings,
  env: Env,
  flags: SettingsFlags,
  executorArgv: readonly string[] | undefined,
): Settings => ({
  ...(raw.base === undefined ? {} : { base: raw.base }),
  sideBranch: env.AI_BRANCH || raw.side_branch || DEFAULT_SIDE_BRANCH,
  executor: executorOf(raw, executorArgv),
  escalation: escalationOf(raw, env),
  limits: limitsOf(raw, env, flags),
  graceMs: raw.grace,
  keepLogsMs: raw.keep_logs,
  isolation: raw.isolation,
  verify: raw.verify,
  link: raw.link,
  secretFiles: [...SECRET_FILES, ...raw.secret_files],
  patch: {
    maxFiles: raw.patch.max_files,
    maxChangedLines: raw.patch.max_changed_lines,
    maxPatchBytes: raw.patch.max_patch_bytes,
  },
  contentRules: raw.content_rules,
  deniedNamespaces: raw.denied_namespaces,
  nodeAddresses: raw.node_addresses,
});
