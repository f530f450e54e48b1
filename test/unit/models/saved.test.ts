import { describe, expect, it } from 'vitest';
import { replyFromSaved } from '../../../src/core/reply/saved.ts';

const PRICES = { usdPerMillionIn: 2, usdPerMillionOut: 8 };
const TEXT = JSON.stringify({ kind: 'not_fixable', summary: 's', layer: 'network' });
const REPLY = { kind: 'not_fixable', summary: 's', layer: 'network', suggestions: [] };
const read = (body: unknown, request = '') => replyFromSaved(JSON.stringify(body), PRICES, request);

const chat = (message: object, finish: string, rest: object = {}) => ({
  choices: [{ message, finish_reason: finish }],
  usage: { prompt_tokens: 100, completion_tokens: 10 },
  ...rest,
});
const response = (rest: object, part: object = { type: 'output_text', text: TEXT }) => ({
  status: 'completed',
  output: [
    { type: 'reasoning', summary: [] },
    { type: 'message', content: [part] },
  ],
  usage: { input_tokens: 100, output_tokens: 10 },
  ...rest,
});
const SPEND = { calls: 1, tokens: 110, usd: 0.00028 };
const unusable = (reason: RegExp) => ({
  kind: 'unusable',
  reason: expect.stringMatching(reason),
  spend: SPEND,
});

describe('a saved answer', () => {
  it('of chat and of responses is the same reply for the same money', () => {
    const wanted = { kind: 'reply', reply: REPLY, spend: SPEND };
    expect(read(chat({ content: TEXT }, 'stop'))).toEqual(wanted);
    expect(read(response({}))).toEqual(wanted);
  });

  it('in several parts is put together', () => {
    const parts = [TEXT.slice(0, 9), TEXT.slice(9)].map((text) => ({ type: 'output_text', text }));
    const body = { ...response({}), output: [{ type: 'message', content: parts }] };
    expect(read(body)).toMatchObject({ kind: 'reply', reply: REPLY });
  });

  it.each([
    ['chat, filtered', chat({ content: TEXT }, 'content_filter'), /content filter/],
    ['chat, cut off', chat({ content: TEXT }, 'length'), /cut off/],
    ['chat, declined', chat({ content: null, refusal: 'no' }, 'stop'), /declined to answer: "no"/],
    ['chat, no choice', chat({}, 'stop', { choices: [] }), /holds no message/],
    ['chat, no text', chat({ content: null }, 'stop'), /empty/],
    [
      'failed',
      response({ status: 'failed', error: { code: 'server_error', message: 'overloaded' } }),
      /failed to answer it: overloaded/,
    ],
    ['failed without words', response({ status: 'failed', error: null }), /failed to answer it$/],
    [
      'incomplete by length',
      response({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }),
      /cut off/,
    ],
    [
      'incomplete by filter',
      response({ status: 'incomplete', incomplete_details: { reason: 'content_filter' } }),
      /content filter/,
    ],
    ['cancelled', response({ status: 'cancelled' }), /status "cancelled"/],
    ['refusal', response({}, { type: 'refusal', refusal: 'no' }), /declined/],
    [
      'another body',
      { usage: { input_tokens: 100, output_tokens: 10 }, hello: 1 },
      /neither choices nor output/,
    ],
  ])('%s is unusable', (_name, body, reason) => {
    expect(read(body)).toMatchObject(unusable(reason));
  });

  it('without usage, or with nonsense for it, is estimated from what went over the wire', () => {
    const body = response({ usage: null });
    const out = Math.ceil(JSON.stringify(body).length / 4);
    const estimated = { calls: 1, tokens: out + 250, usd: (250 * 2 + out * 8) / 1e6 };
    expect(read(body, 'x'.repeat(1000)).spend).toEqual(estimated);
    const odd = response({ usage: { input_tokens: -1e9, output_tokens: 1 } });
    expect(read(odd, 'x'.repeat(1000)).spend.tokens).toBeGreaterThan(250);
  });
});
