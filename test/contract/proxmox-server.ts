import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Seen {
  readonly method: string;
  /** Path below /api2/json, without the query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  /** The reason phrase; old Proxmox says the error only here. */
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON when it is no string. */
  readonly body?: unknown;
  /** Answer nothing and cut the connection. */
  readonly cut?: boolean;
  /** Send the head and then nothing more. */
  readonly stall?: boolean;
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly seen: Seen[];
}

const send = (response: ServerResponse, reply: Reply): void => {
  if (reply.cut) {
    response.destroy();
    return;
  }
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? { data: null });
  response.writeHead(reply.status ?? 200, reply.reason ?? 'OK', {
    'content-type': 'application/json',
    ...reply.headers,
  });
  if (reply.stall) response.write(text.slice(0, 1));
  else response.end(text);
};

/** A real HTTP server on 127.0.0.1 that answers by the given function and remembers what it was asked. */
export const serve = async (
  answer: (seen: Seen) => Reply,
  make: (listener: never) => Server = createServer as never,
): Promise<TestServer> => {
  const seen: Seen[] = [];
  const server = make(((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://x');
      const body = Buffer.concat(chunks).toString('utf8');
      const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
      const params = Object.fromEntries([...url.searchParams, ...(isForm ? new URLSearchParams(body) : [])]);
      const one = {
        method: request.method ?? '',
        path: url.pathname.replace(/^\/api2\/json/, ''),
        params,
        headers: request.headers,
        body,
      };
      seen.push(one);
      send(response, answer(one));
    });
  }) as never);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
