import { rfc3339 } from '../world/clock.ts';
import { uuidFrom } from '../world/random.ts';
import type { KubeObject, Stored, World, WorldTime } from '../world/types.ts';
import { apiVersionOf, type Kind, kindOfObject, shownType } from './kinds.ts';
import { unknownField } from './schema.ts';
import { at, find, keyOf, list, text, type View } from './view.ts';

export type Applied =
  | { readonly ok: true; readonly shown: string; readonly object: KubeObject }
  | { readonly ok: false; readonly error: string };

const refuse = (error: string): Applied => ({ ok: false, error });

/** Defaults that the API server fills in and that readers of the object rely on. */
const defaulted = (object: KubeObject): KubeObject => {
  const copy = structuredClone(object);
  const spec = copy.spec;
  if (typeof spec === 'object' && spec !== null) {
    if (['Deployment', 'StatefulSet'].includes(copy.kind)) (spec as Record<string, unknown>).replicas ??= 1;
    if (copy.kind === 'Service') (spec as Record<string, unknown>).type ??= 'ClusterIP';
  }
  if (copy.kind === 'Secret' && typeof copy.stringData === 'object' && copy.stringData !== null) {
    const encoded = Object.entries(copy.stringData).map(([key, value]) => [
      key,
      Buffer.from(String(value)).toString('base64'),
    ]);
    copy.data = { ...(copy.data as object), ...Object.fromEntries(encoded) };
    delete copy.stringData;
  }
  return copy;
};

/** Why the API server finds an object invalid, beyond its schema. */
const invalid = (object: KubeObject, before: Stored | undefined): string | undefined => {
  const { name } = object.metadata;
  const bad = (field: string, why: string) => `The ${object.kind} "${name}" is invalid: ${field}: ${why}`;
  if (['Deployment', 'StatefulSet', 'DaemonSet'].includes(object.kind)) {
    const selector = at(object, 'spec', 'selector', 'matchLabels') as Record<string, string> | undefined;
    if (!selector) return bad('spec.selector', 'Required value');
    const labels = (at(object, 'spec', 'template', 'metadata', 'labels') ?? {}) as Record<string, string>;
    if (Object.entries(selector).some(([key, value]) => labels[key] !== value))
      return bad(
        'spec.template.metadata.labels',
        `Invalid value: ${JSON.stringify(labels)}: \`selector\` does not match template \`labels\``,
      );
    if (
      before &&
      JSON.stringify(at(before.object, 'spec', 'selector')) !== JSON.stringify(at(object, 'spec', 'selector'))
    )
      return bad(
        'spec.selector',
        `Invalid value: ${JSON.stringify({ matchLabels: selector })}: field is immutable`,
      );
    const volumes = list(at(object, 'spec', 'template', 'spec', 'volumes')).map((each) => at(each, 'name'));
    const containers = list(at(object, 'spec', 'template', 'spec', 'containers'));
    for (const [index, container] of containers.entries())
      for (const [order, mount] of list(at(container, 'volumeMounts')).entries())
        if (!volumes.includes(at(mount, 'name')))
          return bad(
            `spec.template.spec.containers[${index}].volumeMounts[${order}].name`,
            `Not found: "${text(at(mount, 'name'))}"`,
          );
  }
  const url = object.kind === 'GitRepository' ? String(at(object, 'spec', 'url')) : 'https://';
  if (!/^(http|https|ssh):\/\//.test(url))
    return bad(
      'spec.url',
      `Invalid value: ${JSON.stringify(url)}: spec.url in body should match '^(http|https|ssh)://.*$'`,
    );
  if (
    object.kind === 'PersistentVolumeClaim' &&
    before &&
    JSON.stringify(before.object.spec) !== JSON.stringify(object.spec)
  )
    return `The PersistentVolumeClaim "${name}" is invalid: spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims`;
  return undefined;
};

/** Why this object cannot be applied. */
const problemOf = (
  view: View,
  kinds: readonly Kind[],
  object: KubeObject,
  batch: readonly KubeObject[],
): string | undefined => {
  const kind = kindOfObject(kinds, object.apiVersion, object.kind) as Kind;
  const { name, namespace } = object.metadata;
  const unknown = unknownField(object as KubeObject & { kind: string });
  if (unknown !== undefined)
    return `Error from server: failed to create typed patch object (${namespace === undefined ? '' : `${namespace}/`}${name}; ${apiVersionOf(kind)}, Kind=${kind.kind}): ${unknown}: field not declared in schema`;
  const known =
    namespace === undefined ||
    find(view, 'Namespace', undefined, namespace) ||
    batch.some((each) => each.kind === 'Namespace' && each.metadata.name === namespace);
  if (kind.namespaced && !known) return `Error from server (NotFound): namespaces "${namespace}" not found`;
  return invalid(object, view.world.kube.objects[keyOf(object)]);
};

const sameSpec = (a: KubeObject, b: KubeObject): boolean => {
  const bare = ({ metadata, status: _status, ...rest }: KubeObject) =>
    JSON.stringify([rest, metadata.labels ?? {}]);
  return bare(a) === bare(b);
};

const stampOf = (world: World, now: WorldTime, before: Stored | undefined, key: string) => ({
  uid: before?.object.metadata.uid ?? uuidFrom(world.seed, key),
  creationTimestamp: before?.object.metadata.creationTimestamp ?? rfc3339(now),
});

/**
 * Server-side apply of one object by the one manager `orch`.
 * @param batch everything of the same command: its namespaces count as there.
 */
export const applyObject = (
  view: View,
  kinds: readonly Kind[],
  given: KubeObject,
  batch: readonly KubeObject[],
  dryRun: boolean,
): Applied => {
  const { world, now } = view;
  const kind = kindOfObject(kinds, given.apiVersion, given.kind);
  if (!kind)
    return refuse(
      `resource mapping not found for name: "${given.metadata.name}" namespace: "${given.metadata.namespace ?? ''}" from "": no matches for kind "${given.kind}" in version "${given.apiVersion}"\nensure CRDs are installed first`,
    );
  const object = defaulted(
    kind.namespaced && given.metadata.namespace === undefined
      ? { ...given, metadata: { ...given.metadata, namespace: 'default' } }
      : given,
  );
  const problem = problemOf(view, kinds, object, batch);
  if (problem !== undefined) return refuse(problem);
  const key = keyOf(object);
  const before = world.kube.objects[key];
  const changed = !before || !sameSpec(before.object, object);
  const generation = before ? Number(before.object.metadata.generation ?? 1) + (changed ? 1 : 0) : 1;
  object.metadata = { ...object.metadata, ...stampOf(world, now, before, key), generation };
  const annotated = before?.annotated;
  if (!dryRun) {
    world.serial += 1;
    world.kube.objects[key] = {
      ...before,
      object,
      createdAt: before?.createdAt ?? now,
      changedAt: changed ? now : (before?.changedAt ?? now),
    };
  }
  const shown = annotated
    ? {
        ...object,
        metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...annotated } },
      }
    : object;
  return { ok: true, shown: `${shownType(kind)}/${object.metadata.name}`, object: shown };
};
