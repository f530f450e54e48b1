import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectPlain, expectTidy, repoWith } from '../rig/cli.ts';
import type { TestRepo } from '../rig/repo.ts';
import { snapshot } from '../rig/snapshot.ts';

const SIDE = 'ai/orchestrator-stage1';

interface Listed {
  readonly number: number;
  readonly commit: string;
  readonly stage: string;
  readonly subject: string;
  readonly error: string;
  readonly source: string;
  readonly outcome: string;
  readonly added: number;
  readonly removed: number;
  readonly files: number;
}

/** A commit on the side branch as orch makes them. */
const kept = async (repo: TestRepo, path: string, text: string, subject: string): Promise<string> => {
  const branches = await repo.git('branch', '--format=%(refname:short)');
  await repo.git('switch', '--quiet', ...(branches.includes(SIDE) ? [SIDE] : ['-c', SIDE]));
  repo.write(path, text);
  const commit = await repo.commit(
    `${subject}\n\nFor: error: ${path} is wrong\n\nOrch-Stage: build\nOrch-Fingerprint: 0123456789abcdef\nOrch-Source: executor\nOrch-Case: escalations/build_x\nOrch-Outcome: verified`,
  );
  await repo.git('switch', '--quiet', 'main');
  return commit;
};

/** Two repairs, each of a file of its own. */
const repaired = async (): Promise<{ repo: TestRepo; first: string; second: string }> => {
  const repo = await repoWith({ build: '0' });
  const first = await kept(repo, 'config/site.yaml', 'site: 2\n', 'build: the site is 2');
  const second = await kept(repo, 'config/port.yaml', 'port: 80\n', 'build: name the port');
  return { repo, first, second };
};

const listOf = async (repo: TestRepo): Promise<readonly Listed[]> =>
  (JSON.parse((await repo.orch(['review', '--json'])).stdout) as { commits: readonly Listed[] }).commits;

const head = async (repo: TestRepo, ref: string): Promise<string> =>
  (await repo.git('rev-parse', ref)).trim();

describe('orch review', () => {
  it('lists what waits, the newest first, also when the state is gone', async () => {
    const { repo: used, first, second } = await repaired();
    using repo = used;
    expect(await listOf(repo)).toMatchObject([
      { number: 1, commit: second, subject: 'build: name the port', added: 1, removed: 0, files: 1 },
      {
        number: 2,
        commit: first,
        stage: 'build',
        source: 'executor',
        outcome: 'verified',
        error: 'error: config/site.yaml is wrong',
        added: 1,
        removed: 1,
      },
    ]);
    const ran = await repo.orch(['review']);
    expectTidy(ran);
    expectPlain(ran.stdout);
    expect(ran.stdout).toMatch(/^2 commits on ai\/orchestrator-stage1 for main, the newest first:\n/);
    expect(ran.stdout).toMatch(
      /^1 +build +name the port +error: config\/port\.yaml is wrong +executor +verified +\+1 −0$/m,
    );
    expect(ran.stdout).toMatch(/^ {2}take +orch review accept all$/m);
    expect((await repo.orch(['review', 'list'])).stdout).toBe(ran.stdout);
  });

  it('nothing to review: says so (0); a number that is not there: usage (64)', async () => {
    using repo = await repoWith({ build: '0' });
    const none = await repo.orch(['review']);
    expect([none.code, none.stdout]).toEqual([0, `Nothing to review: main has all that is on ${SIDE}.\n`]);
    for (const args of [
      ['accept', 'all'],
      ['accept', '1'],
      ['show', '1'],
      ['reject', '1'],
      ['reject', 'all'],
    ])
      expect((await repo.orch(['review', ...args])).code, args.join(' ')).toBe(64);
    const { repo: used } = await repaired();
    using other = used;
    const beyond = await other.orch(['review', 'show', '3']);
    expect([beyond.code, beyond.stderr]).toEqual([
      64,
      expect.stringContaining('there is no 3 to review: the list has 1 to 2'),
    ]);
  });

  it('shows one: what for, the proof, and the diff; as JSON, too', async () => {
    const { repo: used, first } = await repaired();
    using repo = used;
    const { stdout } = await repo.orch(['review', 'show', '2']);
    expect(stdout).toMatch(/^2 {2}build: the site is 2\n/);
    expect(stdout).toMatch(/^ {2}proof +verified: the stage was green with it$/m);
    expect(stdout).toMatch(/^ {2}case +escalations\/build_x$/m);
    expect(stdout).toMatch(/\n-site: 1\n\+site: 2\n/);
    const json = JSON.parse((await repo.orch(['review', 'show', first.slice(0, 8), '--json'])).stdout) as {
      diff: string;
      entry: Listed;
    };
    expect(json.entry.number).toBe(2);
    expect(json.diff).toContain('+site: 2');
  });
});

describe('orch review accept', () => {
  it('all, when main has not moved: a fast-forward, files and all; untracked files stay', async () => {
    const { repo: used, second } = await repaired();
    using repo = used;
    repo.write('notes.txt', 'mine\n');
    const ran = await repo.orch(['review', 'accept', 'all']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toMatch(
      /^main has it now: \w{10} build: name the port; \w{10} build: the site is 2\n$/,
    );
    expect(await head(repo, 'main')).toBe(second);
    expect(readFileSync(join(repo.dir, 'config/site.yaml'), 'utf8')).toBe('site: 2\n');
    expect(await repo.git('status', '--porcelain')).toBe('?? notes.txt\n');
    expect(await listOf(repo)).toEqual([]);
  });

  it('when main has moved: a merge commit that names what it takes', async () => {
    const { repo: used, second } = await repaired();
    using repo = used;
    repo.write('other.yaml', 'a: 1\n');
    const mine = await repo.commit('mine');
    expect((await repo.orch(['review', 'accept', 'all'])).code).toBe(0);
    expect((await repo.git('log', '-1', '--format=%P%n%B', 'main')).split('\n').slice(0, 5)).toEqual([
      `${mine} ${second}`,
      `Merge 2 commits of ${SIDE} into main`,
      '',
      '* build: name the port',
      '* build: the site is 2',
    ]);
    expect(await repo.git('status', '--porcelain')).toBe('');
  });

  it('one: with the older ones that it is built on, and the newer stays', async () => {
    const { repo: used, first } = await repaired();
    using repo = used;
    expect((await repo.orch(['review', 'accept', '2', '--json'])).stdout).toContain(first);
    expect(await head(repo, 'main')).toBe(first);
    expect(await listOf(repo)).toMatchObject([{ number: 1, subject: 'build: name the port' }]);
  });

  it('while another branch is checked out: only main moves', async () => {
    const { repo: used } = await repaired();
    using repo = used;
    await repo.git('switch', '--quiet', '-c', 'mine');
    repo.write(
      'context_map.yaml',
      `${readFileSync(join(repo.dir, 'context_map.yaml'), 'utf8').replace('settings: {', 'settings: { base: main,')}`,
    );
    await repo.commit('base is main');
    await repo.git('branch', '--force', 'main', 'mine');
    const ran = await repo.orch(['review', 'accept', 'all']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(await repo.git('show', 'main:config/site.yaml')).toBe('site: 2\n');
    expect(readFileSync(join(repo.dir, 'config/site.yaml'), 'utf8')).toBe('site: 1\n');
    expect(await repo.git('status', '--porcelain')).toBe('');
  });

  const refusals: readonly [string, (repo: TestRepo) => Promise<unknown>, RegExp][] = [
    [
      'uncommitted changes',
      async (repo) => repo.write('config/site.yaml', 'site: mine\n'),
      /uncommitted changes: config\/site\.yaml\n {2}next: commit or stash them \(git stash\)/,
    ],
    [
      'a conflict',
      async (repo) => {
        repo.write('config/site.yaml', 'site: 3\n');
        await repo.commit('mine');
      },
      /main was changed in the same places: config\/site\.yaml\n {2}next: git switch main && git merge --no-ff \w{12}, settle/,
    ],
    [
      'an untracked file in the way',
      async (repo) => repo.write('config/port.yaml', 'mine\n'),
      /files that git does not track are in the way: config\/port\.yaml\n {2}next: move them away/,
    ],
  ];
  it.each(refusals)(
    'refuses %s (77): files, index and branches stay byte by byte',
    async (_what, change, words) => {
      const { repo: used } = await repaired();
      using repo = used;
      await change(repo);
      const before = snapshot(repo.dir);
      const ran = await repo.orch(['review', 'accept', 'all']);
      expect(ran.code).toBe(77);
      expect(ran.stderr).toMatch(words);
      const after = snapshot(repo.dir);
      expect(after).toEqual(before);
    },
  );

  it('waits for nobody: a run under way keeps the lock (75)', async () => {
    using repo = await repoWith({ build: 'setTimeout(() => {}, 60000)' });
    await kept(repo, 'config/site.yaml', 'site: 2\n', 'build: the site is 2');
    const run = repo.startOrch(['run', 'build']);
    while (!existsSync(join(repo.dir, 'state/lock'))) await new Promise((done) => setTimeout(done, 25));
    const ran = await repo.orch(['review', 'accept', 'all']);
    run.kill('SIGINT');
    await run.done;
    expect(ran.code).toBe(75);
  });
});

describe('orch review reject', () => {
  it('takes one back on the side branch, and remembers what it did', async () => {
    const { repo: used, first } = await repaired();
    using repo = used;
    const main = await head(repo, 'main');
    const ran = await repo.orch(['review', 'reject', '2']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toMatch(/^rejected, and not to be proposed again: \w{10} build: the site is 2\n$/);
    expect(await repo.git('show', `${SIDE}:config/site.yaml`)).toBe('site: 1\n');
    expect(await repo.git('show', `${SIDE}:config/port.yaml`)).toBe('port: 80\n');
    expect(await repo.git('log', '-1', '--format=%B', SIDE)).toContain(
      `Orch-Rejects: ${first}\nOrch-Outcome: rejected`,
    );
    expect(await head(repo, 'main')).toBe(main);
    expect(await listOf(repo)).toMatchObject([{ number: 1, subject: 'build: name the port' }]);
    const remembered = readFileSync(join(repo.dir, 'state/rejected.jsonl'), 'utf8');
    expect(JSON.parse(remembered)).toMatchObject({
      stage: 'build',
      commit: first,
      fingerprint: '0123456789abcdef',
    });
    // The rest is taken with what takes the rejected one back, or not at all.
    expect((await repo.orch(['review', 'accept', '1'])).stderr).toContain('commits were rejected');
    expect((await repo.orch(['review', 'accept', 'all'])).code).toBe(0);
    expect(readFileSync(join(repo.dir, 'config/site.yaml'), 'utf8')).toBe('site: 1\n');
  });

  it('refuses what a later commit is built on, and a side branch that is in use (77)', async () => {
    using repo = await repoWith({ build: '0' });
    await kept(repo, 'config/site.yaml', 'site: 2\n', 'build: two');
    await kept(repo, 'config/site.yaml', 'site: 3\n', 'build: three');
    const ran = await repo.orch(['review', 'reject', '2']);
    expect([ran.code, ran.stderr]).toEqual([
      77,
      expect.stringContaining('a later commit changes config/site.yaml, too'),
    ]);
    expect(existsSync(join(repo.dir, 'state/rejected.jsonl'))).toBe(false);
    await repo.git('worktree', 'add', '--quiet', '../side', SIDE);
    const used = await repo.orch(['review', 'reject', '1']);
    expect([used.code, used.stderr]).toEqual([77, expect.stringContaining('is checked out in')]);
  });
});
