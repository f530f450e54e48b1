/** The gate on the worktree's HEAD, and what it may not make: a file in the place of a linked input. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Verdict } from '../../src/core/patch/types.ts';
import type { PatchPolicy } from '../../src/core/workspace.ts';
import { type GitRepo, gitRepo } from '../rig/git-repo.ts';
import { FILES, META, open } from '../rig/night.ts';
import { snapshot } from '../rig/snapshot.ts';

const POLICY: PatchPolicy = {
  allowedFiles: ['config/**'],
  newFilesUnder: ['config'],
  protected: [],
  maxFiles: 5,
  maxChangedLines: 100,
  maxPatchBytes: 100_000,
};

let repo: GitRepo;
beforeEach(() => {
  repo = gitRepo();
  repo.commit(FILES);
});
afterEach(() => repo[Symbol.dispose]());

it('an accepted proposal goes into a commit as it was judged, on the candidate before it', async () => {
  const before = snapshot(repo.root);
  const opened = await open(repo);
  const { dir } = await opened.prepare();
  for (const [search, replace] of [
    ['two: 2', 'two: 22'],
    ['two: 22', 'two: 222'],
  ] as const) {
    const verdict = await opened.judge(
      { form: 'edits', edits: [{ path: 'config/a.yaml', search, replace }] },
      POLICY,
    );
    if (!verdict.ok) throw new Error(verdict.human);
    await opened.commit(verdict.files, META);
  }
  expect(readFileSync(join(dir, 'config/a.yaml'), 'utf8')).toContain('two: 222\n');
  expect(snapshot(repo.root)).toEqual(before);
});

it('a scratch copy’s diff is a proposal', async () => {
  const opened = await open(repo);
  await opened.prepare();
  const scratch = await opened.scratch();
  try {
    writeFileSync(join(scratch.dir, 'config/a.yaml'), FILES['config/a.yaml'].replace('six: 6', 'six: 66'));
    const verdict = await opened.judge({ form: 'text', text: await scratch.diff() }, POLICY);
    expect(verdict).toMatchObject({
      ok: true,
      changedLines: 2,
      files: [{ path: 'config/a.yaml', op: 'modify' }],
    });
  } finally {
    await scratch.remove();
  }
});

it('a linked input is refused, though git does not know it', async () => {
  repo.write('config/lab.txt', 'an input\n');
  const judged = async (link: readonly string[]): Promise<Verdict> => {
    const opened = await open(repo, { link });
    await opened.prepare();
    return opened.judge(
      { form: 'edits', edits: [{ path: 'config/lab.txt', search: '', replace: 'other\n' }] },
      POLICY,
    );
  };
  expect(await judged(['config/*.txt'])).toMatchObject({
    ok: false,
    violations: [{ rule: 'linked-input', path: 'config/lab.txt' }],
  });
  expect(await judged([])).toMatchObject({ ok: true });
});
