import { together } from '../parallel.ts';
import { allSeen, asFinding } from '../seen.ts';
import type { Seen, StageContext, Step } from '../types.ts';
import { namespaceEvidence } from './evidence.ts';
import { kubeJson } from './kubectl.ts';
import { condition, isObserved, type KubeList, type KubeObject, nameOf, titleOf } from './object.ts';
import { badContainers, familyOf, type Pod, restartedContainers } from './pods.ts';

const TYPES = 'deployments,statefulsets,daemonsets,jobs,persistentvolumeclaims,services,pods';

interface Workload extends KubeObject {
  readonly spec?: { readonly replicas?: number; readonly storageClassName?: string; readonly type?: string };
  readonly status?: KubeObject['status'] & {
    readonly phase?: string;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly readyReplicas?: number;
    readonly currentRevision?: string;
    readonly updateRevision?: string;
    readonly desiredNumberScheduled?: number;
    readonly currentNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberReady?: number;
    readonly loadBalancer?: { readonly ingress?: readonly unknown[] };
  };
}

/** What a judge needs to know beside the object. */
interface Surroundings {
  /** The names of the storage classes; looked up only when a claim is open. */
  readonly classes: ReadonlySet<string>;
  /** `timing.settle`: how long a container must have run without a restart, milliseconds. */
  readonly settle: number;
}

const ready = (object: Workload): Seen => ({ state: 'ready', detail: titleOf(object) });
const waiting = (object: Workload): Seen => ({ state: 'waiting', for: titleOf(object) });
const failing = (object: Workload, why: string): Seen => ({
  state: 'failing',
  for: `${titleOf(object)} (${why.split('\n')[0]?.slice(0, 80)})`,
  text: `${titleOf(object)}: ${why}`,
});

const deployment = (object: Workload): Seen => {
  const wanted = object.spec?.replicas ?? 1;
  const { updatedReplicas = 0, availableReplicas = 0 } = object.status ?? {};
  if (!isObserved(object)) return waiting(object);
  if (updatedReplicas === wanted && availableReplicas === wanted) return ready(object);
  const refused = condition(object, 'ReplicaFailure');
  if (refused?.status === 'True') return failing(object, refused.message ?? 'pods cannot be created');
  const progressing = condition(object, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded')
    return failing(object, progressing.message ?? 'no progress');
  return waiting(object);
};

const statefulSet = (object: Workload): Seen => {
  const wanted = object.spec?.replicas ?? 1;
  const { readyReplicas = 0, currentRevision, updateRevision } = object.status ?? {};
  if (!isObserved(object) || readyReplicas !== wanted || currentRevision !== updateRevision)
    return waiting(object);
  return ready(object);
};

/** A DaemonSet that wants no pod, or whose pods admission refuses, looks calm: both are failures. */
const daemonSet = (object: Workload): Seen => {
  const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberReady = 0 } = object.status ?? {};
  if (!isObserved(object)) return waiting(object);
  if (desiredNumberScheduled === 0) return failing(object, 'wants 0 pods: no node fits its selector');
  if ((object.status?.currentNumberScheduled ?? 0) === 0)
    return failing(object, `0 of ${desiredNumberScheduled} pods are created`);
  if (numberReady === desiredNumberScheduled && updatedNumberScheduled === desiredNumberScheduled)
    return ready(object);
  return waiting(object);
};

const job = (object: Workload): Seen => {
  if (condition(object, 'Complete')?.status === 'True') return ready(object);
  const failed = condition(object, 'Failed');
  return failed?.status === 'True' ? failing(object, failed.message ?? 'failed') : waiting(object);
};

/** A class that does not exist never binds; a class that is only slow does. */
const claim = (object: Workload, { classes }: Surroundings): Seen => {
  if (object.status?.phase === 'Bound') return ready(object);
  const wanted = object.spec?.storageClassName;
  if (wanted === undefined || wanted === '' || classes.has(wanted)) return waiting(object);
  return failing(object, `storageclass.storage.k8s.io "${wanted}" not found`);
};

const pod = (object: Workload, { settle }: Surroundings): Seen => {
  const [bad] = [...badContainers(object as Pod), ...restartedContainers(object as Pod, Date.now(), settle)];
  if (!bad) return ready(object);
  const what = `pods of ${familyOf(object as Pod)}`;
  return {
    state: 'failing',
    for: `${what} (${bad.reason} of container ${bad.container})`,
    text: `${what}: ${bad.reason} of container ${bad.container}: ${bad.message}`,
  };
};

/** Envoy Gateway's label on what it makes for a Gateway. */
const OWNED_BY_GATEWAY = 'gateway.envoyproxy.io/owning-gateway-name';

/** Without a load balancer (Talos brings none) it stays pending for ever, and nothing says why. */
const service = (object: Workload): Seen => {
  // Of a Gateway's own Service the Gateway itself tells, and why (Programmed, AddressNotAssigned).
  if (object.metadata.labels?.[OWNED_BY_GATEWAY] !== undefined) return ready(object);
  if (object.spec?.type !== 'LoadBalancer' || (object.status?.loadBalancer?.ingress ?? []).length > 0)
    return ready(object);
  return failing(
    object,
    'type LoadBalancer has no address: the cluster has nothing that gives it one; make it ClusterIP or NodePort, or add a load balancer',
  );
};

type Judge = (object: Workload, surroundings: Surroundings) => Seen;

const JUDGES: Readonly<Record<string, Judge>> = {
  Deployment: deployment,
  StatefulSet: statefulSet,
  DaemonSet: daemonSet,
  Job: job,
  PersistentVolumeClaim: claim,
  Service: service,
  Pod: pod,
};

/** Asked only when a claim is not bound. */
const storageClasses = async (
  ctx: StageContext,
  items: readonly Workload[],
): Promise<ReadonlySet<string>> => {
  const open = items.some((each) => each.kind === 'PersistentVolumeClaim' && each.status?.phase !== 'Bound');
  if (!open) return new Set();
  const { items: classes } = await kubeJson<KubeList<KubeObject>>(ctx, [
    'get',
    'storageclasses',
    '-o',
    'json',
  ]);
  return new Set(classes.map((each) => each.metadata.name));
};

const inNamespace = async (ctx: StageContext, namespace: string): Promise<Seen> => {
  const { items } = await kubeJson<KubeList<Workload>>(ctx, ['get', TYPES, '-n', namespace, '-o', 'json']);
  // Nothing at all is not healthy: the manifests are elsewhere or a controller has not begun.
  if (items.every(({ kind }) => kind === 'Service'))
    return { state: 'waiting', for: `anything in namespace ${namespace}` };
  const { settle } = ctx.cluster.timing;
  const surroundings = { classes: await storageClasses(ctx, items), settle };
  const judged = items.map((item) => ({
    item,
    seen: JUDGES[item.kind ?? '']?.(item, surroundings) ?? ready(item),
  }));
  // A Deployment that makes no progress because of its own pods says nothing that they do not say, and says it later.
  const blamed = new Set(
    judged.flatMap(({ item, seen }) =>
      item.kind === 'Pod' && seen.state === 'failing' ? [familyOf(item as Pod)] : [],
    ),
  );
  const seen = allSeen(
    judged.map(({ item, seen: one }) =>
      item.kind === 'Deployment' && one.state === 'failing' && blamed.has(nameOf(item)) ? waiting(item) : one,
    ),
  );
  return seen.state === 'ready' ? { state: 'ready', detail: `${namespace} healthy` } : seen;
};

/**
 * A step that waits until everything in the namespaces is healthy: rollouts complete, claims bound, no crashing pod.
 * @param namespaces picks them from the config.
 */
export const workloadsStep = (namespaces: (ctx: StageContext) => Promise<readonly string[]>): Step => {
  const observe = async (ctx: StageContext): Promise<Seen> =>
    allSeen(await together((await namespaces(ctx)).map((each) => () => inNamespace(ctx, each))));
  return {
    name: 'workloads',
    check: async (ctx) => asFinding(await observe(ctx), 'waits until they are healthy'),
    verify: (ctx) => ({
      deadlineMs: ctx.cluster.timing.rollout,
      observe: () => observe(ctx),
      evidence: async () => namespaceEvidence(ctx, await namespaces(ctx)),
    }),
  };
};
