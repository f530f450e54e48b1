import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Folders, subFolders, wantedDirs, wantedNamespaces } from '../../src/stage-kit/kube/parts.ts';
import { runStage } from '../../src/stage-kit/run-stage.ts';
import type { StageContext } from '../../src/stage-kit/types.ts';
import { apps } from '../../stages/apps/index.ts';
import { obs } from '../../stages/obs/index.ts';
import { standIn } from './stage-stand-in.ts';

const OBS: Folders = {
  whole: 'cluster/obs',
  always: ['cluster/obs/namespaces'],
  parts: () => [
    { name: 'metrics', dir: 'cluster/obs/metrics', feature: 'metrics' },
    { name: 'logs', dir: 'cluster/obs/logs', feature: 'logs' },
  ],
};
const off = (ctx: StageContext, feature: 'logs' | 'metrics'): StageContext => ({
  ...ctx,
  cluster: { ...ctx.cluster, features: { ...ctx.cluster.features, [feature]: false } },
});

describe('parts of a stage', () => {
  test('everything wanted is one folder; a feature that is off, or one part asked for, is the folders of the rest', () => {
    using made = standIn([]);
    const { ctx } = made;
    expect(wantedDirs(ctx, OBS)).toEqual(['cluster/obs']);
    expect(wantedDirs(off(ctx, 'logs'), OBS)).toEqual(['cluster/obs/namespaces', 'cluster/obs/metrics']);
    expect(wantedDirs({ ...ctx, part: 'logs' }, OBS)).toEqual(['cluster/obs/namespaces', 'cluster/obs/logs']);
    expect(wantedDirs({ ...off(ctx, 'logs'), part: 'logs' }, OBS)).toEqual([]);
  });

  test('an app is any folder that kustomize can build, and only its own namespaces are looked at', async () => {
    using made = standIn(['kubectl']);
    for (const name of ['blog', 'home', 'notes'])
      mkdirSync(join(made.dir, 'cluster/apps', name), { recursive: true });
    for (const name of ['blog', 'home'])
      writeFileSync(join(made.dir, 'cluster/apps', name, 'kustomization.yaml'), 'resources: []\n');
    const ctx = { ...made.ctx, part: 'blog' };
    const folders: Folders = { whole: 'cluster/apps', parts: subFolders('cluster/apps') };
    expect(folders.parts(ctx).map(({ name }) => name)).toEqual(['blog', 'home']);
    made.answer('kubectl', [
      {
        argv: '^kustomize cluster/apps/blog',
        stdout: 'kind: Service\nmetadata: {name: b, namespace: web}\n',
      },
    ]);
    expect(await wantedNamespaces(ctx, [folders], ['web', 'home'])).toEqual(['web']);
    expect(await wantedNamespaces(made.ctx, [folders], ['web', 'home'])).toEqual(['web', 'home']);
  });

  test('a part that the stage does not have is refused before anything is asked (64)', async () => {
    using made = standIn([]);
    const run = (stage: typeof obs, part = 'traces') =>
      runStage(stage, { ...made.ctx, part }, { planOnly: true, report: () => undefined });
    expect(await run(obs)).toEqual({ code: 64, changed: 0 });
    expect(made.said).toEqual(['stage obs has no part traces; it has metrics, logs, otel']);
    expect((await run(obs, 'metric')).code).toBe(64);
    expect(made.said.at(-1)).toBe(
      'stage obs has no part metric; did you mean `metrics`? it has metrics, logs, otel',
    );
    mkdirSync(join(made.dir, 'cluster/apps'), { recursive: true });
    expect((await run(apps)).code).toBe(64);
  });
});
