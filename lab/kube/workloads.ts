import { MINUTE, rfc3339 } from '../world/clock.ts';
import { suffixFrom } from '../world/random.ts';
import type { KubeObject } from '../world/types.ts';
import { at, type Item, type Outcome, type View } from './view.ts';

/** Kinds that run pods. */
export const WORKLOADS: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'];

export const workloadKey = (object: KubeObject): string =>
  `${object.kind}/${object.metadata.namespace}/${object.metadata.name}`;

/** True when the pods run and pass their probes. */
export const isReady = (view: View, outcome: Outcome): boolean =>
  outcome.kind === 'ready' && outcome.at <= view.now;

/** How many pods a workload wants. */
export const desired = (view: View, item: Item): number => {
  if (item.object.kind === 'DaemonSet')
    return view.nodes.filter(
      (node) =>
        node.config.type === 'worker' ||
        at(item.object, 'spec', 'template', 'spec', 'tolerations') !== undefined,
    ).length;
  return item.object.kind === 'Job' ? 1 : Number(at(item.object, 'spec', 'replicas') ?? 1);
};

const condition = (type: string, yes: boolean, reason: string, message: string, since: number) => ({
  type,
  status: yes ? 'True' : 'False',
  reason,
  message,
  lastUpdateTime: rfc3339(since),
  lastTransitionTime: rfc3339(since),
});

const deploymentStatus = (view: View, item: Item, outcome: Outcome, count: number) => {
  const { name } = item.object.metadata;
  const ready = isReady(view, outcome);
  const set = `${name}-${suffixFrom(10, view.world.seed, name, item.changedAt)}`;
  const late = !ready && view.now > item.changedAt + 10 * MINUTE;
  const refused = outcome.kind === 'forbidden';
  return {
    observedGeneration: item.object.metadata.generation,
    ...(refused ? {} : { replicas: count, updatedReplicas: count }),
    ...(ready ? { readyReplicas: count, availableReplicas: count } : { unavailableReplicas: count }),
    conditions: [
      ready
        ? condition(
            'Available',
            true,
            'MinimumReplicasAvailable',
            'Deployment has minimum availability.',
            item.changedAt,
          )
        : condition(
            'Available',
            false,
            'MinimumReplicasUnavailable',
            'Deployment does not have minimum availability.',
            item.changedAt,
          ),
      late
        ? condition(
            'Progressing',
            false,
            'ProgressDeadlineExceeded',
            `ReplicaSet "${set}" has timed out progressing.`,
            item.changedAt,
          )
        : condition(
            'Progressing',
            true,
            ready ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
            `ReplicaSet "${set}" ${ready ? 'has successfully progressed.' : 'is progressing.'}`,
            item.changedAt,
          ),
      ...(refused
        ? [
            condition(
              'ReplicaFailure',
              true,
              'FailedCreate',
              outcome.message.replace('Error creating: ', ''),
              outcome.since,
            ),
          ]
        : []),
    ],
  };
};

/** The status the controller writes for a workload. */
export const workloadStatus = (view: View, item: Item, outcome: Outcome): Record<string, unknown> => {
  const count = desired(view, item);
  const observedGeneration = item.object.metadata.generation;
  const ready = isReady(view, outcome) ? count : 0;
  const { name } = item.object.metadata;
  const revision = `${name}-${suffixFrom(10, view.world.seed, name, item.changedAt)}`;
  switch (item.object.kind) {
    case 'Deployment':
      return deploymentStatus(view, item, outcome, count);
    case 'StatefulSet':
      return {
        observedGeneration,
        replicas: outcome.kind === 'forbidden' ? 0 : count,
        readyReplicas: ready,
        availableReplicas: ready,
        currentReplicas: count,
        updatedReplicas: count,
        currentRevision: revision,
        updateRevision: revision,
      };
    case 'DaemonSet': {
      const scheduled = outcome.kind === 'forbidden' ? 0 : count;
      return {
        observedGeneration,
        desiredNumberScheduled: count,
        currentNumberScheduled: scheduled,
        updatedNumberScheduled: scheduled,
        numberReady: ready,
        numberAvailable: ready,
        numberUnavailable: count - ready,
        numberMisscheduled: 0,
      };
    }
    default:
      return ready > 0
        ? {
            succeeded: 1,
            conditions: [
              condition(
                'Complete',
                true,
                'CompletionsReached',
                'Reached expected number of succeeded pods',
                item.changedAt,
              ),
            ],
          }
        : { active: 1 };
  }
};
