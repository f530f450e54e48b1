/** Parse checks of a result: a file that parsed before must parse after, and a new file must parse. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { ResultFile, Violation } from '../../core/patch/types.ts';
import { capture } from '../process/capture.ts';

type Check = (text: string) => Promise<string | undefined>;

const json: Check = async (text) => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return error.message;
  }
};

const yaml: Check = async (text) => {
  const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: true });
  if (!Array.isArray(documents)) return undefined;
  for (const document of documents) {
    const error = document.errors[0];
    if (error !== undefined) return error.message.split('\n')[0]!;
  }
  return undefined;
};

/** `bash -n` reads without running anything; without bash on the PATH there is nothing to check with. */
const shell =
  (env: Readonly<Record<string, string>>): Check =>
  async (text) => {
    const dir = await mkdtemp(join(tmpdir(), 'orch-syntax-'));
    try {
      await writeFile(join(dir, 'script'), text);
      const done = await capture(['bash', '--norc', '--noprofile', '-n', 'script'], {
        cwd: dir,
        env: { ...env, BASH_ENV: '', LC_ALL: 'C' },
        timeoutMs: 10_000,
        maxBytes: 8192,
      });
      if (done.outcome === 'not_found' || done.code === 0) return undefined;
      return (
        done.stderr
          .toString('utf8')
          .split('\n')[0]
          ?.replace(/^script: /, '') ?? `ended as ${done.outcome}`
      );
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  };

function checkFor(path: string, text: string, env: Readonly<Record<string, string>>): Check | undefined {
  if (/\.json$/i.test(path)) return json;
  if (/\.ya?ml$/i.test(path)) return yaml;
  return /\.(?:sh|bash)$/i.test(path) || /^#!.*\b(?:ba)?sh\b/.test(text) ? shell(env) : undefined;
}

/**
 * Checks every changed JSON, YAML and shell file.
 * @param before the bytes a path had; undefined for a new file. What was broken before may stay broken.
 */
export const syntaxProblems = async (
  files: readonly ResultFile[],
  before: (path: string) => Uint8Array | undefined,
  env: Readonly<Record<string, string>>,
): Promise<readonly Violation[]> => {
  const out: Violation[] = [];
  for (const { path, bytes } of files) {
    if (bytes === undefined) continue;
    const text = Buffer.from(bytes).toString('utf8');
    const check = checkFor(path, text, env);
    const problem = await check?.(text);
    if (check === undefined || problem === undefined) continue;
    const old = before(path);
    if (old !== undefined && (await check(Buffer.from(old).toString('utf8'))) !== undefined) continue;
    out.push({ rule: 'syntax', path, message: `with this patch the file no longer parses: ${problem}` });
  }
  return out;
};
