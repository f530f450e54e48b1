/** What the API server can hold. Kinds of a provider exist only once that provider is installed. */
export interface Kind {
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly names: readonly string[];
  readonly namespaced: boolean;
  /** What installs its CRD; absent: built in. */
  readonly provider?: 'flux' | 'gateway' | 'longhorn' | 'prometheus';
}

const kind = (
  group: string,
  version: string,
  name: string,
  plural: string,
  names: readonly string[],
  namespaced = true,
  provider?: Kind['provider'],
): Kind => ({
  group,
  version,
  kind: name,
  plural,
  names: [plural, name.toLowerCase(), ...names],
  namespaced,
  ...(provider ? { provider } : {}),
});

export const KINDS: readonly Kind[] = [
  kind('', 'v1', 'Namespace', 'namespaces', ['ns'], false),
  kind('', 'v1', 'Node', 'nodes', ['no'], false),
  kind('', 'v1', 'Pod', 'pods', ['po']),
  kind('', 'v1', 'Service', 'services', ['svc']),
  kind('', 'v1', 'ConfigMap', 'configmaps', ['cm']),
  kind('', 'v1', 'Secret', 'secrets', []),
  kind('', 'v1', 'ServiceAccount', 'serviceaccounts', ['sa']),
  kind('', 'v1', 'Event', 'events', ['ev']),
  kind('', 'v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', ['pvc']),
  kind('', 'v1', 'PersistentVolume', 'persistentvolumes', ['pv'], false),
  kind('apps', 'v1', 'Deployment', 'deployments', ['deploy']),
  kind('apps', 'v1', 'StatefulSet', 'statefulsets', ['sts']),
  kind('apps', 'v1', 'DaemonSet', 'daemonsets', ['ds']),
  kind('apps', 'v1', 'ReplicaSet', 'replicasets', ['rs']),
  kind('batch', 'v1', 'Job', 'jobs', []),
  kind('batch', 'v1', 'CronJob', 'cronjobs', ['cj']),
  kind('storage.k8s.io', 'v1', 'StorageClass', 'storageclasses', ['sc'], false),
  kind('storage.k8s.io', 'v1', 'CSIDriver', 'csidrivers', [], false),
  kind('networking.k8s.io', 'v1', 'NetworkPolicy', 'networkpolicies', ['netpol']),
  kind('networking.k8s.io', 'v1', 'Ingress', 'ingresses', ['ing']),
  kind('networking.k8s.io', 'v1', 'IngressClass', 'ingressclasses', [], false),
  kind('policy', 'v1', 'PodDisruptionBudget', 'poddisruptionbudgets', ['pdb']),
  kind('rbac.authorization.k8s.io', 'v1', 'ClusterRole', 'clusterroles', [], false),
  kind('rbac.authorization.k8s.io', 'v1', 'ClusterRoleBinding', 'clusterrolebindings', [], false),
  kind('rbac.authorization.k8s.io', 'v1', 'Role', 'roles', []),
  kind('rbac.authorization.k8s.io', 'v1', 'RoleBinding', 'rolebindings', []),
  kind(
    'apiextensions.k8s.io',
    'v1',
    'CustomResourceDefinition',
    'customresourcedefinitions',
    ['crd', 'crds'],
    false,
  ),
  kind('source.toolkit.fluxcd.io', 'v1', 'HelmRepository', 'helmrepositories', ['helmrepo'], true, 'flux'),
  kind('source.toolkit.fluxcd.io', 'v1', 'OCIRepository', 'ocirepositories', ['ocirepo'], true, 'flux'),
  kind('source.toolkit.fluxcd.io', 'v1', 'GitRepository', 'gitrepositories', ['gitrepo'], true, 'flux'),
  kind('source.toolkit.fluxcd.io', 'v1', 'HelmChart', 'helmcharts', ['hc'], true, 'flux'),
  kind('kustomize.toolkit.fluxcd.io', 'v1', 'Kustomization', 'kustomizations', ['ks'], true, 'flux'),
  kind('helm.toolkit.fluxcd.io', 'v2', 'HelmRelease', 'helmreleases', ['hr'], true, 'flux'),
  kind('gateway.networking.k8s.io', 'v1', 'GatewayClass', 'gatewayclasses', ['gc'], false, 'gateway'),
  kind('gateway.networking.k8s.io', 'v1', 'Gateway', 'gateways', ['gtw'], true, 'gateway'),
  kind('gateway.networking.k8s.io', 'v1', 'HTTPRoute', 'httproutes', [], true, 'gateway'),
  kind('gateway.envoyproxy.io', 'v1alpha1', 'EnvoyProxy', 'envoyproxies', ['eproxy'], true, 'gateway'),
  kind('longhorn.io', 'v1beta2', 'Node', 'nodes', [], true, 'longhorn'),
  kind('longhorn.io', 'v1beta2', 'Volume', 'volumes', [], true, 'longhorn'),
  kind('monitoring.coreos.com', 'v1', 'ServiceMonitor', 'servicemonitors', [], true, 'prometheus'),
  kind('monitoring.coreos.com', 'v1', 'PodMonitor', 'podmonitors', [], true, 'prometheus'),
  kind('monitoring.coreos.com', 'v1', 'PrometheusRule', 'prometheusrules', [], true, 'prometheus'),
  kind('monitoring.coreos.com', 'v1', 'Prometheus', 'prometheuses', [], true, 'prometheus'),
  kind('monitoring.coreos.com', 'v1', 'Alertmanager', 'alertmanagers', [], true, 'prometheus'),
];

/** `apps/v1` of a kind. */
export const apiVersionOf = (each: Kind): string =>
  each.group === '' ? each.version : `${each.group}/${each.version}`;

/** `deployment.apps`, `pod`: how kubectl names an object's type in what it prints. */
export const shownType = (each: Kind): string =>
  each.group === '' ? each.kind.toLowerCase() : `${each.kind.toLowerCase()}.${each.group}`;

export const crdName = (each: Kind): string => `${each.plural}.${each.group}`;

/** The kind that an object says it is, among those that are served. */
export const kindOfObject = (kinds: readonly Kind[], apiVersion: string, name: string): Kind | undefined =>
  kinds.find((each) => each.kind === name && apiVersionOf(each) === apiVersion);

/** The kind that a type argument names: `deploy`, `deployments.apps`, `nodes.longhorn.io`, `Pod`. */
export const kindOfArgument = (kinds: readonly Kind[], argument: string): Kind | undefined => {
  const [name = '', ...group] = argument.toLowerCase().split('.');
  const wanted = group.join('.');
  return kinds.find(
    (each) =>
      each.names.includes(name) &&
      (wanted === '' ||
        wanted === each.group ||
        wanted === `${each.version}.${each.group}` ||
        (each.group === '' && wanted === `${each.version}.`)),
  );
};
