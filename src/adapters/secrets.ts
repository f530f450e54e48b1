/** Collects the values that must never leave the machine: from secret files, the secrets folder and the environment. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { OrchError } from '../core/exit.ts';
import { privateKeys, secretsIn, secretsInEnvFile, secretsInText } from '../core/redact/collect.ts';
import { keyKind } from '../core/redact/words.ts';

export interface SecretSources {
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Globs below the root: `**` any depth, `*` and `?` within a name. Settings.secretFiles and the linked env files. */
  readonly files: readonly string[];
  /** Absolute paths of folders that hold nothing but secrets (ORCH_SECRETS_DIR); they need not exist. */
  readonly folders: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_DEPTH = 12;
/** Never walked by `**`: too large, and nobody keeps secrets there. */
const SKIPPED = new Set(['.git', 'node_modules']);

const isAbsent = (error: NodeJS.ErrnoException): boolean =>
  error.code === 'ENOENT' || error.code === 'ENOTDIR';

const unreadable = (path: string, error: unknown): never => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  throw new OrchError(
    'config',
    `the secret file ${path} cannot be read (${message}), so its values could not be kept out of what is sent`,
    'Make it readable for this user, or take it out of settings.secretFiles.',
    { cause: error },
  );
};

/** A glob as a pattern over repo-relative paths with `/`. */
const pattern = (glob: string): RegExp => {
  const body = glob
    .replace(/^\.?\//, '')
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => {
      if (part === '**/') return '(?:[^/]+/)*';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${body}$`);
};

/** The folder below which a glob can match: its segments before the first wildcard. */
const fixed = (glob: string): string => {
  const segments = glob.replace(/^\.?\//, '').split('/');
  const wild = segments.findIndex((segment) => /[*?]/.test(segment));
  return segments.slice(0, wild === -1 ? segments.length - 1 : wild).join('/');
};

const walk = async (folder: string, depth: number): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error) =>
    isAbsent(error) ? [] : unreadable(folder, error),
  );
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return depth > 0 && !SKIPPED.has(entry.name) ? walk(path, depth - 1) : [];
      return [path];
    }),
  );
  return found.flat();
};

const matching = async (root: string, glob: string): Promise<readonly string[]> => {
  const wanted = pattern(glob);
  const depth = glob.includes('**') ? MAX_DEPTH : glob.split('/').length;
  const files = await walk(join(root, fixed(glob)), depth);
  return files.filter((file) => wanted.test(relative(root, file).split(sep).join('/')));
};

/** Every text in a YAML or JSON document, with the name it stands under. */
const scalars = (node: unknown, name: string): readonly (readonly [string, string])[] => {
  if (isMap(node))
    return node.items.flatMap(({ key, value }) => scalars(value, isScalar(key) ? String(key.value) : name));
  if (isSeq(node)) return node.items.flatMap((item) => scalars(item, name));
  return isScalar(node) && typeof node.value === 'string' ? [[name, node.value]] : [];
};

const base64Text = (value: string): readonly string[] => {
  if (!/^[A-Za-z0-9+/\s]{8,}={0,2}\s*$/.test(value)) return [];
  const plain = Buffer.from(value, 'base64').toString('utf8');
  return plain.includes('\uFFFD') ? [] : [plain];
};

const inYaml = (text: string): readonly string[] | undefined => {
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents.flatMap((document) => {
    const isSecret =
      isMap(document.contents) && String(document.contents.get('kind') as unknown) === 'Secret';
    return scalars(document.contents, '').flatMap(([name, value]) => [
      ...secretsIn(name, value, isSecret ? 'all' : 'telling'),
      ...(isSecret ? base64Text(value).flatMap((plain) => secretsIn(name, plain, 'all')) : []),
    ]);
  });
};

/** The secret values in one file, by what it holds rather than by its name. */
const inFile = async (path: string): Promise<readonly string[]> => {
  const found = await stat(path).catch((error) => (isAbsent(error) ? undefined : unreadable(path, error)));
  if (found === undefined || !found.isFile()) return [];
  if (found.size > MAX_BYTES)
    throw new OrchError(
      'config',
      `the secret file ${path} is larger than ${MAX_BYTES / 1024 / 1024} MiB`,
      'Take it out of settings.secretFiles.',
    );
  const text = await readFile(path, 'utf8').catch((error) => unreadable(path, error));
  if (text.includes('\0')) return [];
  if (/(?:^|\/)[^/]*\.env(?:\.[^/]*)?$/.test(path) || /^\s*(?:export\s+)?[A-Z_][A-Z0-9_]*=/m.test(text))
    return [...secretsInEnvFile(text), ...privateKeys(text)];
  const structured = /[:{]/.test(text) && !text.startsWith('-----') ? inYaml(text) : undefined;
  return structured === undefined || structured.length === 0 ? secretsInText(text) : structured;
};

const inEnvironment = (env: SecretSources['env']): readonly string[] =>
  Object.entries(env).flatMap(([name, value]) =>
    value === undefined || keyKind(name) === 'no' ? [] : secretsIn(name, value, 'telling'),
  );

/**
 * All values for `makeRedact`, each once. Missing files and folders are none.
 * @throws OrchError `config` when a secret file is there and cannot be read: it fails closed.
 */
export const collectSecrets = async (sources: SecretSources): Promise<readonly string[]> => {
  const named = await Promise.all(sources.files.map((glob) => matching(sources.root, glob)));
  const kept = await Promise.all(sources.folders.map((folder) => walk(folder, MAX_DEPTH)));
  const files = [...new Set([...named.flat(), ...kept.flat()])];
  const values = await Promise.all(files.map(inFile));
  return [...new Set([...values.flat(), ...inEnvironment(sources.env)])];
};
