import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { build } from 'esbuild';
import { writeWrappers } from '../../lab/toolkit/wrappers.ts';
import { WHOLE } from './folder.ts';
import { packageRoot } from './repo.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The stand-ins as programs of their own, bundled from the sources as they are. */
export interface LabTools extends Disposable {
  readonly dir: string;
  run(argv: readonly string[], input?: string): Promise<Ended>;
  /** Writes a file below the folder that the programs run in. */
  file(path: string, text: string): string;
}

export const labTools = async (world: string): Promise<LabTools> => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'orch-tools-')));
  const programs = join(dir, 'programs');
  await build({
    entryPoints: ['talosctl', 'kubectl', 'flux'].map((name) =>
      join(packageRoot, 'lab', 'tools', `${name}.ts`),
    ),
    outdir: programs,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    banner: { js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);" },
    logLevel: 'silent',
  });
  writeFileSync(join(programs, 'package.json'), '{"type":"module"}');
  const bin = join(dir, 'bin');
  writeWrappers(bin, programs, world, join(dir, 'calls.jsonl'));
  const work = join(dir, 'work');
  mkdirSync(work);
  return {
    dir: work,
    file: (path, text) => {
      mkdirSync(join(work, path, '..'), { recursive: true });
      writeFileSync(join(work, path), text);
      return join(work, path);
    },
    run: ([command = '', ...args], input = '') =>
      new Promise((resolve, reject) => {
        const env = { PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`, HOME: work };
        const child = spawn(command, args, { cwd: work, env, stdio: 'pipe' });
        let stdout = '';
        let stderr = '';
        child.stdout.on('data', (part: Buffer) => {
          stdout += part.toString('utf8');
        });
        child.stderr.on('data', (part: Buffer) => {
          stderr += part.toString('utf8');
        });
        child.on('error', reject);
        child.on('close', (code) => resolve({ code, stdout, stderr }));
        child.stdin.end(input);
      }),
    [Symbol.dispose]: () => rmSync(dir, WHOLE),
  };
};
