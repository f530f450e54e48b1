import { unreachable } from '../kube/access.ts';
import { observe } from '../kube/observe.ts';
import { at, type Item, list, ofKind, text } from '../kube/view.ts';
import { textFlag } from '../toolkit/flags.ts';
import { table } from '../toolkit/table.ts';
import { failed, said, type ToolResult } from '../toolkit/world-client.ts';
import type { ToolAnswer, ToolContext } from '../world/tool-context.ts';

/** Why flux cannot reach the cluster, in its words. */
export const reached = (context: ToolContext): string | undefined => {
  const problem = unreachable(context);
  return problem === undefined
    ? undefined
    : `✗ Kubernetes API call failed: ${problem.replace(/^(error|Unable to connect to the server): /, '')}`;
};

const HEAD = ['NAME', 'REVISION', 'SUSPENDED', 'READY', 'MESSAGE'];

const row = ({ object }: Item): readonly string[] => {
  const ready = list(at(object, 'status', 'conditions')).find((each) => at(each, 'type') === 'Ready');
  return [
    object.metadata.name,
    text(at(object, 'status', 'history', 0, 'chartVersion')) ??
      text(at(object, 'status', 'lastAppliedRevision')) ??
      text(at(object, 'status', 'artifact', 'revision')) ??
      '',
    'False',
    text(at(ready, 'status')) ?? 'Unknown',
    text(at(ready, 'message')) ?? '',
  ];
};

/** `flux get ...`: a table for each of these kinds; one kind without objects is an error, as in flux. */
export const shown =
  (...kinds: readonly string[]): ToolAnswer =>
  (context): ToolResult => {
    const problem = reached(context);
    if (problem !== undefined) return failed(problem);
    const view = observe(context.world, context.clock.now());
    const all = context.call.flags['all-namespaces'] === true;
    const namespace = textFlag(context.call, 'namespace') ?? 'flux-system';
    const tables = kinds.flatMap((kind) => {
      const found = ofKind(view, kind).filter(({ object }) => all || object.metadata.namespace === namespace);
      const rows = found.map((item) => [
        ...(all ? [item.object.metadata.namespace ?? ''] : []),
        // Several kinds in one answer carry their kind before the name.
        ...row(item).map((cell, index) =>
          index === 0 && kinds.length > 1 ? `${kind.toLowerCase()}/${cell}` : cell,
        ),
      ]);
      return rows.length === 0 ? [] : [table(all ? ['NAMESPACE', ...HEAD] : HEAD, rows)];
    });
    return tables.length === 0
      ? failed(`✗ no ${kinds.join(', ')} objects found in "${namespace}" namespace`)
      : said(tables.join('\n'));
  };

/** `flux events`: the warnings about Flux's own objects. */
export const events: ToolAnswer = (context) => {
  const problem = reached(context);
  if (problem !== undefined) return failed(problem);
  const view = observe(context.world, context.clock.now());
  const all = context.call.flags['all-namespaces'] === true;
  const namespace = textFlag(context.call, 'namespace') ?? 'flux-system';
  const rows = ['HelmRelease', 'HelmRepository', 'OCIRepository', 'GitRepository', 'Kustomization']
    .flatMap((kind) => ofKind(view, kind))
    .filter(({ object }) => all || object.metadata.namespace === namespace)
    .flatMap(({ object }) =>
      list(at(object, 'status', 'conditions'))
        .filter((each) => at(each, 'type') === 'Ready' && at(each, 'status') === 'False')
        .map((each) => [
          'Warning',
          text(at(each, 'reason')) ?? '',
          `${object.kind}/${object.metadata.name}`,
          text(at(each, 'message')) ?? '',
        ]),
    );
  return said(rows.length === 0 ? '' : table(['TYPE', 'REASON', 'OBJECT', 'MESSAGE'], rows));
};
