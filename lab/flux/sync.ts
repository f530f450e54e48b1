import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { applyObject } from '../kube/apply.ts';
import { build, KustomizeError, ordered } from '../kube/kustomize.ts';
import { observe } from '../kube/observe.ts';
import { servedKinds } from '../kube/system.ts';
import { at, list, text } from '../kube/view.ts';
import { strikes } from '../world/conditions.ts';
import { hexFrom } from '../world/random.ts';
import type { KubeObject, Stored, Synced, World, WorldTime } from '../world/types.ts';
import { withFiles } from './git-server.ts';

const KUSTOMIZATION = 'kustomize.toolkit.fluxcd.io/Kustomization';

/** The GitRepository that a Kustomization applies from. */
export const sourceOf = (world: World, { object }: Stored): Stored | undefined => {
  const ref = at(object, 'spec', 'sourceRef');
  const namespace = text(at(ref, 'namespace')) ?? object.metadata.namespace;
  return world.kube.objects[`source.toolkit.fluxcd.io/GitRepository/${namespace}/${text(at(ref, 'name'))}`];
};

/** Why a Kustomization has to wait for another one, in the controller's words. */
export const dependencyProblem = (world: World, { object }: Stored, revision: string): string | undefined => {
  for (const each of list(at(object, 'spec', 'dependsOn'))) {
    const name = `${text(at(each, 'namespace')) ?? object.metadata.namespace}/${text(at(each, 'name'))}`;
    const other = world.kube.objects[`${KUSTOMIZATION}/${name}`];
    if (!other)
      return `dependency '${name}' not found: kustomizations.kustomize.toolkit.fluxcd.io "${text(at(each, 'name'))}" not found`;
    if (!other.synced?.ready || other.synced.generation !== other.object.metadata.generation)
      return `dependency '${name}' is not ready`;
    if (other.synced.applied !== revision) return `dependency '${name}' revision is not up to date`;
  }
  return undefined;
};

type Outcome = Pick<Synced, 'ready' | 'reason' | 'message'> & Partial<Synced>;

/** `Kind/namespace/name`, as Flux's own library names objects. */
const subject = ({ kind, metadata: { namespace, name } }: KubeObject): string =>
  [kind, namespace, name].filter((part) => part !== undefined).join('/');

/** What the API server says to kubectl, as the controller passes it on. */
const inFluxWords = (object: KubeObject, error: string): string => {
  const [first = ''] = error.split('\n');
  const kind = /no matches for kind .*/.exec(first)?.[0];
  if (kind !== undefined) return `${subject(object)} dry-run failed: ${kind}`;
  const [, reason, said] = /^Error from server(?: \((\w+)\))?: (.*)$/.exec(first) ?? [];
  const [, invalid] = /^The (.* is invalid: .*)$/.exec(first) ?? [];
  if (invalid !== undefined) return `${subject(object)} dry-run failed (Invalid): ${invalid}`;
  return `${subject(object)} dry-run failed${reason === undefined ? '' : ` (${reason})`}: ${said ?? first}`;
};

const FIRST = ['Namespace', 'CustomResourceDefinition'];

/** Applies objects as the controller does: definitions first, and nothing of a group of which one is refused. */
const applyAll = (world: World, now: WorldTime, objects: readonly KubeObject[]): string | undefined => {
  const groups = [
    objects.filter((each) => FIRST.includes(each.kind)),
    objects.filter((each) => !FIRST.includes(each.kind)),
  ];
  for (const group of groups)
    for (const dryRun of [true, false]) {
      const view = observe(world, now);
      const kinds = servedKinds(view);
      for (const object of group) {
        const result = applyObject(view, kinds, object, objects, dryRun);
        if (!result.ok) return inFluxWords(object, result.error);
      }
    }
  return undefined;
};

const built = (dir: string, path: string, shown: string): readonly KubeObject[] | Outcome => {
  const folder = resolve(dir, path);
  if (!existsSync(folder))
    return {
      ready: false,
      reason: 'ArtifactFailed',
      message: `kustomization path not found: stat ${join(shown, path)}: no such file or directory`,
    };
  try {
    return ordered(build(folder, join(shown, path)));
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    const message = error.message.replaceAll(dir, shown);
    return { ready: false, reason: 'BuildFailed', message: `kustomize build failed: ${message}` };
  }
};

const inventoryId = ({ apiVersion, kind, metadata: { namespace = '', name } }: KubeObject): string =>
  `${namespace}_${name}_${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}_${kind}`;

/** One reconciliation of a Kustomization against a revision that was fetched. */
export const sync = (world: World, stored: Stored, revision: string, now: WorldTime): Outcome => {
  const { git } = world;
  if (!git) throw new Error('a revision without a git server');
  const path = (text(at(stored.object, 'spec', 'path')) ?? './').replace(/^(\.?\/)+/, '');
  const number = Number.parseInt(hexFrom(world.seed, path, revision, now).slice(0, 8), 16);
  const shown = `/tmp/kustomization-${number}`;
  const [, commit = ''] = revision.split('@sha1:');
  const objects = withFiles(git.path, commit, (dir) => built(dir, path, shown));
  if ('reason' in objects)
    return objects.reason === 'BuildFailed' ? { ...objects, attempted: revision } : objects;
  const [first] = objects;
  const refused =
    first !== undefined && strikes(world, `kube-leader-changed:${path}`, now)
      ? `${subject(first)} dry-run failed: etcdserver: leader changed`
      : applyAll(world, now, objects);
  if (refused !== undefined)
    return { ready: false, reason: 'ReconciliationFailed', message: refused, attempted: revision };
  return {
    ready: true,
    reason: 'ReconciliationSucceeded',
    message: `Applied revision: ${revision}`,
    attempted: revision,
    applied: revision,
    inventory: objects.map(inventoryId),
  };
};
