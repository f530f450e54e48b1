/** Asks a local model over chat completions: by the reply schema first, by fenced text where that fails. */
import { FENCED_SYSTEM_PROMPT, SYSTEM_PROMPT } from '../../core/casefile/prompts.ts';
import { replyFromSaved, type SavedAnswer } from '../../core/reply/saved.ts';
import type { Spend } from '../../core/types.ts';
import type { ExecutorSettings } from '../../core/workspace.ts';
import type { Executor, RepairAnswer, RepairRequest } from '../../ports.ts';
import { type Answered, ask } from '../model-api/ask.ts';
import type { ExecutorOptions } from './options.ts';

type Settings = Extract<ExecutorSettings, { readonly kind: 'openai-compatible' }>;

/** A model at home has no price. */
const FREE = { usdPerMillionIn: 0, usdPerMillionOut: 0 };
/** `calls` counts the paid API only; the repair itself is counted by the machine. */
const NOTHING: Spend = { calls: 0, tokens: 0, usd: 0 };

/** The executor for Ollama, llama.cpp, vLLM and whatever else speaks chat completions at `baseUrl`. */
export const openaiCompatibleExecutor = (settings: Settings, options: ExecutorOptions): Executor => ({
  kind: 'openai-compatible',
  repair: async (request) => {
    const ends = performance.now() + settings.timeoutMs;
    const first = await once(settings, options, request, ends, true);
    if (!worthAnother(first) || request.signal?.aborted) return answerOf(first, NOTHING);
    const spent = 'read' in first ? first.read.spend : NOTHING;
    return answerOf(await once(settings, options, request, ends, false), spent);
  },
});

type Once = { readonly read: SavedAnswer } | Extract<Answered, { readonly ok: false }>;

/** A server that does not know `response_format` refuses the request (400, 422); a model that cannot keep to it rambles. */
const worthAnother = (first: Once): boolean => {
  if (!('read' in first)) return first.status === 400 || first.status === 422;
  const { read } = first;
  return read.kind === 'unusable' && ['format', 'shape', 'empty'].includes(read.wrong ?? '');
};

const once = async (
  settings: Settings,
  options: ExecutorOptions,
  request: RepairRequest,
  ends: number,
  structured: boolean,
): Promise<Once> => {
  const key = settings.keyEnv === undefined ? undefined : options.env[settings.keyEnv];
  const name = structured ? '' : '-fenced';
  const answered = await ask({
    api: 'chat',
    baseUrl: settings.baseUrl,
    model: settings.model,
    ...(settings.keyEnv === undefined ? {} : { keyEnv: settings.keyEnv }),
    ...(key === undefined || key === '' ? {} : { key }),
    system: structured ? SYSTEM_PROMPT : FENCED_SYSTEM_PROMPT,
    user: request.context,
    structured,
    limitWord: 'max_tokens',
    maxOutputTokens: settings.maxTokens,
    timeoutMs: Math.max(1, Math.round(ends - performance.now())),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    onRequest: (body) => request.keep(`request${name}.json`, body),
  });
  if (answered.body !== '') await request.keep(`reply${name}.json`, answered.body);
  return answered.ok ? { read: replyFromSaved(answered.body, FREE, answered.request) } : answered;
};

const answerOf = (last: Once, before: Spend): RepairAnswer => {
  if ('read' in last) {
    const { read } = last;
    const spend = { calls: 0, tokens: before.tokens + read.spend.tokens, usd: 0 };
    return read.kind === 'reply'
      ? { kind: 'reply', reply: read.reply, spend }
      : { kind: 'unusable', reason: read.reason, spend };
  }
  return last.counts
    ? { kind: 'unusable', reason: last.reason, spend: before }
    : { kind: 'unavailable', reason: `the executor's model did not answer: ${last.reason}` };
};
