import type { KubeObject } from '../../world/types.ts';
import { type Chart, type Release, value, workload } from './chart.ts';

const storageClass = (
  name: string,
  provisioner: string,
  isDefault: boolean,
  parameters: Record<string, string>,
): KubeObject => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name, annotations: { 'storageclass.kubernetes.io/is-default-class': String(isDefault) } },
  provisioner,
  parameters,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
});

/** Longhorn: its manager is privileged and mounts the host; its class is the default unless told otherwise. */
export const longhorn: Chart = {
  name: 'longhorn',
  repository: 'https://charts.longhorn.io',
  versions: ['1.9.2', '1.10.2', '1.11.1', '1.12.0'],
  provides: 'longhorn',
  render: (release) => [
    workload(release, {
      kind: 'DaemonSet',
      name: 'longhorn-manager',
      component: 'longhorn-manager',
      privileged: true,
      hostPaths: [
        '/boot',
        '/dev',
        '/proc',
        '/etc',
        value(release, 'defaultSettings.defaultDataPath', '/var/lib/longhorn/'),
      ],
      image: 'longhornio/longhorn-manager:v1.12.0',
    }),
    workload(release, {
      kind: 'Deployment',
      name: 'longhorn-driver-deployer',
      component: 'longhorn-driver-deployer',
      image: 'longhornio/longhorn-manager:v1.12.0',
    }),
    workload(release, {
      kind: 'Deployment',
      name: 'longhorn-ui',
      component: 'longhorn-ui',
      image: 'longhornio/longhorn-ui:v1.12.0',
    }),
    storageClass('longhorn', 'driver.longhorn.io', value(release, 'persistence.defaultClass', true), {
      numberOfReplicas: String(value(release, 'persistence.defaultClassReplicaCount', 3)),
    }),
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSIDriver',
      metadata: { name: 'driver.longhorn.io' },
      spec: { attachRequired: true },
    },
  ],
};

const fullName = (release: Release): string =>
  release.name.includes('nfs-subdir-external-provisioner')
    ? release.name
    : `${release.name}-nfs-subdir-external-provisioner`;

const nfsRefuse = (release: Release): string | undefined =>
  value(release, 'nfs.server', '') === ''
    ? 'execution error at (nfs-subdir-external-provisioner/templates/deployment.yaml:77:23): nfs.server is required'
    : undefined;

/** The NFS provisioner mounts the share itself: a wrong server or path keeps its pod from starting. */
export const nfs: Chart = {
  name: 'nfs-subdir-external-provisioner',
  repository: 'https://kubernetes-sigs.github.io/nfs-subdir-external-provisioner',
  versions: ['4.0.16', '4.0.17', '4.0.18'],
  refuse: nfsRefuse,
  render: (release) => [
    workload(release, {
      kind: 'Deployment',
      name: fullName(release),
      component: 'nfs-subdir-external-provisioner',
      nfs: { server: value(release, 'nfs.server', ''), path: value(release, 'nfs.path', '/nfs-storage') },
      image: 'registry.k8s.io/sig-storage/nfs-subdir-external-provisioner:v4.0.2',
    }),
    storageClass(
      value(release, 'storageClass.name', 'nfs-client'),
      `cluster.local/${fullName(release)}`,
      value(release, 'storageClass.defaultClass', false),
      {
        archiveOnDelete: String(value(release, 'storageClass.archiveOnDelete', true)),
      },
    ),
  ],
};
