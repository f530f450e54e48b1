import { together } from '../parallel.ts';
import type { StageContext } from '../types.ts';
import { kubectl, kubeJson } from './kubectl.ts';
import { condition, type KubeList, type KubeObject, nameOf } from './object.ts';
import { badContainers, familyOf, type Pod } from './pods.ts';

interface Event extends KubeObject {
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
}

/** Enough to name the error; a namespace in trouble has hundreds. */
const MAX_EVENTS = 12;
const MAX_PODS = 3;
const LOG_LINES = 20;

const events = async (ctx: StageContext, namespace: string): Promise<string[]> => {
  const args = ['get', 'events', '-n', namespace, '--field-selector', 'type=Warning', '-o', 'json'];
  const { items } = await kubeJson<KubeList<Event>>(ctx, args);
  const lines = items.map((event) => {
    const { kind = '', name = '' } = event.involvedObject ?? {};
    return `Warning ${event.reason} ${kind.toLowerCase()}/${name} in ${namespace}: ${event.message ?? ''}`;
  });
  return [...new Set(lines)].slice(-MAX_EVENTS);
};

/** What a container that keeps dying said last; a container that never ran has no log, and kubectl says so. */
const lastWords = async (ctx: StageContext, pod: Pod, container: string): Promise<string[]> => {
  const { name, namespace = '' } = pod.metadata;
  const args = ['logs', name, '-n', namespace, '-c', container, '--previous', `--tail=${LOG_LINES}`];
  const { stdout, stderr } = await kubectl(ctx, args, { ok: [0, 1] });
  const text = `${stdout}${stderr}`.trim();
  return text === '' ? [] : [`--- last log lines of ${nameOf(pod)} ${container}`, text];
};

const unscheduled = (pod: Pod): string[] => {
  const scheduled = condition(pod, 'PodScheduled');
  return pod.status?.phase === 'Pending' && scheduled?.status === 'False'
    ? [`pod ${nameOf(pod)} is not scheduled: ${scheduled.message ?? scheduled.reason ?? ''}`]
    : [];
};

const pods = async (ctx: StageContext, namespace: string): Promise<string[]> => {
  const { items } = await kubeJson<KubeList<Pod>>(ctx, ['get', 'pods', '-n', namespace, '-o', 'json']);
  const lines = items.flatMap(unscheduled);
  // One of each kind: ten replicas that crash say the same ten times.
  const kinds = new Map(
    items.flatMap((pod) =>
      badContainers(pod).map(
        (each) => [`${familyOf(pod)} ${each.container} ${each.reason}`, { pod, ...each }] as const,
      ),
    ),
  );
  for (const { pod, container, reason, message } of [...kinds.values()].slice(0, MAX_PODS)) {
    lines.push(`pod ${nameOf(pod)} container ${container}: ${reason}: ${message}`);
    if (reason === 'CrashLoopBackOff') lines.push(...(await lastWords(ctx, pod, container)));
  }
  return lines;
};

/**
 * What a namespace says of its trouble: warning events, pods that do not come up, the last words of those that crash.
 * @param namespaces looked at together; @returns lines as Kubernetes wrote them, empty when all is calm.
 */
export const namespaceEvidence = async (
  ctx: StageContext,
  namespaces: readonly string[],
): Promise<string> => {
  const all = await together(
    namespaces.map((namespace) => async () => [
      ...(await events(ctx, namespace)),
      ...(await pods(ctx, namespace)),
    ]),
  );
  return all.flat().join('\n');
};
