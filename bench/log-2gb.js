// How much memory the stage runner takes while a stage writes 2 GB without a newline. Prints one JSON line.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const BYTES = 2 * 1024 ** 3;

const program = `
import { makeStageRunner } from './src/adapters/process/runner.ts';
const [dir, bytes] = process.argv.slice(2);
const runner = makeStageRunner({ workspace: dir, path: process.env.PATH, isolation: 'auto' });
const before = process.memoryUsage.rss();
const exit = await runner.run({
  runId: 'bench', stage: 'bench', cwd: dir, env: { PATH: process.env.PATH },
  argv: ['sh', '-c', 'head -c ' + bytes + ' /dev/zero | tr "\\\\0" x; exit 1'],
  timeoutMs: 600000, graceMs: 1000, logPath: dir + '/stage.log',
});
console.log(JSON.stringify({
  logBytes: exit.logBytes, outcome: exit.outcome, code: exit.code, tailBytes: exit.tail.length, ms: exit.ms,
  rssBeforeMB: Math.round(before / 1e6), rssPeakMB: Math.round(process.resourceUsage().maxRSS * 1024 / 1e6),
}));
`;

const dir = mkdtempSync(join(tmpdir(), 'orch-bench-'));
try {
  const { bavail, bsize } = statfsSync(dir);
  if (bavail * bsize < 1.2 * BYTES) throw new Error(`${dir} has less than 2.4 GB free`);
  const bundle = join(dir, 'bench.mjs');
  await esbuild.build({
    stdin: { contents: program, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: bundle,
    logLevel: 'error',
  });
  const ran = spawnSync(process.execPath, [bundle, dir, String(BYTES)], { encoding: 'utf8' });
  process.stderr.write(ran.stderr);
  process.stdout.write(ran.stdout);
  process.exitCode = ran.status ?? 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
