import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('every guard of the machine has a mutant that dies', async () => {
  const script = fileURLToPath(new URL('../../scripts/mutants.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  expect(stdout).toMatch(/^(\d+) of \1 mutants died$/m);
});
