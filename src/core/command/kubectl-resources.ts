/** What `kubectl get` and its like may name: never anything that holds secrets. */

export interface Resource {
  /** Every spelling that is allowed, lower case; the API server's own aliases only. */
  readonly names: readonly string[];
  /** Only listed: its contents may hold credentials. No -o yaml, no -o json, no describe. */
  readonly listOnly?: boolean;
}

const plain = (...names: readonly string[]): Resource => ({ names });
const listOnly = (...names: readonly string[]): Resource => ({ names, listOnly: true });

/**
 * Kubernetes 1.32 resource names and short names (kubectl api-resources), Flux, cert-manager, Gateway API,
 * Prometheus operator and Longhorn. A deny list leaks (`Secrets/x`, `secrets.v1.`, `pods,secrets`): this is the list.
 */
const RESOURCES: readonly Resource[] = [
  plain('nodes', 'node', 'no'),
  plain('pods', 'pod', 'po'),
  plain('deployments', 'deployment', 'deploy'),
  plain('statefulsets', 'statefulset', 'sts'),
  plain('daemonsets', 'daemonset', 'ds'),
  plain('replicasets', 'replicaset', 'rs'),
  plain('jobs', 'job'),
  plain('cronjobs', 'cronjob', 'cj'),
  plain('services', 'service', 'svc'),
  plain('endpoints', 'ep'),
  plain('endpointslices', 'endpointslice'),
  plain('ingresses', 'ingress', 'ing'),
  plain('ingressclasses', 'ingressclass'),
  plain('gateways', 'gateway', 'gtw'),
  plain('gatewayclasses', 'gatewayclass', 'gc'),
  plain('httproutes', 'httproute'),
  plain('persistentvolumes', 'persistentvolume', 'pv'),
  plain('persistentvolumeclaims', 'persistentvolumeclaim', 'pvc'),
  plain('storageclasses', 'storageclass', 'sc'),
  plain('volumeattachments', 'volumeattachment'),
  plain('csidrivers', 'csidriver'),
  plain('csinodes', 'csinode'),
  plain('namespaces', 'namespace', 'ns'),
  plain('events', 'event', 'ev'),
  plain('networkpolicies', 'networkpolicy', 'netpol'),
  plain('poddisruptionbudgets', 'poddisruptionbudget', 'pdb'),
  plain('horizontalpodautoscalers', 'horizontalpodautoscaler', 'hpa'),
  plain('resourcequotas', 'resourcequota', 'quota'),
  plain('limitranges', 'limitrange', 'limits'),
  plain('apiservices', 'apiservice'),
  listOnly('configmaps', 'configmap', 'cm'),
  listOnly('customresourcedefinitions', 'customresourcedefinition', 'crd', 'crds'),
  listOnly('validatingwebhookconfigurations', 'validatingwebhookconfiguration'),
  plain('gitrepositories', 'gitrepository', 'gitrepo'),
  plain('helmrepositories', 'helmrepository', 'helmrepo'),
  plain('helmcharts', 'helmchart', 'hc'),
  plain('ocirepositories', 'ocirepository', 'ocirepo'),
  plain('kustomizations', 'kustomization', 'ks'),
  plain('helmreleases', 'helmrelease', 'hr'),
  plain('certificates', 'certificate', 'cert', 'certs'),
  plain('certificaterequests', 'certificaterequest', 'cr', 'crs'),
  plain('orders', 'order'),
  plain('challenges', 'challenge'),
  plain('clusterissuers', 'clusterissuer'),
  plain('servicemonitors', 'servicemonitor', 'smon'),
  plain('podmonitors', 'podmonitor', 'pmon'),
  plain('prometheuses', 'prometheus', 'prom'),
  plain('nodes.longhorn.io', 'volumes.longhorn.io', 'engines.longhorn.io', 'replicas.longhorn.io'),
];

const BY_NAME: ReadonlyMap<string, Resource> = new Map(
  RESOURCES.flatMap((resource) => resource.names.map((name) => [name, resource] as const)),
);

/** The resource of exactly this spelling; undefined when it is not on the list. */
export const resourceNamed = (name: string): Resource | undefined => BY_NAME.get(name);

/** Names that say of themselves that they hold secrets, for a clearer refusal. */
export const looksSecret = (name: string): boolean => /secret|token|credential/i.test(name);
