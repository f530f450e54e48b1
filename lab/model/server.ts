import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chatTrouble } from './check-chat.ts';
import { responsesTrouble } from './check-responses.ts';
import { inputText } from './input-text.ts';
import { badKey, badRequest, badUrl, isRecord, type Refused } from './refusal.ts';
import type { Script } from './script.ts';
import { type Reply, sendAnswer, sendStatus } from './send.ts';

/** A request that is larger than this is refused with 413, as a gateway does. */
const MAX_REQUEST_BYTES = 32 * 1024 * 1024;

/** One POST to the API as it came in. */
interface ModelRequest {
  readonly api: 'chat' | 'responses';
  readonly model: string;
  /** Number of the turn for this model, from 1; 0 when the request was refused before the script saw it. */
  readonly n: number;
  readonly stream: boolean;
  /** All input text, joined. */
  readonly text: string;
  /** The whole body, parsed; its text for what is not JSON. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Why it was refused, in the words of the API. */
  readonly refused?: string;
}

/** One line for the server's log. */
interface ModelLogEntry {
  readonly api: 'chat' | 'responses';
  readonly model: string;
  readonly n: number;
  readonly text: string;
  /** What was answered: `reply`, `text`, `calls`, `status 429`, a fault's name, or `refused: …`. */
  readonly answer: string;
}

export interface ModelServerOptions {
  readonly script: Script;
  /** The only key that is let in; absent: no key is asked for. */
  readonly requireKey?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  readonly log?: (entry: ModelLogEntry) => void;
}

export interface ModelServer {
  /** `http://127.0.0.1:PORT/v1` */
  readonly url: string;
  /** Every POST so far, oldest first; refused ones too. */
  readonly requests: ModelRequest[];
  /** Ends open connections and the server. */
  close(): Promise<void>;
}

const readBody = async (req: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_REQUEST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const keyTrouble = (req: IncomingMessage, requireKey: string | undefined): Refused | undefined => {
  if (requireKey === undefined) return undefined;
  const given = /^Bearer\s+(\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
  return given === requireKey ? undefined : badKey(given);
};

const parse = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const NOT_JSON = badRequest(
  'We could not parse the JSON body of your request. (HINT: This likely means you aren’t using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)',
);
const TOO_LARGE: Refused = { status: 413, body: badRequest('Request body too large.').body };

type Api = 'chat' | 'responses';

/** What one server remembers. */
interface Seen {
  readonly options: ModelServerOptions;
  readonly requests: ModelRequest[];
  /** Model name → turns that reached the script. */
  readonly turns: Map<string, number>;
}

const answerPost = async (seen: Seen, req: IncomingMessage, res: ServerResponse, api: Api): Promise<void> => {
  const { options, requests, turns } = seen;
  const raw = await readBody(req);
  const body = parse(raw ?? '');
  const model = String(body?.model ?? '');
  const text = body === undefined ? '' : inputText(body);
  const refused =
    keyTrouble(req, options.requireKey) ??
    (raw === undefined ? TOO_LARGE : undefined) ??
    (body === undefined ? NOT_JSON : api === 'chat' ? chatTrouble(body) : responsesTrouble(body));
  const n = refused === undefined ? (turns.get(model) ?? 0) + 1 : 0;
  const stream = body?.stream === true;
  const request = { api, model, n, stream, text, headers: req.headers, body: body ?? raw };
  if (refused !== undefined) {
    const why = refused.body.error.message;
    requests.push({ ...request, refused: why });
    options.log?.({ api, model, n, text, answer: `refused: ${why}` });
    sendStatus(res, refused.status, refused.body);
    return;
  }
  turns.set(model, n);
  requests.push(request);
  const answer = await options.script({ api, model, text, n });
  const reply: Reply = {
    api,
    stream,
    id: `${requests.length}`,
    model,
    created: Math.floor(Date.now() / 1000),
    inputText: text,
    includeUsage: isRecord(body?.stream_options) && body.stream_options.include_usage === true,
  };
  const sent = await sendAnswer(res, reply, answer);
  options.log?.({ api, model, n, text, answer: sent });
};

const route = async (seen: Seen, req: IncomingMessage, res: ServerResponse): Promise<void> => {
  const path = (req.url ?? '/').split('?')[0] ?? '/';
  const method = req.method ?? 'GET';
  if (method === 'POST' && path === '/v1/chat/completions') return answerPost(seen, req, res, 'chat');
  if (method === 'POST' && path === '/v1/responses') return answerPost(seen, req, res, 'responses');
  const key = keyTrouble(req, seen.options.requireKey);
  if (key !== undefined) return sendStatus(res, key.status, key.body);
  if (method !== 'GET' || path !== '/v1/models') {
    const refused = badUrl(method, path);
    return sendStatus(res, refused.status, refused.body);
  }
  const data = [...seen.turns.keys()].map((id) => ({ id, object: 'model', created: 0, owned_by: 'lab' }));
  return sendStatus(res, 200, { object: 'list', data });
};

/**
 * Starts a model server on 127.0.0.1 that speaks chat completions and responses (each streamed or not) and
 * `GET /v1/models`, refuses what OpenAI refuses, and answers by a script. Rejects when the port is taken.
 */
export const startModelServer = async (options: ModelServerOptions): Promise<ModelServer> => {
  const seen: Seen = { options, requests: [], turns: new Map() };
  const server = createServer((req, res) => {
    route(seen, req, res).catch((error: unknown) => {
      // A script that throws is a bug of the caller: shown as the API would show its own.
      const message = error instanceof Error ? error.message : String(error);
      if (res.headersSent) res.destroy();
      else sendStatus(res, 500, { error: { message, type: 'server_error', param: null, code: null } });
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(options.port ?? 0, '127.0.0.1', () => listening());
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests: seen.requests,
    close: () =>
      new Promise<void>((closed, failed) => {
        server.close((error) => (error === undefined ? closed() : failed(error)));
        server.closeAllConnections();
      }),
  };
};
