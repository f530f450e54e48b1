import { textFlag } from '../toolkit/flags.ts';
import { failed, said, type ToolResult } from '../toolkit/world-client.ts';
import { rfc3339 } from '../world/clock.ts';
import type { ToolContext } from '../world/tool-context.ts';
import { deliveryProblem } from './delivery.ts';
import { at, find, type Item, list, ofKind, text, type View } from './view.ts';

/** The pod that a log is asked of: by name, or one of a workload's. */
const podFor = (view: View, namespace: string, target: string): Item | string => {
  const [type, name] = target.includes('/') ? target.split('/') : ['pod', target];
  if (type === 'pod' || type === 'pods' || type === 'po')
    return (
      find(view, 'Pod', namespace, name ?? '') ?? `Error from server (NotFound): pods "${name}" not found`
    );
  const owned = ofKind(view, 'Pod').find(
    ({ object }) =>
      object.metadata.namespace === namespace &&
      at(object, 'metadata', 'ownerReferences', 0, 'name') === name,
  );
  return (
    owned ??
    `error: error from server (NotFound): deployments.apps "${name}" not found in namespace "${namespace}"`
  );
};

const tailed = (lines: readonly string[], tail: string | undefined): ToolResult => {
  const count = tail === undefined ? -1 : Number(tail);
  const shown = count >= 0 ? lines.slice(Math.max(0, lines.length - count)) : lines;
  return said(shown.map((line) => `${line}\n`).join(''));
};

/** What a healthy container has printed; Alloy complains when it cannot deliver. */
const chatter = (view: View, pod: Item): readonly string[] => {
  const since = rfc3339(pod.createdAt);
  const target =
    pod.object.metadata.labels?.['app.kubernetes.io/name'] === 'alloy' ? deliveryProblem(view) : undefined;
  const first = `ts=${since} level=info msg="started"`;
  return target === undefined
    ? [first]
    : [
        first,
        ...['', '', ''].map(
          (_, index) =>
            `ts=${rfc3339(pod.createdAt + 5000 * (index + 1))} level=warn msg="error sending batch, will retry" component_path=/ component_id=loki.write.default component=client host=${target.host} status=-1 tenant="" error="Post \\"${target.url}\\": ${target.error}"`,
        ),
      ];
};

/** `kubectl logs`: what the containers of a pod have printed. */
export const logsOf = (view: View, context: ToolContext): ToolResult => {
  const namespace = textFlag(context.call, 'namespace') ?? 'default';
  const pod = podFor(view, namespace, context.call.args[0] ?? '');
  if (typeof pod === 'string') return failed(pod);
  const { name } = pod.object.metadata;
  const containers = list(at(pod.object, 'spec', 'containers')).map((each) => text(at(each, 'name')) ?? '');
  const container = textFlag(context.call, 'container') ?? context.call.args[1] ?? containers[0] ?? '';
  if (!containers.includes(container))
    return failed(`error: container ${container} is not valid for pod ${name}`);
  const owner = at(pod.object, 'metadata', 'ownerReferences', 0);
  const outcome = view.outcomes.get(`${text(at(owner, 'kind'))}/${namespace}/${text(at(owner, 'name'))}`);
  const previous = context.call.flags.previous === true;
  const crashed = outcome?.kind === 'waiting' && outcome.reason === 'CrashLoopBackOff';
  if (outcome?.kind === 'waiting' && !crashed)
    return failed(
      `Error from server (BadRequest): container "${container}" in pod "${name}" is waiting to start: ${outcome.reason === 'ImagePullBackOff' ? 'trying and failing to pull image' : outcome.reason}`,
    );
  if (previous && !crashed)
    return failed(
      `Error from server (BadRequest): previous terminated container "${container}" in pod "${name}" not found`,
    );
  if (outcome?.kind === 'pending')
    return failed(
      `Error from server (BadRequest): container "${container}" in pod "${name}" is waiting to start: ContainerCreating`,
    );
  const lines =
    outcome?.kind === 'waiting' || outcome?.kind === 'unready' ? (outcome.log ?? []) : chatter(view, pod);
  return tailed(lines, textFlag(context.call, 'tail'));
};
