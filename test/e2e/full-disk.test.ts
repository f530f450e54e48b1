import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { expectTidy, repoWith } from '../rig/cli.ts';
import { packageRoot, start } from '../rig/repo.ts';

/** A shell only to redirect: /dev/full refuses every byte as a full disk does. */
const redirected = (repo: { dir: string; env: NodeJS.ProcessEnv }, words: string) =>
  start(['sh', '-c', `node ${packageRoot}/bin/orch.js ${words}`], repo.dir, repo.env).done;

it('output that cannot be written is told, and the run goes on to its end', async (ctx) => {
  if (!existsSync('/dev/full')) ctx.skip('needs /dev/full');
  using repo = await repoWith({ good: '', bad: 'process.exit(1)' });
  const green = await redirected(repo, 'run good >/dev/full');
  expectTidy(green);
  expect(green.stderr).toMatch(/good: green[\s\S]*Output could not be written: ENOSPC[\s\S]*next: \S/);
  expect(green.code).toBe(74);
  const failed = await redirected(repo, 'run bad >/dev/full');
  expect([failed.code, failed.stderr]).toEqual([2, expect.stringContaining('could not be written')]);
  const status = await redirected(repo, 'status >/dev/full');
  expectTidy(status);
  expect([status.code, status.stderr]).toEqual([74, expect.stringContaining('could not be written')]);
  const story = await redirected(repo, 'run good 2>/dev/full');
  expect([story.code, story.stdout]).toEqual([74, expect.stringContaining('green')]);
  expect((await redirected(repo, 'run good >/dev/full 2>&1')).code).toBe(74);
});
