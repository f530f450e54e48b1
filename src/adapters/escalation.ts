/** The paid call: one structured request through the openai SDK, kept word for word. */
import { SYSTEM_PROMPT } from '../core/casefile/prompts.ts';
import { replyFromSaved, type SavedAnswer } from '../core/reply/saved.ts';
import type { EscalationSettings } from '../core/workspace.ts';
import type { Escalation, EscalationAnswer, EscalationRequest } from '../ports.ts';
import { ask } from './model-api/ask.ts';

const OPENAI = 'https://api.openai.com/v1';

/**
 * The escalation of a workspace. Nothing is sent without a key to the public service; a service of the user's
 * own (`baseUrl`) may want none. Each call makes one request, keeps its body as `request-N.json` before it goes
 * out and a taken answer as `reply-N.json` before anything is made of it (a refusal as `refused-N.json`, what came of a broken one as `partial-N.txt`), so
 * that a kill in between costs no second call: `replyFromSaved` reads the same answer again.
 * @param env where the key is looked up, by the name in the settings
 */
export const createEscalation = (
  settings: EscalationSettings,
  env: Readonly<Record<string, string | undefined>>,
): Escalation => ({
  call: async (request) => {
    if (!settings.enabled) return { kind: 'unsent', reason: 'escalation is switched off in the settings' };
    const key = env[settings.keyEnv] ?? '';
    if (key === '' && settings.baseUrl === undefined) {
      return { kind: 'unsent', reason: `the environment variable ${settings.keyEnv} holds no key` };
    }
    return send(settings, key, request);
  },
});

const send = async (
  settings: EscalationSettings,
  key: string,
  request: EscalationRequest,
): Promise<EscalationAnswer> => {
  const answered = await ask({
    api: settings.api,
    baseUrl: settings.baseUrl ?? OPENAI,
    model: settings.model,
    ...(key === '' ? {} : { key, keyEnv: settings.keyEnv }),
    system: SYSTEM_PROMPT,
    user: request.caseFile,
    structured: true,
    limitWord: 'max_completion_tokens',
    maxOutputTokens: settings.maxOutputTokens,
    timeoutMs: settings.timeoutMs,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    onRequest: (body) => request.keep(`request-${request.call}.json`, body),
  });
  if (answered.ok) {
    await request.keep(`reply-${request.call}.json`, answered.body);
    return readAnswer(answered.body, settings, answered.request, request.allowDiagnostics);
  }
  const received = answered.counts ? `partial-${request.call}.txt` : `refused-${request.call}.json`;
  if (answered.body !== '') await request.keep(received, answered.body);
  if (!answered.counts) return { kind: 'unsent', reason: answered.reason };
  // The service may have charged for what it read; its answer never came.
  const tokens = Math.ceil(answered.request.length / 4);
  const usd = (tokens * settings.usdPerMillionIn) / 1_000_000;
  return { kind: 'unusable', reason: answered.reason, spend: { calls: 1, tokens, usd } };
};

const readAnswer = (
  body: string,
  settings: EscalationSettings,
  request: string,
  allowDiagnostics: boolean,
): EscalationAnswer => {
  const read: SavedAnswer = replyFromSaved(body, settings, request);
  if (read.kind === 'reply' && read.reply.kind === 'diagnostics' && !allowDiagnostics) {
    const reason = 'the answer asks for diagnostics again; their output was given, a patch is wanted now';
    return { kind: 'unusable', reason, spend: read.spend };
  }
  return read.kind === 'reply' ? read : { kind: 'unusable', reason: read.reason, spend: read.spend };
};
