import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { clusterStep } from '../../src/stage-kit/kube/cluster-step.ts';
import { buildManifests, manifestsStep } from '../../src/stage-kit/kube/manifests.ts';
import { secretsStep } from '../../src/stage-kit/kube/secrets.ts';
import { runStage } from '../../src/stage-kit/run-stage.ts';
import type { Step } from '../../src/stage-kit/types.ts';
import { type Rule, type StandIn, standIn } from './stage-stand-in.ts';

const run = async (made: StandIn, step: Step) => {
  made.said.length = 0;
  const { code } = await runStage({ name: 'kube', steps: [step] }, made.ctx, {
    planOnly: false,
    report: () => undefined,
  });
  return { code, said: made.said.join('\n'), last: made.said.at(-1) };
};
const list = (...items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const json = (argv: string, ...items: object[]): Rule => ({ argv, stdout: list(...items) });
const calls = (made: StandIn, verb: RegExp) => made.calls().filter((call) => verb.test(call));

describe('manifests', () => {
  const map = (data: object) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: 'n' },
    data,
  });
  const ns = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } };
  const BUILT =
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: n}\ndata: {a: "1"}\n';
  const step = manifestsStep('manifests', () => ['cluster/x']);
  const rules = (live: Rule, dry?: Rule): Rule[] => [
    { argv: '^kustomize cluster/x$', stdout: BUILT },
    { argv: 'apply --server-side --force-conflicts' },
    live,
    ...(dry ? [dry] : []),
  ];

  test('that are missing are applied; as they are and as they would be is asked at once, and nothing is built', async () => {
    using made = standIn(['kubectl']);
    made.answer('kubectl', [
      ...rules(json('get -k cluster/x', ns), json('--dry-run=server', ns, map({ a: '1' }))),
      { ...json('get -k cluster/x', ns, map({ a: '1' })), after: 'apply --server-side --force-conflicts' },
    ]);
    const { code, said } = await run(made, step);
    expect(code).toBe(0);
    expect(said).toContain('cluster/x: 1 of 2 objects are missing');
    expect(said).toContain('+ configmap n/c');
    const order = made.calls().map((call) => call.replace(/ --kubeconfig \S+ --request-timeout=15s/, ''));
    const look = [
      'kubectl apply --server-side --dry-run=server --force-conflicts --field-manager=orch -k cluster/x -o json',
      'kubectl get -k cluster/x --ignore-not-found -o json',
    ];
    expect(order.slice(0, 2).sort()).toEqual(look);
    expect(order[2]).toBe('kubectl apply --server-side --force-conflicts --field-manager=orch -k cluster/x');
    expect(order.slice(3).sort()).toEqual(look);
  });

  test('whose namespace is not there yet cannot be tried, and are missing', async () => {
    using made = standIn(['kubectl']);
    const refused = 'Error from server (NotFound): namespaces "n" not found';
    made.answer('kubectl', rules(json('get -k'), { argv: '--dry-run=server', stderr: refused, code: 1 }));
    expect(await step.check(made.ctx)).toMatchObject({ detail: 'cluster/x: 2 of 2 objects are missing' });
    // All are there: then the refusal is the news.
    made.answer(
      'kubectl',
      rules(json('get -k', ns, map({})), { argv: '--dry-run=server', stderr: refused, code: 1 }),
    );
    await expect(step.check(made.ctx)).rejects.toMatchObject({ evidence: refused });
  });

  test('that could not be built are built again for the next who asks, those that could are not', async () => {
    using made = standIn(['kubectl']);
    made.answer('kubectl', [{ argv: '^kustomize', stderr: 'error: given up', code: 1 }]);
    await expect(buildManifests(made.ctx, 'cluster/x')).rejects.toThrow();
    made.answer('kubectl', [{ argv: '^kustomize', stdout: BUILT }]);
    expect(await buildManifests(made.ctx, 'cluster/x')).toHaveLength(2);
    await buildManifests(made.ctx, 'cluster/x');
    expect(made.calls()).toHaveLength(2);
  });

  test('that were changed by hand are told by field and put right', async () => {
    using made = standIn(['kubectl']);
    made.answer('kubectl', [
      ...rules(json('get -k', ns, map({ a: 'by hand' })), json('--dry-run=server', ns, map({ a: '1' }))),
      { ...json('get -k', ns, map({ a: '1' })), after: 'apply --server-side --force' },
    ]);
    const { code, said } = await run(made, step);
    expect(code).toBe(0);
    expect(said).toContain('~ configmap n/c data.a: "by hand" -> "1"');
  });

  test('that kustomize or the server refuse are told in their words', async () => {
    using made = standIn(['kubectl']);
    const broken =
      "error: accumulating resources: accumulation err='accumulating resources from 'd.yaml': yaml: line 12: mapping values are not allowed in this context'";
    made.answer('kubectl', [{ argv: '^kustomize| -k ', stderr: `${broken}\n`, code: 1 }]);
    const first = await run(made, step);
    expect(first.said).toContain(broken);
    expect(first.last).toBe('step manifests failed: `kubectl kustomize cluster/x` exited with 1');
    using other = standIn(['kubectl']);
    const unknown =
      'error: resource mapping not found for name: "l" namespace: "n" from "cluster/x": no matches for kind "HelmRelease" in version "helm.toolkit.fluxcd.io/v2beta2"\nensure CRDs are installed first';
    // A type that is not known yet: the objects are missing, and the apply says why.
    other.answer('kubectl', [
      ...rules({ argv: 'get -k', stderr: unknown, code: 1 }),
      { argv: '--dry-run=server', stderr: unknown, code: 1 },
    ]);
    expect((await run(other, step)).said).toContain(unknown);
    expect(calls(other, /--server-side --force-conflicts/)).toEqual([]);
  });

  test('of which one object exists come without a List, of none as nothing', async () => {
    using made = standIn(['kubectl']);
    const dry = json('--dry-run=server', ns, map({ a: '1' }));
    made.answer('kubectl', [...rules({ argv: 'get -k', stdout: JSON.stringify(ns) }, dry)]);
    expect(await step.check(made.ctx)).toMatchObject({ detail: 'cluster/x: 1 of 2 objects are missing' });
    made.answer('kubectl', [...rules({ argv: 'get -k', stdout: '' }, dry)]);
    expect(await step.check(made.ctx)).toMatchObject({ detail: 'cluster/x: 2 of 2 objects are missing' });
  });
});

describe('secrets', () => {
  const step = secretsStep((ctx) => [...ctx.cluster.ingress.secrets, ...ctx.cluster.obs.secrets]);
  const absent: Rule[] = [{ argv: 'get secret', stdout: '' }, { argv: 'apply .* -f -$' }];
  const present: Rule = { argv: 'get secret', stdout: 'secret/x\n', after: '-f -' };

  test('are made by stdin, their values in no argument and no line of the log', async () => {
    using made = standIn(['kubectl'], { CLOUDFLARE_TUNNEL_TOKEN: 'eyJhIjoiNotInAnyArgument' });
    made.answer('kubectl', [...absent, present]);
    const { code, said } = await run(made, step);
    expect(code).toBe(0);
    expect(calls(made, / apply /)).toHaveLength(1 + 1);
    expect(said + made.calls().join('\n')).not.toContain('NotInAnyArgument');
  });

  test('for which the environment has nothing say which variable is missing', async () => {
    using made = standIn(['kubectl']);
    made.answer('kubectl', absent);
    const { code, said } = await run(made, step);
    expect(code).toBe(1);
    expect(said).toContain('CLOUDFLARE_TUNNEL_TOKEN is not set');
    expect(calls(made, / apply /)).toEqual([]);
  });
});

test('a cluster that was never made names the stage that makes it', async () => {
  using made = standIn(['kubectl']);
  made.answer('kubectl', [
    { argv: 'version -o json', stderr: 'error: stat /x/kubeconfig: no such file or directory', code: 1 },
  ]);
  const { said, last } = await run(made, clusterStep);
  expect(said).toContain('error: stat /x/kubeconfig: no such file or directory');
  expect(last).toBe('step cluster failed: there is no kubeconfig yet: stage talos makes it');
});

test('every folder of cluster/ is built by the real kustomize, names only what is there, and pins every version', (task) => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const folders = ['flux', 'infra', 'apps', 'ingress/controller', 'ingress/routes', 'obs'];
  const build = (dir: string) => execFileSync('kubectl', ['kustomize', dir], { cwd: root, encoding: 'utf8' });
  let texts: string[];
  try {
    texts = folders.map((folder) => build(`cluster/${folder}`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return task.skip('kubectl is not installed: the manifests are not built');
  }
  expect(existsSync(`${root}/cluster/flux/kustomization.yaml`)).toBe(true);
  interface Any {
    kind: string;
    metadata: { name: string; namespace?: string };
    spec?: {
      chart?: { spec: { version: string; sourceRef: { kind: string; name: string } } };
      chartRef?: { kind: string; name: string };
    };
  }
  const objects = texts.flatMap((text) => parseAllDocuments(text).map((each) => each.toJS() as Any));
  const namespaces = new Set([
    'flux-system',
    ...objects.filter((each) => each.kind === 'Namespace').map((each) => each.metadata.name),
  ]);
  for (const each of objects)
    if (each.metadata.namespace) expect(namespaces).toContain(each.metadata.namespace);
  const sources = new Set(
    objects
      .filter((each) => each.kind.endsWith('Repository'))
      .map((each) => `${each.kind}/${each.metadata.name}`),
  );
  const releases = objects.filter((each) => each.kind === 'HelmRelease');
  expect(releases).toHaveLength(7);
  for (const { spec } of releases) {
    const ref = spec?.chart?.spec.sourceRef ?? spec?.chartRef;
    expect(sources).toContain(`${ref?.kind}/${ref?.name}`);
    if (spec?.chart) expect(spec.chart.spec.version).toMatch(/^\d+\.\d+\.\d+$/);
  }
  expect(texts.join('\n')).not.toMatch(/image: \S+:latest|v2beta|v1beta2/);
});
