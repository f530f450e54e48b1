// Bundles a TypeScript entry of this repo and imports it. Each call writes its own file: benches run in parallel.
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Imports `entry` (repo-relative) as a module. */
export const load = async (entry) => {
  const dir = join(root, 'dist', 'bench');
  mkdirSync(dir, { recursive: true });
  const out = join(dir, `${randomBytes(6).toString('hex')}.mjs`);
  buildSync({
    entryPoints: [join(root, entry)],
    outfile: out,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
  });
  try {
    return await import(pathToFileURL(out).href);
  } finally {
    rmSync(out, { force: true });
  }
};
