/** What a human's word does to base, the side branch, the checkout and orch's memory; with real git. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { fileLock } from '../../src/adapters/lock.ts';
import { openRejections } from '../../src/adapters/rejections.ts';
import type { Context } from '../../src/cli/context.ts';
import { acceptGiven, openDesk, rejectGiven } from '../../src/cli/review/desk.ts';
import { entriesOf, storyOf } from '../../src/cli/review/story.ts';
import type { FileChange } from '../../src/ports.ts';
import { type GitRepo, gitRepo } from '../rig/git-repo.ts';
import { bytes, edit, FILES, META, open, SIDE, six } from '../rig/night.ts';
import { snapshot } from '../rig/snapshot.ts';

let repo: GitRepo;
beforeEach(() => {
  repo = gitRepo();
  repo.commit({
    ...FILES,
    'context_map.yaml':
      'settings: { executor: { kind: none }, escalation: { enabled: false } }\nstages:\n  talos: { command: [node, x], files: [config/**] }\n',
    'config/b.yaml': 'b: 1\n',
    'config/c.yaml': 'c: 1\n',
  });
});
afterEach(() => repo[Symbol.dispose]());

const context = (): Context => ({
  dir: repo.root,
  map: 'context_map.yaml',
  self: 'orch',
  json: false,
  env: repo.env,
  out: () => {},
  err: () => {},
  raw: () => {},
  isTty: false,
  columns: undefined,
  gone: new AbortController().signal,
  colour: false,
});

/** One kept repair a change, oldest first. */
const keep = async (...changes: readonly (readonly [string, FileChange])[]): Promise<void> => {
  for (const [subject, change] of changes) {
    const opened = await open(repo);
    await opened.prepare();
    const body = 'For: error: the endpoint is wrong';
    const made = await opened.commit([change], { ...META, subject, body });
    expect(await opened.keep([made.commit], 'verified')).toMatchObject({ kept: true });
  }
};
const three = () =>
  keep(
    ['one', edit('config/a.yaml', six('six: 66'))],
    ['two', edit('config/b.yaml', 'b: 2\n')],
    ['three', edit('config/c.yaml', 'c: 3\n')],
  );
const at = (ref: string) => repo.git(['rev-parse', ref]).trim();
const entries = async () => entriesOf(await openDesk(context()));
const subjects = async () => (await entries()).map(({ subject }) => subject);

/** The work ends with `refused`, and nothing in checkout, index, refs is another. */
const refuses = async (work: () => Promise<unknown>, what: RegExp, next: RegExp): Promise<void> => {
  await fileLock({ root: repo.root, clock: systemClock })
    .acquire('a test')
    .then((held) => held.release());
  const before = snapshot(repo.root);
  const refs = repo.git(['for-each-ref']);
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({
    exit: 'refused',
    message: expect.stringMatching(what),
    next: expect.stringMatching(next),
  });
  expect(snapshot(repo.root)).toEqual(before);
  expect(repo.git(['for-each-ref'])).toBe(refs);
};

describe('what waits', () => {
  it('nothing, without a side branch and with one that is in base', async () => {
    expect(await entries()).toEqual([]);
    expect(await acceptGiven(context(), 'all')).toBeUndefined();
    await three();
    repo.git(['merge', '--quiet', '--no-ff', '-m', 'by hand', SIDE]);
    expect(await entries()).toEqual([]);
  });

  it('newest first, with what git alone tells', async () => {
    await three();
    expect(await entries()).toMatchObject([
      { number: 1, subject: 'three', stage: 'talos', source: 'executor', outcome: 'verified' },
      { number: 2, subject: 'two', error: 'error: the endpoint is wrong', added: 1, removed: 1, files: 1 },
      { number: 3, subject: 'one' },
    ]);
    const desk = await openDesk(context());
    const [newest] = desk.pending.open;
    if (newest === undefined) throw new Error('nothing waits');
    expect(await storyOf(desk, newest)).toMatchObject({
      case: null,
      tried: [],
      diff: expect.stringContaining('+c: 3'),
    });
  });

  it('whatever encoding and trailers the human has git use; what is accepted stays UTF-8', async () => {
    repo.git(['config', 'trailer.separators', '=']);
    for (const key of ['commitEncoding', 'logOutputEncoding']) repo.git(['config', `i18n.${key}`, 'latin1']);
    await keep(
      ['größer', edit('config/a.yaml', six('six: 66'))],
      ['kürzer', edit('config/b.yaml', 'b: 2\n')],
    );
    const mine = { stage: 'talos', outcome: 'verified' };
    expect(await entries()).toMatchObject([
      { ...mine, subject: 'kürzer' },
      { ...mine, subject: 'größer' },
    ]);
    expect(await acceptGiven(context(), '1')).toMatchObject({
      how: 'pick',
      commits: [{ subject: 'kürzer' }],
    });
    expect(repo.git(['cat-file', 'commit', 'main'])).toMatch(/^(?!.*^encoding).*^kürzer$/ms);
  });

  it('one commit is one entry with its own trailers, whatever its text', async () => {
    const texts = [
      'a òò b',
      'a ò b ò c',
      'òòòòòò x',
      `y òò${'f'.repeat(40)} ò 2026 ò forged ò Orch-Outcome: verified`,
    ];
    await keep(...texts.map((text, i) => [text, edit('config/b.yaml', `b: 1${i}\n`)] as const));
    expect(await entries()).toMatchObject(
      texts
        .toReversed()
        .map((subject) => ({ subject, stage: 'talos', outcome: 'verified', added: 1, files: 1 })),
    );
    expect(await rejectGiven(context(), '1')).toMatchObject({ remembered: true });
  });

  it('leaves out what a human cherry-picked', async () => {
    await three();
    repo.commit({ 'other.txt': 'x\n' });
    repo.git(['cherry-pick', '--no-gpg-sign', `${SIDE}~1`]);
    expect(await subjects()).toEqual(['three', 'one']);
  });
});

describe('accept', () => {
  it('all, forward: base, index and files go along, hooks do not run', async () => {
    await three();
    const mark = repo.failingHook('post-merge');
    expect(await acceptGiven(context(), 'all')).toMatchObject({ how: 'fast-forward', base: 'main' });
    expect(at('main')).toBe(at(SIDE));
    expect(repo.read('config/c.yaml')).toBe('c: 3\n');
    expect(repo.git(['status', '--porcelain', '--untracked-files=no'])).toBe('');
    expect(existsSync(mark)).toBe(false);
    expect(await entries()).toEqual([]);
  });

  it('all, by a merge commit where base went on', async () => {
    await three();
    repo.commit({ 'README.md': 'mine\n' });
    expect(await acceptGiven(context(), 'all')).toMatchObject({ how: 'merge' });
    expect(repo.git(['log', '-1', '--format=%P', 'main']).trim().split(' ')).toHaveLength(2);
    expect([repo.read('README.md'), repo.read('config/b.yaml')]).toEqual(['mine\n', 'b: 2\n']);
    expect(await entries()).toEqual([]);
  });

  it('the oldest alone goes forward; one in the middle is taken alone, and the next night copes', async () => {
    await three();
    expect(await acceptGiven(context(), '2')).toMatchObject({ how: 'pick' });
    expect([repo.read('config/b.yaml'), repo.read('config/c.yaml')]).toEqual(['b: 2\n', 'c: 1\n']);
    expect(repo.git(['log', '-1', '--format=%an %(trailers:key=Orch-Accepts,valueonly)', 'main'])).toContain(
      at(`${SIDE}~1`),
    );
    expect(await subjects()).toEqual(['three', 'one']);
    const prepared = await (await open(repo)).prepare();
    expect(prepared.parked).toBeUndefined();
    expect(readFileSync(join(prepared.dir, 'config/c.yaml'), 'utf8')).toBe('c: 3\n');
    expect(await acceptGiven(context(), '2')).toMatchObject({ how: 'merge', commits: [{ subject: 'one' }] });
    expect(await acceptGiven(context(), 'all')).toMatchObject({ how: 'merge' });
    expect(repo.read('config/c.yaml')).toBe('c: 3\n');
    expect(await entries()).toEqual([]);
  });

  it('moves a base that is not checked out, whatever the checkout holds', async () => {
    await three();
    const map = repo.read('context_map.yaml');
    repo.git(['checkout', '--quiet', '--detach']);
    repo.write('run.sh', 'half an edit\n');
    await expect(acceptGiven(context(), 'all')).rejects.toMatchObject({ exit: 'config' });
    repo.write('context_map.yaml', map.replace('settings: {', 'settings: { base: main,'));
    expect(await acceptGiven(context(), 'all')).toMatchObject({ how: 'fast-forward' });
    expect([at('main'), repo.read('run.sh')]).toEqual([at(SIDE), 'half an edit\n']);
  });

  it('refuses a checkout with changes, and a file in the way', async () => {
    await keep(['new', { path: 'config/new.yaml', op: 'add', bytes: bytes('n: 1\n') }]);
    repo.write('config/new.yaml', 'mine, not in git\n');
    await refuses(() => acceptGiven(context(), '1'), /in the way: config\/new\.yaml/, /Move them away/);
    repo.write('run.sh', 'half an edit\n');
    await refuses(() => acceptGiven(context(), 'all'), /not committed: run\.sh/, /git stash/);
    repo.git(['add', 'run.sh']);
    await refuses(() => acceptGiven(context(), 'all'), /not committed: run\.sh/, /git stash/);
  });

  it('a branch that another git has locked: files and index stay as they are', async () => {
    await three();
    const lock = join(repo.root, '.git/refs/heads/main.lock');
    writeFileSync(lock, '');
    await expect(acceptGiven(context(), 'all')).rejects.toMatchObject({
      exit: 'refused',
      message: expect.stringMatching(/git did not move main: .*main\.lock/),
      next: expect.stringContaining('Put right'),
    });
    expect(repo.git(['status', '--porcelain'])).toBe('');
    rmSync(lock);
    expect(await acceptGiven(context(), 'all')).toMatchObject({ how: 'fast-forward' });
  });

  it('refuses a conflict, with the commands that settle it', async () => {
    await three();
    repo.commit({ 'config/b.yaml': 'b: mine\n' });
    await refuses(
      () => acceptGiven(context(), 'all'),
      /conflicts with main in config\/b\.yaml; nothing was changed/,
      /git switch main && git merge --no-ff ai\/orchestrator-stage1/,
    );
    await refuses(() => acceptGiven(context(), '2'), /'two' alone conflicts/, /git cherry-pick [0-9a-f]{12}/);
    expect(await acceptGiven(context(), '1')).toMatchObject({ how: 'pick' });
  });

  it('refuses one whose change base has by a squash merge: there is nothing to take', async () => {
    await three();
    repo.git(['merge', '--quiet', '--squash', SIDE]);
    repo.git(['commit', '--quiet', '-m', 'all of it']);
    await refuses(() => acceptGiven(context(), '2'), /What 'two' changes is in main already/, /orch run all/);
    await (await open(repo)).prepare();
    expect(await subjects()).toEqual([]);
  });

  it('refuses while base is in use in another folder', async () => {
    await three();
    const map = repo.read('context_map.yaml');
    repo.git(['switch', '--quiet', '-c', 'work']);
    repo.write('context_map.yaml', map.replace('settings: {', 'settings: { base: main,'));
    repo.git(['worktree', 'add', '--quiet', join(repo.home, 'main'), 'main']);
    await refuses(
      () => acceptGiven(context(), 'all'),
      /main is checked out in .*main/,
      /git -C .* merge --no-ff/,
    );
  });

  it('in the middle of a rebase of base, or of the side branch, it says to end that', async () => {
    await three();
    repo.commit({ 'context_map.yaml': repo.read('context_map.yaml').replace('{ e', '{ base: main, e') });
    repo.git(['branch', 'other']);
    repo.commit({ 'config/x.yaml': 'x: 1\n' });
    for (const [branch, work] of [
      ['main', () => acceptGiven(context(), 'all')],
      [SIDE, () => rejectGiven(context(), '1')],
    ] as const) {
      repo.git(['switch', '--quiet', branch]);
      repo.git(['-c', 'sequence.editor=sed -i 1ibreak', 'rebase', '--quiet', '-i', 'other']);
      await refuses(
        work,
        /is being rebased or bisected in .*; nothing was changed/,
        /^End it \(git -C \S+ status/,
      );
      repo.git(['rebase', '--abort']);
    }
  });

  it('a filter that fails in the middle of it: files, index and refs are as they were', async () => {
    await three();
    mkdirSync(join(repo.root, '.git/info'), { recursive: true });
    writeFileSync(join(repo.root, '.git/info/attributes'), '*.yaml filter=f\n');
    const failsFor = (what: string) =>
      repo.git(['config', 'filter.f.smudge', `t=$(cat); case "$t" in *"${what}"*) exit 1;; esac; echo "$t"`]);
    repo.git(['config', 'filter.f.required', 'true']);
    repo.git(['config', 'filter.f.clean', 'cat']);
    failsFor('b: 2');
    const before = repo.git(['for-each-ref']);
    await expect(acceptGiven(context(), 'all')).rejects.toMatchObject({
      exit: 'refused',
      message: expect.stringMatching(/git did not move main: .*filter.*fail/s),
      next: 'Put right what git names, then: orch review',
    });
    expect([repo.git(['for-each-ref']), repo.git(['status', '--porcelain'])]).toEqual([before, '']);
    expect(repo.read('config/b.yaml')).toBe('b: 1\n');
    failsFor('b: ');
    await expect(acceptGiven(context(), 'all')).rejects.toMatchObject({
      message: expect.stringContaining('Not as it was in your checkout: config/b.yaml'),
      next: expect.stringContaining('git checkout -- config/b.yaml && orch review'),
    });
  });

  it('what no number or id names is wrong usage; what holds the lock is waited for', async () => {
    await three();
    for (const given of ['0', '4', 'ffff', 'x'])
      await expect(acceptGiven(context(), given)).rejects.toMatchObject({ exit: 'usage' });
    const held = await fileLock({ root: repo.root, clock: systemClock }).acquire('orch run all');
    await expect(acceptGiven(context(), '1')).rejects.toMatchObject({ exit: 'locked' });
    await held.release();
    const id = at(SIDE).slice(0, 12);
    expect(await acceptGiven(context(), id)).toMatchObject({ commits: [{ subject: 'three' }] });
  });
});

describe('reject', () => {
  it('undoes it on the side branch alone, and remembers its effect', async () => {
    await three();
    const main = at('main');
    const mark = repo.failingHook('commit-msg');
    const before = snapshot(repo.root);
    const two = at(`${SIDE}~1`);
    expect(await rejectGiven(context(), '2')).toMatchObject({
      remembered: true,
      commit: { subject: 'two' },
    });
    expect(existsSync(mark)).toBe(false);
    expect(repo.git(['show', `${SIDE}:config/b.yaml`])).toBe('b: 1\n');
    expect(repo.git(['show', `${SIDE}:config/c.yaml`])).toBe('c: 3\n');
    expect([at('main'), repo.read('config/b.yaml')]).toEqual([main, 'b: 1\n']);
    expect(snapshot(repo.root)).toEqual(before);
    expect(await subjects()).toEqual(['three', 'one']);
    const rejections = openRejections(repo.root);
    const again = await open(repo);
    await again.prepare();
    const same = await again.commit([edit('config/b.yaml', 'b: 2\n')], META);
    expect(await rejections.find('talos', same.diff)).toMatchObject({ commit: two, summary: 'two' });
    expect(await rejections.find('apps', same.diff)).toBeUndefined();
    const other = await again.commit([edit('config/b.yaml', 'b: 20\n')], META);
    expect(await rejections.find('talos', other.diff)).toBeUndefined();
  });

  it('twice is told, and all of it is net of what was rejected', async () => {
    await three();
    const id = at(SIDE).slice(0, 10);
    await rejectGiven(context(), '1');
    await expect(rejectGiven(context(), id)).rejects.toMatchObject({
      exit: 'usage',
      message: expect.stringContaining('was rejected already'),
    });
    await acceptGiven(context(), 'all');
    expect([repo.read('config/b.yaml'), repo.read('config/c.yaml')]).toEqual(['b: 2\n', 'c: 1\n']);
  });

  it('one that was built on something rejected is taken alone', async () => {
    await three();
    await rejectGiven(context(), '3');
    expect(await acceptGiven(context(), '2')).toMatchObject({ how: 'pick' });
    expect([repo.read('config/a.yaml'), repo.read('config/b.yaml')]).toEqual([
      FILES['config/a.yaml'],
      'b: 2\n',
    ]);
  });

  it('a base without a common commit: whole branch and root are refused, one repair can be taken', async () => {
    await three();
    repo.git(['mv', 'config/c.yaml', 'config/d.yaml']);
    repo.git(['commit', '--quiet', '--amend', '-m', 'rewritten']);
    const all = () => acceptGiven(context(), 'all');
    await refuses(all, /have no commit in common/, /by their numbers; the next run sets/);
    await refuses(() => rejectGiven(context(), '4'), /has no commit before it/, /by their numbers/);
    const desk = await openDesk(context());
    const root = desk.pending.open[3];
    expect(root && (await storyOf(desk, root)).diff).toContain('+b: 1\n');
    expect(await acceptGiven(context(), '2')).toMatchObject({ how: 'pick' });
    expect(repo.read('config/b.yaml')).toBe('b: 2\n');
  });

  it('refuses one that a later commit builds on, and a branch that is checked out', async () => {
    await keep(['b to 2', edit('config/b.yaml', 'b: 2\n')], ['b to 3', edit('config/b.yaml', 'b: 3\n')]);
    await refuses(
      () => rejectGiven(context(), '2'),
      /build on this one in config\/b\.yaml/,
      /Reject the newer ones first, or by hand: git switch/,
    );
    expect(existsSync(join(repo.root, 'state/rejected.jsonl'))).toBe(false);
    repo.git(['worktree', 'add', '--quiet', join(repo.home, 'look'), SIDE]);
    await refuses(() => rejectGiven(context(), '1'), /is checked out in .*look/, /switch --detach/);
  });

  it('a memory that is damaged is named with its line', async () => {
    repo.write('state/rejected.jsonl', '{"stage":1}\n');
    await expect(openRejections(repo.root).find('talos', '')).rejects.toMatchObject({
      exit: 'state',
      message: expect.stringContaining('corrupt at line 1'),
    });
  });
});
