import { existsSync, lstatSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RepoOptions } from '../../src/adapters/git/repo.ts';
import type { Repo } from '../../src/ports.ts';
import { type GitRepo, gitRepo } from '../rig/git-repo.ts';
import { bytes, edit, FILES, META, open as openIn, SIDE } from '../rig/night.ts';
import { snapshot } from '../rig/snapshot.ts';

let repo: GitRepo;
beforeEach(() => {
  repo = gitRepo();
  repo.commit(FILES);
});
afterEach(() => repo[Symbol.dispose]());

const open = (options: Partial<RepoOptions> = {}): Promise<Repo> => openIn(repo, options);

describe('the repair worktree', () => {
  it('stands at base, and the checkout shows nothing of it', async () => {
    const before = snapshot(repo.root);
    const opened = await open();
    const prepared = await opened.prepare();
    expect(prepared).toEqual({
      dir: join(repo.root, '.orch/worktree'),
      base: repo.git(['rev-parse', 'main']).trim(),
      tip: repo.git(['rev-parse', 'main']).trim(),
      warnings: [],
    });
    expect(readFileSync(join(prepared.dir, 'run.sh'), 'utf8')).toBe('#!/bin/sh\necho ok\n');
    expect(repo.git(['symbolic-ref', '-q', 'HEAD'])).toBe('refs/heads/main\n');
    expect(repo.git(['status', '--porcelain', '--untracked-files=all'])).toBe('');
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('commits a candidate, keeps it with its outcome, and leaves main where it was', async () => {
    const before = snapshot(repo.root);
    const main = repo.git(['rev-parse', 'main']).trim();
    const opened = await open();
    const { dir } = await opened.prepare();
    const candidate = await opened.commit([edit('config/a.yaml', 'one: 1\ntwo: 22\n')], META);
    expect(readFileSync(join(dir, 'config/a.yaml'), 'utf8')).toBe('one: 1\ntwo: 22\n');
    expect(repo.git(['rev-parse', 'refs/orch/candidate']).trim()).toBe(candidate.commit);
    expect(candidate.paths).toEqual(['config/a.yaml']);
    expect(candidate.diff).toContain('-two: 2\n');
    const kept = await opened.keep([candidate.commit], 'verified');
    if (!kept.kept) throw new Error(kept.reason);
    expect(repo.git(['rev-parse', SIDE]).trim()).toBe(kept.commits[0]);
    expect(repo.git(['rev-parse', `${SIDE}^`]).trim()).toBe(main);
    expect(repo.git(['log', '-1', '--format=%an <%ae>%n%s%n%(trailers:only)', SIDE])).toBe(
      'Ada Human <ada@example.test>\ntalos: name the right endpoint\nOrch-Stage: talos\nOrch-Fingerprint: 0123456789abcdef\nOrch-Source: executor\nOrch-Case: escalations/talos_20261120-231502\nOrch-Outcome: verified\n\n',
    );
    expect(repo.git(['for-each-ref', 'refs/orch/candidate'])).toBe('');
    expect(repo.git(['rev-parse', 'HEAD'], dir).trim()).toBe(kept.commits[0]);
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('takes a candidate back', async () => {
    const opened = await open();
    const { dir } = await opened.prepare();
    const first = await opened.commit([edit('config/a.yaml', 'first\n')], META);
    const second = await opened.commit(
      [
        edit('config/a.yaml', 'second\n'),
        { path: 'new dir/ü.txt', op: 'add', bytes: bytes('x') },
        { path: 'new dir/run.sh', op: 'add', bytes: bytes('x'), mode: '100755' },
      ],
      META,
    );
    expect(repo.git(['ls-tree', '-r', second.commit, 'new dir/'])).toMatch(
      /^100755 blob \w+\tnew dir\/run\.sh\n100644 blob \w+\t"new dir\/\\303\\274\.txt"\n$/m,
    );
    await opened.takeBack([second.commit]);
    expect(readFileSync(join(dir, 'config/a.yaml'), 'utf8')).toBe('first\n');
    expect(existsSync(join(dir, 'new dir'))).toBe(false);
    await opened.takeBack([second.commit]);
    await opened.takeBack([first.commit]);
    expect(readFileSync(join(dir, 'config/a.yaml'), 'utf8')).toContain('three: 3');
    expect(repo.git(['for-each-ref', 'refs/orch/candidate', 'refs/heads/ai'])).toBe('');
    expect(await opened.keep([first.commit], 'verified')).toEqual({
      kept: false,
      reason: 'these candidates no longer stand in the repair worktree',
    });
  });

  it('links untracked inputs, and never into a commit', async () => {
    repo.write('config/env/lab.env', 'TOKEN=secret\n');
    repo.write('config/env/other.txt', 'not named\n');
    const before = snapshot(repo.root);
    const opened = await open({ link: ['config/env/*.env'] });
    const { dir } = await opened.prepare();
    const link = join(dir, 'config/env/lab.env');
    expect(readlinkSync(link)).toBe(join(repo.root, 'config/env/lab.env'));
    expect(existsSync(join(dir, 'config/env/other.txt'))).toBe(false);
    const candidate = await opened.commit([edit('config/a.yaml', 'x\n')], META);
    expect(repo.git(['show', '--name-only', '--format=', candidate.commit])).toBe('config/a.yaml\n');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('gives a scratch copy whose diff tells all that an agent did', async () => {
    const opened = await open();
    const { dir } = await opened.prepare();
    const scratch = await opened.scratch();
    expect(await scratch.diff()).toBe('');
    writeFileSync(join(scratch.dir, 'config/a.yaml'), 'one: 1\n');
    writeFileSync(join(scratch.dir, 'fresh.txt'), 'hello\n');
    const diff = await scratch.diff();
    expect(diff).toContain('diff --git a/config/a.yaml b/config/a.yaml');
    expect(diff).toContain('+++ b/fresh.txt\n@@ -0,0 +1 @@\n+hello\n');
    await scratch.remove();
    expect(existsSync(scratch.dir)).toBe(false);
    expect(repo.git(['status', '--porcelain'], dir)).toBe('');
  });
});
