import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WHOLE } from '../rig/folder.ts';
import { packageRoot } from '../rig/repo.ts';

/** The fence is a lint rule; a rule that silently stopped matching would let everything through. */
const PLANTS: readonly (readonly [string, string, string])[] = [
  [
    'src/core/zz-planted.ts',
    "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n",
    'node built-ins in core',
  ],
  ['src/core/zz-planted.ts', "export { makeReporter } from '../cli/render/reporter.ts';\n", 'cli in core'],
  [
    'src/engine/zz-planted.ts',
    "export { capture } from '../adapters/process/capture.ts';\n",
    'adapters in the engine',
  ],
  ['src/adapters/zz-planted.ts', "export { style } from '../cli/render/style.ts';\n", 'cli in adapters'],
  ['stages/zz-planted.ts', "export { parseMap } from '../src/config/map.ts';\n", 'config in a stage'],
  [
    'src/config/zz-planted.ts',
    "export { capture } from '../adapters/process/capture.ts';\n",
    'adapters in config',
  ],
];

/** Lints one file at `path` of a folder that holds nothing but our biome.json. */
const lint = (path: string, text: string) => {
  const dir = mkdtempSync(join(tmpdir(), 'orch-fence-'));
  try {
    copyFileSync(join(packageRoot, 'biome.json'), join(dir, 'biome.json'));
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
    const biome = join(packageRoot, 'node_modules', '.bin', 'biome');
    return spawnSync(biome, ['lint', path], { cwd: dir, encoding: 'utf8' });
  } finally {
    rmSync(dir, WHOLE);
  }
};

describe('the layer fence', () => {
  it.each(PLANTS)('%s: %s is an error (%s)', (path, text) => {
    const planted = lint(path, text);
    expect(`${planted.stdout}${planted.stderr}`).toContain('noRestrictedImports');
    expect(planted.status).not.toBe(0);
    expect(lint(path, 'export const fine = 1;\n').status).toBe(0);
  });
});

describe('the pure core', () => {
  it('uses no clock, no randomness and no process', () => {
    const ran = spawnSync(
      'git',
      [
        'grep',
        '-nE',
        '\\bnew Date\\b|\\bDate\\.|Math\\.random|globalThis\\.process|\\bprocess\\.',
        '--',
        'src/core',
      ],
      {
        cwd: packageRoot,
        encoding: 'utf8',
      },
    );
    expect(ran.stdout).toBe('');
  });
});
