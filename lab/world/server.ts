import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FLUX } from '../flux/commands.ts';
import { settleDelivery } from '../flux/deliver.ts';
import { KUBE } from '../kube/commands.ts';
import { proxmoxApi } from '../proxmox/api.ts';
import { schematic } from '../proxmox/storage.ts';
import { settleTasks } from '../proxmox/tasks.ts';
import { TALOS } from '../talos/commands.ts';
import type { CallLine } from '../toolkit/calls.ts';
import type { ToolCall, ToolResult } from '../toolkit/world-client.ts';
import { scaledClock, type WorldClock } from './clock.ts';
import { setCondition } from './conditions.ts';
import type { ToolAnswer } from './tool-context.ts';
import type { World } from './types.ts';

/** A request the world got, for the lab's own log. */
export interface WorldLogEntry {
  readonly at: number;
  readonly what: string;
  readonly outcome: string;
}

export interface WorldServer {
  /** `http://127.0.0.1:PORT`: Proxmox under /api2/json, the image factory under /factory. */
  readonly url: string;
  readonly world: World;
  readonly clock: WorldClock;
  close(): Promise<void>;
}

export interface WorldServerOptions {
  readonly world: World;
  /** World time to go on from; default the world's epoch. */
  readonly from?: number;
  readonly port?: number;
  readonly log?: (entry: WorldLogEntry) => void;
  /** Every request to Proxmox and to the image factory, with what was sent. */
  readonly note?: (line: CallLine) => void;
}

const LIMIT = 8 * 1024 * 1024;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LIMIT) throw new Error(`request body over ${LIMIT} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};

const TOOLS: Readonly<Record<ToolCall['tool'], Readonly<Record<string, ToolAnswer>>>> = {
  talosctl: TALOS,
  kubectl: KUBE,
  flux: FLUX,
};

const runTool = async (world: World, clock: WorldClock, call: ToolCall): Promise<ToolResult> => {
  settleTasks(world, clock.now());
  settleDelivery(world, clock.now());
  const answer = TOOLS[call.tool][call.command];
  if (!answer) throw new Error(`the world has no answer for ${call.tool} ${call.command}`);
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => setTimeout(resolve, Math.max(5, ms / world.scale)));
  return answer({ world, clock, call, sleep });
};

const send = (response: ServerResponse, status: number, reason: string, body: unknown): void => {
  const text = JSON.stringify(body);
  // A reason phrase may not carry control characters.
  response.writeHead(status, reason.replace(/[^\x20-\x7e]/g, ' ').slice(0, 250), {
    'content-type': 'application/json;charset=UTF-8',
    'content-length': Buffer.byteLength(text),
    server: 'pve-api-daemon/3.0',
  });
  response.end(text);
};

/** Routes one request: the lab's own door, the image factory, else Proxmox. */
const serve = async (
  options: WorldServerOptions,
  clock: WorldClock,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<string> => {
  const { world } = options;
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const body = await bodyOf(request);
  const noted = (status: number) => {
    const { method = 'GET', url: asked = '/' } = request;
    options.note?.({ kind: 'http', method, url: asked, sent: body, status });
  };
  if (url.pathname === '/_lab/tool') {
    const call = JSON.parse(body) as ToolCall;
    const result = await runTool(world, clock, call);
    send(response, 200, 'OK', result);
    const dry = call.flags['dry-run'] === undefined ? [] : ['--dry-run'];
    return `exit ${result.code} ${[call.tool, call.command, ...dry, ...call.args].join(' ')}`;
  }
  if (url.pathname === '/_lab/condition') {
    const { id, ...bounds } = JSON.parse(body) as { id: string; times?: number; lastsMs?: number };
    setCondition(world, id, bounds);
    send(response, 200, 'OK', { conditions: world.conditions });
    return `condition ${id}`;
  }
  if (url.pathname === '/_lab/world') {
    send(response, 200, 'OK', { now: clock.now(), world });
    return 'looked at';
  }
  if (url.pathname === '/factory/schematics' && request.method === 'POST') {
    const made = schematic(world, body);
    noted(made.status);
    send(response, made.status, 'Created', made.body);
    return 'schematic';
  }
  const answer = proxmoxApi(world, clock.now(), {
    method: request.method ?? 'GET',
    path: url.pathname,
    authorization: request.headers.authorization,
    query: Object.fromEntries(url.searchParams),
    form: /x-www-form-urlencoded/.test(request.headers['content-type'] ?? '')
      ? Object.fromEntries(new URLSearchParams(body))
      : {},
  });
  noted(answer.status);
  send(response, answer.status, answer.reason, answer.body);
  return `${answer.status} ${answer.reason}`;
};

/** Serves one world on the loopback until it is closed. */
export const startWorld = async (options: WorldServerOptions): Promise<WorldServer> => {
  const { world } = options;
  const clock = scaledClock(options.from ?? world.epoch, world.scale);
  const server: Server = createServer((request, response) => {
    const what = `${request.method} ${request.url}`;
    serve(options, clock, request, response).then(
      (outcome) => options.log?.({ at: clock.now(), what, outcome }),
      (error: unknown) => {
        options.log?.({ at: clock.now(), what, outcome: `error ${String(error)}` });
        send(response, 500, 'lab world error', { data: null, message: `${String(error)}\n` });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    world,
    clock,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
};
