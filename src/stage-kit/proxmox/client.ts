import { StageFailure } from '../failure.ts';
import { type Answer, type Method, type Params, send, type Transport } from './request.ts';

/** A refusal by the API: method, path, status, reason phrase and the body's own message, as Proxmox said them. */
export class ProxmoxRefusal extends StageFailure {
  readonly status: number;

  constructor(method: Method, path: string, answer: Answer) {
    const said = message(answer);
    const sentence = `Proxmox refused ${method} ${path}`;
    super(sentence, `${method} ${path}: ${answer.status} ${answer.reason}${said === '' ? '' : `\n${said}`}`);
    this.status = answer.status;
  }

  /** Old Proxmox puts the message into the status line only, new ones into the body: both are searched. */
  says(pattern: RegExp): boolean {
    return pattern.test(this.evidence);
  }
}

interface Body {
  readonly data?: unknown;
  readonly message?: unknown;
  readonly errors?: unknown;
}

const parse = (text: string): Body | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const message = (answer: Answer): string => {
  const body = parse(answer.body);
  if (body === undefined) return answer.body.trim().slice(0, 2_000);
  const lines: string[] = [];
  if (typeof body.message === 'string') lines.push(body.message.trim());
  if (typeof body.errors === 'object' && body.errors !== null)
    for (const [key, text] of Object.entries(body.errors)) lines.push(`${key}: ${String(text).trim()}`);
  return lines.join('\n');
};

export interface Proxmox {
  /** GET; @returns the `data` of the answer, typed by the caller from the API's schema. */
  readonly get: <T>(path: string, params?: Params) => Promise<T>;
  /** POST or PUT with a form body; @returns `data` (a UPID for long work). */
  readonly write: <T>(method: 'POST' | 'PUT', path: string, params: Params) => Promise<T>;
}

/** pveproxy could not reach the node it forwards to: worth one more try, then it is said. */
const UNREACHABLE_NODE = new Set([595, 596]);
const LOCK_TRIES = 3;
const LOCK_BUSY = /can't lock file .* - got timeout/;

/**
 * The API client: token header, form bodies, errors in Proxmox' own words.
 * A GET answered by 595/596 is asked once more; a busy lock file up to three times; nothing else is retried.
 * @param transport where and as whom; @param sleep waits between tries; @param poll milliseconds of that wait.
 */
export const proxmoxClient = (
  transport: Transport,
  sleep: (ms: number) => Promise<void>,
  poll: number,
): Proxmox => {
  const once = async (method: Method, path: string, params: Params): Promise<unknown> => {
    let answer = await send(transport, method, path, params);
    // Never a write: the node may have taken it before the connection broke.
    if (method === 'GET' && UNREACHABLE_NODE.has(answer.status)) {
      await sleep(poll);
      answer = await send(transport, method, path, params);
    }
    const body = parse(answer.body);
    const good = answer.status >= 200 && answer.status <= 299;
    // Every Proxmox knows /version: what does not is some other web server.
    const foreign = good
      ? body === undefined || !('data' in body)
      : path === '/version' && answer.status === 404;
    if (foreign)
      throw new StageFailure(
        `${transport.endpoint} is no Proxmox API`,
        // One line, so that whatever page it sends is read with what it means.
        `${transport.endpoint} is no Proxmox API: ${method} ${path}: ${answer.status} ${answer.reason}: ${answer.body.replace(/\s+/g, ' ').slice(0, 120)}`,
      );
    if (!good) throw new ProxmoxRefusal(method, path, answer);
    return body?.data;
  };
  const write = async (method: 'POST' | 'PUT', path: string, params: Params): Promise<unknown> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await once(method, path, params);
      } catch (error) {
        const busy = error instanceof ProxmoxRefusal && error.says(LOCK_BUSY);
        if (!busy || tries === LOCK_TRIES) throw error;
        await sleep(poll);
      }
    }
  };
  return {
    get: async <T>(path: string, params: Params = {}) => (await once('GET', path, params)) as T,
    write: async <T>(method: 'POST' | 'PUT', path: string, params: Params) =>
      (await write(method, path, params)) as T,
  };
};
