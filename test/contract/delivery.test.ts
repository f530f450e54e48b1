import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkDelivery } from '../../src/stage-kit/delivery/deliver.ts';
import { headOf, push } from '../../src/stage-kit/delivery/git.ts';
import { StageFailure } from '../../src/stage-kit/failure.ts';
import { manifestsStep } from '../../src/stage-kit/kube/manifests.ts';
import { parseClusterConfig } from '../../src/stage-kit/load-cluster.ts';
import { runStage } from '../../src/stage-kit/run-stage.ts';
import { toolRunner } from '../../src/stage-kit/tool.ts';
import type { StageContext, Step } from '../../src/stage-kit/types.ts';
import { delivery as deliveryStep } from '../../stages/infra/delivery.ts';
import { fastConfig, type StandIn, standIn } from '../unit/stage-stand-in.ts';

const FETCH_URL = 'https://git.lan/homelab.git';
const ENV = {
  PATH: process.env.PATH ?? '',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 't',
  GIT_AUTHOR_EMAIL: 't@localhost',
  GIT_COMMITTER_NAME: 't',
  GIT_COMMITTER_EMAIL: 't@localhost',
};
const realGit = execFileSync('/bin/sh', ['-c', 'command -v git'], { encoding: 'utf8', env: ENV }).trim();
const git = (dir: string, ...args: string[]) =>
  execFileSync(realGit, args, {
    cwd: dir,
    encoding: 'utf8',
    env: ENV,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();

/** Writes down each command line, then is the real git. */
const RECORDER = (calls: string) => `#!/bin/sh
printf '%s\\n' "git $*" >>'${calls}'
exec '${realGit}' "$@"
`;

interface House extends Disposable {
  readonly made: StandIn;
  readonly ctx: StageContext;
  readonly bare: string;
  readonly git: (...args: string[]) => string;
  /** git's command lines so far. */
  readonly gitCalls: () => string[];
  readonly refs: () => Record<string, string>;
}

const open: House[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each[Symbol.dispose]();
});

/** A checkout with one folder of manifests, a bare remote with branches and tags of others, and recorded programs. */
const house = (mode: 'apply' | 'flux', branch?: string): House => {
  const made = standIn(['kubectl']);
  const { dir } = made;
  const bare = join(dir, 'remote.git');
  const root = join(dir, 'repo');
  const calls = join(dir, 'git-calls');
  writeFileSync(calls, '');
  writeFileSync(join(dir, 'bin', 'git'), RECORDER(calls));
  chmodSync(join(dir, 'bin', 'git'), 0o755);
  mkdirSync(join(root, 'cluster', 'apps'), { recursive: true });
  writeFileSync(join(root, 'cluster', 'apps', 'kustomization.yaml'), 'resources: []\n');
  git(dir, 'init', '--quiet', '--bare', bare);
  git(root, 'init', '--quiet', '--initial-branch=main');
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'one');
  git(root, 'remote', 'add', 'origin', bare);
  git(root, 'push', '--quiet', 'origin', 'main', 'main:refs/heads/other');
  git(root, 'tag', '--annotate', '--message', 'mine', 'v1');
  // A user whose pushes send tags along, and a hook that must not run.
  git(root, 'config', 'push.followTags', 'true');
  writeFileSync(
    join(root, '.git', 'hooks', 'pre-push'),
    `#!/bin/sh\ntouch '${join(dir, 'hook-ran')}'\nexit 1\n`,
  );
  chmodSync(join(root, '.git', 'hooks', 'pre-push'), 0o755);
  const parsed = parseClusterConfig(fastConfig());
  if (!('config' in parsed)) throw new Error(JSON.stringify(parsed.mistakes));
  const delivery =
    mode === 'apply'
      ? ({ mode } as const)
      : ({ mode, url: FETCH_URL, remote: 'origin', branch: branch ?? 'orch/candidate' } as const);
  const found: House = {
    made,
    bare,
    git: (...args) => git(root, ...args),
    ctx: {
      ...made.ctx,
      root,
      cluster: { ...parsed.config, delivery },
      tool: toolRunner(root, { ...made.env, ...ENV, PATH: `${join(dir, 'bin')}:/usr/bin:/bin` }),
    },
    gitCalls: () =>
      readFileSync(calls, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    refs: () =>
      Object.fromEntries(
        git(bare, 'for-each-ref', '--format=%(refname) %(objectname)')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => line.split(' ') as [string, string]),
      ),
    [Symbol.dispose]: () => made[Symbol.dispose](),
  };
  open.push(found);
  return found;
};

const revision = (commit: string) => `orch/candidate@sha1:${commit}`;
const TRUE = [{ type: 'Ready', status: 'True', reason: 'Succeeded', observedGeneration: 1 }];

/** Flux as it stands once it has done its work with this commit. */
const done = (commit: string, more: object[] = []) =>
  JSON.stringify({
    kind: 'List',
    items: [
      {
        kind: 'GitRepository',
        metadata: { name: 'orch', namespace: 'flux-system', generation: 1 },
        spec: { interval: '5m', timeout: '60s', url: FETCH_URL, ref: { branch: 'orch/candidate' } },
        status: { observedGeneration: 1, artifact: { revision: revision(commit) }, conditions: TRUE },
      },
      {
        kind: 'Kustomization',
        metadata: { name: 'orch-apps', namespace: 'flux-system', generation: 1 },
        spec: {
          interval: '10m',
          retryInterval: '30s',
          timeout: '5m',
          path: './cluster/apps',
          prune: false,
          wait: false,
          force: false,
          sourceRef: { kind: 'GitRepository', name: 'orch' },
        },
        status: { observedGeneration: 1, lastAppliedRevision: revision(commit), conditions: TRUE },
      },
      ...more,
    ],
  });
const NOTHING = '{"kind":"List","items":[]}';

const cluster = (each: House, before: string, after: string) =>
  each.made.answer('kubectl', [
    { argv: '^kustomize', stdout: '' },
    { argv: 'get kustomizations\\S* -A', stdout: NOTHING },
    { argv: 'get (-k|gitrepositories)', stdout: before },
    { argv: 'get -k', stdout: '' },
    { argv: 'apply --server-side' },
    { argv: 'annotate' },
    { argv: 'get gitrepositories', stdout: after, after: 'annotate' },
  ]);

const run = async (each: House, ...steps: Step[]) => {
  each.made.said.length = 0;
  const { code } = await runStage({ name: 'apps', steps }, each.ctx, {
    planOnly: false,
    report: () => undefined,
  });
  return { code, said: each.made.said.join('\n') };
};
const apps = manifestsStep('manifests', () => ['cluster/apps']);

describe('mode apply', () => {
  test('never runs git, and nothing reaches the remote', async () => {
    const each = house('apply');
    cluster(each, NOTHING, NOTHING);
    const before = each.refs();
    expect((await run(each, deliveryStep, apps)).code).toBe(0);
    expect(each.gitCalls()).toEqual([]);
    expect(each.refs()).toEqual(before);
    expect(each.made.calls().join('\n')).not.toMatch(/annotate|gitrepositories/);
  });
});

describe('mode flux', () => {
  test('pushes the commit of the checkout to its own branch and to nothing else; hooks and tags stay at home', async () => {
    const each = house('flux');
    const head = each.git('rev-parse', 'HEAD');
    cluster(each, NOTHING, done(head));
    const before = each.refs();
    const { code, said } = await run(each, apps);
    expect(code, said).toBe(0);
    expect(each.refs()).toEqual({ ...before, 'refs/heads/orch/candidate': head });
    expect(each.gitCalls().filter((call) => call.includes('push'))).toEqual([
      `git push --quiet --no-verify --no-follow-tags --recurse-submodules=no origin +${head}:refs/heads/orch/candidate`,
    ]);
    expect(existsSync(join(each.made.dir, 'hook-ran'))).toBe(false);
    // Flux is asked to fetch before it is asked to apply.
    const asked = each.made.calls().filter((call) => call.includes('annotate'));
    expect(asked.map((call) => /annotate (\S+?)\./.exec(call)?.[1])).toEqual([
      'gitrepositories',
      'kustomizations',
    ]);
  });

  test('overwrites its own branch when a repair was taken back', async () => {
    const each = house('flux');
    each.git('commit', '--quiet', '--allow-empty', '--message', 'a repair');
    const repair = each.git('rev-parse', 'HEAD');
    each.git('push', '--quiet', '--no-verify', 'origin', `${repair}:refs/heads/orch/candidate`);
    writeFileSync(join(each.ctx.root, 'cluster', 'apps', 'kustomization.yaml'), 'resources: []\n# other\n');
    each.git('commit', '--quiet', '--all', '--amend', '--message', 'another');
    const head = each.git('rev-parse', 'HEAD');
    cluster(each, done(repair), done(head));
    const { code, said } = await run(each, apps);
    expect(code, said).toBe(0);
    expect(said).toContain('M cluster/apps/kustomization.yaml');
    expect(each.refs()['refs/heads/orch/candidate']).toBe(head);
  });

  test('pushes and asks nothing when Flux has applied this content, under whatever commit', async () => {
    const each = house('flux');
    const candidate = each.git('rev-parse', 'HEAD');
    // A repair that is kept is committed again with another message.
    each.git('commit', '--quiet', '--amend', '--allow-empty', '--message', 'kept');
    cluster(each, done(candidate), done(candidate));
    const before = each.refs();
    const { code, said } = await run(each, deliveryStep, apps);
    expect(code, said).toBe(0);
    expect(said).toContain('nothing changed');
    expect(each.gitCalls().filter((call) => call.includes('push'))).toEqual([]);
    expect(each.made.calls().filter((call) => /apply(?! .*--dry-run)|annotate/.test(call))).toEqual([]);
    expect(each.refs()).toEqual(before);
  });

  test('refuses manifests that are not committed, in a plan already', async () => {
    const each = house('flux');
    cluster(each, NOTHING, NOTHING);
    writeFileSync(join(each.ctx.root, 'cluster', 'apps', 'new.yaml'), 'a: 1\n');
    const { code, said } = await run(each, apps);
    expect(code).toBe(1);
    expect(said).toContain('manifests are not committed:\n?? cluster/apps/new.yaml');
    expect(each.gitCalls().filter((call) => call.includes('push'))).toEqual([]);
  });

  test.each([
    'main',
    'orch',
    'refs/heads/main',
    'orch/../main',
    'orch/a:refs/heads/main',
    'ai/side',
    '',
    '-d',
  ])('does not push to branch %j', async (branch) => {
    const each = house('flux');
    const before = each.refs();
    await expect(push(each.ctx, await headOf(each.ctx), 'origin', branch)).rejects.toThrow(StageFailure);
    expect(each.gitCalls().filter((call) => call.includes('push'))).toEqual([]);
    expect(each.refs()).toEqual(before);
  });

  test('does not deliver the repo above a checkout that lost its .git', async () => {
    const each = house('flux');
    const inner = join(each.ctx.root, '.orch', 'worktree');
    mkdirSync(inner, { recursive: true });
    const flux = each.ctx.cluster.delivery;
    if (flux.mode !== 'flux') throw new Error('not flux');
    cluster(each, NOTHING, NOTHING);
    await expect(checkDelivery({ ...each.ctx, root: inner }, flux, [])).rejects.toThrow(/is not the top of/);
  });

  test('a look that fails ends with all that it started', async () => {
    const each = house('flux');
    const flux = each.ctx.cluster.delivery;
    if (flux.mode !== 'flux') throw new Error('not flux');
    // git fails at once; kubectl is still at work then.
    const ended = join(each.made.dir, 'ended');
    const slow = `#!/bin/sh\nsleep 0.4\necho '${NOTHING}'\ntouch '${ended}'\n`;
    writeFileSync(join(each.made.dir, 'bin', 'kubectl'), slow);
    await expect(checkDelivery({ ...each.ctx, root: each.made.dir }, flux, [])).rejects.toThrow();
    expect(existsSync(ended)).toBe(true);
  });

  test('works on the checkout when orch was started from a hook of another repo', async () => {
    const each = house('flux');
    const env = {
      ...ENV,
      PATH: `${join(each.made.dir, 'bin')}:/usr/bin:/bin`,
      GIT_DIR: each.bare,
      GIT_INDEX_FILE: 'x',
    };
    const ctx = { ...each.ctx, tool: toolRunner(each.ctx.root, env) };
    expect((await headOf(ctx)).commit).toBe(each.git('rev-parse', 'HEAD'));
  });

  test('says what git said when there is no such remote', async () => {
    const each = house('flux');
    each.git('remote', 'remove', 'origin');
    cluster(each, NOTHING, NOTHING);
    const { said } = await run(each, apps);
    expect(said).toContain("fatal: 'origin' does not appear to be a git repository");
    expect(said).toContain('delivery.remote (delivery.remote) names no git repository');
  });
});
