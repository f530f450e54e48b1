import type { ServerResponse } from 'node:http';
import { compose } from './compose.ts';
import type { ScriptedAnswer, ScriptedFault } from './script.ts';
import { type Asked, chatBody, chatFrames } from './wire-chat.ts';
import { responsesBody, responsesFrames } from './wire-responses.ts';

/** The end of a `huge` body for a client that never hangs up. */
const HUGE_BYTES = 256 * 1024 * 1024;

export interface Reply extends Asked {
  readonly api: 'chat' | 'responses';
  readonly stream: boolean;
}

const JSON_HEADERS = { 'content-type': 'application/json' };
const SSE_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };

/** Sends a JSON (or, for a string, a raw) body with a status. */
export const sendStatus = (
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  res.writeHead(status, { ...JSON_HEADERS, ...headers });
  res.end(typeof body === 'string' ? body : JSON.stringify(body));
};

/**
 * Sends what the script answered, in the shape that the request asked for. Resolves when this side is done; a
 * stalled answer stays open until the client or `close()` ends it. Returns a word for the log.
 */
export const sendAnswer = async (
  res: ServerResponse,
  reply: Reply,
  answer: ScriptedAnswer,
): Promise<string> => {
  const composed = compose(answer);
  if (composed === undefined) {
    if ('status' in answer) {
      sendStatus(res, answer.status, answer.body, answer.headers);
      return `status ${answer.status}`;
    }
    if ('fault' in answer) await breakOff(res, reply, answer.fault);
  } else if (reply.stream) {
    res.writeHead(200, SSE_HEADERS);
    const frames = reply.api === 'chat' ? chatFrames(reply, composed) : responsesFrames(reply, composed);
    for (const frame of frames) res.write(frame);
    res.end();
  } else {
    sendStatus(res, 200, reply.api === 'chat' ? chatBody(reply, composed) : responsesBody(reply, composed));
  }
  if ('fault' in answer) return answer.fault;
  return 'reply' in answer ? 'reply' : 'calls' in answer ? 'calls' : 'text';
};

const firstPiece = (reply: Reply): string =>
  reply.stream ? 'data: {"id":"' : '{"id":"chatcmpl-1","object":"chat.completion","choices":[{"index":0,';

const breakOff = async (res: ServerResponse, reply: Reply, fault: ScriptedFault): Promise<void> => {
  const headers = reply.stream ? SSE_HEADERS : JSON_HEADERS;
  switch (fault) {
    case 'stall-headers':
      return;
    case 'stall-body':
      res.writeHead(200, headers);
      res.write(firstPiece(reply));
      return;
    case 'cut':
      res.writeHead(200, { ...headers, 'content-length': '4096' });
      await new Promise<void>((sent) => res.write(firstPiece(reply), () => sent()));
      res.socket?.destroy();
      return;
    case 'huge':
      res.writeHead(200, headers);
      await pour(res, reply);
      return;
    case 'garbage':
      res.writeHead(200, headers);
      res.end(
        reply.stream
          ? 'data: {"id": "chatcmpl-1", ,,,\n\nnot an event\n\n'
          : '{"id": "chatcmpl-1", "choices": [',
      );
      return;
    case 'length':
    case 'empty':
    case 'refusal':
      throw new Error(`${fault} is a well-formed answer`);
  }
};

/** Writes without end, but never more than the client takes. */
const pour = async (res: ServerResponse, reply: Reply): Promise<void> => {
  const block = Buffer.alloc(1024 * 1024, reply.stream ? 'data: {}\n\n      ' : ' ');
  res.write(firstPiece(reply));
  for (let sent = 0; sent < HUGE_BYTES && !res.destroyed; sent += block.length) {
    if (!res.write(block) && !res.destroyed) await drainedOrClosed(res);
  }
  res.end();
};

const drainedOrClosed = (res: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      res.off('drain', done);
      res.off('close', done);
      resolve();
    };
    res.on('drain', done);
    res.on('close', done);
  });
