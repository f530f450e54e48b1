import type { KubeObject } from './object.ts';

/** What the server writes by itself and what a dry run makes up: not part of what the repo wants. */
const SERVER_METADATA = new Set([
  'managedFields',
  'resourceVersion',
  'uid',
  'creationTimestamp',
  'generation',
  'selfLink',
]);
const MAX_VALUE = 160;

const leaves = (value: unknown, path: string, into: Map<string, string>): void => {
  if (typeof value !== 'object' || value === null) {
    into.set(path, JSON.stringify(value) ?? 'undefined');
    return;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) into.set(path, Array.isArray(value) ? '[]' : '{}');
  for (const [key, each] of entries) leaves(each, path === '' ? key : `${path}.${key}`, into);
};

const wantedPart = (object: KubeObject): Map<string, string> => {
  const { status: _status, metadata, ...rest } = object;
  const kept = Object.fromEntries(Object.entries(metadata).filter(([key]) => !SERVER_METADATA.has(key)));
  const found = new Map<string, string>();
  leaves({ ...rest, metadata: kept }, '', found);
  return found;
};

const short = (value: string | undefined, secret: boolean): string => {
  if (value === undefined) return '(absent)';
  if (secret) return '(hidden)';
  return value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}...` : value;
};

/**
 * The difference between an object as it is and as the server says it would be.
 * @param live as it is; @param would the answer of a server-side dry run.
 * @returns one line per changed field, `spec.replicas: 1 -> 2`; empty when nothing would change. Values of Secrets are hidden.
 */
export const differences = (live: KubeObject, would: KubeObject): string[] => {
  const before = wantedPart(live);
  const after = wantedPart(would);
  const secret = would.kind === 'Secret';
  const lines: string[] = [];
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const [was, will] = [before.get(path), after.get(path)];
    if (was !== will) lines.push(`${path}: ${short(was, secret)} -> ${short(will, secret)}`);
  }
  return lines;
};
