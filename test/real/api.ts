import { request } from 'node:https';

/** A Kubernetes API as a test uses it: JSON in, JSON out. */
export interface Api {
  readonly text: (path: string) => Promise<string>;
  readonly get: (path: string) => Promise<unknown>;
  /** The object, or undefined when the server answers 404. */
  readonly find: (path: string) => Promise<Record<string, unknown> | undefined>;
  readonly send: (method: string, path: string, body: unknown, type?: string) => Promise<unknown>;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A client of the API server on a loopback port; throws with the server's own words. */
export const apiClient = (port: number, ca: string, token: string): Api => {
  const once = (method: string, path: string, body?: unknown, type = 'application/json'): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': type }),
      };
      // A connection of its own: a kept one may be closed by the server in the very moment it is used again.
      const call = request({ host: '127.0.0.1', port, path, method, ca, headers, agent: false }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        answer.on('error', reject);
      });
      call.on('error', reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  /** A server that has just come up drops some handshakes; what was never connected was never asked. */
  const ask = async (...call: Parameters<typeof once>): Promise<Answer> => {
    for (let tries = 1; ; tries += 1)
      try {
        return await once(...call);
      } catch (error) {
        if (tries === 5 || !/before secure TLS connection/.test(String(error))) throw error;
        await new Promise((done) => setTimeout(done, 200 * tries));
      }
  };
  const good = ({ status, text }: Answer, what: string): string => {
    if (status < 300) return text;
    throw new Error(`${what}: ${status} ${text.slice(0, 500)}`);
  };
  return {
    text: async (path) => good(await ask('GET', path), path),
    get: async (path) => JSON.parse(good(await ask('GET', path), path)) as unknown,
    find: async (path) => {
      const answer = await ask('GET', path);
      if (answer.status === 404) return undefined;
      return JSON.parse(good(answer, path)) as Record<string, unknown>;
    },
    send: async (method, path, body, type) =>
      JSON.parse(good(await ask(method, path, body, type), `${method} ${path}`)) as unknown,
  };
};
