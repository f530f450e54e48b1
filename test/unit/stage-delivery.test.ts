import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kustomizationSeen, sourceSeen } from '../../src/stage-kit/delivery/judge.ts';
import {
  type FluxObject,
  isAsWanted,
  kustomizationObject,
  nameFor,
  plainPath,
} from '../../src/stage-kit/delivery/objects.ts';
import { demandNoRivals } from '../../src/stage-kit/delivery/rivals.ts';
import { StageFailure } from '../../src/stage-kit/failure.ts';
import { parseClusterConfig } from '../../src/stage-kit/load-cluster.ts';
import { fastConfig, standIn } from './stage-stand-in.ts';

const OLD = 'orch/candidate@sha1:1111111111111111111111111111111111111111';
const NEW = 'orch/candidate@sha1:2222222222222222222222222222222222222222';

interface Said {
  readonly status: string;
  readonly reason: string;
  readonly message?: string;
  readonly generation?: number;
}

const object = (
  kind: string,
  name: string,
  ready: Said | undefined,
  more: Partial<FluxObject> = {},
): FluxObject => ({
  kind,
  metadata: { name, namespace: 'flux-system', generation: 2, ...more.metadata },
  spec: { path: './cluster/apps', sourceRef: { kind: 'GitRepository', name: 'orch' }, ...more.spec },
  status: {
    ...(ready === undefined
      ? {}
      : {
          conditions: [
            {
              type: 'Ready',
              status: ready.status,
              reason: ready.reason,
              message: ready.message ?? '',
              observedGeneration: ready.generation ?? 2,
            },
          ],
        }),
    ...more.status,
  },
});
const git = (ready: Said | undefined, more: Partial<FluxObject> = {}) =>
  object('GitRepository', 'orch', ready, more);
const ks = (ready: Said | undefined, more: Partial<FluxObject> = {}) =>
  object('Kustomization', 'orch-apps', ready, more);
const YES = { status: 'True', reason: 'ReconciliationSucceeded' };
const has = (revision: string) => ({ artifact: { revision } });

describe('fetching', () => {
  test('has come to an end only with the wanted commit, asked for and answered', () => {
    expect(sourceSeen(undefined, NEW).state).toBe('waiting');
    expect(sourceSeen(git(undefined), NEW).state).toBe('waiting');
    expect(sourceSeen(git(YES, { status: has(NEW) }), NEW).state).toBe('ready');
    expect(sourceSeen(git({ ...YES, generation: 1 }, { status: has(NEW) }), NEW).state).toBe('waiting');
    const metadata = { name: 'orch', annotations: { 'reconcile.fluxcd.io/requestedAt': 'b' }, generation: 2 };
    const asked = (lastHandledReconcileAt: string) =>
      sourceSeen(git(YES, { metadata, status: { ...has(OLD), lastHandledReconcileAt } }), NEW).state;
    expect([asked('a'), asked('b')]).toEqual(['waiting', 'failing']);
  });

  test("is told in the controller's words when it fails", () => {
    const message =
      "failed to checkout and determine revision: unable to clone 'https://git.lan/x': couldn't find remote ref \"refs/heads/orch/candidate\"";
    expect(sourceSeen(git({ status: 'False', reason: 'GitOperationFailed', message }), NEW)).toEqual({
      state: 'failing',
      for: 'GitRepository flux-system/orch (GitOperationFailed)',
      text: `GitRepository/flux-system/orch: GitOperationFailed: ${message}`,
    });
  });

  test('that somebody suspended is said to be', () => {
    const seen = sourceSeen(git(YES, { spec: { suspend: true }, status: has(NEW) }), NEW);
    expect(seen).toMatchObject({ state: 'failing', text: expect.stringContaining('is suspended') });
  });
});

describe('applying', () => {
  const no = (reason: string, message = 'why') => ({ status: 'False', reason, message });
  const seen = (one: FluxObject, ...others: FluxObject[]) =>
    kustomizationSeen('orch-apps', [one, ...others], NEW);

  test('is done when the wanted revision is applied, not when an older one is', () => {
    expect(seen(ks(YES, { status: { lastAppliedRevision: NEW } })).state).toBe('ready');
    expect(seen(ks(YES, { status: { lastAppliedRevision: OLD } })).state).toBe('waiting');
    expect(kustomizationSeen('orch-apps', [], NEW).state).toBe('waiting');
  });

  test.each(['BuildFailed', 'ReconciliationFailed', 'HealthCheckFailed', 'PruneFailed'])(
    'that ends with %s is a failure of the revision that was tried, and of no other',
    (reason) => {
      const tried = (lastAttemptedRevision: string) =>
        seen(ks(no(reason), { status: { lastAttemptedRevision } }));
      expect(tried(OLD).state).toBe('waiting');
      expect(tried(NEW)).toEqual({
        state: 'failing',
        for: `Kustomization flux-system/orch-apps (${reason})`,
        text: `Kustomization/flux-system/orch-apps: ${reason}: why`,
      });
    },
  );

  test('waits for an artifact, and fails on a folder that is not in it', () => {
    expect(seen(ks(no('ArtifactFailed', 'Source artifact not found, retrying in 30s'))).state).toBe(
      'waiting',
    );
    const gone =
      'kustomization path not found: stat /tmp/kustomization-1/cluster/apps: no such file or directory';
    expect(seen(ks(no('ArtifactFailed', gone)))).toMatchObject({
      state: 'failing',
      text: expect.stringContaining(gone),
    });
  });

  test('that waits for another one fails with the cause of that one', () => {
    const waits = ks(no('DependencyNotReady', "dependency 'flux-system/orch-infra' is not ready"), {
      spec: { dependsOn: [{ name: 'orch-infra' }] },
    });
    const infra = (ready: Said, lastAttemptedRevision: string) =>
      object('Kustomization', 'orch-infra', ready, { status: { lastAttemptedRevision } });
    expect(seen(waits).state).toBe('waiting');
    expect(seen(waits, infra({ status: 'Unknown', reason: 'Progressing' }, NEW)).state).toBe('waiting');
    expect(seen(waits, infra(no('BuildFailed', 'bad line'), NEW))).toMatchObject({
      state: 'failing',
      text: 'Kustomization/flux-system/orch-infra: BuildFailed: bad line',
    });
  });
});

describe('the objects', () => {
  test('are named after their folders and depend on what earlier stages made', () => {
    expect(['cluster/flux', 'cluster/ingress/routes'].map(nameFor)).toEqual([
      'orch-flux',
      'orch-ingress-routes',
    ]);
    expect(['./', '.', '', undefined, './cluster/apps/', '/cluster'].map(plainPath)).toEqual([
      '',
      '',
      '',
      '',
      'cluster/apps',
      'cluster',
    ]);
    const present = ['cluster/obs', 'cluster/ingress/controller', 'cluster/infra', 'cluster/flux'].map(
      (dir) => kustomizationObject(dir, []),
    );
    const needs = (dir: string) =>
      (kustomizationObject(dir, present).spec?.dependsOn ?? []).map((each) => each.name);
    expect(needs('cluster/flux')).toEqual([]);
    expect(needs('cluster/infra')).toEqual(['orch-flux']);
    expect(needs('cluster/apps')).toEqual(['orch-flux', 'orch-infra']);
    expect(needs('cluster/ingress/routes')).toEqual(['orch-flux', 'orch-infra', 'orch-ingress-controller']);
  });

  test('never delete: prune is off, and a change of it is put back', () => {
    const wanted = kustomizationObject('cluster/apps', []);
    expect(wanted.spec).toMatchObject({ prune: false, wait: false });
    expect(isAsWanted(wanted, { ...wanted, spec: { ...wanted.spec, force: false } })).toBe(true);
    expect(isAsWanted(wanted, { ...wanted, spec: { ...wanted.spec, prune: true } })).toBe(false);
    expect(isAsWanted(wanted, { ...wanted, spec: { ...wanted.spec, dependsOn: [{ name: 'x' }] } })).toBe(
      false,
    );
    expect(isAsWanted(wanted, undefined)).toBe(false);
  });
});

describe('two that apply the same manifests', () => {
  const BUILT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: home}\n';
  const stranger = (spec: object, ids: readonly string[] = []): FluxObject => ({
    kind: 'Kustomization',
    metadata: { name: 'apps', namespace: 'gitops' },
    spec: { sourceRef: { name: 'theirs' }, ...spec },
    status: { inventory: { entries: ids.map((id) => ({ id })) } },
  });
  const judge = async (items: readonly FluxObject[], delivery?: object) => {
    using made = standIn(['kubectl']);
    mkdirSync(join(made.dir, 'cluster', 'apps'), { recursive: true });
    writeFileSync(join(made.dir, 'cluster', 'apps', 'kustomization.yaml'), '');
    made.answer('kubectl', [
      { argv: '^kustomize cluster/apps$', stdout: BUILT },
      {
        argv: 'get kustomizations.kustomize.toolkit.fluxcd.io -A -o json',
        stdout: JSON.stringify({ items }),
      },
    ]);
    const cluster = delivery === undefined ? made.ctx.cluster : { ...made.ctx.cluster, delivery };
    try {
      await demandNoRivals({ ...made.ctx, cluster } as typeof made.ctx);
      return undefined;
    } catch (error) {
      if (!(error instanceof StageFailure)) throw error;
      return `${error.evidence}\n${error.message}`;
    }
  };

  test('are found by what they applied, else by their folder', async () => {
    expect(await judge([stranger({ path: './cluster/apps' })])).toContain(
      'Flux would undo what orch applies: gitops/apps',
    );
    expect(await judge([stranger({ path: './' }, ['home_web_apps_Deployment'])])).toContain(
      "gitops/apps is not orch's: suspend it (spec.suspend: true)",
    );
    // The same folder name in somebody's own repo, with other objects in it.
    expect(
      await judge([stranger({ path: './cluster/apps' }, ['blog_blog_apps_Deployment'])]),
    ).toBeUndefined();
    expect(await judge([stranger({ path: './clusters/pve' })])).toBeUndefined();
    expect(await judge([stranger({ path: './cluster/apps', suspend: true })])).toBeUndefined();
    expect(await judge([])).toBeUndefined();
  });

  test('cannot be where there is no kustomize-controller', async () => {
    using made = standIn(['kubectl']);
    const stderr = `error: the server doesn't have a resource type "kustomizations"`;
    made.answer('kubectl', [{ argv: 'get kustomizations', stderr, code: 1 }]);
    const flux = { ...made.ctx.cluster.flux, components: ['source-controller', 'helm-controller'] };
    await demandNoRivals({ ...made.ctx, cluster: { ...made.ctx.cluster, flux } });
    await expect(demandNoRivals(made.ctx)).rejects.toThrow(StageFailure);
  });

  test('are ours in mode apply, and nobody in mode flux', async () => {
    const left = [ks(YES)];
    const said = await judge(left);
    expect(said).toContain(
      'kubectl -n flux-system delete kustomizations.kustomize.toolkit.fluxcd.io orch-apps',
    );
    expect(said).toContain('kubectl -n flux-system delete gitrepositories.source.toolkit.fluxcd.io orch');
    const flux = { mode: 'flux', url: 'https://git.lan/x', remote: 'origin', branch: 'orch/candidate' };
    expect(await judge(left, flux)).toBeUndefined();
    expect(await judge([...left, stranger({ path: 'cluster/apps' })], flux)).toContain('gitops/apps');
  });
});

describe('the config', () => {
  const parse = (delivery: string) => parseClusterConfig(`${fastConfig()}\ndelivery: ${delivery}\n`);
  const mistakes = (delivery: string) => {
    const parsed = parse(delivery);
    return 'mistakes' in parsed ? parsed.mistakes.map((each) => each.key) : [];
  };

  test.each([
    ['{mode: apply}', []],
    ['{mode: flux, url: "https://git.lan/a.git"}', []],
    ['{mode: flux, url: "ssh://git@git.lan/a.git", remote: "git@git.lan:a.git", branch: orch/night}', []],
    ['{mode: flux, url: "http://127.0.0.1:1/a.git", remote: "file:///srv/a.git", secret: deploy}', []],
    ['{mode: flux, url: "https://me:token@git.lan/a.git"}', ['delivery.url']],
    ['{mode: flux, url: "https://git.lan/a", remote: "https://ghp_token@git.lan/a"}', ['delivery.remote']],
    ['{mode: flux, url: "https://git.lan/a", remote: "ext::sh -c id"}', ['delivery.remote']],
    ['{mode: flux, url: "https://git.lan/a", remote: "--upload-pack=x"}', ['delivery.remote']],
    ['{mode: flux, url: "https://git.lan/a", branch: main}', ['delivery.branch']],
    ['{mode: flux, url: "https://git.lan/a", branch: orch/../main}', ['delivery.branch']],
    ['{mode: flux, url: "https://git.lan/a", branch: "orch/a:main"}', ['delivery.branch']],
    ['{mode: apply, url: "https://git.lan/a"}', ['delivery']],
  ])('%s', (delivery, keys) => {
    expect(mistakes(delivery)).toEqual(keys);
  });

  test('that holds a password is refused without repeating it', () => {
    const parsed = parse('{mode: flux, url: "https://me:hunter2@git.lan/a.git"}');
    expect(JSON.stringify(parsed)).toContain('https://***@git.lan/a.git');
    expect(JSON.stringify(parsed)).not.toContain('hunter2');
  });

  test('that lets Flux deliver needs the controllers for it', () => {
    const text = fastConfig().replace(
      /^flux:\n/m,
      'flux:\n  components: [source-controller, helm-controller]\n',
    );
    const parsed = parseClusterConfig(`${text}\ndelivery: {mode: flux, url: "https://git.lan/a"}\n`);
    expect('mistakes' in parsed && parsed.mistakes).toMatchObject([
      { key: 'flux.components', message: 'expected kustomize-controller, since delivery.mode is flux' },
    ]);
  });
});
