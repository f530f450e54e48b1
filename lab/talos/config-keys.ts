/**
 * The keys that Talos 1.13 decodes in a v1alpha1 machine configuration (its configuration reference), as far
 * down as the lab looks. `null`: anything below is taken as it is.
 */
export interface Keys {
  readonly [key: string]: Keys | null;
}

const image: Keys = {
  image: null,
  extraArgs: null,
  extraVolumes: null,
  env: null,
  resources: null,
  disabled: null,
};

const MACHINE: Keys = {
  type: null,
  token: null,
  ca: { crt: null, key: null },
  acceptedCAs: null,
  certSANs: null,
  controlPlane: null,
  kubelet: {
    image: null,
    clusterDNS: null,
    extraArgs: null,
    extraMounts: null,
    extraConfig: null,
    credentialProviderConfig: null,
    defaultRuntimeSeccompProfileEnabled: null,
    registerWithFQDN: null,
    nodeIP: null,
    skipNodeRegistration: null,
    disableManifestsDirectory: null,
  },
  pods: null,
  network: {
    hostname: null,
    interfaces: null,
    nameservers: null,
    searchDomains: null,
    extraHostEntries: null,
    kubespan: null,
    disableSearchDomain: null,
  },
  disks: null,
  install: {
    disk: null,
    diskSelector: null,
    extraKernelArgs: null,
    image: null,
    extensions: null,
    wipe: null,
    legacyBIOSSupport: null,
    grubUseUKICmdline: null,
  },
  files: null,
  env: null,
  time: { disabled: null, servers: null, bootTimeout: null },
  sysctls: null,
  sysfs: null,
  registries: null,
  systemDiskEncryption: null,
  features: null,
  udev: null,
  logging: null,
  kernel: { modules: null },
  seccompProfiles: null,
  baseRuntimeSpecOverrides: null,
  nodeLabels: null,
  nodeAnnotations: null,
  nodeTaints: null,
};

const CLUSTER: Keys = {
  id: null,
  secret: null,
  controlPlane: { endpoint: null, localAPIServerPort: null },
  clusterName: null,
  network: { cni: null, dnsDomain: null, podSubnets: null, serviceSubnets: null },
  token: null,
  aescbcEncryptionSecret: null,
  secretboxEncryptionSecret: null,
  ca: { crt: null, key: null },
  acceptedCAs: null,
  aggregatorCA: { crt: null, key: null },
  serviceAccount: { key: null },
  apiServer: {
    ...image,
    certSANs: null,
    disablePodSecurityPolicy: null,
    admissionControl: null,
    auditPolicy: null,
    authorizationConfig: null,
  },
  controllerManager: image,
  proxy: { ...image, mode: null },
  scheduler: { ...image, config: null },
  discovery: null,
  etcd: {
    image: null,
    ca: { crt: null, key: null },
    extraArgs: null,
    advertisedSubnets: null,
    listenSubnets: null,
    subnet: null,
  },
  coreDNS: null,
  externalCloudProvider: null,
  extraManifests: null,
  extraManifestHeaders: null,
  inlineManifests: null,
  adminKubeconfig: null,
  allowSchedulingOnMasters: null,
  allowSchedulingOnControlPlanes: null,
};

export const V1ALPHA1: Keys = {
  version: null,
  debug: null,
  persist: null,
  machine: MACHINE,
  cluster: CLUSTER,
};

/** Documents beside v1alpha1 that the lab knows, with their keys. */
export const DOCUMENTS: Readonly<Record<string, Keys>> = {
  HostnameConfig: { apiVersion: null, kind: null, hostname: null, auto: null },
  UserVolumeConfig: {
    apiVersion: null,
    kind: null,
    name: null,
    volumeType: null,
    provisioning: { diskSelector: { match: null }, minSize: null, maxSize: null, grow: null },
    filesystem: { type: null, projectQuotaSupport: null },
    encryption: null,
    mount: null,
  },
  VolumeConfig: {
    apiVersion: null,
    kind: null,
    name: null,
    provisioning: { diskSelector: { match: null }, minSize: null, maxSize: null, grow: null },
    encryption: null,
    mount: null,
  },
  TimeSyncConfig: { apiVersion: null, kind: null, enabled: null, bootTimeout: null, ntp: null, ptp: null },
  ResolverConfig: { apiVersion: null, kind: null, nameservers: null, searchDomains: null, hostDNS: null },
  WatchdogTimerConfig: { apiVersion: null, kind: null, device: null, timeout: null },
  KernelModuleConfig: { apiVersion: null, kind: null, name: null, parameters: null },
  RegistryMirrorConfig: { apiVersion: null, kind: null, name: null, endpoints: null, skipFallback: null },
};

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The part of `value` that has keys which `keys` does not name; undefined when all are known. */
export const unknownKeys = (value: unknown, keys: Keys | null): unknown => {
  if (keys === null || !isMap(value)) return undefined;
  const found: Record<string, unknown> = {};
  for (const [key, below] of Object.entries(value)) {
    if (!Object.hasOwn(keys, key)) {
      found[key] = below;
      continue;
    }
    const inner = unknownKeys(below, keys[key] ?? null);
    if (inner !== undefined) found[key] = inner;
  }
  return Object.keys(found).length > 0 ? found : undefined;
};
