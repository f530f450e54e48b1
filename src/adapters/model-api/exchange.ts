/** One HTTP request to a model service, in the shape of `fetch`, with what `fetch` leaves open closed. */
import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';

/** What is known of an exchange while it goes on: decides whether a failed one counts as a call. */
export interface Exchange {
  /** The request body as it went out; never the headers, which carry the key. */
  requestBody?: string;
  /** The connection stood and the request was handed to it: the service may have taken it. */
  sent: boolean;
  status?: number;
  /** The body as it came in, whole or as far as it came. */
  responseBody: string;
  /** What `onRequest` threw: nothing was sent, and the trouble is on this machine. */
  refusedHere?: unknown;
  /** The body came to its proper end. */
  complete?: true;
}

export interface ExchangeOptions {
  /** A larger body ends the exchange with `BodyTooLarge`. */
  readonly maxBytes: number;
  /** Called before anything is sent; its failure keeps the request from being sent. */
  readonly onRequest: (body: string) => Promise<void>;
}

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';

  constructor(maxBytes: number) {
    super(`the answer is larger than ${maxBytes} bytes`);
  }
}

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` over node:http that fills `exchange`. It differs on purpose: the body is read whole before it
 * returns, so one abort signal covers headers and body; bytes are counted; no redirect is followed, no
 * compression asked for; and undici's own 300 s limits, which a slow local model exceeds, do not apply.
 * @throws BodyTooLarge, the signal's reason, or the system error of the connection (`ECONNREFUSED`, …).
 */
export const exchangeFetch =
  (exchange: Exchange, options: ExchangeOptions): Fetch =>
  async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const body = typeof init.body === 'string' ? init.body : '';
    try {
      await options.onRequest(body);
    } catch (error) {
      exchange.refusedHere = error;
      throw error;
    }
    init.signal?.throwIfAborted();
    exchange.requestBody = body;
    const answer = await roundTrip(url, body, init, exchange, options.maxBytes);
    const status = answer.statusCode ?? 0;
    return new Response([204, 205, 304].includes(status) ? null : exchange.responseBody, {
      status,
      // All that the SDK needs; other headers may hold what `Headers` refuses.
      headers: { 'content-type': answer.headers['content-type'] ?? '' },
    });
  };

const roundTrip = (
  url: URL,
  body: string,
  init: RequestInit,
  exchange: Exchange,
  maxBytes: number,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = Object.fromEntries(new Headers(init.headers));
    const open = url.protocol === 'https:' ? tlsRequest : plainRequest;
    const request = open(url, {
      method: init.method ?? 'GET',
      headers: { ...headers, 'accept-encoding': 'identity', 'content-length': Buffer.byteLength(body) },
      // A connection of its own: a kept one that the service closed meanwhile would look like a lost call.
      agent: false,
    });
    const { signal } = init;
    const abort = () => request.destroy(reasonOf(signal));
    const settled = () => signal?.removeEventListener('abort', abort);
    const fail = (error: Error) => {
      settled();
      reject(error);
    };
    signal?.addEventListener('abort', abort, { once: true });
    request.once('error', fail);
    request.once('response', (answer) => {
      exchange.status = answer.statusCode ?? 0;
      collect(request, answer, exchange, maxBytes, fail, () => {
        settled();
        resolve(answer);
      });
    });
    // From here on the service may have read it. A TLS failure comes before.
    request.once('socket', (socket) => {
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        exchange.sent = true;
      });
    });
    request.end(body);
  });

const reasonOf = (signal: AbortSignal | null | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new Error('the request was aborted');

const collect = (
  request: ClientRequest,
  answer: IncomingMessage,
  exchange: Exchange,
  maxBytes: number,
  fail: (error: Error) => void,
  done: () => void,
): void => {
  const chunks: Buffer[] = [];
  let size = 0;
  const keep = () => {
    exchange.responseBody = Buffer.concat(chunks).toString('utf8');
  };
  answer.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) request.destroy(new BodyTooLarge(maxBytes));
    else chunks.push(chunk);
  });
  answer.once('end', () => {
    keep();
    exchange.complete = true;
    done();
  });
  answer.once('error', (error) => {
    keep();
    fail(error);
  });
};
