import { goDuration } from '../talos/health.ts';
import { textFlag } from '../toolkit/flags.ts';
import { failed, said } from '../toolkit/world-client.ts';
import { SECOND } from '../world/clock.ts';
import type { ToolAnswer } from '../world/tool-context.ts';
import { unreachable } from './access.ts';
import { selectObjects } from './get.ts';
import { shownType } from './kinds.ts';
import { observe } from './observe.ts';
import { at, list } from './view.ts';

/** `kubectl wait --for=condition=X type/name ... --timeout=T` */
export const wait: ToolAnswer = async (context) => {
  const problem = unreachable(context);
  if (problem !== undefined) return failed(problem);
  const { args } = context.call;
  const [, condition] = /^condition=(.+)$/.exec(textFlag(context.call, 'for') ?? '') ?? [];
  if (condition === undefined)
    return failed(`error: unrecognized condition: "${textFlag(context.call, 'for') ?? ''}"`);
  if (args.length === 0) return failed('error: resource name must be provided');
  const deadline = context.clock.now() + goDuration(textFlag(context.call, 'timeout') ?? '30s');
  let stdout = '';
  for (const arg of args) {
    for (;;) {
      const view = observe(context.world, context.clock.now());
      const wanted = selectObjects(view, context, [arg]);
      if (typeof wanted === 'string') return failed(wanted, stdout);
      const object = wanted[0]?.objects[0];
      const kind = wanted[0]?.kind;
      if (!object || !kind) return failed('error: no matching resources found', stdout);
      if (
        list(at(object, 'status', 'conditions')).some(
          (each) =>
            String(at(each, 'type')).toLowerCase() === condition.split('=')[0]?.toLowerCase() &&
            at(each, 'status') === 'True',
        )
      ) {
        stdout += `${shownType(kind)}/${object.metadata.name} condition met\n`;
        break;
      }
      if (context.clock.now() > deadline)
        return failed(
          `error: timed out waiting for the condition on ${kind.plural}/${object.metadata.name}`,
          stdout,
        );
      await context.sleep(SECOND);
    }
  }
  return said(stdout);
};

/** `kubectl rollout status type/name` */
export const rolloutStatus: ToolAnswer = async (context) => {
  const problem = unreachable(context);
  if (problem !== undefined) return failed(problem);
  const deadline = context.clock.now() + goDuration(textFlag(context.call, 'timeout') ?? '10m');
  for (;;) {
    const view = observe(context.world, context.clock.now());
    const wanted = selectObjects(view, context, context.call.args);
    if (typeof wanted === 'string') return failed(wanted);
    const object = wanted[0]?.objects[0];
    const replicas = Number(
      at(object, 'spec', 'replicas') ?? at(object, 'status', 'desiredNumberScheduled') ?? 1,
    );
    const ready = Number(
      at(object, 'status', 'availableReplicas') ?? at(object, 'status', 'numberReady') ?? 0,
    );
    const { name } = object?.metadata ?? { name: '' };
    if (ready >= replicas)
      return said(`${wanted[0]?.kind.kind.toLowerCase()} "${name}" successfully rolled out\n`);
    if (context.clock.now() > deadline)
      return failed(
        'error: timed out waiting for the condition',
        `Waiting for deployment "${name}" rollout to finish: ${ready} of ${replicas} updated replicas are available...\n`,
      );
    await context.sleep(SECOND);
  }
};
