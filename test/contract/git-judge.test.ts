/** The gate on the worktree's HEAD, and what it may not make: a file in the place of a linked input. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { GatePolicy, Verdict } from '../../src/core/patch/types.ts';
import { type GitRepo, gitRepo } from '../rig/git-repo.ts';
import { bytes, edit, FILES, META, open, six } from '../rig/night.ts';
import { snapshot } from '../rig/snapshot.ts';

const POLICY: GatePolicy = {
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

it('the diff of changes is the one that their commit has, and making it moves nothing', async () => {
  const opened = await open(repo);
  const { dir } = await opened.prepare();
  const changes = [
    edit('config/a.yaml', six('six: 66')),
    { path: 'config/b.yaml', op: 'add', bytes: bytes('b: 1\n') },
  ] as const;
  const refs = () => repo.git(['for-each-ref']);
  const before = [snapshot(repo.root), snapshot(dir), refs()];
  const diff = await opened.diffOf(changes);
  expect([snapshot(repo.root), snapshot(dir), refs()]).toEqual(before);
  expect(diff).toContain('+six: 66\n');
  expect((await opened.commit(changes, META)).diff).toBe(diff);
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
  repo.write('config/lab.sh', 'an input\n');
  const judged = async (link: readonly string[], text = 'other\n', policy = POLICY): Promise<Verdict> => {
    const opened = await open(repo, { link });
    await opened.prepare();
    return opened.judge(
      { form: 'edits', edits: [{ path: 'config/lab.sh', search: '', replace: text }] },
      policy,
    );
  };
  expect(await judged(['config/*.sh'])).toMatchObject({
    ok: false,
    violations: [{ rule: 'linked-input', path: 'config/lab.sh' }],
  });
  expect(await judged([])).toMatchObject({ ok: true });
  // Nor is it held for the human's word, whatever its content.
  const held = { ...POLICY, contentRules: 'hold' } as const;
  const [linked, free] = [
    await judged(['config/*.sh'], 'rm -rf /\n', held),
    await judged([], 'rm -rf /\n', held),
  ];
  expect(free).toMatchObject({ ok: false, violations: [{ rule: 'destructive' }], held: { ok: true } });
  expect(linked).toMatchObject({ violations: [{ rule: 'destructive' }, { rule: 'linked-input' }] });
  expect(linked).not.toHaveProperty('held');
});
