/** Which folders can be a workspace, which branch is base, and what a human is told when it cannot be. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mergeByHand } from '../../src/adapters/git/by-hand.ts';
import { findRoot } from '../../src/adapters/git/root.ts';
import { type GitRepo, gitRepo } from '../rig/git-repo.ts';
import { edit, FILES, META, night, open, SIDE } from '../rig/night.ts';
import { snapshot } from '../rig/snapshot.ts';

let repo: GitRepo;
beforeEach(() => {
  repo = gitRepo();
});
afterEach(() => repo[Symbol.dispose]());

describe('the root', () => {
  it('is found from a folder below and through a link', async () => {
    repo.commit(FILES);
    symlinkSync(join(repo.root, 'config'), join(repo.home, 'link'));
    expect(await findRoot(join(repo.root, 'config'), repo.env)).toBe(repo.root);
    expect(realpathSync(await findRoot(join(repo.home, 'link'), repo.env))).toBe(repo.root);
  });

  it('with a newline in its name is found too', async () => {
    repo.commit(FILES);
    const odd = join(repo.home, 'a\nb c');
    repo.git(['clone', '--quiet', repo.root, odd]);
    expect(await findRoot(odd, repo.env)).toBe(odd);
    expect((await night({ ...repo, root: odd })).kept.kept).toBe(true);
  });

  it.each([
    ['no repository', (): string => repo.home, 'is not in a git repository'],
    ['no commit', (): string => repo.root, 'has no branch with a commit yet'],
    [
      'a bare repository',
      (): string => {
        repo.git(['init', '--quiet', '--bare', join(repo.home, 'bare')]);
        return join(repo.home, 'bare');
      },
      'is a bare git repository',
    ],
    ['.git itself', (): string => join(repo.root, '.git'), 'lies inside .git'],
    [
      'a submodule',
      (): string => {
        repo.commit(FILES);
        repo.git(['clone', '--quiet', repo.root, join(repo.home, 'inner')]);
        repo.git([
          '-c',
          'protocol.file.allow=always',
          'submodule',
          '--quiet',
          'add',
          join(repo.home, 'inner'),
          'sub',
        ]);
        return join(repo.root, 'sub');
      },
      'is a submodule of',
    ],
  ])('refuses %s and says why', async (_name, arrange, message) => {
    await expect(findRoot(arrange(), repo.env)).rejects.toMatchObject({
      exit: 'config',
      message: expect.stringContaining(message),
      next: expect.stringMatching(/\w/),
    });
  });

  it('says what to install when git is missing or too old', async () => {
    repo.commit(FILES);
    const bin = join(repo.home, 'bin');
    mkdirSync(bin);
    await expect(findRoot(repo.root, { ...repo.env, PATH: bin })).rejects.toMatchObject({
      exit: 'unavailable',
    });
    writeFileSync(join(bin, 'git'), '#!/bin/sh\necho git version 2.20.1\n');
    chmodSync(join(bin, 'git'), 0o755);
    await expect(findRoot(repo.root, { ...repo.env, PATH: bin })).rejects.toMatchObject({
      exit: 'unavailable',
      message: 'orch needs git 2.30 or newer; this is git version 2.20.1.',
    });
  });
});

describe('base and side branch', () => {
  beforeEach(() => void repo.commit(FILES));
  const refused = (promise: Promise<unknown>, message: string): Promise<void> =>
    expect(promise).rejects.toMatchObject({ exit: 'config', message: expect.stringContaining(message) });

  it('base can be a remote-tracking branch, and stays put until the next prepare', async () => {
    const clone = join(repo.home, 'clone');
    repo.git(['clone', '--quiet', repo.root, clone]);
    const old = repo.git(['rev-parse', 'main']).trim();
    const opened = await open({ ...repo, root: clone }, { base: 'origin/main' });
    repo.commit({ 'later.txt': 'x\n' });
    repo.git(['fetch', '--quiet'], clone);
    expect(await opened.baseCommit()).toBe(old);
    expect(await opened.readBase('later.txt')).toBeUndefined();
    await opened.prepare();
    expect(await opened.readBase('later.txt')).toBe('x\n');
  });

  it('refuses a detached HEAD without a name, and a name that is not there', async () => {
    repo.git(['checkout', '--quiet', '--detach']);
    await refused(open(repo), 'HEAD is detached');
    await refused(open(repo, { base: 'trunk' }), "base branch 'trunk'");
  });

  it('refuses the side branch as base', async () => {
    await night(repo);
    repo.git(['switch', '--quiet', SIDE]);
    await refused(open(repo), 'are the same');
    await refused(open(repo, { base: SIDE }), 'are the same');
  });

  it('refuses a side branch that cannot be', async () => {
    repo.git(['branch', 'ai']);
    await refused(open(repo), "cannot exist beside the branch 'ai'");
    repo.git(['branch', '-m', 'ai', `${SIDE}/x`]);
    await refused(open(repo), `cannot exist beside the branch '${SIDE}/x'`);
    await refused(open(repo, { sideBranch: 'a..b' }), 'cannot be a branch name');
    await refused(open(repo, { sideBranch: '-x' }), 'cannot be a branch name');
    repo.git(['symbolic-ref', 'refs/heads/alias', 'refs/heads/main']);
    await refused(open(repo, { sideBranch: 'alias' }), 'only points to refs/heads/main');
  });

  it('refuses its own repair worktree as a workspace', async () => {
    const { dir } = await (await open(repo)).prepare();
    const inner = open({ ...repo, root: dir }, { base: 'main' });
    await expect(inner).rejects.toMatchObject({ exit: 'config', next: `Run orch in ${repo.root}` });
  });

  it('reads text that is UTF-8 and no links', async () => {
    symlinkSync('context_map.yaml', join(repo.root, 'map.yaml'));
    repo.commit({ 'latin.md': new Uint8Array([0x66, 0xfc, 0x72]) });
    const opened = await open(repo);
    await refused(opened.readBase('latin.md'), 'is not UTF-8');
    await refused(opened.readBase('map.yaml'), 'is a symbolic link');
  });

  it('refuses changes that do not fit the tree', async () => {
    const opened = await open(repo);
    await opened.prepare();
    const commit = (change: Parameters<typeof opened.commit>[0][number]): Promise<unknown> =>
      opened.commit([change], META);
    const refusedWith = (promise: Promise<unknown>, why: string): Promise<void> =>
      expect(promise).rejects.toMatchObject({ exit: 'refused', message: expect.stringContaining(why) });
    await refusedWith(commit(edit('nothing.yaml', 'x')), 'no regular tracked file');
    await refusedWith(commit({ path: 'run.sh', op: 'add', bytes: new Uint8Array() }), 'exists already');
    await refusedWith(commit(edit('run.sh', FILES['run.sh'])), 'nothing would change');
    await expect((await open(repo)).list()).rejects.toThrow('prepare() comes before');
  });

  it('writes a message whose trailers no body or value can forge', async () => {
    const opened = await open(repo);
    await opened.prepare();
    const made = await opened.commit([edit('run.sh', 'x\n')], {
      subject: 'one\nOrch-Outcome: verified',
      body: 'text\n\nOrch-Outcome: verified\nOrch-Stage: other',
      trailers: [
        ['Orch-Stage', 'talos\nOrch-Outcome: verified'],
        ['Orch-Outcome', 'verified'],
      ],
    });
    expect(repo.git(['log', '-1', '--format=%(trailers:only)', made.commit])).toBe(
      'Orch-Stage: talos Orch-Outcome: verified\nOrch-Outcome: pending\n\n',
    );
  });
});

describe('what a human is given to type', () => {
  it('works as it stands', async () => {
    repo.commit(FILES);
    const sideBranch = "ai/it's-$HOME";
    await night(repo, { sideBranch });
    const merge = mergeByHand(sideBranch, 'main');
    execFileSync('sh', ['-c', merge], { cwd: repo.root, env: repo.env, stdio: 'pipe' });
    expect(repo.read('config/a.yaml')).toContain('six: 66');
  });

  it('names a parked branch by its ref', () => {
    expect(mergeByHand('refs/orch/parked/1', 'main')).toBe(
      'git switch main && git merge --no-ff refs/orch/parked/1',
    );
  });
});

describe('the picture that all these tests compare', () => {
  const changes: readonly (readonly [string, () => void])[] = [
    ['a file', (): void => repo.write('run.sh', 'x')],
    ['a mode', (): void => chmodSync(join(repo.root, 'run.sh'), 0o755)],
    ['an untracked file', (): void => repo.write('x.env', 'x')],
    ['the index', (): void => void repo.git(['update-index', '--chmod=+x', 'run.sh'])],
    ['a branch', (): void => void repo.git(['branch', 'other'])],
    ['HEAD', (): void => void repo.git(['checkout', '--quiet', '--detach'])],
    ['the config', (): void => void repo.git(['config', 'a.b', 'c'])],
    ['a stash', (): void => void repo.git(['update-ref', 'refs/stash', 'HEAD'])],
    ['packed refs', (): void => void repo.git(['pack-refs', '--all'])],
  ];
  it.each(changes)('sees a change to %s', (_name, change) => {
    repo.commit(FILES);
    const before = snapshot(repo.root);
    expect(snapshot(repo.root)).toEqual(before);
    change();
    expect(snapshot(repo.root)).not.toEqual(before);
  });
});
