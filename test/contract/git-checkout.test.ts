/** Whatever state the human's checkout is in, a whole night leaves every byte of it as it was. */
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type GitRepo, gitRepo } from '../rig/git-repo.ts';
import { FILES, night, open, SIDE } from '../rig/night.ts';
import { snapshot } from '../rig/snapshot.ts';

const repos: GitRepo[] = [];
const workspace = (options: Parameters<typeof gitRepo>[0] = {}): GitRepo => {
  const repo = gitRepo(options);
  repos.push(repo);
  repo.commit(FILES);
  return repo;
};
afterEach(() => {
  for (const repo of repos.splice(0)) repo[Symbol.dispose]();
});

describe('a night leaves the checkout as it was', () => {
  it('with dirty, staged and untracked files, and secrets', async () => {
    const repo = workspace();
    repo.write('run.sh', 'half an edit\n');
    repo.git(['mv', 'context_map.yaml', 'moved ü.yaml']);
    repo.write('config/a.yaml', 'staged\n');
    repo.write('new.yaml', 'added\n');
    repo.git(['add', 'config/a.yaml', 'new.yaml']);
    repo.write('config/a.yaml', 'staged, then edited\n');
    repo.write('secret.env', 'TOKEN=1\n');
    repo.write('notes.txt', 'untracked\n');
    const before = snapshot(repo.root);
    const { kept, prepared, repo: opened } = await night(repo, { link: ['*.env'] });
    expect(kept.kept).toBe(true);
    expect(snapshot(repo.root)).toEqual(before);
    expect(await opened.uncommitted()).toEqual([
      'config/a.yaml',
      'context_map.yaml',
      'moved ü.yaml',
      'new.yaml',
      'run.sh',
    ]);
    expect(existsSync(join(prepared.dir, 'notes.txt'))).toBe(false);
    expect(repo.git(['diff', '--name-only', `main..${SIDE}`])).toBe('config/a.yaml\n');
  });

  it('with a detached HEAD and the base named', async () => {
    const repo = workspace();
    repo.commit({ 'later.txt': 'x\n' });
    repo.git(['checkout', '--quiet', '--detach', 'HEAD^']);
    const before = snapshot(repo.root);
    const { kept, prepared } = await night(repo, { base: 'main' });
    expect(kept.kept).toBe(true);
    expect(prepared.base).toBe(repo.git(['rev-parse', 'main']).trim());
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('with hooks that all fail: none of them runs', async () => {
    const repo = workspace();
    const names = ['pre-commit', 'commit-msg', 'prepare-commit-msg', 'post-commit', 'post-checkout'];
    const marks = [...names, 'reference-transaction', 'post-index-change', 'post-rewrite', 'pre-auto-gc'].map(
      (name) => repo.failingHook(name),
    );
    const before = snapshot(repo.root);
    const { kept } = await night(repo);
    expect(kept.kept).toBe(true);
    expect(marks.filter(existsSync)).toEqual([]);
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('with hooks set by core.hooksPath, signing turned on, and a template', async () => {
    const repo = workspace({
      config:
        '[commit]\n\tgpgSign = true\n\ttemplate = /nowhere\n[core]\n\tfsmonitor = /bin/false\n[rerere]\n\tenabled = true\n',
    });
    const mark = repo.failingHook('pre-commit');
    repo.git(['config', 'core.hooksPath', join(repo.root, '.git/hooks')]);
    const before = snapshot(repo.root);
    const { kept } = await night(repo);
    expect(kept.kept).toBe(true);
    expect(existsSync(mark)).toBe(false);
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('without a git identity: orch signs', async () => {
    const repo = workspace({ identity: false });
    const before = snapshot(repo.root);
    const env = { ...repo.env, GIT_CONFIG_GLOBAL: '/dev/null' };
    const { kept } = await night(repo, { env });
    expect(kept.kept).toBe(true);
    expect(repo.git(['log', '-1', '--format=%an <%ae> %cn <%ce>', SIDE])).toBe(
      'orch <orch@localhost> orch <orch@localhost>\n',
    );
    expect(snapshot(repo.root)).toEqual(before);
  });

  it("with the human's stale index.lock: it does not matter and it stays", async () => {
    const repo = workspace();
    writeFileSync(join(repo.root, '.git/index.lock'), '');
    const before = snapshot(repo.root);
    const { kept } = await night(repo);
    expect(kept.kept).toBe(true);
    expect(before['.git/index.lock']).toBeDefined();
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('when started from inside a hook, whose GIT_* variables name the human’s index', async () => {
    const repo = workspace();
    const before = snapshot(repo.root);
    const GIT_DIR = join(repo.root, '.git');
    const env = { ...repo.env, GIT_DIR, GIT_INDEX_FILE: join(GIT_DIR, 'index'), GIT_WORK_TREE: repo.root };
    const { kept } = await night(repo, { env });
    expect(kept.kept).toBe(true);
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('in a shallow clone', async () => {
    const origin = workspace();
    origin.commit({ 'later.txt': 'x\n' });
    const dir = join(origin.home, 'shallow');
    origin.git(['clone', '--quiet', '--depth=1', `file://${origin.root}`, dir]);
    const repo = { ...origin, root: dir };
    const before = snapshot(dir);
    const { kept } = await night(repo);
    expect(kept.kept).toBe(true);
    expect(snapshot(dir)).toEqual(before);
  });

  it('when the workspace is itself a linked worktree', async () => {
    const main = workspace();
    const dir = join(main.home, 'linked');
    main.git(['worktree', 'add', '--quiet', '-b', 'work', dir]);
    const before = snapshot(dir);
    const mainBefore = snapshot(main.root);
    const { kept, prepared } = await night({ ...main, root: dir });
    expect(kept.kept).toBe(true);
    expect(prepared.dir).toBe(join(dir, '.orch/worktree'));
    expect(snapshot(dir)).toEqual(before);
    expect(snapshot(main.root)).toEqual(mainBefore);
  });

  it('with a sparse checkout: the worktree is whole all the same', async () => {
    const repo = workspace();
    repo.git(['sparse-checkout', 'set', '--no-cone', '/config/']);
    expect(existsSync(join(repo.root, 'run.sh'))).toBe(false);
    const before = snapshot(repo.root);
    const { kept, prepared } = await night(repo);
    expect(kept.kept).toBe(true);
    expect(existsSync(join(prepared.dir, 'run.sh'))).toBe(true);
    // A stage's own git, without our settings, must see the whole tree as well.
    expect(repo.git(['status', '--porcelain'], prepared.dir)).toBe('');
    repo.git(['reset', '--hard', '--quiet'], prepared.dir);
    expect(existsSync(join(prepared.dir, 'run.sh'))).toBe(true);
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('with a sparse checkout of the old kind, in the shared config', async () => {
    const repo = workspace();
    repo.git(['config', 'core.sparseCheckout', 'true']);
    repo.write('.git/info/sparse-checkout', '/config/\n');
    repo.git(['read-tree', '-m', '-u', 'HEAD']);
    expect(existsSync(join(repo.root, 'run.sh'))).toBe(false);
    const before = snapshot(repo.root);
    const { kept, prepared } = await night(repo);
    expect(kept.kept).toBe(true);
    expect(existsSync(join(prepared.dir, 'run.sh'))).toBe(true);
    repo.git(['reset', '--hard', '--quiet'], prepared.dir);
    expect(existsSync(join(prepared.dir, 'run.sh'))).toBe(true);
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('with submodules', async () => {
    const inner = workspace();
    const repo = workspace();
    repo.git(['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'sub']);
    repo.commit({}, 'a submodule');
    const before = snapshot(repo.root);
    const { kept, prepared } = await night(repo);
    expect(kept.kept).toBe(true);
    expect(prepared.warnings).toEqual([
      'Submodules are empty in the repair worktree, so stages cannot use them there: sub.',
    ]);
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('with line ends that git converts: blobs are exact, files are converted', async () => {
    const repo = workspace({ config: '[core]\n\tautocrlf = true\n' });
    repo.commit({
      '.gitattributes': '*.bat text eol=crlf\n*.raw -text\n',
      'a.bat': 'x\r\n',
      'b.raw': 'x\r\n',
    });
    const before = snapshot(repo.root);
    const { kept, prepared } = await night(repo, {}, 'one: 1\n');
    expect(kept.kept).toBe(true);
    expect(repo.git(['cat-file', 'blob', `${SIDE}:config/a.yaml`])).toBe('one: 1\n');
    expect(repo.git(['status', '--porcelain'], prepared.dir)).toBe('');
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('with path names of every kind', async () => {
    const repo = workspace();
    const odd = ['a b.yaml', 'ü/日本.yaml', 'new\nline.yaml', '"quoted".yaml', "it's.yaml", ' -x', ':(top)x'];
    repo.commit(Object.fromEntries(odd.map((path) => [path, 'x\n'])));
    repo.write('env files/lab one.env', 'A=1\n');
    const before = snapshot(repo.root);
    const { kept, repo: opened } = await night(repo, { link: ['env files/*.env'] });
    expect(kept.kept).toBe(true);
    const listed = (await opened.list()).map((entry) => entry.path);
    expect(listed).toEqual(expect.arrayContaining(odd));
    for (const path of odd) expect(await opened.readBase(path)).toBe('x\n');
    const change = await opened.commit(
      odd.map((path) => ({ path, op: 'modify' as const, bytes: new Uint8Array([0x79]) })),
      { subject: 's', body: '', trailers: [] },
    );
    expect([...change.paths].sort()).toEqual([...odd].sort());
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('with a map that is edited and not committed: base is what counts', async () => {
    const repo = workspace();
    repo.write('context_map.yaml', 'stages: { evil: {} }\n');
    const before = snapshot(repo.root);
    const { repo: opened } = await night(repo);
    expect(await opened.readBase('context_map.yaml')).toBe('stages: {}\n');
    expect(await opened.readBase('./context_map.yaml')).toBe('stages: {}\n');
    expect(await opened.readBase('nothing.yaml')).toBeUndefined();
    expect(await opened.readBase('config')).toBeUndefined();
    expect(await opened.uncommitted()).toEqual(['context_map.yaml']);
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('with symbolic links in the tree and where orch’s folders go', async () => {
    const repo = workspace();
    mkdirSync(join(repo.home, 'elsewhere'));
    symlinkSync('config/a.yaml', join(repo.root, 'link.yaml'));
    repo.commit({});
    symlinkSync(join(repo.home, 'elsewhere'), join(repo.root, 'logs'));
    const before = snapshot(repo.root);
    const { kept } = await night(repo);
    expect(kept.kept).toBe(true);
    expect(existsSync(join(repo.home, 'elsewhere/.gitignore'))).toBe(true);
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('and git add -A takes nothing of orch’s', async () => {
    const repo = workspace();
    await night(repo);
    repo.git(['add', '--all']);
    expect(repo.git(['status', '--porcelain'])).toBe('');
    await expect((await open(repo)).prepare()).resolves.toMatchObject({ warnings: [] });
  });
});
