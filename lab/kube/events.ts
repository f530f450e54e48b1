import { claimOutcome } from './claims.ts';
import { at, type KubeEvent, ofKind, type View } from './view.ts';
import { WORKLOADS, workloadKey } from './workloads.ts';

const SOURCES: Readonly<Record<string, string>> = {
  DaemonSet: 'daemonset-controller',
  StatefulSet: 'statefulset-controller',
  Deployment: 'replicaset-controller',
  Job: 'job-controller',
};

const podOf = (view: View, kind: string, name: string, namespace: string | undefined): string =>
  view.items.find(
    ({ object }) =>
      object.kind === 'Pod' &&
      object.metadata.namespace === namespace &&
      at(object, 'metadata', 'ownerReferences', 0, 'name') === name &&
      at(object, 'metadata', 'ownerReferences', 0, 'kind') === kind,
  )?.object.metadata.name ?? name;

/** The warnings that controllers and kubelets have recorded: they are what a failure is first explained by. */
export const addEvents = (view: View): void => {
  const add = (event: Omit<KubeEvent, 'type' | 'count'>) => {
    if (event.first > view.now) return;
    view.events.push({
      ...event,
      type: 'Warning',
      count: 1 + Math.min(40, Math.floor((view.now - event.first) / 15_000)),
    });
  };
  for (const { object } of view.items) {
    if (!WORKLOADS.includes(object.kind)) continue;
    const outcome = view.outcomes.get(workloadKey(object));
    if (!outcome || outcome.kind === 'ready') continue;
    const { namespace = 'default', name } = object.metadata;
    const pod = {
      namespace,
      kind: 'Pod',
      name: podOf(view, object.kind, name, namespace),
      first: outcome.since + 2000,
    };
    if (outcome.kind === 'forbidden')
      add({
        namespace,
        kind: object.kind,
        name,
        reason: 'FailedCreate',
        message: outcome.message,
        source: SOURCES[object.kind] ?? '',
        first: outcome.since + 1000,
      });
    else if (outcome.kind === 'pending')
      add({
        ...pod,
        reason: outcome.reason === 'Unschedulable' ? 'FailedScheduling' : 'FailedMount',
        message: outcome.message,
        source: outcome.reason === 'Unschedulable' ? 'default-scheduler' : 'kubelet',
      });
    else if (outcome.kind === 'unready')
      add({ ...pod, reason: 'Unhealthy', message: outcome.message, source: 'kubelet' });
    else if (outcome.reason === 'ImagePullBackOff') {
      const [, inner = outcome.message] = /ErrImagePull: (.*)$/s.exec(outcome.message) ?? [];
      add({
        ...pod,
        reason: 'Failed',
        message: `Failed to pull image ${/image ("[^"]+")/.exec(outcome.message)?.[1] ?? ''}: ${inner}`,
        source: 'kubelet',
      });
    } else
      add({
        ...pod,
        reason: outcome.reason === 'CrashLoopBackOff' ? 'BackOff' : 'Failed',
        message: outcome.reason === 'CrashLoopBackOff' ? outcome.message : `Error: ${outcome.message}`,
        source: 'kubelet',
      });
  }
  for (const item of ofKind(view, 'PersistentVolumeClaim')) {
    const { problem } = claimOutcome(view, item);
    if (!problem || problem.reason === 'ExternalProvisioning') continue;
    const { namespace = 'default', name } = item.object.metadata;
    add({
      namespace,
      kind: 'PersistentVolumeClaim',
      name,
      reason: problem.reason,
      message: problem.message,
      source: 'persistentvolume-controller',
      first: item.changedAt + 1000,
    });
  }
};
