import { at } from '../../kube/view.ts';
import type { KubeObject } from '../../world/types.ts';

/** A release as its chart's templates see it. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly values: unknown;
}

/** A chart of the world's repositories: which versions there are and what its templates make. */
export interface Chart {
  readonly name: string;
  /** The repository's URL; `oci://…` with the chart's name for OCI. */
  readonly repository: string;
  readonly versions: readonly string[];
  /** What installing its CRDs makes known to the API server. */
  readonly provides?: 'gateway' | 'longhorn' | 'prometheus';
  /** Helm's words when the templates refuse these values; undefined when they render. */
  readonly refuse?: (release: Release, version: string) => string | undefined;
  readonly render: (release: Release) => readonly KubeObject[];
}

/** A value of the release, or the chart's default. */
export const value = <T>(release: Release, path: string, fallback: T): T => {
  const found = at(release.values, ...path.split('.'));
  return found === undefined || found === null ? fallback : (found as T);
};

export interface WorkloadInput {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly name: string;
  readonly component: string;
  readonly privileged?: boolean;
  readonly hostPaths?: readonly string[];
  readonly hostNetwork?: boolean;
  readonly replicas?: number;
  readonly claim?: string;
  readonly secret?: string;
  readonly nfs?: { readonly server: string; readonly path: string };
  readonly image: string;
}

const labelsOf = (release: Release, component: string) => ({
  'app.kubernetes.io/name': component,
  'app.kubernetes.io/instance': release.name,
  'app.kubernetes.io/managed-by': 'Helm',
});

/** A workload of one container, with the traits that admission, volumes and services look at. */
export const workload = (release: Release, input: WorkloadInput): KubeObject => {
  const labels = labelsOf(release, input.component);
  const volumes = [
    ...(input.hostPaths ?? []).map((path) => ({
      name: path.replace(/^\//, '').replaceAll('/', '-') || 'root',
      hostPath: { path },
    })),
    ...(input.claim === undefined
      ? []
      : [{ name: 'storage', persistentVolumeClaim: { claimName: input.claim } }]),
    ...(input.nfs === undefined ? [] : [{ name: `${input.name}-root`, nfs: input.nfs }]),
  ];
  const container = {
    name: input.component,
    image: input.image,
    ...(input.privileged ? { securityContext: { privileged: true } } : {}),
    ...(input.secret === undefined
      ? {}
      : {
          env: [
            {
              name: 'ADMIN_PASSWORD',
              valueFrom: { secretKeyRef: { name: input.secret, key: 'admin-password' } },
            },
          ],
        }),
  };
  return {
    apiVersion: 'apps/v1',
    kind: input.kind,
    metadata: { name: input.name, namespace: release.namespace, labels },
    spec: {
      ...(input.kind === 'DaemonSet' ? {} : { replicas: input.replicas ?? 1 }),
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          ...(input.hostNetwork ? { hostNetwork: true, hostPID: true } : {}),
          containers: [container],
          volumes,
        },
      },
    },
  };
};

/** A service in front of a component. */
export const service = (release: Release, name: string, component: string, port: number): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: release.namespace, labels: labelsOf(release, component) },
  spec: {
    type: 'ClusterIP',
    selector: labelsOf(release, component),
    ports: [{ name: 'http', port, targetPort: port }],
  },
});

/** A claim as a StatefulSet's template makes it. */
export const claim = (
  release: Release,
  name: string,
  size: string,
  className: string | undefined,
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: release.namespace },
  spec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: size } },
    ...(className === undefined ? {} : { storageClassName: className }),
  },
});
