import { type Fields, SPECS, TOP } from './schema-fields.ts';

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const walk = (value: unknown, fields: Fields | null, path: string): string | undefined => {
  if (fields === null) return undefined;
  if (Array.isArray(value)) {
    for (const item of value) {
      const name = isMap(item) && typeof item.name === 'string' ? `[name="${item.name}"]` : '[0]';
      const found = walk(item, fields, `${path}${name}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isMap(value)) return undefined;
  for (const [key, below] of Object.entries(value)) {
    if (!Object.hasOwn(fields, key)) return `${path}.${key}`;
    const found = walk(below, fields[key] ?? null, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The first field that the kind's schema does not have, `.spec.template.spec.containers[name="x"].imgae`. */
export const unknownField = (
  object: Readonly<Record<string, unknown>> & { readonly kind: string },
): string | undefined => {
  const top = TOP[object.kind];
  const fields = SPECS[object.kind];
  if (!top && !fields) return undefined;
  const allowed = ['apiVersion', 'kind', 'metadata', 'status', ...(top ?? []), ...(fields ? ['spec'] : [])];
  const odd = Object.keys(object).find((key) => !allowed.includes(key));
  if (odd !== undefined) return `.${odd}`;
  return fields ? walk(object.spec, fields, '.spec') : undefined;
};
