#!/usr/bin/env node
// Writes config/cluster.schema.json from the schema that the stages read the config with: node scripts/schema.js
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dir = mkdtempSync(join(root, 'node_modules', '.schema-'));
try {
  const outfile = join(dir, 'schema.mjs');
  await build({
    entryPoints: [join(root, 'src/stage-kit/cluster-schema.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  const { clusterSchemaText } = await import(pathToFileURL(outfile).href);
  writeFileSync(join(root, 'config/cluster.schema.json'), clusterSchemaText());
} finally {
  rmSync(dir, { recursive: true, force: true });
}
