import { afterEach, describe, expect, it } from 'vitest';
import type { Script } from '../../../lab/model/script.ts';
import { type ModelServer, startModelServer } from '../../../lab/model/server.ts';
import { createExecutor } from '../../../src/adapters/executors/index.ts';
import { repairRequest } from '../../rig/agent-copy.ts';

const open: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const BLOCKS = 'a.sh\n```\n<<<<<<< SEARCH\n--foo\n=======\n--bar\n>>>>>>> REPLACE\n```';
const REPLY = { kind: 'patch', summary: 's', edits: [{ path: 'a.sh', search: '--foo', replace: '--bar' }] };
const badFormat = {
  status: 400,
  body: { error: { message: "'response_format' of type 'json_schema' is not supported" } },
};

const repair = async (script: Script, timeoutMs = 20_000) => {
  const server = await startModelServer({ script });
  open.push(server);
  const asked = repairRequest({});
  const executor = createExecutor(
    { kind: 'openai-compatible', baseUrl: server.url, model: 'lab-small', timeoutMs, maxTokens: 900 },
    { env: {}, codexHome: '/nowhere' },
  );
  return { answer: await executor.repair(asked.request), server, kept: asked.kept };
};

/** Every request in order: was the schema asked for. */
const structured = (server: ModelServer) =>
  server.requests.map((request) => 'response_format' in (request.body as object));

describe('the schema first, fenced text where that fails', () => {
  it('one request when the model keeps to the schema', async () => {
    const { answer, server, kept } = await repair(() => ({ reply: REPLY }));
    expect(answer).toMatchObject({ kind: 'reply', reply: { proposal: { form: 'edits' } } });
    expect(structured(server)).toEqual([true]);
    expect(server.requests[0]).toMatchObject({ body: { max_tokens: 900 } });
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
    expect([...kept.keys()]).toEqual(['request.json', 'reply.json']);
    const usage = JSON.parse(kept.get('reply.json') ?? '').usage;
    expect(answer).toHaveProperty('spend', { calls: 0, tokens: usage.total_tokens, usd: 0 });
  });

  it.each([
    ['a server that does not know response_format', badFormat],
    ['a model that rambles', { text: 'You should restart the pod.' }],
    ['a model that says nothing', { text: '' }],
    ['JSON of another shape', { text: '{"answer": 42}' }],
  ])('%s is asked once more, for blocks', async (_name, first) => {
    const { answer, server, kept } = await repair(({ n }) => (n === 1 ? first : { text: BLOCKS }));
    expect(answer).toMatchObject({ kind: 'reply', reply: { proposal: { form: 'text', text: BLOCKS } } });
    expect(structured(server)).toEqual([true, false]);
    expect(server.requests[1]?.text).toContain('<<<<<<< SEARCH');
    expect([...kept.keys()]).toEqual([
      'request.json',
      'reply.json',
      'request-fenced.json',
      'reply-fenced.json',
    ]);
  });

  it('the tokens of both requests are counted, and there is no third', async () => {
    const { answer, server, kept } = await repair(() => ({ text: 'Restart it.' }));
    const total = (name: string) => JSON.parse(kept.get(name) ?? '').usage.total_tokens;
    expect(answer).toEqual({
      kind: 'unusable',
      reason: expect.stringMatching(/no answer in the reply format/),
      spend: { calls: 0, tokens: total('reply.json') + total('reply-fenced.json'), usd: 0 },
    });
    expect(server.requests).toHaveLength(2);
  });

  it('text with a patch is taken as it is, a cut-off answer is not asked for again', async () => {
    const blocks = await repair(() => ({ text: BLOCKS }));
    expect(blocks.answer.kind).toBe('reply');
    expect(blocks.server.requests).toHaveLength(1);
    const cut = await repair(() => ({ fault: 'length' }));
    expect(cut.answer).toMatchObject({ kind: 'unusable', reason: expect.stringMatching(/cut off/) });
    expect(cut.server.requests).toHaveLength(1);
  });

  it('both requests share one deadline', async () => {
    const { answer, server } = await repair(async ({ n }) => {
      if (n > 1) return { fault: 'stall-headers' };
      await new Promise((later) => setTimeout(later, 300));
      return { text: 'hm' };
    }, 1_500);
    // What the second may take is what the first left over.
    expect(answer).toMatchObject({
      kind: 'unusable',
      reason: expect.stringMatching(/within [01]\.[0-3]\d* s$/),
    });
    expect(server.requests).toHaveLength(2);
  });

  it.each([
    [
      404,
      { error: { message: 'model "lab-small" not found, try pulling it first' } },
      /does not have the model lab-small.*pulling it/,
    ],
    [401, { error: { message: 'who are you' } }, /refused the key \(401; no key is configured\)/],
    [503, 'loading model', /in trouble \(503\): loading model/],
    [429, {}, /limiting requests/],
  ])('%i is unavailable', async (status, body, reason) => {
    const { answer, server } = await repair(() => ({ status, body }));
    expect(answer).toEqual({ kind: 'unavailable', reason: expect.stringMatching(reason) });
    expect(server.requests).toHaveLength(1);
  });
});
