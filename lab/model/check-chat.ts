import { formatTrouble } from './format-check.ts';
import { type Body, CHAT, isReasoning, typeTrouble } from './parameters.ts';
import { badRequest, isRecord, type Refused, typeWord } from './refusal.ts';

const ROLES = ['developer', 'system', 'user', 'assistant', 'tool', 'function'];

const messageTrouble = (messages: readonly unknown[]): Refused | undefined => {
  if (messages.length === 0) {
    return badRequest(
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      'messages',
      'empty_array',
    );
  }
  for (const [i, message] of messages.entries()) {
    const at = `messages[${i}]`;
    if (!isRecord(message)) {
      return badRequest(
        `Invalid type for '${at}': expected an object, but got ${typeWord(message)} instead.`,
        at,
        'invalid_type',
      );
    }
    if (!ROLES.includes(String(message.role))) {
      return badRequest(
        `Invalid value: '${String(message.role)}'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.`,
        `${at}.role`,
        'invalid_value',
      );
    }
    const content = message.content;
    if (typeof content === 'string' || Array.isArray(content) || message.role === 'assistant') continue;
    return badRequest(
      `Invalid value for 'content': expected a string, got ${content === undefined ? 'null' : typeWord(content)}.`,
      `${at}.content`,
    );
  }
  return undefined;
};

/** What OpenAI refuses in a chat completion request; undefined when it would be accepted. */
export const chatTrouble = (body: Body): Refused | undefined => {
  const unknown = Object.keys(body).find((key) => !(key in CHAT));
  if (unknown !== undefined) return badRequest(`Unrecognized request argument supplied: ${unknown}`);
  if (typeof body.model !== 'string' || body.model === '') {
    return badRequest('you must provide a model parameter');
  }
  if (body.messages === undefined) {
    return badRequest("Missing required parameter: 'messages'.", 'messages', 'missing_required_parameter');
  }
  const found = typeTrouble(body, CHAT) ?? messageTrouble(body.messages as readonly unknown[]);
  if (found !== undefined) return found;
  if (body.max_tokens !== undefined && body.max_completion_tokens !== undefined) {
    return badRequest(
      'Setting both `max_tokens` and `max_completion_tokens` at the same time is not supported.',
      'max_tokens',
    );
  }
  if (body.stream_options !== undefined && body.stream_options !== null && body.stream !== true) {
    return badRequest(
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      'stream_options',
    );
  }
  const reasoning = reasoningTrouble(body);
  if (reasoning !== undefined) return reasoning;
  const format = body.response_format;
  if (format === undefined || format === null) return undefined;
  const bad = formatTrouble(format, 'response_format', (format as Body).json_schema);
  if (bad !== undefined) return bad;
  if ((format as Body).type === 'json_object' && !/json/i.test(JSON.stringify(body.messages))) {
    return badRequest(
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      'messages',
    );
  }
  return undefined;
};

const reasoningTrouble = (body: Body): Refused | undefined => {
  if (!isReasoning(String(body.model))) return undefined;
  if (body.max_tokens !== undefined) {
    return badRequest(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      'unsupported_parameter',
    );
  }
  if (typeof body.temperature === 'number' && body.temperature !== 1) {
    return badRequest(
      `Unsupported value: 'temperature' does not support ${body.temperature} with this model. Only the default (1) value is supported.`,
      'temperature',
      'unsupported_value',
    );
  }
  return undefined;
};
