import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { StageFailure } from '../failure.ts';

export type Method = 'GET' | 'POST' | 'PUT';
export type Params = Readonly<Record<string, string | number>>;

/** An answer as it came: status, the reason phrase (old Proxmox says it only there), body. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly body: string;
  /** The server's clock, as its Date header says. */
  readonly date?: string;
}

export interface Transport {
  readonly endpoint: string;
  /** `USER@REALM!TOKENID=UUID`; goes into one header and into no message. */
  readonly token: string;
  /** Absolute path of the CA's PEM; replaces the system's CAs for this client only. */
  readonly caFile?: string;
  /** Accept any certificate, for this client only. */
  readonly insecure: boolean;
  readonly timeoutMs: number;
}

const MAX_BODY = 32 * 1024 * 1024;

/** Sentences for what happens below HTTP; the code itself stays in the text, it is what failures are classed by. */
const networkFailure = (error: NodeJS.ErrnoException, what: string, endpoint: string): StageFailure => {
  const { code = '', message } = error;
  const certificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code);
  const hint = certificate ? ' (pin the CA by proxmox.ca_file, or set proxmox.insecure: true)' : '';
  return new StageFailure(`Proxmox at ${endpoint} could not be asked${hint}`, `${what}: ${message}`);
};

const options = (transport: Transport): https.RequestOptions => {
  if (!transport.endpoint.startsWith('https:')) return {};
  // A certificate rule is this client's own: NODE_TLS_REJECT_UNAUTHORIZED would reach the model calls too.
  const agentOptions: https.AgentOptions = { keepAlive: false };
  if (transport.caFile !== undefined) {
    try {
      agentOptions.ca = readFileSync(transport.caFile);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new StageFailure(`proxmox.ca_file ${transport.caFile} does not exist`);
    }
  } else if (transport.insecure) agentOptions.rejectUnauthorized = false;
  return { agent: new https.Agent(agentOptions) };
};

const form = (params: Params): string => {
  const body = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) body.set(key, String(value));
  return body.toString();
};

/**
 * Sends one request to the Proxmox API. Redirects are not followed (the token would go along).
 * @param transport where and as whom; @param method and @param path below /api2/json, already encoded;
 * @param params query of a GET, form body of the others; numbers and strings only, booleans as 0/1.
 * @returns the answer whatever its status; @throws StageFailure when there is no answer.
 */
export const send = (
  transport: Transport,
  method: Method,
  path: string,
  params: Params = {},
): Promise<Answer> => {
  const encoded = form(params);
  const query = method === 'GET' && encoded !== '' ? `?${encoded}` : '';
  const url = new URL(`${transport.endpoint}/api2/json${path}${query}`);
  const what = `${method} ${url.pathname}${query}`;
  const headers: Record<string, string> = {
    authorization: `PVEAPIToken=${transport.token}`,
    accept: 'application/json',
  };
  if (method !== 'GET') {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    headers['content-length'] = String(Buffer.byteLength(encoded));
  }
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(networkFailure(error, what, transport.endpoint));
    };
    const client = url.protocol === 'https:' ? https : http;
    const request = client.request(url, { method, headers, ...options(transport) }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_BODY) request.destroy(new Error(`answer larger than ${MAX_BODY} bytes`));
        else chunks.push(chunk);
      });
      response.on('error', fail);
      response.on('end', () => {
        clearTimeout(timer);
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? '',
          body: Buffer.concat(chunks).toString('utf8'),
          ...(response.headers.date === undefined ? {} : { date: response.headers.date }),
        });
      });
    });
    // A stalled body keeps a socket's own timeout quiet: the whole exchange is bounded.
    const timer = setTimeout(() => {
      request.destroy(
        Object.assign(new Error(`no answer in ${transport.timeoutMs / 1000} s (ETIMEDOUT)`), {
          code: 'ETIMEDOUT',
        }),
      );
    }, transport.timeoutMs);
    request.on('error', fail);
    request.end(method === 'GET' ? undefined : encoded);
  });
};
