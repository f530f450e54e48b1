import OpenAI from 'openai';
import { afterEach, describe, expect, it } from 'vitest';
import type { Script, ScriptedFault } from '../../../lab/model/script.ts';
import { type ModelServer, type ModelServerOptions, startModelServer } from '../../../lab/model/server.ts';
import { REPLY_SCHEMA } from '../../../src/core/reply/schema.ts';

const open: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const start = async (script: Script, rest: Omit<ModelServerOptions, 'script'> = {}) => {
  const server = await startModelServer({ script, ...rest });
  open.push(server);
  const client = new OpenAI({ baseURL: server.url, apiKey: 'sk-lab', maxRetries: 0, logLevel: 'off' });
  return { server, client };
};

const post = (url: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
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
const messages = [{ role: 'user' as const, content: 'mend it' }];

describe('the answers, through the real SDK', () => {
  it('chat, whole and streamed, gives the same text and counts tokens', async () => {
    const { client, server } = await start(() => ({ reply: REPLY }));
    const whole = await client.chat.completions.create({ model: 'lab-small', messages });
    expect(JSON.parse(whole.choices[0]?.message.content ?? '')).toEqual(REPLY);
    expect(whole.choices[0]?.finish_reason).toBe('stop');
    expect(whole.usage?.prompt_tokens).toBe(2);

    let text = '';
    let total = 0;
    for await (const chunk of await client.chat.completions.create({
      model: 'lab-small',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })) {
      text += chunk.choices[0]?.delta.content ?? '';
      total = chunk.usage?.total_tokens ?? total;
    }
    expect(JSON.parse(text)).toEqual(REPLY);
    expect(total).toBe(whole.usage?.total_tokens);
    expect(server.requests.map((request) => [request.n, request.stream])).toEqual([
      [1, false],
      [2, true],
    ]);
  });

  it('responses, whole and streamed', async () => {
    const { client } = await start(() => ({ reply: REPLY }));
    const whole = await client.responses.create({ model: 'lab-strong', input: 'mend it' });
    expect(JSON.parse(whole.output_text)).toEqual(REPLY);
    expect([whole.status, whole.usage?.input_tokens]).toEqual(['completed', 2]);

    const final = await client.responses.stream({ model: 'lab-strong', input: 'mend it' }).finalResponse();
    expect(final.output_text).toBe(whole.output_text);
  });

  it('tool calls in both APIs', async () => {
    const { client } = await start(() => ({ calls: [{ name: 'shell', arguments: { command: ['ls'] } }] }));
    const chat = await client.chat.completions.create({ model: 'm', messages });
    expect(chat.choices[0]?.finish_reason).toBe('tool_calls');
    expect(chat.choices[0]?.message.tool_calls?.[0]).toMatchObject({
      function: { name: 'shell', arguments: '{"command":["ls"]}' },
    });
    const responses = await client.responses.stream({ model: 'm', input: 'x' }).finalResponse();
    expect(responses.output[0]).toMatchObject({ type: 'function_call', arguments: '{"command":["ls"]}' });
  });

  it('counts turns by model, joins all input text and lists the models', async () => {
    const turns: unknown[] = [];
    const { client } = await start((turn) => {
      turns.push([turn.model, turn.n, turn.text]);
      return { text: 'ok' };
    });
    await client.responses.create({
      model: 'a',
      instructions: 'rules',
      input: [{ role: 'user', content: 'q' }],
    });
    await client.chat.completions.create({
      model: 'b',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'part' }] }],
    });
    await client.responses.create({ model: 'a', input: 'again' });
    expect(turns).toEqual([
      ['a', 1, 'rules\nq'],
      ['b', 1, 'part'],
      ['a', 2, 'again'],
    ]);
    const names: string[] = [];
    for await (const model of client.models.list()) names.push(model.id);
    expect(names).toEqual(['a', 'b']);
  });
});

describe('what OpenAI refuses is refused', () => {
  const schema = (change: object) => ({ ...REPLY_SCHEMA, ...change });
  const chat = (rest: object) => ({ model: 'gpt-4.1', messages, ...rest });
  const format = (of: object) =>
    chat({
      response_format: { type: 'json_schema', json_schema: { name: 'r', strict: true, schema: of } },
    });
  const text = (of: object) => ({
    model: 'gpt-5',
    input: 'x',
    text: { format: { type: 'json_schema', name: 'r', strict: true, schema: of } },
  });
  const closed = (properties: object) => ({
    type: 'object',
    additionalProperties: false,
    required: Object.keys(properties),
    properties,
  });
  const cases: readonly (readonly [string, string, unknown, RegExp])[] = [
    [
      'unknown parameter',
      'chat/completions',
      chat({ max_output_tokens: 9 }),
      /Unrecognized request argument/,
    ],
    ['unknown parameter', 'responses', { model: 'm', input: 'x', foo: 1 }, /Unknown parameter: 'foo'/],
    [
      'moved parameter',
      'responses',
      { model: 'm', input: 'x', max_tokens: 9 },
      /moved to 'max_output_tokens'/,
    ],
    ['no model', 'chat/completions', { messages }, /must provide a model/],
    ['no model', 'responses', { input: 'x' }, /Missing required parameter: 'model'/],
    ['no messages', 'chat/completions', { model: 'm' }, /Missing required parameter: 'messages'/],
    ['no messages at all', 'chat/completions', { model: 'm', messages: [] }, /empty array/],
    ['odd role', 'chat/completions', { model: 'm', messages: [{ role: 'bot', content: '' }] }, /'bot'/],
    ['wrong type', 'chat/completions', chat({ temperature: 'hot' }), /'temperature': expected a number/],
    ['wrong type', 'responses', { model: 'm', input: 'x', max_output_tokens: 1.5 }, /expected an integer/],
    ['too few tokens', 'responses', { model: 'm', input: 'x', max_output_tokens: 5 }, /below minimum/],
    [
      'max_tokens of a reasoning model',
      'chat/completions',
      chat({ model: 'o3', max_tokens: 9 }),
      /max_completion_tokens/,
    ],
    [
      'sampling of a reasoning model',
      'chat/completions',
      chat({ model: 'gpt-5', temperature: 0 }),
      /temperature/,
    ],
    [
      'json_object without the word',
      'chat/completions',
      chat({ response_format: { type: 'json_object' } }),
      /'json'/,
    ],
    ['stream options unstreamed', 'chat/completions', chat({ stream_options: {} }), /stream_options/],
    [
      'open schema',
      'chat/completions',
      format(schema({ additionalProperties: true })),
      /'additionalProperties'/,
    ],
    ['open schema', 'responses', text(schema({ additionalProperties: undefined })), /'additionalProperties'/],
    ['key not required', 'responses', text(schema({ required: ['kind'] })), /Missing 'summary'/],
    ['anyOf at the root', 'responses', text(schema({ anyOf: [] })), /at the top level/],
    ['root array', 'chat/completions', format({ type: 'array', items: { type: 'string' } }), /type: "array"/],
    [
      'unsupported keyword inside',
      'responses',
      text(schema({ properties: { ...REPLY_SCHEMA.properties, summary: { type: 'string', default: '' } } })),
      /'default' is not permitted/,
    ],
    [
      'too deep a schema',
      'responses',
      text(Array.from({ length: 11 }).reduce<object>((inner) => closed({ inner }), closed({}))),
      /levels of nesting exceeds limit of 10/,
    ],
    [
      'a required key that is not there',
      'responses',
      text({ ...closed({}), required: ['ghost'] }),
      /extra key 'ghost'/,
    ],
    ['not JSON', 'responses', '{"model":', /could not parse the JSON body/],
  ];
  it.each(cases)('%s (%s)', async (_name, path, body, message) => {
    const { server } = await start(() => ({ text: 'never' }));
    const answer = await post(server.url, `/${path}`, body);
    const seen = (await answer.json()) as { error: { message: string; type: string } };
    expect([answer.status, seen.error.type]).toEqual([400, 'invalid_request_error']);
    expect(seen.error.message).toMatch(message);
    expect(server.requests).toMatchObject([{ n: 0, refused: seen.error.message }]);
  });

  it('takes our own reply schema, in both APIs', async () => {
    const { server } = await start(() => ({ text: 'ok' }));
    expect((await post(server.url, '/chat/completions', format(REPLY_SCHEMA))).status).toBe(200);
    expect((await post(server.url, '/responses', text(REPLY_SCHEMA))).status).toBe(200);
  });

  it('a missing or a wrong key is 401, the right one is let in', async () => {
    const { server } = await start(() => ({ text: 'ok' }), { requireKey: 'sk-right' });
    const body = { model: 'm', input: 'x' };
    expect((await post(server.url, '/responses', body)).status).toBe(401);
    const wrong = await post(server.url, '/responses', body, { authorization: 'Bearer sk-wrong' });
    expect([wrong.status, ((await wrong.json()) as { error: { code: string } }).error.code]).toEqual([
      401,
      'invalid_api_key',
    ]);
    const right = await post(server.url, '/responses', body, { authorization: 'Bearer sk-right' });
    expect(right.status).toBe(200);
    expect((await fetch(`${server.url}/models`)).status).toBe(401);
  });

  it('a request of more than 32 MiB is 413', async () => {
    const { server } = await start(() => ({ text: 'never' }));
    const answer = await post(server.url, '/responses', { model: 'm', input: 'x'.repeat(33 * 1024 * 1024) });
    expect(answer.status).toBe(413);
  });

  it('an unknown path is 404', async () => {
    const { server } = await start(() => ({ text: 'ok' }));
    expect((await post(server.url, '/completions', {})).status).toBe(404);
  });
});

describe('faults', () => {
  const ask = (url: string, signal?: AbortSignal) =>
    fetch(`${url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'm', messages }),
      ...(signal ? { signal } : {}),
    });
  const fault = (name: ScriptedFault) => start(() => ({ fault: name }));

  it('a status comes with its body and headers', async () => {
    const { server } = await start(() => ({
      status: 429,
      body: { error: { message: 'slow down', type: 'requests', param: null, code: 'rate_limit_exceeded' } },
      headers: { 'retry-after': '3600' },
    }));
    const answer = await ask(server.url);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '3600']);
  });

  it('a raw text body stays raw', async () => {
    const { server } = await start(() => ({
      status: 502,
      body: '<html>Bad Gateway</html>',
      headers: { 'content-type': 'text/html' },
    }));
    const answer = await ask(server.url);
    expect([answer.status, await answer.text()]).toEqual([502, '<html>Bad Gateway</html>']);
  });

  it('stalled headers never come, and close() ends the wait', async () => {
    const { server } = await fault('stall-headers');
    const answer = ask(server.url).then(
      () => 'answered',
      () => 'broken',
    );
    while (server.requests.length === 0) await new Promise((next) => setTimeout(next, 5));
    await server.close();
    open.pop();
    expect(await answer).toBe('broken');
  });

  it('a stalled body starts and does not end', async () => {
    const { server } = await fault('stall-body');
    const stop = new AbortController();
    const answer = await ask(server.url, stop.signal);
    expect(answer.status).toBe(200);
    const reader = answer.body!.getReader();
    expect((await reader.read()).value?.length).toBeGreaterThan(0);
    const second = reader.read().then(
      () => 'more',
      (error: unknown) => (error as Error).name,
    );
    stop.abort();
    expect(await second).toBe('AbortError');
  });

  it('a cut connection breaks the body', async () => {
    const { server } = await fault('cut');
    const answer = await ask(server.url);
    await expect(answer.text()).rejects.toThrow(/terminated/);
  });

  it('a huge body goes on until the client hangs up', async () => {
    const { server } = await fault('huge');
    const reader = (await ask(server.url)).body!.getReader();
    let size = 0;
    while (size < 8 * 1024 * 1024) size += (await reader.read()).value?.length ?? 0;
    await reader.cancel();
    expect(size).toBeGreaterThanOrEqual(8 * 1024 * 1024);
  });

  it('garbage, empty, cut off and declined answers', async () => {
    await expect((await ask((await fault('garbage')).server.url)).json()).rejects.toThrow(SyntaxError);
    const { client: empty } = await fault('empty');
    const chat = await empty.chat.completions.create({ model: 'm', messages });
    expect(chat.choices[0]?.message.content).toBe('');
    const { client: short } = await fault('length');
    const cut = await short.chat.completions.create({ model: 'm', messages });
    expect(cut.choices[0]?.finish_reason).toBe('length');
    const incomplete = await short.responses.create({ model: 'm', input: 'x' });
    expect([incomplete.status, incomplete.incomplete_details]).toEqual([
      'incomplete',
      { reason: 'max_output_tokens' },
    ]);
    const { client: no } = await fault('refusal');
    const declined = await no.responses.create({ model: 'm', input: 'x' });
    expect(declined.output[0]).toMatchObject({ content: [{ type: 'refusal' }] });
    const streamed = await no.responses.stream({ model: 'm', input: 'x' }).finalResponse();
    expect(streamed.output[0]).toMatchObject({ content: [{ type: 'refusal' }] });
  });

  it('a garbage stream is not events', async () => {
    const { client } = await fault('garbage');
    const stream = await client.chat.completions.create({ model: 'm', messages, stream: true });
    await expect(stream.toReadableStream().getReader().read()).rejects.toThrow();
  });

  it('a script that throws is a 500, and the port can be taken only once', async () => {
    const { server } = await start(() => {
      throw new Error('no line for this');
    });
    const answer = await ask(server.url);
    expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining('no line for this')]);
    const port = Number(new URL(server.url).port);
    await expect(startModelServer({ script: () => ({ text: '' }), port })).rejects.toThrow(/EADDRINUSE/);
  });
});
