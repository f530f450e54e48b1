/** The side branch: what a run builds on, what is parked, and when the branch is left alone. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mergeInWorktree, mergeTrees } from '../../src/adapters/git/merge.ts';
import { placeOf } from '../../src/adapters/git/repo.ts';
import { sideCommits } from '../../src/adapters/git/side-log.ts';
import { ensureWorktree } from '../../src/adapters/git/worktree.ts';
import { type GitRepo, gitRepo } from '../rig/git-repo.ts';
import { bytes, edit, FILES, META, night, open, repairOnce, SIDE, six } from '../rig/night.ts';
import { snapshot } from '../rig/snapshot.ts';

const REPAIR = 'talos: name the right endpoint\n\nOrch-Stage: talos\nOrch-Outcome: verified';
const PARKED = 'refs/orch/parked/20261120-231502';
const one = (text: string): string => FILES['config/a.yaml'].replace('one: 1', text);

let repo: GitRepo;
const tip = (name: string): string => repo.git(['rev-parse', '--verify', name]).trim();
const refs = (under: string): string => repo.git(['for-each-ref', '--format=%(refname)', under]).trim();

beforeEach(() => {
  repo = gitRepo();
  repo.commit(FILES);
  // The side branch holds one repair of the last line from the night before.
  repo.git(['switch', '--quiet', '-c', SIDE]);
  repo.commit({ 'config/a.yaml': six('six: 66') }, REPAIR);
  repo.git(['switch', '--quiet', 'main']);
});
afterEach(() => repo[Symbol.dispose]());

describe('where a run starts', () => {
  it('on the side branch that has commits, and goes on from there', async () => {
    const side = tip(SIDE);
    const opened = await open(repo);
    const prepared = await opened.prepare();
    expect(prepared).toEqual({ dir: prepared.dir, base: tip('main'), tip: side, warnings: [] });
    const next = await opened.commit([edit('run.sh', 'echo 2\n')], META);
    expect(await opened.keep([next.commit], 'progress')).toMatchObject({ kept: true });
    expect(tip(`${SIDE}^`)).toBe(side);
    expect(repo.git(['log', '-1', '--format=%(trailers:key=Orch-Outcome,valueonly)', SIDE])).toContain(
      'progress',
    );
  });

  it('on base when the side branch was merged there', async () => {
    repo.git(['merge', '--quiet', '--no-ff', '-m', 'take it', SIDE]);
    const side = tip(SIDE);
    const before = snapshot(repo.root);
    const { prepared, kept } = await repairOnce(repo, 'all new\n');
    expect(prepared.tip).toBe(tip('main'));
    expect(prepared.parked).toBeUndefined();
    expect(kept.kept).toBe(true);
    expect(repo.git(['merge-base', '--is-ancestor', side, SIDE])).toBe('');
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('on a merge when base moved on; the branch moves only with a kept repair', async () => {
    repo.commit({ 'config/a.yaml': one('one: 11') });
    const side = tip(SIDE);
    const before = snapshot(repo.root);
    const opened = await open(repo);
    const prepared = await opened.prepare();
    expect(readFileSync(join(prepared.dir, 'config/a.yaml'), 'utf8')).toBe(
      'one: 11\ntwo: 2\nthree: 3\nfour: 4\nfive: 5\nsix: 66\n',
    );
    expect(repo.git(['log', '-1', '--format=%P %s', prepared.tip])).toBe(
      `${side} ${tip('main')} Merge main into ${SIDE}\n`,
    );
    expect(tip(SIDE)).toBe(side);
    expect((await opened.prepare()).tip).toBe(prepared.tip);
    const next = await opened.commit([edit('run.sh', 'echo 2\n')], META);
    expect(await opened.keep([next.commit], 'verified')).toMatchObject({ kept: true });
    expect(tip(`${SIDE}^`)).toBe(prepared.tip);
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('on base when the two conflict: the old tip is parked, both are named, nothing is lost', async () => {
    repo.commit({ 'config/a.yaml': six('six: sixty-six') });
    const side = tip(SIDE);
    const before = snapshot(repo.root);
    const { prepared, kept } = await repairOnce(repo, 'all new\n');
    expect(prepared.parked).toMatchObject({
      ref: PARKED,
      tip: side,
      conflicts: ['config/a.yaml'],
      why: 'conflict',
    });
    expect(prepared.warnings).toEqual([
      `The side branch '${SIDE}' conflicts with main in config/a.yaml; its old tip is kept as ${PARKED} and the branch starts again from base.`,
    ]);
    expect(prepared.tip).toBe(tip('main'));
    expect(tip(PARKED)).toBe(side);
    expect(kept.kept).toBe(true);
    expect(tip(`${SIDE}^`)).toBe(tip('main'));
    expect(snapshot(repo.root)).toEqual(before);
  });

  const twoRepairs = async (): Promise<void> => {
    const opened = await open(repo);
    await opened.prepare();
    const second = await opened.commit([edit('run.sh', 'echo 2\n')], META);
    await opened.keep([second.commit], 'verified');
    repo.commit({ 'other.txt': 'x\n' });
  };

  it.each([
    ['squash-merged', {}, {}],
    ['squash-merged, and the same lines changed again', {}, { 'config/a.yaml': six('six: 666') }],
    ['taken over by hand, with other work in the same commit', { 'mine.txt': 'x\n' }, {}],
  ])('on base when the side branch was %s', async (_name, along, later) => {
    await twoRepairs();
    repo.git(['merge', '--quiet', '--squash', SIDE]);
    repo.commit(along, 'squashed');
    if (Object.keys(later).length > 0) repo.commit(later);
    const before = snapshot(repo.root);
    const { prepared, kept } = await repairOnce(repo, 'all new\n');
    expect(prepared.parked).toMatchObject({ ref: PARKED, conflicts: [], why: 'merged' });
    expect(prepared.tip).toBe(tip('main'));
    expect(kept.kept).toBe(true);
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('on base when its commits were picked one by one and base went on over the same lines', async () => {
    await twoRepairs();
    repo.git(['cherry-pick', `main..${SIDE}`]);
    repo.commit({ 'config/a.yaml': six('six: 666'), 'run.sh': 'echo 3\n' });
    expect((await (await open(repo)).prepare()).parked).toMatchObject({ why: 'merged' });
  });

  it('on base when the human dropped the branch', async () => {
    repo.git(['branch', '--quiet', '-D', SIDE]);
    const { prepared, kept } = await repairOnce(repo, 'all new\n');
    expect(prepared.tip).toBe(tip('main'));
    expect(kept.kept).toBe(true);
  });

  it('on base when the two have nothing in common', async () => {
    repo.git(['checkout', '--quiet', '--orphan', 'rewritten']);
    repo.commit({ 'extra.txt': 'x\n' });
    const { prepared } = await repairOnce(repo, 'all new\n');
    expect(prepared.parked).toMatchObject({ why: 'unrelated', conflicts: [] });
  });

  it('without parking twice while a human has the conflicting branch checked out', async () => {
    repo.commit({ 'config/a.yaml': six('six: sixty-six') });
    const side = tip(SIDE);
    repo.git(['worktree', 'add', '--quiet', join(repo.home, 'review'), SIDE]);
    const opened = await open(repo);
    const first = await opened.prepare();
    expect(first.parked).toMatchObject({ ref: PARKED, tip: side });
    expect(first.warnings[0]).toContain(
      `the branch stays, for it is checked out in ${join(repo.home, 'review')}`,
    );
    expect(tip(SIDE)).toBe(side);
    expect((await opened.prepare()).parked).toMatchObject({ ref: PARKED });
    expect(refs('refs/orch/parked')).toBe(PARKED);
    // Free again, in the middle of a run: the old tip is parked, so the branch may move away from it.
    const fix = await opened.commit([edit('run.sh', 'echo 2\n')], META);
    repo.git(['worktree', 'remove', join(repo.home, 'review')]);
    expect(await opened.keep([fix.commit], 'verified')).toMatchObject({ kept: true });
    expect(tip(`${SIDE}^`)).toBe(tip('main'));
  });
});

describe('when the side branch is left alone', () => {
  const refusedWhile = async (arrange: () => void, undo: () => void, reason: RegExp): Promise<void> => {
    const opened = await open(repo);
    await opened.prepare();
    arrange();
    const before = { side: tip(SIDE), all: snapshot(repo.root) };
    const fix = await opened.commit([edit('run.sh', 'echo 2\n')], META);
    const kept = await opened.keep([fix.commit], 'verified');
    if (kept.kept) throw new Error('it was kept');
    expect(kept.reason).toMatch(reason);
    expect(kept.reason).toContain(`the repair is kept as ${PARKED}`);
    expect(repo.git(['show', '--format=%(trailers:key=Orch-Outcome,valueonly)', '--name-only', PARKED])).toBe(
      'verified\n\n\nrun.sh\n',
    );
    expect(tip(SIDE)).toBe(before.side);
    expect(snapshot(repo.root)).toEqual(before.all);
    undo();
  };

  it('checked out in another worktree', async () => {
    const dir = join(repo.home, 'review');
    await refusedWhile(
      () => repo.git(['worktree', 'add', '--quiet', dir, SIDE]),
      () => expect(readFileSync(join(dir, 'run.sh'), 'utf8')).toBe(FILES['run.sh']),
      /is checked out in .*review/,
    );
  });

  it('checked out in the checkout itself, with the base named', async () => {
    repo.git(['switch', '--quiet', SIDE]);
    const before = snapshot(repo.root);
    const side = tip(SIDE);
    const { kept } = await night(repo, { base: 'main' }, 'all new\n');
    expect(kept).toMatchObject({ kept: false });
    expect(tip(SIDE)).toBe(side);
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('being rebased, when no worktree names it as checked out', async () => {
    repo.commit({ 'config/a.yaml': six('six: sixty-six') });
    const dir = join(repo.home, 'review');
    repo.git(['worktree', 'add', '--quiet', dir, SIDE]);
    expect(() => repo.git(['rebase', '--quiet', 'main'], dir)).toThrow();
    const opened = await open(repo);
    expect((await opened.prepare()).warnings[0]).toContain(`for it is being rebased or bisected in ${dir}`);
  });

  it('moved by someone else meanwhile', async () => {
    const fresh = repo.git(['commit-tree', '-p', SIDE, '-m', 'mine', `${SIDE}^{tree}`]).trim();
    await refusedWhile(
      () => repo.git(['update-ref', `refs/heads/${SIDE}`, fresh]),
      () => expect(tip(SIDE)).toBe(fresh),
      /was moved by someone else/,
    );
  });

  it('locked by a git that died', async () => {
    const lock = join(repo.root, `.git/refs/heads/${SIDE}.lock`);
    await refusedWhile(
      () => writeFileSync(lock, ''),
      () => expect(existsSync(lock)).toBe(true),
      /Unable to create .*lock/,
    );
  });

  it('and the repair goes along with the next one once the branch is free', async () => {
    const dir = join(repo.home, 'review');
    const opened = await open(repo);
    await opened.prepare();
    const side = tip(SIDE);
    repo.git(['worktree', 'add', '--quiet', dir, SIDE]);
    const first = await opened.commit([edit('run.sh', 'echo 2\n')], { ...META, subject: 'first' });
    expect(await opened.keep([first.commit], 'verified')).toMatchObject({ kept: false });
    repo.git(['worktree', 'remove', dir]);
    const second = await opened.commit([edit('context_map.yaml', 'x: 1\n')], { ...META, subject: 'second' });
    const kept = await opened.keep([second.commit], 'progress');
    expect(kept).toEqual({ kept: true, commits: [tip(SIDE)] });
    expect(
      repo.git(['log', '--format=%s %(trailers:key=Orch-Outcome,valueonly,separator=)', `${side}..${SIDE}`]),
    ).toBe('second progress\nfirst verified\n');
  });
});

describe('a stack of candidates', () => {
  it('is kept as one', async () => {
    const opened = await open(repo);
    await opened.prepare();
    const side = tip(SIDE);
    const first = await opened.commit([edit('run.sh', 'echo 2\n')], META);
    const second = await opened.commit([edit('run.sh', 'echo 3\n')], META);
    const kept = await opened.keep([first.commit, second.commit], 'verified');
    expect(kept).toEqual({ kept: true, commits: [tip(`${SIDE}^`), tip(SIDE)] });
    expect(tip(`${SIDE}~2`)).toBe(side);
  });

  it('gives its lower or upper part away; the other part stays known by its name', async () => {
    const opened = await open(repo);
    const { dir } = await opened.prepare();
    const a = await opened.commit([edit('run.sh', 'echo 2\n')], META);
    const b = await opened.commit([{ path: 'config/b.yaml', op: 'add', bytes: bytes('b\n') }], META);
    const c = await opened.commit([{ path: 'context_map.yaml', op: 'delete' }], META);
    expect(await opened.keep([b.commit], 'progress')).toEqual({ kept: true, commits: [tip(SIDE)] });
    expect(repo.git(['show', '--name-only', '--format=', SIDE])).toBe('config/b.yaml\n');
    expect(repo.git(['status', '--porcelain'], dir)).toBe('');
    await opened.takeBack([a.commit]);
    expect(readFileSync(join(dir, 'run.sh'), 'utf8')).toBe(FILES['run.sh']);
    expect(existsSync(join(dir, 'context_map.yaml'))).toBe(false);
    expect(await opened.keep([c.commit], 'verified')).toEqual({ kept: true, commits: [tip(SIDE)] });
    expect(repo.git(['diff', '--name-status', `${SIDE}~2`, SIDE])).toBe(
      'A\tconfig/b.yaml\nD\tcontext_map.yaml\n',
    );
  });

  it('is not torn where one builds on the other', async () => {
    const opened = await open(repo);
    await opened.prepare();
    const a = await opened.commit([edit('run.sh', 'echo 2\n')], META);
    const b = await opened.commit([edit('run.sh', 'echo 3\n')], META);
    const kept = await opened.keep([b.commit], 'verified');
    expect(kept).toEqual({
      kept: false,
      reason: 'they are built on a change to the same files that is not judged yet',
    });
    await expect(opened.takeBack([a.commit])).rejects.toThrow('from under one that stays');
  });

  it.each([
    ['after the commit', (): void => {}],
    ['between the ref and HEAD', (): void => void repo.git(['update-ref', '-d', 'refs/orch/candidate'])],
  ])('of a run that died %s is dropped by the next', async (_name, die) => {
    const dead = await open(repo);
    await dead.prepare();
    await dead.commit([edit('run.sh', 'echo 2\n'), { path: 'n.txt', op: 'add', bytes: bytes('n') }], META);
    die();
    const opened = await open(repo);
    const { dir, tip: start, warnings } = await opened.prepare();
    expect(start).toBe(tip(SIDE));
    expect(warnings).toEqual([]);
    expect(existsSync(join(dir, 'n.txt'))).toBe(false);
    expect(refs('refs/orch/candidate') + refs('refs/orch/parked')).toBe('');
  });
});

describe('what a page tells of the side branch', () => {
  it('is its own commits, oldest first, with orch’s trailers', async () => {
    repo.commit({ 'config/a.yaml': one('one: 11') });
    const opened = await open(repo);
    await opened.prepare();
    const next = await opened.commit([edit('run.sh', 'echo 2\n')], {
      ...META,
      subject: 'ü, "quoted" | next',
    });
    await opened.keep([next.commit], 'progress');
    const env = { ...repo.env, EDITOR: 'vi', PAGER: 'less', GIT_PAGER: 'less' };
    const commits = await sideCommits(repo.root, 'main', SIDE, env);
    expect(
      commits.map(({ subject, trailers }) => [subject, trailers['Orch-Stage'], trailers['Orch-Outcome']]),
    ).toEqual([
      ['talos: name the right endpoint', 'talos', 'verified'],
      ['ü, "quoted" | next', 'talos', 'progress'],
    ]);
    expect(commits[1]?.commit).toBe(tip(SIDE));
    expect(await sideCommits(repo.root, 'main', 'ai/none', env)).toEqual([]);
  });
});

describe('merging for a git before 2.38', () => {
  it.each([
    ['clean', one('one: 11')],
    ['conflict', six('six: sixty-six')],
  ])('gives the same answer: %s', async (name, text) => {
    repo.commit({ 'config/a.yaml': text });
    const { dir } = await (await open(repo)).prepare();
    const place = await placeOf({ root: repo.root, sideBranch: SIDE, link: [], env: repo.env });
    const main = tip('main');
    const worktree = await ensureWorktree(place, main, new Set());
    const side = refs('refs/orch/parked') === '' ? tip(SIDE) : tip(PARKED);
    writeFileSync(join(dir, 'later.txt'), 'of a stage\n');
    const head = repo.git(['rev-parse', 'HEAD'], dir);
    const old = await mergeInWorktree(place, worktree, side, main);
    expect(old).toEqual(await mergeTrees(place, worktree, side, main));
    expect(old.ok).toBe(name === 'clean');
    expect(repo.git(['rev-parse', 'HEAD'], dir)).toBe(head);
    expect(readFileSync(join(dir, 'later.txt'), 'utf8')).toBe('of a stage\n');
    expect(repo.git(['status', '--porcelain'], dir)).toBe('?? later.txt\n');
  });
});
