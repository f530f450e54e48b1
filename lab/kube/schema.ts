/**
 * Field names of the built-in kinds that the workspace writes, as far down as typing errors are likely.
 * `null`: anything below is taken as it is.
 */
interface Fields {
  readonly [key: string]: Fields | null;
}

const SECURITY: Fields = {
  runAsUser: null,
  runAsGroup: null,
  runAsNonRoot: null,
  fsGroup: null,
  fsGroupChangePolicy: null,
  supplementalGroups: null,
  seccompProfile: null,
  sysctls: null,
  seLinuxOptions: null,
};

const PROBE: Fields = {
  httpGet: { path: null, port: null, host: null, scheme: null, httpHeaders: null },
  tcpSocket: null,
  exec: null,
  grpc: null,
  initialDelaySeconds: null,
  periodSeconds: null,
  timeoutSeconds: null,
  failureThreshold: null,
  successThreshold: null,
  terminationGracePeriodSeconds: null,
};

const CONTAINER: Fields = {
  name: null,
  image: null,
  imagePullPolicy: null,
  command: null,
  args: null,
  env: null,
  envFrom: null,
  ports: null,
  resources: { requests: null, limits: null, claims: null },
  volumeMounts: null,
  volumeDevices: null,
  workingDir: null,
  lifecycle: null,
  stdin: null,
  tty: null,
  terminationMessagePath: null,
  terminationMessagePolicy: null,
  restartPolicy: null,
  readinessProbe: PROBE,
  livenessProbe: PROBE,
  startupProbe: PROBE,
  securityContext: {
    runAsUser: null,
    runAsGroup: null,
    runAsNonRoot: null,
    privileged: null,
    allowPrivilegeEscalation: null,
    readOnlyRootFilesystem: null,
    capabilities: { add: null, drop: null },
    seccompProfile: null,
    procMount: null,
    seLinuxOptions: null,
  },
};

const POD: Fields = {
  containers: CONTAINER,
  initContainers: CONTAINER,
  volumes: null,
  securityContext: SECURITY,
  serviceAccountName: null,
  serviceAccount: null,
  automountServiceAccountToken: null,
  nodeSelector: null,
  affinity: null,
  tolerations: null,
  restartPolicy: null,
  terminationGracePeriodSeconds: null,
  hostNetwork: null,
  hostPID: null,
  hostIPC: null,
  dnsPolicy: null,
  dnsConfig: null,
  priorityClassName: null,
  topologySpreadConstraints: null,
  imagePullSecrets: null,
  enableServiceLinks: null,
  hostname: null,
  runtimeClassName: null,
  schedulerName: null,
  shareProcessNamespace: null,
};

const TEMPLATE: Fields = { metadata: null, spec: POD };
const SELECTOR: Fields = { matchLabels: null, matchExpressions: null };

const SPECS: Readonly<Record<string, Fields>> = {
  Deployment: {
    replicas: null,
    selector: SELECTOR,
    template: TEMPLATE,
    strategy: { type: null, rollingUpdate: null },
    minReadySeconds: null,
    revisionHistoryLimit: null,
    progressDeadlineSeconds: null,
    paused: null,
  },
  StatefulSet: {
    replicas: null,
    selector: SELECTOR,
    template: TEMPLATE,
    serviceName: null,
    volumeClaimTemplates: null,
    updateStrategy: null,
    podManagementPolicy: null,
    revisionHistoryLimit: null,
    minReadySeconds: null,
    persistentVolumeClaimRetentionPolicy: null,
  },
  DaemonSet: {
    selector: SELECTOR,
    template: TEMPLATE,
    updateStrategy: null,
    minReadySeconds: null,
    revisionHistoryLimit: null,
  },
  Service: {
    selector: null,
    ports: null,
    type: null,
    clusterIP: null,
    clusterIPs: null,
    externalIPs: null,
    sessionAffinity: null,
    externalName: null,
    externalTrafficPolicy: null,
    internalTrafficPolicy: null,
    loadBalancerIP: null,
    loadBalancerClass: null,
    publishNotReadyAddresses: null,
    ipFamilies: null,
    ipFamilyPolicy: null,
  },
  PersistentVolumeClaim: {
    accessModes: null,
    resources: { requests: null, limits: null },
    storageClassName: null,
    volumeName: null,
    volumeMode: null,
    selector: null,
    dataSource: null,
    dataSourceRef: null,
  },
  HelmRelease: {
    chart: {
      metadata: null,
      spec: {
        chart: null,
        version: null,
        sourceRef: null,
        interval: null,
        reconcileStrategy: null,
        valuesFiles: null,
        verify: null,
        ignoreMissingValuesFiles: null,
      },
    },
    chartRef: { kind: null, name: null, namespace: null, apiVersion: null },
    interval: null,
    timeout: null,
    values: null,
    valuesFrom: null,
    releaseName: null,
    targetNamespace: null,
    storageNamespace: null,
    dependsOn: null,
    suspend: null,
    maxHistory: null,
    serviceAccountName: null,
    persistentClient: null,
    driftDetection: null,
    kubeConfig: null,
    postRenderers: null,
    commonMetadata: null,
    healthCheckExprs: null,
    test: null,
    rollback: null,
    uninstall: null,
    waitStrategy: null,
    install: {
      crds: null,
      createNamespace: null,
      disableHooks: null,
      disableOpenAPIValidation: null,
      disableSchemaValidation: null,
      disableWait: null,
      disableWaitForJobs: null,
      remediation: { retries: null, ignoreTestFailures: null, remediateLastFailure: null },
      replace: null,
      skipCRDs: null,
      strategy: null,
      timeout: null,
      disableTakeOwnership: null,
      serverSideApply: null,
    },
    upgrade: {
      crds: null,
      cleanupOnFail: null,
      disableHooks: null,
      disableOpenAPIValidation: null,
      disableSchemaValidation: null,
      disableWait: null,
      disableWaitForJobs: null,
      force: null,
      preserveValues: null,
      remediation: { retries: null, ignoreTestFailures: null, remediateLastFailure: null, strategy: null },
      strategy: null,
      timeout: null,
      disableTakeOwnership: null,
      serverSideApply: null,
    },
  },
  HelmRepository: {
    url: null,
    interval: null,
    type: null,
    timeout: null,
    suspend: null,
    secretRef: null,
    certSecretRef: null,
    passCredentials: null,
    provider: null,
    insecure: null,
    accessFrom: null,
  },
  OCIRepository: {
    url: null,
    ref: { tag: null, semver: null, digest: null, semverFilter: null },
    interval: null,
    timeout: null,
    layerSelector: null,
    provider: null,
    secretRef: null,
    certSecretRef: null,
    proxySecretRef: null,
    serviceAccountName: null,
    verify: null,
    insecure: null,
    ignore: null,
    suspend: null,
  },
  Gateway: {
    gatewayClassName: null,
    listeners: null,
    addresses: null,
    infrastructure: null,
    backendTLS: null,
    allowedListeners: null,
    tls: null,
    defaultScope: null,
  },
  GatewayClass: { controllerName: null, parametersRef: null, description: null },
  HTTPRoute: { parentRefs: null, hostnames: null, rules: null, useDefaultGateways: null },
};

const TOP: Readonly<Record<string, readonly string[]>> = {
  ConfigMap: ['data', 'binaryData', 'immutable'],
  Secret: ['data', 'stringData', 'type', 'immutable'],
  StorageClass: [
    'provisioner',
    'parameters',
    'reclaimPolicy',
    'volumeBindingMode',
    'allowVolumeExpansion',
    'mountOptions',
    'allowedTopologies',
  ],
};

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const walk = (value: unknown, fields: Fields | null, path: string): string | undefined => {
  if (fields === null) return undefined;
  if (Array.isArray(value)) {
    for (const item of value) {
      const name = isMap(item) && typeof item.name === 'string' ? `[name="${item.name}"]` : '[0]';
      const found = walk(item, fields, `${path}${name}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isMap(value)) return undefined;
  for (const [key, below] of Object.entries(value)) {
    if (!Object.hasOwn(fields, key)) return `${path}.${key}`;
    const found = walk(below, fields[key] ?? null, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The first field that the kind's schema does not have, `.spec.template.spec.containers[name="x"].imgae`. */
export const unknownField = (
  object: Readonly<Record<string, unknown>> & { readonly kind: string },
): string | undefined => {
  const top = TOP[object.kind];
  const fields = SPECS[object.kind];
  if (!top && !fields) return undefined;
  const allowed = ['apiVersion', 'kind', 'metadata', 'status', ...(top ?? []), ...(fields ? ['spec'] : [])];
  const odd = Object.keys(object).find((key) => !allowed.includes(key));
  if (odd !== undefined) return `.${odd}`;
  return fields ? walk(object.spec, fields, '.spec') : undefined;
};
