import { badRequest, isRecord, type Refused } from './refusal.ts';
import { schemaTrouble } from './schema-check.ts';

/**
 * What OpenAI refuses in a response format. @param where the dotted parameter its message names;
 * @param named the object that holds `name`, `strict` and `schema`.
 */
export const formatTrouble = (format: unknown, where: string, named: unknown): Refused | undefined => {
  if (!isRecord(format) || !['text', 'json_object', 'json_schema'].includes(String(format.type))) {
    return badRequest(
      `Invalid value: '${isRecord(format) ? String(format.type) : ''}'. Supported values are: 'json_object', 'json_schema', and 'text'.`,
      `${where}.type`,
      'invalid_value',
    );
  }
  if (format.type !== 'json_schema') return undefined;
  const at = where === 'response_format' ? `${where}.json_schema` : where;
  if (!isRecord(named)) {
    return badRequest(`Missing required parameter: '${at}'.`, at, 'missing_required_parameter');
  }
  const name = named.name;
  if (typeof name !== 'string') {
    return badRequest(
      `Missing required parameter: '${at}.name'.`,
      `${at}.name`,
      'missing_required_parameter',
    );
  }
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
    return badRequest(
      `Invalid '${at}.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
      `${at}.name`,
      'invalid_value',
    );
  }
  if (named.strict !== true) return undefined;
  const trouble = schemaTrouble(named.schema);
  return trouble === undefined
    ? undefined
    : badRequest(
        `Invalid schema for response_format '${name}': ${trouble}`,
        where === 'response_format' ? where : `${where}.schema`,
        where === 'response_format' ? null : 'invalid_json_schema',
      );
};
