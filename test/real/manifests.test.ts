/** Every folder of cluster/ as the real tools see it: kustomize builds it, the real API server takes every field. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { packageRoot } from '../rig/repo.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { realCrds } from './crds.ts';
import { put } from './stand-ins.ts';
import { missingTools, realBin, skipNote } from './tools.ts';

const missing = missingTools([
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kubectl',
  'kwok',
  'kube-scheduler',
]);
const folders = readdirSync(join(packageRoot, 'cluster'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('kustomization.yaml'))
  .map((file) => join('cluster', dirname(file)))
  .sort();

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

describe.skipIf(missing.length > 0)(`manifests before a real API server${skipNote(missing)}`, () => {
  let plane: ControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane([]);
    for (const definition of realCrds()) await put(plane.api, definition);
    // The namespaces of every folder, so that each can be tried by itself.
    for (const name of new Set(
      folders.flatMap((folder) => built(folder).flatMap((each) => each.metadata.namespace ?? [])),
    ))
      await put(plane.api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    writeFileSync(join(plane.dir, 'kubeconfig'), plane.kubeconfig(plane.port), { mode: 0o600 });
  });
  afterAll(async () => {
    await plane?.[Symbol.asyncDispose]();
  });

  const kubectl = (args: readonly string[], input?: string) =>
    spawnSync(join(realBin, 'kubectl'), args, { cwd: packageRoot, encoding: 'utf8', input });
  const built = (folder: string): readonly Manifest[] => {
    const { status, stdout, stderr } = kubectl(['kustomize', folder]);
    expect(status, stderr).toBe(0);
    return parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
  };
  const tried = (text: string) =>
    kubectl(
      [
        ...['--kubeconfig', join(plane.dir, 'kubeconfig'), 'apply', '--server-side', '--dry-run=server'],
        ...['--validate=strict', '-f', '-'],
      ],
      text,
    );

  it.each(folders)('%s builds, and every field of it is known', (folder) => {
    const { stdout } = kubectl(['kustomize', folder]);
    // Its own schema is in the chart, which the module proxy does not carry.
    const known = stdout
      .split(/^---\n/m)
      .filter((text) => !/^kind: EnvoyProxy$/m.test(text))
      .join('---\n');
    const { status, stderr } = tried(known);
    expect(status, stderr).toBe(0);
  });

  it.each([
    ['cluster/apps/whoami/deployment.yaml', 'replicas:', 'replica:'],
    ['cluster/infra/longhorn/helmrelease.yaml', 'interval:', 'intervall:'],
    ['cluster/ingress/routes/gateway.yaml', 'gatewayClassName:', 'gatewayClassname:'],
  ])('an unknown field planted in %s is refused', (file, right, wrong) => {
    const text = readFileSync(join(packageRoot, file), 'utf8');
    expect(text).toContain(right);
    const { status, stderr } = tried(text.replace(right, wrong));
    expect(status).not.toBe(0);
    expect(stderr).toMatch(new RegExp(`${wrong.replace(':', '')}|strict decoding|field not declared`));
  });
});
