import { stringify } from 'yaml';
import { parseGoYaml } from '../toolkit/go-yaml.ts';
import { DOCUMENTS, unknownKeys, V1ALPHA1 } from './config-keys.ts';

/** A machine configuration: v1alpha1 and the documents beside it. */
export type Documents = readonly Record<string, unknown>[];

/** What talosctl says of a configuration or patch that it cannot take. */
export class TalosConfigError extends Error {
  override readonly name = 'TalosConfigError';
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const kindOf = (document: Record<string, unknown>): string =>
  typeof document.kind === 'string' ? document.kind : 'v1alpha1';

/** Reads and strictly decodes documents, with the messages of Talos' own decoder. */
export const decode = (text: string): Documents => {
  const parsed = parseGoYaml(text);
  if (!parsed.ok) throw new TalosConfigError(`decode error: ${parsed.error}`);
  return parsed.documents.map((document) => {
    if (!isMap(document)) throw new TalosConfigError('recovered: expected a mapping node');
    const kind = kindOf(document);
    const keys = kind === 'v1alpha1' ? V1ALPHA1 : DOCUMENTS[kind];
    if (!keys)
      throw new TalosConfigError(
        `error decoding document /${String(document.apiVersion)}/${kind}/ (line 1): "${kind}" "${String(document.apiVersion)}": not registered`,
      );
    const unknown = unknownKeys(document, keys);
    if (unknown !== undefined)
      throw new TalosConfigError(
        `unknown keys found during decoding:\n${stringify(unknown, { indent: 4, lineWidth: 0 }).trimEnd()}`,
      );
    return document;
  });
};

const merge = (base: unknown, patch: unknown): unknown => {
  if (Array.isArray(base) && Array.isArray(patch))
    return [...base, ...patch.filter((item) => !contains(base, item))];
  if (!isMap(base) || !isMap(patch)) return patch;
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (isMap(value) && value.$patch === 'delete') delete result[key];
    else result[key] = key in result ? merge(result[key], value) : value;
  }
  return result;
};

const contains = (list: readonly unknown[], item: unknown): boolean =>
  list.some((each) => JSON.stringify(each) === JSON.stringify(item));

/** Merges patches document by document, as talosctl's strategic merge does; new documents are appended. */
export const patchDocuments = (documents: Documents, patch: Documents): Documents => {
  const result = [...documents];
  for (const each of patch) {
    const at = result.findIndex(
      (other) => kindOf(other) === kindOf(each) && (each.name === undefined || other.name === each.name),
    );
    if (at < 0) result.push(each);
    else result[at] = merge(result[at], each) as Record<string, unknown>;
  }
  return result;
};

export const encode = (documents: Documents): string =>
  documents.map((document) => stringify(document, { indent: 4, lineWidth: 0 })).join('---\n');

/** What `validate -m metal` and a node say of a configuration: one line per error, empty when valid. */
export const problemsOf = (documents: Documents): readonly string[] => {
  const problems: string[] = [];
  const main = documents.find((document) => kindOf(document) === 'v1alpha1');
  const host = documents.find((document) => kindOf(document) === 'HostnameConfig');
  const machine = isMap(main?.machine) ? main.machine : {};
  const install = isMap(machine.install) ? machine.install : {};
  const network = isMap(machine.network) ? machine.network : {};
  if (host?.hostname !== undefined && host.auto !== undefined && host.auto !== 'off')
    problems.push("'auto' and 'hostname' cannot be set at the same time");
  if (network.hostname !== undefined && host?.hostname !== undefined)
    problems.push('static hostname is already set in v1alpha1 config');
  if (install.disk === undefined && install.diskSelector === undefined)
    problems.push('either install disk or diskSelector should be defined');
  for (const [key, value] of Object.entries(isMap(machine.sysctls) ? machine.sysctls : {}))
    if (typeof value !== 'string') problems.push(`sysctl "${key}": value must be a string`);
  return problems;
};

/** go-multierror's form: `2 errors occurred:` and a starred line each. */
export const multiError = (problems: readonly string[]): string =>
  `${problems.length} error${problems.length === 1 ? '' : 's'} occurred:\n${problems.map((each) => `\t* ${each}\n`).join('')}\n`;
