import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Script, ScriptedAnswer } from '../../../lab/model/script.ts';
import { type ModelServer, startModelServer } from '../../../lab/model/server.ts';
import { createEscalation } from '../../../src/adapters/escalation.ts';
import { failureOf } from '../../../src/adapters/model-api/failure.ts';
import { replyFromSaved } from '../../../src/core/reply/saved.ts';
import type { EscalationSettings } from '../../../src/core/workspace.ts';
import type { EscalationRequest } from '../../../src/ports.ts';

const KEY = 'sk-very-secret-lab-key';
const open: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const REPLY = {
  kind: 'patch',
  summary: 'wrong flag',
  edits: [{ path: 'a.sh', search: '--foo', replace: '--bar' }],
  diff: null,
  commands: [],
  layer: null,
  suggestions: [],
};
const READ = {
  kind: 'patch',
  summary: 'wrong flag',
  proposal: { form: 'edits', edits: REPLY.edits },
  suggestions: [],
};

const settings = (change: Partial<EscalationSettings> = {}): EscalationSettings => ({
  enabled: true,
  api: 'responses',
  model: 'lab-strong',
  keyEnv: 'OPENAI_API_KEY',
  timeoutMs: 20_000,
  caseTokens: 10_000,
  maxOutputTokens: 4000,
  usdPerMillionIn: 2,
  usdPerMillionOut: 8,
  ...change,
});

const call = async (
  script: Script | ScriptedAnswer,
  change: Partial<EscalationSettings> = {},
  ask: Partial<EscalationRequest> = {},
) => {
  const server = await startModelServer({
    script: typeof script === 'function' ? script : () => script,
    requireKey: KEY,
  });
  open.push(server);
  const kept = new Map<string, string>();
  const escalation = createEscalation(settings({ baseUrl: server.url, ...change }), { OPENAI_API_KEY: KEY });
  const answer = await escalation.call({
    caseFile: 'case: the flag is wrong',
    call: 1,
    allowDiagnostics: true,
    keep: async (name, text) => {
      kept.set(name, text);
    },
    ...ask,
  });
  return { answer, kept, server };
};

describe.each(['responses', 'chat'] as const)('over %s', (api) => {
  it('a structured reply is read, priced and kept word for word', async () => {
    const { answer, kept, server } = await call({ reply: REPLY }, { api });
    const { usage } = JSON.parse(kept.get('reply-1.json') ?? '');
    const [input, output] =
      api === 'chat'
        ? [usage.prompt_tokens, usage.completion_tokens]
        : [usage.input_tokens, usage.output_tokens];
    expect(input).toBeGreaterThan(100);
    expect(answer).toEqual({
      kind: 'reply',
      reply: READ,
      spend: { calls: 1, tokens: input + output, usd: (input * 2 + output * 8) / 1e6 },
    });
    expect(server.requests).toHaveLength(1);
    expect(JSON.parse(kept.get('request-1.json') ?? '')).toEqual(server.requests[0]?.body);
    expect([...kept.keys()]).toEqual(['request-1.json', 'reply-1.json']);
    expect([...kept.values()].join()).not.toContain(KEY);
  });

  it('the saved reply reads the same after a kill', async () => {
    const { answer, kept } = await call({ reply: REPLY }, { api });
    const again = replyFromSaved(kept.get('reply-1.json') ?? '', settings(), kept.get('request-1.json'));
    expect(again).toEqual(answer);
  });

  it.each([
    [{ fault: 'length' }, /cut off at the limit of output tokens/],
    [{ fault: 'refusal' }, /declined to answer: "I'm sorry/],
    [{ fault: 'empty' }, /answer is empty/],
    [{ fault: 'garbage' }, /answered with not JSON/],
    [{ text: 'I would restart it.' }, /no answer in the reply format/],
    [{ status: 200, body: '<html>login</html>', headers: { 'content-type': 'text/html' } }, /an HTML page/],
    [{ status: 200, body: '' }, /not JSON \(0 characters\)/],
  ] satisfies [ScriptedAnswer, RegExp][])('%j was taken: unusable, a call', async (script, reason) => {
    const { answer, kept, server } = await call(script, { api });
    expect(answer).toMatchObject({ kind: 'unusable', spend: { calls: 1 } });
    expect(answer).toHaveProperty('reason', expect.stringMatching(reason));
    expect(kept.has('reply-1.json')).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['stall-headers', /no answer from http\S+ within 0\.4 s/],
    ['stall-body', /no answer from http\S+ within 0\.4 s/],
  ] as const)('%s ends at the deadline and counts', async (fault, reason) => {
    const { answer, kept, server } = await call({ fault }, { api, timeoutMs: 400 });
    expect(answer).toMatchObject({ kind: 'unusable', spend: { calls: 1 } });
    expect(answer).toHaveProperty('reason', expect.stringMatching(reason));
    expect(answer).toHaveProperty('spend.tokens', Math.ceil((kept.get('request-1.json') ?? '').length / 4));
    expect(kept.has('reply-1.json')).toBe(false);
    expect(server.requests).toHaveLength(1);
  });

  it('a cut connection and a huge body count', async () => {
    const cut = await call({ fault: 'cut' }, { api });
    expect(cut.answer).toMatchObject({ kind: 'unusable', reason: expect.stringMatching(/broke before/) });
    expect(cut.kept.has('partial-1.txt')).toBe(true);
    const huge = await call({ fault: 'huge' }, { api });
    expect(huge.answer).toMatchObject({ kind: 'unusable', reason: expect.stringMatching(/larger than/) });
    expect([...huge.kept.values()].every((text) => text.length < 10_000_000)).toBe(true);
  });

  it.each([
    [
      401,
      { error: { message: 'Incorrect API key', code: 'invalid_api_key' } },
      /refused the key \(401; the key in OPENAI_API_KEY\): Incorrect/,
    ],
    [403, { error: { message: 'no access' } }, /does not allow the model lab-strong/],
    [
      404,
      { error: { message: 'no such model', code: 'model_not_found' } },
      /does not have the model lab-strong/,
    ],
    [429, { error: { message: 'slow down', code: 'rate_limit_exceeded' } }, /limiting requests/],
    [429, { error: { message: 'pay first', code: 'insufficient_quota' } }, /quota of the account is used up/],
    [
      400,
      { error: { message: 'too long', code: 'context_length_exceeded' } },
      /did not take the request \(400\): too long/,
    ],
    [500, { error: { message: 'oops' } }, /in trouble \(500\): oops/],
    [502, '<html>Bad Gateway</html>', /in trouble \(502\): an HTML page/],
    [503, '', /in trouble \(503\)$/],
    [500, 'x'.repeat(9000), /in trouble \(500\): x{300}$/],
    [307, '', /did not take the request \(307\)/],
  ])('%i is not a call: %j', async (status, body, reason) => {
    const headers = { 'retry-after': '3600', location: 'http://127.0.0.1:1/elsewhere' };
    const { answer, kept, server } = await call({ status, body, headers }, { api });
    expect(answer).toEqual({ kind: 'unsent', reason: expect.stringMatching(reason) });
    expect(kept.has('reply-1.json')).toBe(false);
    expect(server.requests).toHaveLength(1);
  });
});

describe('what is sent', () => {
  it('is strict structured output, not stored, under the names of the API', async () => {
    const responses = await call({ reply: REPLY });
    expect(responses.server.requests[0]).toMatchObject({
      body: { max_output_tokens: 4000, store: false, text: { format: { strict: true } } },
    });
    expect(responses.server.requests[0]).not.toHaveProperty('refused');
    const chat = await call({ reply: REPLY }, { api: 'chat' });
    expect(chat.server.requests[0]).toMatchObject({ body: { max_completion_tokens: 4000 } });
    expect(chat.server.requests[0]?.text).toContain('case: the flag is wrong');
    expect(chat.server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  });
});

describe('diagnostics', () => {
  const wish = { ...REPLY, kind: 'diagnostics', edits: [], commands: [['kubectl', 'get', 'pods']] };
  it('are a reply when they may be asked for, else unusable', async () => {
    const first = await call({ reply: wish });
    expect(first.answer).toMatchObject({
      kind: 'reply',
      reply: { kind: 'diagnostics', commands: wish.commands },
    });
    const second = await call({ reply: wish }, {}, { allowDiagnostics: false });
    expect(second.answer).toMatchObject({
      kind: 'unusable',
      reason: expect.stringMatching(/diagnostics again/),
    });
  });
});

describe('nothing leaves', () => {
  const silent: EscalationRequest = {
    caseFile: 'x',
    call: 1,
    allowDiagnostics: true,
    keep: async () => {},
  };
  it('when escalation is off, or there is no key for the public service', async () => {
    const off = createEscalation(settings({ enabled: false }), { OPENAI_API_KEY: KEY });
    expect(await off.call(silent)).toEqual({ kind: 'unsent', reason: expect.stringMatching(/switched off/) });
    const bare = createEscalation(settings(), { OPENAI_API_KEY: '' });
    expect(await bare.call(silent)).toEqual({
      kind: 'unsent',
      reason: 'the environment variable OPENAI_API_KEY holds no key',
    });
  });

  it('when nothing listens', async () => {
    const spare = createServer();
    await new Promise<void>((ready) => spare.listen(0, '127.0.0.1', () => ready()));
    const port = (spare.address() as { port: number }).port;
    await new Promise((closed) => spare.close(closed));
    const refused = createEscalation(settings({ baseUrl: `http://127.0.0.1:${port}/v1` }), {});
    expect(await refused.call(silent)).toEqual({
      kind: 'unsent',
      reason: `http://127.0.0.1:${port}/v1 cannot be reached: nothing listens there (ECONNREFUSED)`,
    });
  });

  it('when the name does not resolve, or the certificate is not trusted', () => {
    const none = { sent: false, responseBody: '' };
    const service = { baseUrl: 'https://models.example/v1', model: 'm' };
    const failed = (code: string) =>
      failureOf(
        new Error('Connection error.', { cause: Object.assign(new Error('why'), { code }) }),
        none,
        service,
      );
    expect(failed('ENOTFOUND')).toMatchObject({
      counts: false,
      reason: 'https://models.example/v1 cannot be reached: its name does not resolve (ENOTFOUND)',
    });
    expect(failed('DEPTH_ZERO_SELF_SIGNED_CERT')).toMatchObject({ counts: false });
    expect(() => failureOf(new TypeError('a bug'), none, service)).toThrow('a bug');
  });

  it('when the request cannot be kept: that is an error of this machine', async () => {
    const keep = async () => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    };
    const run = call({ reply: REPLY }, {}, { keep });
    await expect(run).rejects.toThrow('no space left');
    expect(open[0]?.requests).toHaveLength(0);
  });

  it('an interrupted call counts once it went out, and not before', async () => {
    const before = AbortSignal.abort();
    const early = await call({ reply: REPLY }, {}, { signal: before });
    expect(early.answer).toMatchObject({ kind: 'unsent', reason: expect.stringMatching(/interrupted/) });
    expect(early.server.requests).toHaveLength(0);
    const during = new AbortController();
    const keep = async () => during.abort();
    const meanwhile = await call({ reply: REPLY }, {}, { signal: during.signal, keep });
    expect(meanwhile.answer).toMatchObject({ kind: 'unsent', reason: expect.stringMatching(/interrupted/) });
    expect(meanwhile.server.requests).toHaveLength(0);
    const stop = new AbortController();
    const late = await call(
      () => {
        stop.abort();
        return { fault: 'stall-headers' };
      },
      {},
      { signal: stop.signal },
    );
    expect(late.answer).toMatchObject({ kind: 'unusable', reason: expect.stringMatching(/interrupted/) });
  });

  it('without Authorization when a service of the own wants no key', async () => {
    const server = await startModelServer({ script: () => ({ reply: REPLY }) });
    open.push(server);
    const keyless = createEscalation(settings({ baseUrl: server.url }), {});
    expect(await keyless.call(silent)).toMatchObject({ kind: 'reply' });
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
  });
});
