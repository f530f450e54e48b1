import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type ClusterConfig, clusterConfigSchema } from './cluster-config.ts';
import { contradictions } from './contradictions.ts';
import { StageFailure } from './failure.ts';

/** A mistake in the cluster config, and where it stands. Line and column from 1. */
export interface ConfigMistake {
  readonly line: number;
  readonly column: number;
  /** Dotted path, `vms.0.memory`. */
  readonly key: string;
  readonly message: string;
}

/** `['vms', 0, 'memory']`. */
export type Path = readonly PropertyKey[];
type Document = ReturnType<typeof parseDocument>;

/** Offset of the deepest node of the path that the file has; of the key itself for a key that should not be there. */
const offsetOf = (document: Document, path: Path, unknownKey?: string): number => {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true);
    if (!isNode(node)) continue;
    if (unknownKey !== undefined && depth === path.length && isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && String(item.key) === unknownKey);
      if (pair && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
    }
    return node.range?.[0] ?? 0;
  }
  return 0;
};

const expectation = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') return `unknown key ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is missing';
  // zod's own words, where the schema has none: "Invalid input: expected string, received array".
  return `expected ${issue.message.replace(/^Invalid input: expected /, '')}`;
};

const given = (document: Document, path: Path): string => {
  const value: unknown = document.getIn(path);
  if (value === undefined || (typeof value === 'object' && value !== null)) return '';
  // A password in a URL is a mistake that is told without it.
  return `, found ${JSON.stringify(value).replace(/(:\/\/)[^/@\s]*@/, '$1***@')}`;
};

const mistake = (document: Document, counter: LineCounter, issue: z.core.$ZodIssue): ConfigMistake => {
  const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const { line, col } = counter.linePos(offsetOf(document, issue.path, unknownKey));
  return {
    line,
    column: col,
    key: issue.path.join('.') || '(top level)',
    message: `${expectation(issue)}${unknownKey === undefined ? given(document, issue.path) : ''}`,
  };
};

const at = (counter: LineCounter, offset: number, key: string, message: string): ConfigMistake => {
  const { line, col } = counter.linePos(offset);
  return { line, column: col, key, message };
};

/**
 * Checks the text of a cluster config.
 * @param text YAML; @returns the config and the line of each of its keys, or every mistake with line,
 * column, key and what was expected.
 */
export const parseClusterConfig = (
  text: string,
):
  | { readonly config: ClusterConfig; readonly line: (path: Path) => number }
  | { readonly mistakes: readonly ConfigMistake[] } => {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  if (document.errors.length > 0)
    return {
      mistakes: document.errors.map((error) => at(counter, error.pos[0], '(YAML)', error.message)),
    };
  const parsed = clusterConfigSchema.safeParse(document.toJS(), { reportInput: true });
  if (!parsed.success)
    return { mistakes: parsed.error.issues.map((issue) => mistake(document, counter, issue)) };
  const where = (path: Path): number => offsetOf(document, path);
  const mistakes = contradictions(parsed.data).map(({ path, message }) =>
    at(counter, where(path), path.join('.'), message),
  );
  if (mistakes.length > 0) return { mistakes };
  return { config: parsed.data, line: (path) => counter.linePos(where(path)).line };
};

const FOLDER = 'config/clusters';

/** The cluster's file, relative to the workspace: the one of ORCH_CLUSTER, else the only one there is. */
const clusterFile = (root: string, wanted: string | undefined): string => {
  if (wanted !== undefined && wanted !== '') return `${FOLDER}/${wanted}.yaml`;
  let names: string[];
  try {
    names = readdirSync(join(root, FOLDER)).filter((name) => name.endsWith('.yaml'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    names = [];
  }
  const [only, ...more] = names.sort();
  if (only === undefined) throw new StageFailure(`${FOLDER} holds no cluster config (NAME.yaml)`);
  if (more.length > 0)
    throw new StageFailure(`${FOLDER} holds ${names.join(', ')}: say which one by ORCH_CLUSTER=NAME`);
  return `${FOLDER}/${only}`;
};

/** A cluster config and where each of its values stands. */
export interface LoadedCluster {
  readonly config: ClusterConfig;
  /** Relative to the workspace. */
  readonly file: string;
  /** `config/clusters/homelab.yaml:14 (proxmox.bridge)`, for a message about a value that the world refuses. */
  readonly where: (...path: PropertyKey[]) => string;
}

/**
 * Reads `config/clusters/*.yaml` of a workspace.
 * @param root absolute path of the checkout; @param wanted value of ORCH_CLUSTER.
 * @throws StageFailure with one line `file:line:column: key: what was expected` per mistake.
 */
export const loadCluster = (root: string, wanted: string | undefined): LoadedCluster => {
  const file = clusterFile(root, wanted);
  let text: string;
  try {
    text = readFileSync(join(root, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new StageFailure(`${file} does not exist (ORCH_CLUSTER=${wanted})`);
  }
  const result = parseClusterConfig(text);
  if ('config' in result) {
    const { config, line } = result;
    return { config, file, where: (...path) => `${file}:${line(path)} (${path.join('.')})` };
  }
  const lines = result.mistakes.map(
    (each) => `${file}:${each.line}:${each.column}: ${each.key}: ${each.message}`,
  );
  throw new StageFailure(
    `${file} has ${lines.length === 1 ? 'a mistake' : `${lines.length} mistakes`}`,
    lines.join('\n'),
  );
};
