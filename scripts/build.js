// Bundles the command line into dist/: one entry, split so that each command loads only what it uses.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export const build = async () => {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const tools = join(root, 'lab', 'tools');
  const entryPoints = { main: join(root, 'src', 'cli', 'main.ts') };
  // The lab's stand-ins are programs of their own, started as talosctl, kubectl and flux.
  if (existsSync(tools))
    for (const file of readdirSync(tools).filter((name) => name.endsWith('.ts')))
      entryPoints[`lab/${file.slice(0, -3)}`] = join(tools, file);
  const common = {
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    minify: true,
    logLevel: 'warning',
  };
  // `orch status` alone, as one small file; what it seldom needs (the map, YAML) is the module build's.
  await esbuild.build({
    ...common,
    entryPoints: { quick: join(root, 'src', 'cli', 'quick.ts') },
    outdir: join(root, 'dist'),
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
  });
  await esbuild.build({
    ...common,
    entryPoints,
    outdir: join(root, 'dist'),
    splitting: true,
    format: 'esm',
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: 'linked',
    // CommonJS dependencies inside an ES module bundle still call require().
    banner: {
      js: "import{createRequire as __orchRequire}from'node:module';const require=__orchRequire(import.meta.url);",
    },
  });
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
