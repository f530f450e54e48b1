import type { Spend } from '../types.ts';
import { parseReply } from './parse.ts';
import { isFields } from './shape.ts';
import type { Finish, Reply, Wrong } from './types.ts';

/** What an accepted answer comes to. The same function reads it fresh and after a kill, so both say the same. */
export type SavedAnswer =
  | { readonly kind: 'reply'; readonly reply: Reply; readonly spend: Spend }
  | { readonly kind: 'unusable'; readonly reason: string; readonly spend: Spend; readonly wrong?: Wrong };

export interface Prices {
  readonly usdPerMillionIn: number;
  readonly usdPerMillionOut: number;
}

interface Heard {
  readonly text: string;
  readonly finish: Finish;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the body of an accepted answer (`reply-N.json`) of either API: `response` or `chat.completion`.
 * @param request the body that was sent (`request-N.json`): estimates the input tokens where the answer states
 * no usage. Never throws on any text: what is not such a body is `unusable`, and the call is spent.
 */
export const replyFromSaved = (body: string, prices: Prices, request = ''): SavedAnswer => {
  const json = objectOf(body);
  if (json === undefined) {
    const what = /^\s*<(?:!doctype|html)/i.test(body) ? 'an HTML page' : 'not JSON';
    return unusable(
      `the service answered with ${what} (${body.length} characters)`,
      estimated(body, request, prices),
    );
  }
  const spend = spendOf(json, prices) ?? estimated(body, request, prices);
  const heard = Array.isArray(json.choices) ? heardInChat(json.choices) : heardInResponse(json);
  if (typeof heard === 'string') return unusable(heard, spend);
  const parsed = parseReply(heard.text, { finish: heard.finish });
  return parsed.ok
    ? { kind: 'reply', reply: parsed.reply, spend }
    : { ...unusable(parsed.reason, spend), wrong: parsed.wrong };
};

const unusable = (reason: string, spend: Spend) => ({ kind: 'unusable' as const, reason, spend });

const objectOf = (body: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(body);
    return isFields(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const cost = (input: number, output: number, prices: Prices): Spend => ({
  calls: 1,
  tokens: input + output,
  usd: (input * prices.usdPerMillionIn + output * prices.usdPerMillionOut) / 1_000_000,
});

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

/** Chat says prompt and completion, responses say input and output; undefined when neither is stated. */
const spendOf = (json: Fields, prices: Prices): Spend | undefined => {
  if (!isFields(json.usage)) return undefined;
  const input = count(json.usage.input_tokens) ?? count(json.usage.prompt_tokens);
  const output = count(json.usage.output_tokens) ?? count(json.usage.completion_tokens);
  return input === undefined || output === undefined ? undefined : cost(input, output, prices);
};

/** Four characters a token, rounded up: better too much than nothing. */
const estimated = (body: string, request: string, prices: Prices): Spend =>
  cost(Math.ceil(request.length / 4), Math.ceil(body.length / 4), prices);

const heardInChat = (choices: readonly unknown[]): Heard | string => {
  const choice = choices[0];
  if (!isFields(choice) || !isFields(choice.message)) return 'the answer of the service holds no message';
  const { message } = choice;
  if (typeof message.refusal === 'string' && message.refusal !== '') {
    return { text: message.refusal, finish: 'refusal' };
  }
  const text = typeof message.content === 'string' ? message.content : '';
  switch (choice.finish_reason) {
    case 'length':
      return { text, finish: 'length' };
    case 'content_filter':
      return { text, finish: 'filtered' };
    default:
      return { text, finish: 'complete' };
  }
};

const heardInResponse = (json: Fields): Heard | string => {
  if (json.status === 'failed') {
    const said = isFields(json.error) ? String(json.error.message ?? json.error.code ?? '') : '';
    return `the service took the request and failed to answer it${said === '' ? '' : `: ${said}`}`;
  }
  if (!Array.isArray(json.output)) return 'the answer of the service holds neither choices nor output';
  const parts = json.output
    .filter((item) => isFields(item) && item.type === 'message' && Array.isArray(item.content))
    .flatMap((item) => (item as { readonly content: readonly unknown[] }).content)
    .filter(isFields);
  const declined = parts.find((part) => part.type === 'refusal');
  if (declined !== undefined) return { text: String(declined.refusal ?? ''), finish: 'refusal' };
  const text = parts.map((part) => (part.type === 'output_text' ? String(part.text ?? '') : '')).join('');
  if (json.status === 'completed' || json.status === undefined) return { text, finish: 'complete' };
  const why = isFields(json.incomplete_details) ? json.incomplete_details.reason : undefined;
  if (why === 'max_output_tokens') return { text, finish: 'length' };
  if (why === 'content_filter') return { text, finish: 'filtered' };
  return `the service ended the answer with status "${String(json.status)}"`;
};
