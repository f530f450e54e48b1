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

/** Fields of a kustomization that the stand-in builds. */
const BUILT = ['apiVersion', 'kind', 'metadata', 'resources', 'namespace', 'labels'];

/** Fields that the real kustomize knows and the stand-in does not: it says so instead of leaving them out. */
const REAL_ONLY =
  /^(commonAnnotations|commonLabels|configMapGenerator|secretGenerator|generatorOptions|patches|patchesStrategicMerge|patchesJson6902|images|components|namePrefix|nameSuffix|crds|sortOptions|replacements|replicas|configurations|buildMetadata|openapi|helmCharts|helmGlobals|validators|transformers|generators|vars|bases)$/;

interface Kustomization {
  readonly resources?: readonly string[];
  readonly namespace?: string;
  readonly labels?: readonly {
    readonly pairs?: Record<string, string>;
    readonly includeSelectors?: boolean;
  }[];
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
  for (const key of Object.keys(value).filter((each) => !BUILT.includes(each)))
    throw new KustomizeError(
      REAL_ONLY.test(key)
        ? `the lab's kubectl does not build \`${key}\` of a kustomization; the real one does`
        : `invalid Kustomization: json: unknown field "${key}"`,
    );
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
    const shown = `{{${object.apiVersion ?? ''} ${object.kind ?? ''}} {{${String(meta.name ?? '')} ${String(meta.namespace ?? '')}} map[] map[]}}`;
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
  const kustomization = kustomizationOf(dir);
  const objects = resourcesOf(dir, kustomization.resources ?? []);
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
