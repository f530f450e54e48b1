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

it('a temp folder that is not there: no bug of orch’s (74), doctor names it, and a run does not begin', async () => {
  using repo = await repoWith({
    bad: "console.error('error: config/site.yaml: line 1: bad');process.exit(1)",
  });
  repo.write(
    '../p.diff',
    '--- a/config/site.yaml\n+++ b/config/site.yaml\n@@ -1 +1 @@\n-site: 1\n+site: 2\n',
  );
  const env = { TMPDIR: '/nonexistent' };
  const check = await repo.orch(['patch', 'check', '../p.diff'], env);
  expectTidy(check);
  expect([check.code, check.stderr]).toEqual([
    74,
    expect.stringMatching(/^orch: ENOENT.*mkdtemp.*\n {2}next: .*TMPDIR/),
  ]);
  expect((await repo.orch(['doctor'], env)).stdout).toMatch(
    /FAIL +temp folder +The temp folder \/nonexistent/i,
  );
  const run = await repo.orch(['run', 'all'], env);
  expect([run.code, run.stdout]).toEqual([74, '']);
  expect(run.stderr).toMatch(/The temp folder \/nonexistent cannot be used.*\n {2}next: .*TMPDIR/);
});
