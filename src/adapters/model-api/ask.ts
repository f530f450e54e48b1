/** One request through the openai SDK with its traps closed: no silent retry, one deadline, a bounded body. */
import { REPLY_SCHEMA, REPLY_SCHEMA_NAME } from '../../core/reply/schema.ts';
import { type Exchange, exchangeFetch } from './exchange.ts';
import { failureOf, type Service, type ServiceFailure, TimeUp } from './failure.ts';

/** A reply is at most 400 kB of text; escapes, reasoning and wrapping take some more. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** A day: Node fires a timer beyond 2^31 − 1 ms at once. */
const LONGEST_MS = 86_400_000;

export interface Question extends Service {
  readonly api: 'responses' | 'chat';
  /** Absent: for services that want none. */
  readonly key?: string;
  readonly system: string;
  readonly user: string;
  /** Ask for the reply schema as strict structured output. */
  readonly structured: boolean;
  /** Which word chat uses for the limit: OpenAI the new one, local servers the old one. */
  readonly limitWord: 'max_completion_tokens' | 'max_tokens';
  readonly maxOutputTokens: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Called with the exact body before it is sent. */
  readonly onRequest: (body: string) => Promise<void>;
}

export type Answered =
  | { readonly ok: true; readonly body: string; readonly request: string }
  | ({
      readonly ok: false;
      readonly status?: number;
      readonly body: string;
      readonly request: string;
    } & ServiceFailure);

/**
 * Asks once and returns the raw body of a 2xx answer, or why there is none and whether it counts as a call.
 * Ends after `timeoutMs` whatever is stalled: connecting, headers or body. @throws only for our own bugs.
 */
export const ask = async (question: Question): Promise<Answered> => {
  const exchange: Exchange = { sent: false, responseBody: '' };
  const deadline = new AbortController();
  const timeoutMs = Math.min(question.timeoutMs, LONGEST_MS);
  const timer = setTimeout(() => deadline.abort(new TimeUp(timeoutMs)), timeoutMs);
  const signals = question.signal === undefined ? [deadline.signal] : [deadline.signal, question.signal];
  const signal = AbortSignal.any(signals);
  try {
    await send(question, exchange, signal);
    return { ok: true, body: exchange.responseBody, request: exchange.requestBody ?? '' };
  } catch (error) {
    return failed(error, question, exchange, signal);
  } finally {
    clearTimeout(timer);
  }
};

const failed = (error: unknown, question: Question, exchange: Exchange, signal: AbortSignal): Answered => {
  if (exchange.refusedHere !== undefined) throw exchange.refusedHere;
  const got = {
    ok: false as const,
    body: exchange.responseBody,
    request: exchange.requestBody ?? '',
    ...(exchange.status === undefined ? {} : { status: exchange.status }),
  };
  if (question.signal?.aborted && !(signal.reason instanceof TimeUp)) {
    return { ...got, counts: exchange.sent, reason: 'interrupted before the answer came' };
  }
  // The SDK cannot parse every body of a 2xx answer; the reading of bodies is ours (core/reply/saved.ts).
  if (whole(exchange)) return { ok: true, body: exchange.responseBody, request: got.request };
  const cause = signal.aborted ? signal.reason : error;
  return { ...got, ...failureOf(cause, exchange, question) };
};

const whole = (exchange: Exchange): boolean =>
  exchange.complete === true &&
  exchange.status !== undefined &&
  exchange.status >= 200 &&
  exchange.status < 300;

const send = async (question: Question, exchange: Exchange, signal: AbortSignal): Promise<void> => {
  const { default: OpenAI } = await import('openai');
  const client = new OpenAI({
    baseURL: question.baseUrl,
    // The SDK insists on a key; where there is none, the header is left out.
    apiKey: question.key ?? 'none',
    ...(question.key === undefined ? { defaultHeaders: { Authorization: null } } : {}),
    // Named, since the SDK would take these from the environment.
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    // Longer than our own deadline, which covers the body too.
    timeout: Math.min(question.timeoutMs, LONGEST_MS) + 60_000,
    logLevel: 'off',
    fetch: exchangeFetch(exchange, { maxBytes: MAX_BODY_BYTES, onRequest: question.onRequest }),
  });
  const schema = { name: REPLY_SCHEMA_NAME, strict: true, schema: REPLY_SCHEMA };
  if (question.api === 'responses') {
    await client.responses.create(
      {
        model: question.model,
        instructions: question.system,
        input: question.user,
        max_output_tokens: question.maxOutputTokens,
        // Nothing of a homelab is kept by the service beyond the call.
        store: false,
        ...(question.structured ? { text: { format: { type: 'json_schema', ...schema } } } : {}),
      },
      { signal },
    );
    return;
  }
  await client.chat.completions.create(
    {
      model: question.model,
      messages: [
        { role: 'system', content: question.system },
        { role: 'user', content: question.user },
      ],
      [question.limitWord]: question.maxOutputTokens,
      ...(question.structured ? { response_format: { type: 'json_schema', json_schema: schema } } : {}),
    },
    { signal },
  );
};
