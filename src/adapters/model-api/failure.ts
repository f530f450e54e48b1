/** Why a request to a model service came to nothing, and whether it counts as a call. */
import type { Exchange } from './exchange.ts';
import { BodyTooLarge } from './exchange.ts';

export interface ServiceFailure {
  /** True: the service took the request, or may have; the call is spent. */
  readonly counts: boolean;
  /** What happened and why, one sentence without a full stop at its end. */
  readonly reason: string;
  readonly code?: string;
}

/** Why the caller ended the exchange. */
export class TimeUp extends Error {
  override readonly name = 'TimeUp';
  readonly seconds: number;

  constructor(ms: number) {
    super(`no answer within ${ms / 1000} s`);
    this.seconds = ms / 1000;
  }
}

/** What the sentences name: the service's address, the model, and where its key comes from. */
export interface Service {
  readonly baseUrl: string;
  readonly model: string;
  /** Name of the environment variable that holds the key, when there is one. */
  readonly keyEnv?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** The first in the chain of causes that passes. */
const causeOf = <T>(error: unknown, is: (value: unknown) => value is T): T | undefined => {
  let at: unknown = error;
  for (let depth = 0; depth < 6 && at !== undefined && at !== null; depth++) {
    if (is(at)) return at;
    at = (at as { cause?: unknown }).cause;
  }
  return undefined;
};

const isTimeUp = (value: unknown): value is TimeUp => value instanceof TimeUp;
const isTooLarge = (value: unknown): value is BodyTooLarge => value instanceof BodyTooLarge;
const isSystem = (value: unknown): value is Error & { readonly code: string } =>
  value instanceof Error && typeof (value as { code?: unknown }).code === 'string';

/** What the error body says, in the shapes that OpenAI, Ollama and gateways use; at most 300 characters. */
const said = (body: string): { readonly message: string; readonly code: string } => {
  let error: unknown = body;
  try {
    const json: unknown = JSON.parse(body);
    if (typeof json === 'object' && json !== null) error = (json as Fields).error ?? json;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    if (/^\s*</.test(body)) error = 'an HTML page';
  }
  const fields: Fields = typeof error === 'object' && error !== null ? (error as Fields) : { message: error };
  const message = String(fields.message ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  return { message: message.slice(0, 300), code: String(fields.code ?? fields.type ?? '') };
};

const CONNECTING: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name does not resolve',
  EAI_AGAIN: 'its name could not be looked up',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'the network is not reachable',
  ETIMEDOUT: 'the connection timed out',
};

/**
 * Names a failed exchange. Not accepted, and so not a call: no connection, 401, 403, 404, 429, quota, any 5xx
 * and any other status that is not 2xx. Counts: no answer in time, a broken connection or an oversize body after
 * the request went out, since the service may have charged for it.
 * @param error what the SDK or `exchangeFetch` threw. @throws the error itself when it is none of these: our bug.
 */
export const failureOf = (error: unknown, exchange: Exchange, service: Service): ServiceFailure => {
  const { baseUrl } = service;
  const time = causeOf(error, isTimeUp);
  if (time !== undefined) {
    return {
      counts: exchange.sent,
      reason: exchange.sent
        ? `no answer from ${baseUrl} within ${time.seconds} s`
        : `no connection to ${baseUrl} within ${time.seconds} s`,
    };
  }
  const large = causeOf(error, isTooLarge);
  if (large !== undefined) return { counts: true, reason: large.message };
  if (exchange.status !== undefined && (exchange.status < 200 || exchange.status > 299)) {
    return refusalOf(exchange.status, exchange.responseBody, service);
  }
  const system = causeOf(error, isSystem);
  if (system === undefined) throw error;
  if (!exchange.sent) {
    const why = CONNECTING[system.code] ?? system.message;
    return {
      counts: false,
      code: system.code,
      reason: `${baseUrl} cannot be reached: ${why} (${system.code})`,
    };
  }
  return {
    counts: true,
    code: system.code,
    reason: `the connection to ${baseUrl} broke before the answer was complete (${system.code})`,
  };
};

const refusalOf = (status: number, body: string, service: Service): ServiceFailure => {
  const { message, code } = said(body);
  const why = message === '' ? '' : `: ${message}`;
  const key = service.keyEnv === undefined ? 'no key is configured' : `the key in ${service.keyEnv}`;
  const reason = (() => {
    if (status === 401) return `${service.baseUrl} refused the key (401; ${key})${why}`;
    if (status === 403)
      return `${service.baseUrl} does not allow the model ${service.model} (403; ${key})${why}`;
    if (status === 404) return `${service.baseUrl} does not have the model ${service.model} (404)${why}`;
    if (code === 'insufficient_quota') return `the quota of the account is used up (${status})${why}`;
    if (status === 429) return `${service.baseUrl} is limiting requests (429)${why}`;
    if (status >= 500) return `${service.baseUrl} is in trouble (${status})${why}`;
    return `${service.baseUrl} did not take the request (${status})${why}`;
  })();
  return { counts: false, reason, code: code === '' ? String(status) : code };
};
