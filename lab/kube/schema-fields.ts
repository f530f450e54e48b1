/**
 * Field names of the kinds that the workspace writes, as far down as typing errors are likely.
 * `null`: anything below is taken as it is.
 */
export interface Fields {
  readonly [key: string]: Fields | null;
}

/** Names without anything known below them, and names with. */
const fields = (names: string, below: Fields = {}): Fields => ({
  ...Object.fromEntries(names.split(/\s+/).map((name) => [name, null])),
  ...below,
});

const POD_SECURITY = fields(
  'runAsUser runAsGroup runAsNonRoot fsGroup fsGroupChangePolicy supplementalGroups seccompProfile sysctls seLinuxOptions',
);

const PROBE = fields(
  'tcpSocket exec grpc initialDelaySeconds periodSeconds timeoutSeconds failureThreshold successThreshold terminationGracePeriodSeconds',
  { httpGet: fields('path port host scheme httpHeaders') },
);

const CONTAINER = fields(
  `name image imagePullPolicy command args env envFrom ports volumeMounts volumeDevices workingDir lifecycle
   stdin tty terminationMessagePath terminationMessagePolicy restartPolicy`,
  {
    resources: fields('requests limits claims'),
    readinessProbe: PROBE,
    livenessProbe: PROBE,
    startupProbe: PROBE,
    securityContext: fields(
      'runAsUser runAsGroup runAsNonRoot privileged allowPrivilegeEscalation readOnlyRootFilesystem seccompProfile procMount seLinuxOptions',
      { capabilities: fields('add drop') },
    ),
  },
);

const POD = fields(
  `volumes serviceAccountName serviceAccount automountServiceAccountToken nodeSelector affinity tolerations
   restartPolicy terminationGracePeriodSeconds hostNetwork hostPID hostIPC dnsPolicy dnsConfig priorityClassName
   topologySpreadConstraints imagePullSecrets enableServiceLinks hostname runtimeClassName schedulerName
   shareProcessNamespace`,
  { containers: CONTAINER, initContainers: CONTAINER, securityContext: POD_SECURITY },
);

const WORKLOAD: Fields = {
  selector: fields('matchLabels matchExpressions'),
  template: fields('metadata', { spec: POD }),
};

const HELM_ACTION =
  'crds disableHooks disableOpenAPIValidation disableSchemaValidation disableWait disableWaitForJobs timeout strategy disableTakeOwnership serverSideApply';

const HELM_RELEASE = fields(
  `interval timeout values valuesFrom releaseName targetNamespace storageNamespace dependsOn suspend maxHistory
   serviceAccountName persistentClient driftDetection kubeConfig postRenderers commonMetadata healthCheckExprs
   test rollback uninstall waitStrategy`,
  {
    chart: fields('metadata', {
      spec: fields(
        'chart version sourceRef interval reconcileStrategy valuesFiles verify ignoreMissingValuesFiles',
      ),
    }),
    chartRef: fields('kind name namespace apiVersion'),
    install: fields(`${HELM_ACTION} createNamespace replace skipCRDs`, {
      remediation: fields('retries ignoreTestFailures remediateLastFailure'),
    }),
    upgrade: fields(`${HELM_ACTION} cleanupOnFail force preserveValues`, {
      remediation: fields('retries ignoreTestFailures remediateLastFailure strategy'),
    }),
  },
);

/** `spec` by kind. */
export const SPECS: Readonly<Record<string, Fields>> = {
  Deployment: fields('replicas minReadySeconds revisionHistoryLimit progressDeadlineSeconds paused', {
    ...WORKLOAD,
    strategy: fields('type rollingUpdate'),
  }),
  StatefulSet: fields(
    'replicas serviceName volumeClaimTemplates updateStrategy podManagementPolicy revisionHistoryLimit minReadySeconds persistentVolumeClaimRetentionPolicy',
    WORKLOAD,
  ),
  DaemonSet: fields('updateStrategy minReadySeconds revisionHistoryLimit', WORKLOAD),
  Service: fields(
    `selector ports type clusterIP clusterIPs externalIPs sessionAffinity externalName externalTrafficPolicy
     internalTrafficPolicy loadBalancerIP loadBalancerClass publishNotReadyAddresses ipFamilies ipFamilyPolicy`,
  ),
  PersistentVolumeClaim: fields(
    'accessModes storageClassName volumeName volumeMode selector dataSource dataSourceRef',
    { resources: fields('requests limits') },
  ),
  HelmRelease: HELM_RELEASE,
  HelmRepository: fields(
    'url interval type timeout suspend secretRef certSecretRef passCredentials provider insecure accessFrom',
  ),
  OCIRepository: fields(
    `url interval timeout layerSelector provider secretRef certSecretRef proxySecretRef serviceAccountName
     verify insecure ignore suspend`,
    { ref: fields('tag semver digest semverFilter') },
  ),
  GitRepository: fields(
    `url interval timeout secretRef provider verify proxySecretRef ignore suspend recurseSubmodules include
     sparseCheckout serviceAccountName`,
    { ref: fields('branch tag semver name commit') },
  ),
  Kustomization: fields(
    `interval retryInterval timeout path prune wait force suspend dependsOn healthChecks healthCheckExprs
     targetNamespace serviceAccountName patches images components commonMetadata namePrefix nameSuffix postBuild
     decryption kubeConfig deletionPolicy ignoreMissingComponents`,
    { sourceRef: fields('apiVersion kind name namespace') },
  ),
  Gateway: fields(
    'gatewayClassName listeners addresses infrastructure backendTLS allowedListeners tls defaultScope',
  ),
  GatewayClass: fields('controllerName parametersRef description'),
  HTTPRoute: fields('parentRefs hostnames rules useDefaultGateways'),
};

/** Fields beside `spec` by kind. */
export const TOP: Readonly<Record<string, readonly string[]>> = {
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
