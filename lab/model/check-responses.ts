import { formatTrouble } from './format-check.ts';
import { type Body, isReasoning, RESPONSES, typeTrouble } from './parameters.ts';
import { badRequest, isRecord, type Refused, typeWord } from './refusal.ts';

/** What OpenAI refuses in a responses request; undefined when it would be accepted. */
export const responsesTrouble = (body: Body): Refused | undefined => {
  const unknown = Object.keys(body).find((key) => !(key in RESPONSES));
  if (unknown === 'max_tokens' || unknown === 'response_format' || unknown === 'messages') {
    const instead = { max_tokens: 'max_output_tokens', response_format: 'text.format', messages: 'input' };
    return badRequest(
      `Unsupported parameter: '${unknown}'. In the Responses API, this parameter has moved to '${instead[unknown]}'.`,
      unknown,
      'unsupported_parameter',
    );
  }
  if (unknown !== undefined) {
    return badRequest(`Unknown parameter: '${unknown}'.`, unknown, 'unknown_parameter');
  }
  const absent = ['model', 'input'].find((key) => body[key] === undefined || body[key] === null);
  if (absent !== undefined) {
    return badRequest(`Missing required parameter: '${absent}'.`, absent, 'missing_required_parameter');
  }
  const found = typeTrouble(body, RESPONSES);
  if (found !== undefined) return found;
  if (typeof body.input !== 'string' && !Array.isArray(body.input)) {
    return badRequest(
      `Invalid type for 'input': expected one of an array or string, but got ${typeWord(body.input)} instead.`,
      'input',
      'invalid_type',
    );
  }
  const most = body.max_output_tokens;
  if (typeof most === 'number' && most < 16) {
    return badRequest(
      `Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got ${most} instead.`,
      'max_output_tokens',
      'integer_below_min_value',
    );
  }
  if (isReasoning(String(body.model)) && typeof body.temperature === 'number' && body.temperature !== 1) {
    return badRequest(
      "Unsupported parameter: 'temperature' is not supported with this model.",
      'temperature',
      'unsupported_parameter',
    );
  }
  const format = isRecord(body.text) ? body.text.format : undefined;
  return format === undefined || format === null ? undefined : formatTrouble(format, 'text.format', format);
};
