import { isRecord } from './refusal.ts';

/** Keywords that strict mode knows (OpenAI guide, "Structured Outputs: supported schemas"). */
const KNOWN = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'const',
  'anyOf',
  '$ref',
  '$defs',
  'definitions',
  'description',
  'title',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
]);
const TYPES = new Set(['string', 'number', 'boolean', 'integer', 'object', 'array', 'null']);
const AT_ROOT = ['oneOf', 'anyOf', 'allOf', 'enum', 'not'];
/** Object levels; properties in all: limits of the same guide. */
const MAX_DEPTH = 10;
const MAX_PROPERTIES = 5000;

interface Walk {
  properties: number;
}

const context = (path: readonly string[]): string => {
  const inside = path.map((part) => `'${part}'`).join(', ');
  return `In context=(${inside}${path.length === 1 ? ',' : ''})`;
};

/**
 * Says what strict structured outputs would refuse in a schema, in OpenAI's words without the "Invalid schema
 * for …" prefix; undefined when it is accepted.
 */
export const schemaTrouble = (schema: unknown): string | undefined => {
  if (!isRecord(schema)) return 'schema must be an object.';
  if (schema.type !== 'object') {
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${String(schema.type ?? 'None')}"'.`;
  }
  if (AT_ROOT.some((word) => word in schema)) {
    return "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level.";
  }
  return nodeTrouble(schema, [], 1, { properties: 0 });
};

const nodeTrouble = (
  node: unknown,
  path: readonly string[],
  depth: number,
  walk: Walk,
): string | undefined => {
  const at = context(path);
  if (!isRecord(node)) return `${at}, schema must be an object.`;
  const unknown = Object.keys(node).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) return `${at}, '${unknown}' is not permitted.`;
  if ('$ref' in node) {
    return Object.keys(node).length > 1 ? `${at}, $ref cannot have other keywords.` : undefined;
  }
  const options = node.anyOf;
  if (options !== undefined) {
    if (!Array.isArray(options) || options.length === 0) return `${at}, 'anyOf' must be a non-empty array.`;
    return first(options, (option, i) => nodeTrouble(option, [...path, 'anyOf', String(i)], depth, walk));
  }
  const types = Array.isArray(node.type) ? node.type : [node.type];
  if (node.type === undefined) return `${at}, schema must have a 'type' key.`;
  const odd = types.find((type) => !TYPES.has(type as string));
  if (odd !== undefined) return `${at}, '${String(odd)}' is not valid under any of the given schemas.`;
  if (types.includes('array')) {
    if (node.items === undefined) return `${at}, array schema missing items.`;
    const inner = nodeTrouble(node.items, [...path, 'items'], depth, walk);
    if (inner !== undefined) return inner;
  }
  return types.includes('object') ? objectTrouble(node, path, depth, walk) : undefined;
};

const objectTrouble = (
  node: Readonly<Record<string, unknown>>,
  path: readonly string[],
  depth: number,
  walk: Walk,
): string | undefined => {
  const at = context(path);
  if (depth > MAX_DEPTH) return `${at}, ${depth} levels of nesting exceeds limit of ${MAX_DEPTH}.`;
  if (node.additionalProperties !== false) {
    return `${at}, 'additionalProperties' is required to be supplied and to be false.`;
  }
  const properties = isRecord(node.properties) ? node.properties : {};
  const names = Object.keys(properties);
  walk.properties += names.length;
  if (walk.properties > MAX_PROPERTIES)
    return `${at}, more than ${MAX_PROPERTIES} object properties in total.`;
  const required: readonly unknown[] = Array.isArray(node.required) ? node.required : [];
  const missing = names.find((name) => !required.includes(name));
  if (missing !== undefined) {
    return `${at}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
  }
  const extra = required.find((name) => !names.includes(name as string));
  if (extra !== undefined) return `${at}, 'required' has an extra key '${String(extra)}'.`;
  const inside = first(names, (name) =>
    nodeTrouble(properties[name], [...path, 'properties', name], depth + 1, walk),
  );
  if (inside !== undefined) return inside;
  const shared = isRecord(node.$defs) ? node.$defs : {};
  return first(Object.keys(shared), (name) => nodeTrouble(shared[name], [...path, '$defs', name], 1, walk));
};

const first = <T>(
  list: readonly T[],
  look: (item: T, index: number) => string | undefined,
): string | undefined => {
  for (const [index, item] of list.entries()) {
    const found = look(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
};
