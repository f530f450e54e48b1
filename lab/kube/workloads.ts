import { clusterNodes } from '../talos/machine.ts';
import { MINUTE, rfc3339, SECOND } from '../world/clock.ts';
import { suffixFrom, uuidFrom } from '../world/random.ts';
import type { KubeObject } from '../world/types.ts';
import { podOutcome } from './pods.ts';
import { at, type Item, type Outcome, text, type View } from './view.ts';

export const WORKLOADS: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'];

export const workloadKey = (object: KubeObject): string =>
  `${object.kind}/${object.metadata.namespace}/${object.metadata.name}`;

const isReady = (view: View, outcome: Outcome): boolean => outcome.kind === 'ready' && outcome.at <= view.now;

/** How many pods a workload wants. */
const desired = (view: View, item: Item): number => {
  if (item.object.kind === 'DaemonSet')
    return clusterNodes(view.world, view.now).filter(
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

const waitingStatus = (outcome: Outcome, name: string, image: string, since: number) => {
  const base = { name, image, imageID: '', ready: false, started: false, restartCount: 0 };
  if (outcome.kind === 'waiting') {
    const crashed = outcome.reason === 'CrashLoopBackOff';
    return {
      ...base,
      restartCount: crashed ? 4 : 0,
      state: { waiting: { reason: outcome.reason, message: outcome.message } },
      ...(crashed
        ? {
            lastState: {
              terminated: {
                exitCode: outcome.exitCode ?? 1,
                reason: 'Error',
                startedAt: rfc3339(since),
                finishedAt: rfc3339(since + SECOND),
              },
            },
          }
        : {}),
    };
  }
  if (outcome.kind === 'unready')
    return { ...base, started: true, state: { running: { startedAt: rfc3339(outcome.since) } } };
  return { ...base, state: { waiting: { reason: 'ContainerCreating' } } };
};

const podStatus = (view: View, outcome: Outcome, template: unknown, index: number) => {
  const names = (at(template, 'spec', 'containers') as { name: string; image: string }[] | undefined) ?? [];
  const running = isReady(view, outcome);
  const pending = outcome.kind === 'pending' && outcome.reason === 'Unschedulable';
  const since = outcome.kind === 'ready' ? outcome.at : outcome.since;
  return {
    phase:
      running ||
      outcome.kind === 'unready' ||
      (outcome.kind === 'waiting' && outcome.reason === 'CrashLoopBackOff')
        ? 'Running'
        : 'Pending',
    conditions: [
      {
        type: 'PodScheduled',
        status: pending ? 'False' : 'True',
        ...(pending ? { reason: 'Unschedulable', message: outcome.message } : {}),
      },
      {
        type: 'Ready',
        status: running ? 'True' : 'False',
        ...(running
          ? {}
          : {
              reason: 'ContainersNotReady',
              message: `containers with unready status: [${names.map((each) => each.name).join(' ')}]`,
            }),
      },
    ],
    hostIP: '192.168.1.152',
    podIP: `10.244.1.${17 + index}`,
    ...(pending
      ? {}
      : {
          containerStatuses: names.map(({ name, image }) =>
            running
              ? {
                  name,
                  image,
                  imageID: `${image}@sha256:${uuidFrom(0, image).replaceAll('-', '')}`,
                  ready: true,
                  started: true,
                  restartCount: 0,
                  state: { running: { startedAt: rfc3339(since) } },
                }
              : waitingStatus(outcome, name, image, since),
          ),
        }),
  };
};

/** A pod's name and what its controller adds to its labels. */
const podIdentity = (view: View, item: Item, index: number) => {
  const { name } = item.object.metadata;
  const { seed } = view.world;
  if (item.object.kind === 'StatefulSet')
    return {
      name: `${name}-${index}`,
      generateName: `${name}-`,
      labels: {
        'apps.kubernetes.io/pod-index': String(index),
        'statefulset.kubernetes.io/pod-name': `${name}-${index}`,
      },
    };
  const hash = suffixFrom(10, seed, name, item.changedAt);
  const generateName = item.object.kind === 'Deployment' ? `${name}-${hash}-` : `${name}-`;
  return {
    name: `${generateName}${suffixFrom(5, seed, name, item.changedAt, index)}`,
    generateName,
    labels:
      item.object.kind === 'Deployment'
        ? { 'pod-template-hash': hash }
        : { 'controller-revision-hash': hash },
  };
};

/** Adds the pods of one workload, and notes what became of them. */
export const addPods = (view: View, item: Item): void => {
  const template = at(item.object, 'spec', 'template');
  const outcome = podOutcome(view, item, template);
  view.outcomes.set(workloadKey(item.object), outcome);
  if (outcome.kind === 'forbidden' || item.object.kind === 'Job') return;
  const owner = {
    apiVersion: item.object.apiVersion,
    kind: item.object.kind,
    name: item.object.metadata.name,
  };
  for (let index = 0; index < desired(view, item); index += 1) {
    const { labels, ...identity } = podIdentity(view, item, index);
    const object: KubeObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...identity,
        namespace: item.object.metadata.namespace ?? 'default',
        labels: { ...(at(template, 'metadata', 'labels') as Record<string, string> | undefined), ...labels },
        creationTimestamp: rfc3339(item.changedAt),
        uid: uuidFrom(view.world.seed, 'pod', item.object.metadata.name, index),
        ownerReferences: [{ ...owner, controller: true }],
      },
      spec: {
        ...(at(template, 'spec') as object),
        nodeName: text(clusterNodes(view.world, view.now)[1]?.config.hostname),
      },
      status: podStatus(view, outcome, template, index),
    };
    view.items.push({ object, createdAt: item.changedAt, changedAt: item.changedAt });
  }
};
