import type { ClusterConfig } from '../cluster-config.ts';
import type { KubeObject } from '../kube/object.ts';

export type FluxDelivery = Extract<ClusterConfig['delivery'], { mode: 'flux' }>;

export const NAMESPACE = 'flux-system';
/** Name of the one GitRepository that orch owns. */
export const SOURCE = 'orch';
export const REQUESTED = 'reconcile.fluxcd.io/requestedAt';
export const SOURCES = 'gitrepositories.source.toolkit.fluxcd.io';
export const KUSTOMIZATIONS = 'kustomizations.kustomize.toolkit.fluxcd.io';

/** A GitRepository or Kustomization, as far as delivery reads and writes it. */
export interface FluxObject extends KubeObject {
  readonly spec?: {
    readonly suspend?: boolean;
    readonly path?: string;
    readonly dependsOn?: readonly { readonly name: string; readonly namespace?: string }[];
    readonly sourceRef?: { readonly kind?: string; readonly name?: string };
    readonly [key: string]: unknown;
  };
  readonly status?: KubeObject['status'] & {
    readonly artifact?: { readonly revision?: string };
    readonly lastAppliedRevision?: string;
    readonly lastAttemptedRevision?: string;
    readonly lastHandledReconcileAt?: string;
    readonly inventory?: { readonly entries?: readonly { readonly id: string }[] };
  };
}

const metadata = (name: string) => ({
  name,
  namespace: NAMESPACE,
  labels: { 'app.kubernetes.io/managed-by': 'orch' },
});

/** The branch that Flux watches. orch asks for each fetch; the interval is for what others push. */
export const sourceObject = ({ url, branch, secret }: FluxDelivery): FluxObject => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata: metadata(SOURCE),
  spec: {
    interval: '5m',
    timeout: '60s',
    url,
    ref: { branch },
    ...(secret === undefined ? {} : { secretRef: { name: secret } }),
  },
});

/** `cluster/ingress/routes` → `orch-ingress-routes`. */
export const nameFor = (dir: string): string =>
  `orch-${dir
    .replace(/^cluster\//, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')}`;

/** `./cluster/apps/` → `cluster/apps`; the whole repo is the empty string. */
export const plainPath = (path: string | undefined): string =>
  (path ?? '').replace(/^(\.?\/)+/, '').replace(/\/+$|^\.$/g, '');

/** Ours: in flux-system, from our source. */
export const isOurs = ({ metadata: { name, namespace }, spec }: FluxObject): boolean =>
  namespace === NAMESPACE && name.startsWith('orch-') && spec?.sourceRef?.name === SOURCE;

const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/**
 * What a folder waits for: chart sources come first, storage next, and the routes' kinds come with their controller.
 * @param present our Kustomizations in the cluster: an earlier stage has made them, or there is nothing to wait for.
 */
const needs = (dir: string, present: readonly FluxObject[]): readonly string[] => {
  const earlier = [
    ...(isIn(dir, 'cluster/flux') ? [] : ['cluster/flux']),
    ...(isIn(dir, 'cluster/flux') || isIn(dir, 'cluster/infra') ? [] : ['cluster/infra']),
    ...(isIn(dir, 'cluster/ingress/routes') ? ['cluster/ingress/controller'] : []),
  ];
  return present
    .filter(({ spec }) => earlier.some((folder) => isIn(plainPath(spec?.path), folder)))
    .map(({ metadata: { name } }) => name)
    .sort();
};

/**
 * One folder, applied by Flux. `prune: false`, since nothing is ever deleted. `wait: false`: a Kustomization that waits
 * for health says "timeout" where the stage's own steps name the pod, and the Secret that a pod waits for is made by a
 * later step of the same stage.
 */
export const kustomizationObject = (dir: string, present: readonly FluxObject[]): FluxObject => {
  const dependsOn = needs(dir, present).map((name) => ({ name }));
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: metadata(nameFor(dir)),
    spec: {
      interval: '10m',
      retryInterval: '30s',
      timeout: '5m',
      path: `./${dir}`,
      prune: false,
      wait: false,
      sourceRef: { kind: 'GitRepository', name: SOURCE },
      ...(dependsOn.length === 0 ? {} : { dependsOn }),
    },
  };
};

const covers = (wanted: unknown, live: unknown): boolean => {
  if (typeof wanted !== 'object' || wanted === null) return wanted === live;
  if (typeof live !== 'object' || live === null) return false;
  if (Array.isArray(wanted) && (!Array.isArray(live) || live.length !== wanted.length)) return false;
  return Object.entries(wanted).every(([key, value]) =>
    covers(value, (live as Record<string, unknown>)[key]),
  );
};

/** Whether the live object says what we want; what the server adds by default does not count. */
export const isAsWanted = (wanted: FluxObject, live: FluxObject | undefined): boolean =>
  live !== undefined &&
  covers(wanted.spec, live.spec) &&
  ['dependsOn', 'secretRef'].every(
    (key) => (wanted.spec?.[key] === undefined) === (live.spec?.[key] === undefined),
  );
