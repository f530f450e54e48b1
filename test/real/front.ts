/**
 * Stands before the real API server: it answers what the server would proxy to a program in a pod, since nothing runs
 * in these pods, and forwards every other request as it is.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ControlPlane } from './control-plane.ts';

const PROGRAM = /^\/api\/v1\/namespaces\/([^/]+)\/(services|pods)\/(?:https?:)?([^/:]+):(\d+)\/proxy(\/.*)?$/;

const up = JSON.stringify({
  status: 'success',
  data: {
    resultType: 'vector',
    result: ['kubelet', 'node-exporter', 'apiserver'].map((job) => ({
      metric: { __name__: 'up', job },
      value: [0, '1'],
    })),
  },
});

/** What each program says, by the path that the stage asks for. */
const SAYS: readonly (readonly [RegExp, string])[] = [
  [/^\/-\/ready$/, 'ready'],
  [/^\/ready$/, '{"status":200,"readyConnections":4,"connectorId":"stand-in"}'],
  [/^\/api\/v1\/query/, up],
  [/^\/api\/health$/, '{"database":"ok","version":"stand-in"}'],
  [/^\/loki\/api\/v1\/labels/, '{"status":"success","data":["namespace","pod"]}'],
  [/^\/$/, '{"status":"Server available"}'],
];

const program = (service: string, path: string): string | undefined => {
  if (service === 'loki' && path === '/ready') return 'ready\n';
  return SAYS.find(([pattern]) => pattern.test(path))?.[1];
};

/** Starts it on a free loopback port, with the API server's own certificate. */
export const startFront = async (
  plane: ControlPlane,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> => {
  const forward = (from: IncomingMessage, to: ServerResponse): void => {
    const call = request(
      {
        host: '127.0.0.1',
        port: plane.port,
        ca: plane.certificate,
        method: from.method,
        path: from.url,
        headers: from.headers,
        agent: false,
      },
      (answer) => {
        to.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(to);
      },
    );
    call.on('error', (error) => to.destroy(error));
    from.pipe(call);
  };
  const server = createServer({ cert: plane.certificate, key: plane.key }, async (from, to) => {
    const [, namespace, type, name, , path = '/'] =
      PROGRAM.exec((from.url ?? '').replace(/[?&]timeout=\w+$/, '')) ?? [];
    if (!name) return forward(from, to);
    const there = await plane.api.find(`/api/v1/namespaces/${namespace}/${type}/${name}`);
    const said = there ? program(name, path) : undefined;
    to.writeHead(said === undefined ? 404 : 200, { 'content-type': 'application/json' });
    to.end(said ?? '{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
