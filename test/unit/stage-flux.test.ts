import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runStage } from '../../src/stage-kit/run-stage.ts';
import { flux } from '../../stages/infra/flux.ts';
import { type Rule, type StandIn, standIn } from './stage-stand-in.ts';

const MANIFEST =
  '---\n# Flux Version: v2.9.4\napiVersion: v1\nkind: Namespace\nmetadata: {name: flux-system}\n';
const SUM = createHash('sha256').update(MANIFEST).digest('hex');
const NAMES = ['source', 'kustomize', 'helm', 'notification'].map((name) => `${name}-controller`);

const deployments = (version: string) =>
  JSON.stringify({
    items: NAMES.map((name) => ({
      kind: 'Deployment',
      metadata: { name, labels: { 'app.kubernetes.io/version': version } },
      status: { conditions: [{ type: 'Available', status: 'True' }] },
    })),
  });

const KUBECTL: readonly Rule[] = [
  { argv: 'get deployments -n flux-system', stdout: '{"items":[]}' },
  { argv: 'apply --server-side' },
  { argv: 'wait --for=condition=Established' },
  { argv: 'get deployments -n flux-system', stdout: deployments('v2.9.4'), after: 'apply --server-side' },
];
const FLUX: readonly Rule[] = [{ argv: '^check' }, { argv: '^install --export', stdout: MANIFEST }];

const run = async (made: StandIn, ctx = made.ctx) => {
  made.said.length = 0;
  const stage = { name: 'infra', steps: [flux] };
  const { code } = await runStage(stage, ctx, { planOnly: false, report: () => undefined });
  return { code, said: made.said.join('\n') };
};
const cluster = (made: StandIn, sha256: string) => ({
  ...made.ctx,
  cluster: { ...made.ctx.cluster, flux: { ...made.ctx.cluster.flux, sha256 } },
});
const house = (manifest = MANIFEST) => {
  const made = standIn(['kubectl', 'flux']);
  made.answer('kubectl', KUBECTL);
  made.answer('flux', [...FLUX, { argv: '^install --export', stdout: manifest }]);
  return made;
};
const applied = (made: StandIn) => made.calls().filter((call) => call.includes('apply --server-side'));
const changed = (made: StandIn) =>
  made.answer('flux', [...FLUX, { argv: '^install --export', stdout: `${MANIFEST}# other\n` }]);

describe('Flux', () => {
  test('is applied from its exported manifest, types first, then checked', async () => {
    using made = house();
    expect(await run(made)).toMatchObject({ code: 0 });
    const calls = made.calls().map((call) => call.replace(/ --kubeconfig \S+( --request-timeout=15s)?/, ''));
    expect(calls.filter((call) => !call.startsWith('kubectl get'))).toEqual([
      'flux check --pre',
      `flux install --export --version=v2.9.4 --components=${NAMES.join(',')} --network-policy=true`,
      'kubectl apply --server-side --force-conflicts --field-manager=orch -f -',
      'kubectl wait --for=condition=Established crd/gitrepositories.source.toolkit.fluxcd.io crd/helmrepositories.source.toolkit.fluxcd.io crd/ocirepositories.source.toolkit.fluxcd.io crd/kustomizations.kustomize.toolkit.fluxcd.io crd/helmreleases.helm.toolkit.fluxcd.io --timeout=60s',
      'flux check',
    ]);
  });

  test('that runs in the wanted version costs one look and no flux', async () => {
    using made = house();
    made.answer('kubectl', [{ argv: 'get deployments', stdout: deployments('v2.9.4') }]);
    expect(await run(made)).toMatchObject({ code: 0 });
    expect(made.calls()).toHaveLength(1);
  });

  test('whose manifest is not the pinned one is not applied', async () => {
    using made = house();
    expect(await run(made, cluster(made, SUM))).toMatchObject({ code: 0 });
    made.forget();
    const other = 'a'.repeat(64);
    const { code, said } = await run(made, cluster(made, other));
    expect(code).toBe(1);
    expect(said).toContain(`found ${SUM}, expected ${other}`);
    expect(said).toContain('flux install --export --version=v2.9.4 --components=');
    expect(said).toContain('flux.sha256');
    expect(applied(made)).toEqual([]);
  });

  test('whose manifest changes under the same version is refused; the first one is remembered', async () => {
    using made = house();
    expect(await run(made)).toMatchObject({ code: 0 });
    const file = join(made.ctx.stateDir, 'flux.json');
    expect(Object.values(JSON.parse(readFileSync(file, 'utf8')))).toEqual([SUM]);
    made.forget();
    changed(made);
    const { code, said } = await run(made);
    expect(code).toBe(1);
    expect(said).toContain(`expected ${SUM}`);
    expect(said).toContain('was installed from here before');
    expect(applied(made)).toEqual([]);
    // A human has looked, and says which one is right.
    const right = createHash('sha256').update(`${MANIFEST}# other\n`).digest('hex');
    expect(await run(made, cluster(made, right))).toMatchObject({ code: 0 });
  });

  test('in another version has another manifest', async () => {
    using made = house();
    expect(await run(made)).toMatchObject({ code: 0 });
    changed(made);
    made.answer('kubectl', [
      ...KUBECTL,
      { argv: 'get deployments', stdout: deployments('v2.9.5'), after: 'version=v2.9.5' },
    ]);
    const next = { ...made.ctx.cluster, flux: { ...made.ctx.cluster.flux, version: 'v2.9.5' } };
    made.forget();
    expect(await run(made, { ...made.ctx, cluster: next })).toMatchObject({ code: 0 });
    expect(applied(made)).toHaveLength(1);
  });
});
