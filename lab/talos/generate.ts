import { stringify } from 'yaml';
import type { Documents } from './documents.ts';
import { keyPair, type SecretsBundle } from './secrets.ts';

export interface GenerateInput {
  readonly name: string;
  readonly endpoint: string;
  readonly secrets: SecretsBundle;
  readonly kubernetes: string;
  readonly disk: string;
  readonly image: string;
}

const machineOf = (input: GenerateInput, type: 'controlplane' | 'worker') => ({
  type,
  token: input.secrets.trustdinfo.token,
  // Only control planes hold the CA's key.
  ca: { crt: input.secrets.certs.os.crt, key: type === 'controlplane' ? input.secrets.certs.os.key : '' },
  certSANs: [],
  kubelet: {
    image: `ghcr.io/siderolabs/kubelet:v${input.kubernetes}`,
    defaultRuntimeSeccompProfileEnabled: true,
    disableManifestsDirectory: true,
  },
  network: {},
  install: { disk: input.disk, image: input.image, wipe: false },
  features: {
    rbac: true,
    stableHostname: true,
    apidCheckExtKeyUsage: true,
    diskQuotaSupport: true,
    kubePrism: { enabled: true, port: 7445 },
    hostDNS: { enabled: true, forwardKubeDNSToHost: true },
  },
});

const clusterOf = (input: GenerateInput, type: 'controlplane' | 'worker') => {
  const { certs, cluster, secrets } = input.secrets;
  const common = {
    id: cluster.id,
    secret: cluster.secret,
    controlPlane: { endpoint: input.endpoint },
    clusterName: input.name,
    network: { dnsDomain: 'cluster.local', podSubnets: ['10.244.0.0/16'], serviceSubnets: ['10.96.0.0/12'] },
    token: secrets.bootstraptoken,
    ca: { crt: certs.k8s.crt, key: type === 'controlplane' ? certs.k8s.key : '' },
    discovery: { enabled: true, registries: { kubernetes: { disabled: true }, service: {} } },
  };
  if (type === 'worker') return common;
  const host = new URL(input.endpoint).hostname;
  return {
    ...common,
    secretboxEncryptionSecret: secrets.secretboxencryptionsecret,
    aggregatorCA: certs.k8saggregator,
    serviceAccount: certs.k8sserviceaccount,
    apiServer: { image: `registry.k8s.io/kube-apiserver:v${input.kubernetes}`, certSANs: [host] },
    controllerManager: { image: `registry.k8s.io/kube-controller-manager:v${input.kubernetes}` },
    proxy: { image: `registry.k8s.io/kube-proxy:v${input.kubernetes}` },
    scheduler: { image: `registry.k8s.io/kube-scheduler:v${input.kubernetes}` },
    etcd: { ca: certs.etcd },
  };
};

/** The configuration of one machine type, before any patch. The same input gives the same bytes. */
export const generate = (input: GenerateInput, type: 'controlplane' | 'worker'): Documents => [
  {
    version: 'v1alpha1',
    debug: false,
    persist: true,
    machine: machineOf(input, type),
    cluster: clusterOf(input, type),
  },
  { apiVersion: 'v1alpha1', kind: 'HostnameConfig', auto: 'stable' },
];

/** A talosconfig with a fresh client certificate of the bundle's CA. */
export const talosconfig = (input: GenerateInput): string =>
  stringify(
    {
      context: input.name,
      contexts: { [input.name]: { endpoints: [], ca: input.secrets.certs.os.crt, ...keyPair() } },
    },
    { indent: 4, lineWidth: 0 },
  );
