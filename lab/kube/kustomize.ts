import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { parseGoYaml } from '../toolkit/go-yaml.ts';
import type { KubeObject } from '../world/types.ts';

/** What kustomize says of a folder that it cannot build. */
export class KustomizeError extends Error {
  override readonly name = 'KustomizeError';
}

const FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

const FIELDS = [
  'apiVersion',
  'kind',
  'metadata',
  'resources',
  'namespace',
  'labels',
  'commonAnnotations',
  'commonLabels',
  'configMapGenerator',
  'secretGenerator',
  'generatorOptions',
  'patches',
  'images',
  'components',
  'namePrefix',
  'nameSuffix',
  'crds',
  'sortOptions',
  'replacements',
  'replicas',
  'configurations',
  'buildMetadata',
  'openapi',
  'helmCharts',
  'helmGlobals',
  'validators',
  'transformers',
  'generators',
  'vars',
  'bases',
  'patchesStrategicMerge',
  'patchesJson6902',
];

interface Kustomization {
  readonly resources?: readonly string[];
  readonly namespace?: string;
  readonly labels?: readonly {
    readonly pairs?: Record<string, string>;
    readonly includeSelectors?: boolean;
  }[];
  readonly configMapGenerator?: readonly {
    readonly name: string;
    readonly namespace?: string;
    readonly literals?: readonly string[];
    readonly files?: readonly string[];
  }[];
  readonly generatorOptions?: { readonly disableNameSuffixHash?: boolean };
  readonly patches?: readonly {
    readonly path?: string;
    readonly patch?: string;
    readonly target?: { readonly kind?: string; readonly name?: string };
  }[];
  readonly images?: readonly { readonly name: string; readonly newName?: string; readonly newTag?: string }[];
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const kustomizationOf = (dir: string): Kustomization => {
  const name = FILES.find((file) => existsSync(join(dir, file)));
  if (name === undefined)
    throw new KustomizeError(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${dir}'`,
    );
  const parsed = parseGoYaml(readFileSync(join(dir, name), 'utf8'));
  if (!parsed.ok) throw new KustomizeError(`invalid Kustomization: ${parsed.error}`);
  const value = parsed.documents[0] ?? {};
  if (!isMap(value))
    throw new KustomizeError(
      'invalid Kustomization: json: cannot unmarshal string into Go value of type types.Kustomization',
    );
  const unknown = Object.keys(value).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined)
    throw new KustomizeError(`invalid Kustomization: json: unknown field "${unknown}"`);
  return value as Kustomization;
};

/** Reads the objects of one file, with kustomize's words for what is wrong. */
const objectsOf = (path: string, named: string): KubeObject[] => {
  const wrap = (inner: string) =>
    new KustomizeError(
      `accumulating resources: accumulation err='accumulating resources from '${named}': ${inner}': must build at directory: '${path}': file is not directory`,
    );
  const parsed = parseGoYaml(readFileSync(path, 'utf8'));
  if (!parsed.ok)
    throw new KustomizeError(
      `accumulating resources: accumulating resources from '${named}': MalformedYAMLError: ${parsed.error} in File: ${named}`,
    );
  return parsed.documents.map((value) => {
    const object = (isMap(value) ? value : {}) as Partial<KubeObject>;
    const meta: Record<string, unknown> = isMap(object.metadata) ? object.metadata : {};
    const shown = `{{${object.apiVersion ?? ''} ${object.kind ?? ''}} {${String(meta.name ?? '')} ${String(meta.namespace ?? '')}} map[] map[]}`;
    if (typeof object.kind !== 'string') throw wrap(`missing kind in object ${shown}`);
    if (typeof meta.name !== 'string') throw wrap(`missing metadata.name in object ${shown}`);
    return object as KubeObject;
  });
};

const idOf = (object: KubeObject): string => {
  const [group, version] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : ['[noGrp]', object.apiVersion];
  return `${object.kind}.${version}.${group}/${object.metadata.name}.${object.metadata.namespace ?? '[noNs]'}`;
};

const resourcesOf = (dir: string, names: readonly string[]): KubeObject[] => {
  const all: KubeObject[] = [];
  for (const named of names) {
    const path = resolve(dir, named);
    if (!existsSync(path)) {
      const inner = `evalsymlink failure on '${path}' : lstat ${path}: no such file or directory`;
      throw new KustomizeError(
        `accumulating resources: accumulation err='accumulating resources from '${named}': ${inner}': must build at directory: not a valid directory: ${inner}`,
      );
    }
    const found = statSync(path).isDirectory() ? build(path, named) : objectsOf(path, named);
    for (const object of found) {
      if (all.some((each) => idOf(each) === idOf(object)))
        throw new KustomizeError(
          `accumulating resources: accumulation err='merging resources from '${named}': may not add resource with an already registered id: ${idOf(object)}': must build at directory: '${path}': file is not directory`,
        );
      all.push(object);
    }
  }
  return all;
};

const mergeInto = (base: Record<string, unknown>, patch: Record<string, unknown>): void => {
  for (const [key, value] of Object.entries(patch)) {
    const before = base[key];
    if (value === null) delete base[key];
    else if (isMap(before) && isMap(value)) mergeInto(before, value);
    else if (
      Array.isArray(before) &&
      Array.isArray(value) &&
      [...before, ...value].every((item) => isMap(item) && typeof item.name === 'string')
    ) {
      for (const item of value as Record<string, unknown>[]) {
        const same = (before as Record<string, unknown>[]).find((each) => each.name === item.name);
        if (same) mergeInto(same, item);
        else before.push(item);
      }
    } else base[key] = value;
  }
};

const patchAll = (dir: string, objects: readonly KubeObject[], patches: Kustomization['patches']): void => {
  for (const patch of patches ?? []) {
    const parsed = parseGoYaml(patch.patch ?? readFileSync(join(dir, patch.path ?? ''), 'utf8'));
    if (!parsed.ok)
      throw new KustomizeError(
        `unable to parse SM or JSON patch from [patch: "${patch.path ?? ''}"]: ${parsed.error}`,
      );
    for (const document of parsed.documents) {
      if (!isMap(document))
        throw new KustomizeError('JSON 6902 patches are not known to the lab; write a strategic merge patch');
      const meta = isMap(document.metadata) ? document.metadata : {};
      const target = objects.find(
        (object) =>
          object.kind === (patch.target?.kind ?? document.kind) &&
          object.metadata.name === (patch.target?.name ?? meta.name),
      );
      if (!target)
        throw new KustomizeError(
          `no resource matches strategic merge patch "${String(document.kind)}.[noGrp]/${String(meta.name)}.[noNs]": no matches for Id`,
        );
      mergeInto(target, document);
    }
  }
};

const generated = (
  dir: string,
  kustomization: Kustomization,
): { readonly objects: KubeObject[]; readonly renamed: ReadonlyMap<string, string> } => {
  const renamed = new Map<string, string>();
  const objects = (kustomization.configMapGenerator ?? []).map((spec): KubeObject => {
    const literals = (spec.literals ?? []).map(
      (pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const,
    );
    const files = (spec.files ?? []).map((entry) => {
      const [key, path] = entry.includes('=')
        ? (entry.split('=') as [string, string])
        : [entry.split('/').at(-1) ?? entry, entry];
      if (!existsSync(join(dir, path)))
        throw new KustomizeError(
          `loading KV pairs: file sources: [${entry}]: evalsymlink failure on '${join(dir, path)}' : lstat ${join(dir, path)}: no such file or directory`,
        );
      return [key, readFileSync(join(dir, path), 'utf8')] as const;
    });
    const data = Object.fromEntries([...literals, ...files]);
    const hash = createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 10);
    const name =
      kustomization.generatorOptions?.disableNameSuffixHash === true ? spec.name : `${spec.name}-${hash}`;
    renamed.set(spec.name, name);
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, ...(spec.namespace ? { namespace: spec.namespace } : {}) },
      data,
    };
  });
  return { objects, renamed };
};

/** Points references at the generated names: volumes' configMap.name, configMapRef, configMapKeyRef. */
const rename = (value: unknown, names: ReadonlyMap<string, string>): void => {
  if (Array.isArray(value)) for (const item of value) rename(item, names);
  if (!isMap(value)) return;
  for (const [key, below] of Object.entries(value)) {
    if (
      ['configMap', 'configMapRef', 'configMapKeyRef'].includes(key) &&
      isMap(below) &&
      typeof below.name === 'string'
    )
      below.name = names.get(below.name) ?? below.name;
    else rename(below, names);
  }
};

const CLUSTER_SCOPED = [
  'Namespace',
  'StorageClass',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'GatewayClass',
  'PersistentVolume',
  'CSIDriver',
  'IngressClass',
];

/**
 * Builds a folder as `kubectl kustomize` does, for what the lab's manifests use.
 * @param dir absolute folder; @param named how the argv or the parent calls it. @throws KustomizeError
 */
export const build = (dir: string, named: string): KubeObject[] => {
  if (!existsSync(dir))
    throw new KustomizeError(
      `must build at directory: not a valid directory: evalsymlink failure on '${named}' : lstat ${dir}: no such file or directory`,
    );
  let kustomization: Kustomization;
  try {
    kustomization = kustomizationOf(dir);
  } catch (error) {
    if (!(error instanceof KustomizeError) || !error.message.startsWith('unable to find')) throw error;
    throw new KustomizeError(
      named.startsWith('/') || !named.includes('/') ? error.message : `${error.message}`,
    );
  }
  const made = generated(dir, kustomization);
  const objects = [...resourcesOf(dir, kustomization.resources ?? []), ...made.objects];
  rename(objects, made.renamed);
  patchAll(dir, objects, kustomization.patches);
  for (const object of objects) {
    if (kustomization.namespace !== undefined && !CLUSTER_SCOPED.includes(object.kind))
      object.metadata.namespace = kustomization.namespace;
    for (const { pairs } of kustomization.labels ?? [])
      if (pairs) object.metadata.labels = { ...object.metadata.labels, ...pairs };
  }
  return objects;
};

const ORDER = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Service',
  'LimitRange',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];

/** kustomize's legacy order: what others need comes first. */
export const ordered = (objects: readonly KubeObject[]): KubeObject[] => {
  const rank = (object: KubeObject) =>
    ORDER.includes(object.kind) ? ORDER.indexOf(object.kind) : ORDER.length;
  return objects
    .map((object, index) => ({ object, index }))
    .sort((a, b) => rank(a.object) - rank(b.object) || a.index - b.index)
    .map(({ object }) => object);
};

/** Objects as a YAML stream. */
export const yamlStream = (objects: readonly KubeObject[]): string =>
  objects.map((object) => stringify(object, { lineWidth: 0, sortMapEntries: true })).join('---\n');
