import { rfc3339, SECOND } from '../world/clock.ts';
import { suffixFrom, uuidFrom } from '../world/random.ts';
import type { KubeObject } from '../world/types.ts';
import { podOutcome } from './pods.ts';
import { at, type Item, type Outcome, text, type View } from './view.ts';

import { desired, isReady, workloadKey } from './workloads.ts';

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
        nodeName: text(view.nodes[1]?.config.hostname),
      },
      status: podStatus(view, outcome, template, index),
    };
    view.items.push({ object, createdAt: item.changedAt, changedAt: item.changedAt });
  }
};
