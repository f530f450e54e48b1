/** The repair worktree: what damages it is repaired, what git does not know in it is never lost. */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureFolders } from '../../src/adapters/git/folders.ts';
import { type GitRepo, gitRepo } from '../rig/git-repo.ts';
import { bytes, edit, FILES, META, open, repairOnce, SIDE } from '../rig/night.ts';
import { snapshot } from '../rig/snapshot.ts';

let repo: GitRepo;
let dir: string;
let admin: string;
beforeEach(async () => {
  repo = gitRepo();
  repo.commit(FILES);
  ({ dir } = await (await open(repo)).prepare());
  admin = join(repo.root, '.git/worktrees/worktree');
});
afterEach(() => repo[Symbol.dispose]());

const put = (path: string, text: string): void => {
  mkdirSync(join(dir, path, '..'), { recursive: true });
  writeFileSync(join(dir, path), text);
};
const get = (path: string): string => readFileSync(join(dir, path), 'utf8');
const aside = (path: string): string =>
  readFileSync(join(repo.root, '.orch/set-aside/20261120-231502', path), 'utf8');

describe('a worktree that is', () => {
  const damages: readonly (readonly [string, () => void])[] = [
    ['removed', (): void => rmSync(dir, { recursive: true })],
    [
      'removed and pruned',
      (): void => {
        rmSync(dir, { recursive: true });
        repo.git(['worktree', 'prune']);
      },
    ],
    [
      'locked and removed',
      (): void => {
        repo.git(['worktree', 'lock', dir]);
        rmSync(dir, { recursive: true });
      },
    ],
    ['locked', (): void => void repo.git(['worktree', 'lock', dir])],
    ['without its .git file', (): void => rmSync(join(dir, '.git'))],
    ['without its entry in the repository', (): void => rmSync(admin, { recursive: true })],
    ['with a torn HEAD', (): void => writeFileSync(join(admin, 'HEAD'), 'ref: ')],
    [
      'with HEAD on a commit that is gone',
      (): void => writeFileSync(join(admin, 'HEAD'), `${'a'.repeat(40)}\n`),
    ],
    ['without an index', (): void => rmSync(join(admin, 'index'))],
    ['with a torn index', (): void => writeFileSync(join(admin, 'index'), 'DIRC torn')],
    ['locked by a git that died', (): void => writeFileSync(join(admin, 'index.lock'), '')],
    ['with a torn link to the repository', (): void => writeFileSync(join(admin, 'commondir'), '/nowhere\n')],
    [
      'whose ref was being moved',
      (): void => writeFileSync(join(repo.root, '.git/refs/orch/start.lock'), ''),
    ],
    ['with its HEAD locked', (): void => writeFileSync(join(admin, 'HEAD.lock'), '')],
    ['with a foreign .git file', (): void => writeFileSync(join(dir, '.git'), `gitdir: ${repo.home}\n`)],
  ];
  it.each(damages)('%s is whole again, and the checkout untouched', async (_name, damage) => {
    const there = existsSync(join(dir, 'run.sh'));
    put('kept/by a stage.txt', 'x');
    damage();
    const before = snapshot(repo.root);
    const { kept, prepared } = await repairOnce(repo);
    expect(kept.kept).toBe(true);
    expect(there && get('run.sh')).toBe(FILES['run.sh']);
    expect(repo.git(['rev-parse', '--show-toplevel'], dir)).toBe(`${dir}\n`);
    expect(repo.git(['status', '--porcelain', '--untracked-files=no'], dir)).toBe('');
    if (existsSync(join(dir, 'kept'))) expect(get('kept/by a stage.txt')).toBe('x');
    else expect(_name).toContain('removed');
    expect(prepared.warnings.filter((line) => line.includes('set-aside'))).toEqual([]);
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('half removed by a killed rm is filled up again', async () => {
    rmSync(join(dir, 'config'), { recursive: true });
    rmSync(join(dir, '.git'));
    await (await open(repo)).prepare();
    expect(get('config/a.yaml')).toBe(FILES['config/a.yaml']);
  });

  it('left at a candidate by a dead run and then unlinked loses the candidate’s files', async () => {
    const dead = await open(repo);
    await dead.prepare();
    await dead.commit([{ path: 'extra.yaml', op: 'add', bytes: bytes('x') }], META);
    rmSync(admin, { recursive: true });
    await (await open(repo)).prepare();
    expect(existsSync(join(dir, 'extra.yaml'))).toBe(false);
  });

  it('a copy of another repo’s never touches that one', async () => {
    const copy = join(repo.home, 'copy');
    cpSync(repo.root, copy, { recursive: true, verbatimSymlinks: true });
    const before = { files: snapshot(repo.root), head: readFileSync(join(admin, 'HEAD'), 'utf8') };
    const { kept, prepared } = await repairOnce({ ...repo, root: copy });
    expect(kept.kept).toBe(true);
    expect(prepared.dir).toBe(join(copy, '.orch/worktree'));
    expect(repo.git(['rev-parse', '--path-format=absolute', '--git-common-dir'], prepared.dir)).toBe(
      `${join(copy, '.git')}\n`,
    );
    expect({ files: snapshot(repo.root), head: readFileSync(join(admin, 'HEAD'), 'utf8') }).toEqual(before);
    expect(repo.git(['branch', '--list', SIDE])).toBe('');
  });

  it('moved along with the repo works at the new place', async () => {
    const moved = join(repo.home, 'moved');
    renameSync(repo.root, moved);
    const { kept, prepared } = await repairOnce({ ...repo, root: moved });
    expect(kept.kept).toBe(true);
    expect(prepared.warnings[0]).toContain('linked again');
  });

  it.each([
    ['a file', (): void => writeFileSync(dir, 'mine')],
    ['a link', (): void => symlinkSync(repo.home, dir)],
    ['a repository of its own', (): void => void repo.git(['init', '--quiet', dir])],
  ])('replaced by %s is refused with the next step', async (_name, replace) => {
    rmSync(dir, { recursive: true });
    replace();
    await expect((await open(repo)).prepare()).rejects.toMatchObject({
      exit: 'state',
      next: `Move it away: mv ${dir} ${dir}.mine`,
    });
  });

  it('switched to a branch by someone leaves that branch where it is', async () => {
    repo.git(['switch', '--quiet', '-c', 'mine'], dir);
    put('run.sh', 'mine\n');
    repo.git(['-c', 'user.name=x', '-c', 'user.email=x@y', 'commit', '--quiet', '-am', 'mine'], dir);
    const mine = repo.git(['rev-parse', 'mine']);
    const { warnings } = await (await open(repo)).prepare();
    expect(warnings).toEqual([]);
    expect(repo.git(['rev-parse', 'mine'])).toBe(mine);
    expect(repo.git(['rev-parse', '--abbrev-ref', 'HEAD'], dir)).toBe('HEAD\n');
    expect(get('run.sh')).toBe(FILES['run.sh']);
  });
});

describe('what a stage does in the worktree', () => {
  it('to tracked files is undone by the next prepare and by a commit', async () => {
    const opened = await open(repo);
    await opened.prepare();
    const dirty = (): void => {
      put('context_map.yaml', 'changed\n');
      rmSync(join(dir, 'config/a.yaml'), { force: true });
      chmodSync(join(dir, 'run.sh'), 0o755);
      repo.git(['add', '--all'], dir);
    };
    dirty();
    const made = await opened.commit([edit('run.sh', 'echo 2\n')], META);
    expect(repo.git(['show', '--name-only', '--format=', made.commit])).toBe('run.sh\n');
    expect(repo.git(['status', '--porcelain'], dir)).toBe('');
    dirty();
    await opened.prepare();
    expect(get('context_map.yaml')).toBe(FILES['context_map.yaml']);
    expect(statSync(join(dir, 'run.sh')).mode & 0o111).toBe(0);
  });

  it('by removing the worktree’s link cannot make orch work on the checkout', async () => {
    const opened = await open(repo);
    await opened.prepare();
    repo.write('run.sh', 'half an edit\n');
    const before = snapshot(repo.root);
    rmSync(join(dir, '.git'));
    const made = await opened.commit([edit('run.sh', 'echo 2\n')], META);
    expect(get('run.sh')).toBe('echo 2\n');
    await opened.takeBack([made.commit]);
    expect(get('run.sh')).toBe(FILES['run.sh']);
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('by removing the whole folder, links included, is undone by a commit', async () => {
    repo.write('a.env', 'A=1\n');
    const opened = await open(repo, { link: ['*.env'] });
    await opened.prepare();
    rmSync(dir, { recursive: true });
    await opened.commit([edit('run.sh', 'echo 2\n')], META);
    expect([get('run.sh'), get('config/a.yaml'), get('a.env')]).toEqual([
      'echo 2\n',
      FILES['config/a.yaml'],
      'A=1\n',
    ]);
  });

  it('by making it sparse is undone by the next prepare', async () => {
    repo.git(['sparse-checkout', 'set', '--no-cone', '/config/'], dir);
    expect(existsSync(join(dir, 'run.sh'))).toBe(false);
    await (await open(repo)).prepare();
    expect(get('run.sh')).toBe(FILES['run.sh']);
  });

  it('by telling git not to look at a file is undone too', async () => {
    const opened = await open(repo);
    await opened.prepare();
    const hide = (): void => {
      repo.git(['update-index', '--assume-unchanged', 'run.sh'], dir);
      repo.git(['update-index', '--skip-worktree', 'config/a.yaml'], dir);
      put('run.sh', 'hidden\n');
      put('config/a.yaml', 'hidden\n');
    };
    hide();
    await opened.prepare();
    expect([get('run.sh'), get('config/a.yaml')]).toEqual([FILES['run.sh'], FILES['config/a.yaml']]);
    hide();
    await opened.commit([edit('run.sh', 'echo 2\n')], META);
    expect([get('run.sh'), get('config/a.yaml')]).toEqual(['echo 2\n', FILES['config/a.yaml']]);
  });

  it('by committing is parked, and is no part of a repair', async () => {
    const opened = await open(repo);
    await opened.prepare();
    put('generated.yaml', 'x\n');
    repo.git(['add', 'generated.yaml'], dir);
    repo.git(['commit', '--quiet', '-m', 'a stage'], dir);
    const head = repo.git(['rev-parse', 'HEAD'], dir).trim();
    const made = await opened.commit([edit('run.sh', 'echo 2\n')], META);
    expect(made.warnings?.[0]).toContain('A stage committed in the repair worktree');
    expect(repo.git(['for-each-ref', '--points-at', head, '--format=%(refname)'])).toBe(
      'refs/orch/parked/20261120-231502\n',
    );
    expect(repo.git(['ls-tree', '-r', '--name-only', made.commit])).not.toContain('generated.yaml');
  });

  it('with files of its own: they stay, they are named, ignored ones are not', async () => {
    put('out/report.txt', 'x');
    put('cache.env', 'x');
    const { warnings } = await (await open(repo)).prepare();
    expect(warnings).toEqual([
      'The repair worktree holds files that git does not know: out/report.txt. Stages keep such files in ORCH_STATE_DIR.',
    ]);
    expect([get('out/report.txt'), get('cache.env')]).toEqual(['x', 'x']);
  });

  it('in the way of what base brings now is set aside, never overwritten', async () => {
    put('generated.yaml', 'of the stage\n');
    put('deep/er', 'a file where a folder comes\n');
    put('flat/file.txt', 'below what becomes a file\n');
    put('cache.env', 'ignored\n');
    repo.write('.gitignore', '');
    repo.commit({
      'generated.yaml': 'base\n',
      'deep/er/x.yaml': 'base\n',
      flat: 'base\n',
      'cache.env': 'base\n',
    });
    const { warnings } = await (await open(repo)).prepare();
    expect(warnings[0]).toContain('nothing was overwritten');
    expect(['generated.yaml', 'deep/er', 'flat/file.txt', 'cache.env'].map(aside)).toEqual([
      'of the stage\n',
      'a file where a folder comes\n',
      'below what becomes a file\n',
      'ignored\n',
    ]);
    expect(['generated.yaml', 'deep/er/x.yaml', 'flat', 'cache.env'].map(get)).toEqual(
      Array(4).fill('base\n'),
    );
  });

  it('in the place of a tracked file is set aside too', async () => {
    rmSync(join(dir, 'run.sh'));
    put('run.sh/made here.txt', 'x\n');
    const opened = await open(repo);
    await opened.prepare();
    expect(get('run.sh')).toBe(FILES['run.sh']);
    expect(aside('run.sh/made here.txt')).toBe('x\n');
    put('new.yaml', 'of the stage\n');
    const made = await opened.commit([{ path: 'new.yaml', op: 'add', bytes: bytes('of the patch\n') }], META);
    expect(get('new.yaml')).toBe('of the patch\n');
    expect(aside('new.yaml')).toBe('of the stage\n');
    expect(made.warnings?.[0]).toContain('set-aside');
  });
});

describe('links to inputs', () => {
  const link = ['config/env/*.env', 'keys'];
  const linked = (path: string): string => readlinkSync(join(dir, path));

  it('follow the globs and the human’s files', async () => {
    repo.write('config/env/a.env', 'a');
    repo.write('config/env/deep/b.env', 'b');
    repo.write('keys/one.txt', '1');
    repo.write('keys/two/three.txt', '3');
    const first = await open(repo, { link });
    await first.prepare();
    expect(linked('config/env/a.env')).toBe(join(repo.root, 'config/env/a.env'));
    expect(linked('keys/two/three.txt')).toBe(join(repo.root, 'keys/two/three.txt'));
    expect(existsSync(join(dir, 'config/env/deep'))).toBe(false);
    rmSync(join(repo.root, 'keys/one.txt'));
    repo.write('config/env/c.env', 'c');
    const { warnings } = await (await open(repo, { link: ['config/env/*.env'] })).prepare();
    expect(warnings).toEqual([]);
    expect(readdirSync(join(dir, 'config/env')).sort()).toEqual(['a.env', 'c.env']);
    expect(existsSync(join(dir, 'keys/two/three.txt'))).toBe(false);
  });

  it('give way to a file that base tracks now', async () => {
    repo.write('keys/one.txt', '1');
    await (await open(repo, { link })).prepare();
    repo.commit({}, 'tracked now');
    const before = snapshot(repo.root);
    const { warnings } = await (await open(repo, { link })).prepare();
    expect(warnings).toEqual([]);
    expect(repo.git(['status', '--porcelain'], dir)).toBe('');
    expect(() => linked('keys/one.txt')).toThrow('EINVAL');
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('never replace a file of the worktree’s own', async () => {
    repo.write('keys/one.txt', '1');
    put('keys/one.txt', 'of the stage');
    const { warnings } = await (await open(repo, { link })).prepare();
    expect(warnings[0]).toContain('holds files of its own there: keys/one.txt');
    expect(get('keys/one.txt')).toBe('of the stage');
  });

  it('bring nothing of orch’s own, and a bad pattern is a configuration error', async () => {
    mkdirSync(join(repo.root, 'state'), { recursive: true });
    repo.write('state/errors.json', '{}');
    await (await open(repo, { link: ['**/*.json'] })).prepare();
    expect(existsSync(join(dir, 'state'))).toBe(false);
    await expect((await open(repo, { link: ['../x/*'] })).prepare()).rejects.toMatchObject({
      exit: 'config',
    });
  });
});

describe('a git that cannot', () => {
  it('is told to the human in its own words', async () => {
    repo.commit({ 'later.txt': 'soon gone\n' });
    const blob = repo.git(['rev-parse', 'main:later.txt']).trim();
    rmSync(join(repo.root, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    await expect((await open(repo)).prepare()).rejects.toMatchObject({
      exit: 'state',
      message: expect.stringContaining(blob),
    });
  });
});

describe('orch’s folders', () => {
  it('hide themselves and are left as they are', async () => {
    writeFileSync(join(repo.root, 'logs/.gitignore'), 'mine\n');
    await ensureFolders(repo.root);
    expect(readFileSync(join(repo.root, 'logs/.gitignore'), 'utf8')).toBe('mine\n');
    expect(readFileSync(join(repo.root, 'state/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('in the way of a file are an error that names the path', async () => {
    rmSync(join(repo.root, 'state'), { recursive: true });
    writeFileSync(join(repo.root, 'state'), '');
    await expect(ensureFolders(repo.root)).rejects.toMatchObject({
      exit: 'state',
      message: expect.stringContaining(join(repo.root, 'state')),
    });
  });
});

it('a setting that stops git there is told in git’s words', async () => {
  put('run.sh', 'changed\n');
  repo.git(['config', 'diff.orderFile', '/nonexistent']);
  await expect((await open(repo)).prepare()).rejects.toMatchObject({
    exit: 'state',
    message: expect.stringContaining("orderfile '/nonexistent'"),
  });
});
