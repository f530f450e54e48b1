import { badRequest, isRecord, type Refused, typeWord } from './refusal.ts';

/** A parsed request body. */
export type Body = Readonly<Record<string, unknown>>;
type Kind = 'string' | 'boolean' | 'number' | 'integer' | 'object' | 'array' | 'any';

/** Models that reason: chat refuses `max_tokens` and sampling values for them. */
export const isReasoning = (model: string): boolean => /^(o\d|gpt-5(?!.*-chat)|lab-strong)/.test(model);

const SHARED: Readonly<Record<string, Kind>> = {
  model: 'string',
  metadata: 'object',
  moderation: 'any',
  parallel_tool_calls: 'boolean',
  prompt_cache_key: 'string',
  prompt_cache_options: 'object',
  prompt_cache_retention: 'string',
  safety_identifier: 'string',
  service_tier: 'string',
  store: 'boolean',
  stream: 'boolean',
  stream_options: 'object',
  temperature: 'number',
  tool_choice: 'any',
  tools: 'array',
  top_logprobs: 'integer',
  top_p: 'number',
  user: 'string',
};

/** Parameters of POST /chat/completions. */
export const CHAT: Readonly<Record<string, Kind>> = {
  ...SHARED,
  audio: 'object',
  frequency_penalty: 'number',
  function_call: 'any',
  functions: 'array',
  logit_bias: 'object',
  logprobs: 'boolean',
  max_completion_tokens: 'integer',
  max_tokens: 'integer',
  messages: 'array',
  modalities: 'array',
  n: 'integer',
  prediction: 'object',
  presence_penalty: 'number',
  reasoning_effort: 'string',
  response_format: 'object',
  seed: 'integer',
  stop: 'any',
  verbosity: 'string',
  web_search_options: 'object',
};

/** Parameters of POST /responses; `client_metadata` is what codex sends and the service takes. */
export const RESPONSES: Readonly<Record<string, Kind>> = {
  ...SHARED,
  background: 'boolean',
  client_metadata: 'object',
  context_management: 'any',
  conversation: 'any',
  include: 'array',
  input: 'any',
  instructions: 'string',
  max_output_tokens: 'integer',
  max_tool_calls: 'integer',
  previous_response_id: 'string',
  prompt: 'object',
  reasoning: 'object',
  text: 'object',
  truncation: 'string',
};

const isKind = (value: unknown, kind: Kind): boolean => {
  switch (kind) {
    case 'any':
      return true;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === kind;
  }
};

/** The 400 for a parameter of the wrong type; null counts as left out. */
export const typeTrouble = (body: Body, table: Readonly<Record<string, Kind>>): Refused | undefined => {
  for (const [key, value] of Object.entries(body)) {
    const kind = table[key];
    if (kind === undefined || value === null || isKind(value, kind)) continue;
    const wanted = /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
    return badRequest(
      `Invalid type for '${key}': expected ${wanted}, but got ${typeWord(value)} instead.`,
      key,
      'invalid_type',
    );
  }
  return undefined;
};
