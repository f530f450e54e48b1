/** Whether a model service can be used at all, before an agent is started that would wait for it without end. */
import { type Exchange, exchangeFetch } from './exchange.ts';
import { failureOf, type Service, TimeUp } from './failure.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * Asks for `GET {baseUrl}/models` and returns why the service cannot be used, undefined when it can. Any answer
 * but a refused key and trouble of its own will do: not every service has the list.
 */
export const reach = async (
  service: Service,
  key: string | undefined,
  timeoutMs: number,
): Promise<string | undefined> => {
  const exchange: Exchange = { sent: false, responseBody: '' };
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new TimeUp(timeoutMs)), timeoutMs);
  const ask = exchangeFetch(exchange, { maxBytes: MAX_BODY_BYTES, onRequest: async () => {} });
  try {
    const { status } = await ask(`${service.baseUrl.replace(/\/+$/, '')}/models`, {
      signal: deadline.signal,
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    });
    return status === 401 || status === 403 || status >= 500
      ? failureOf(new Error(`status ${status}`), exchange, service).reason
      : undefined;
  } catch (error) {
    return failureOf(error, exchange, service).reason;
  } finally {
    clearTimeout(timer);
  }
};
