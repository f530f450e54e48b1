import { textFlag } from '../toolkit/flags.ts';
import { failed, said, type ToolResult } from '../toolkit/world-client.ts';
import { SECOND } from '../world/clock.ts';
import type { ToolContext } from '../world/tool-context.ts';
import { connect } from './connect.ts';
import { apiSince, clusterNodes, etcdUp } from './machine.ts';

/** `10m`, `1m30s` in milliseconds. */
export const goDuration = (text: string): number =>
  [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce((sum, [, number, unit]) => {
    const factor = unit === 'h' ? 3600 : unit === 'm' ? 60 : unit === 's' ? 1 : 0.001;
    return sum + Number(number) * factor * SECOND;
  }, 0);

const quoted = (list: readonly string[]): string => `[${list.map((each) => `"${each}"`).join(' ')}]`;

/** The checks in the order in which the real one waits for them; each returns why it is not met. */
const checks = (context: ToolContext, host: string, nodes: readonly string[]) => [
  {
    name: 'etcd to be healthy',
    test: () => {
      const reached = connect(context, host);
      return typeof reached === 'string'
        ? reached
        : etcdUp(reached, context.clock.now())
          ? undefined
          : '1 error occurred:\n\t* ' +
            host +
            ': service "etcd" not in expected state "Running": current state [Preparing] Running pre state';
    },
  },
  {
    name: 'apid to be ready',
    test: () =>
      nodes.map((node) => connect(context, node)).find((reached) => typeof reached === 'string') as
        | string
        | undefined,
  },
  {
    name: 'kubelet to be healthy',
    test: () => {
      const joined = clusterNodes(context.world, context.clock.now()).map(({ host: each }) => each.address);
      const missing = nodes.filter((node) => !joined.includes(node));
      return missing.length === 0
        ? undefined
        : `1 error occurred:\n\t* ${missing[0]}: service "kubelet" not in expected state "Running": current state [Waiting] Waiting for API server to be ready`;
    },
  },
  {
    name: 'all k8s nodes to report',
    test: () => {
      const seen = clusterNodes(context.world, context.clock.now()).map(({ host: each }) => each.address);
      const missing = nodes.filter((node) => !seen.includes(node));
      return apiSince(context.world, context.clock.now()) !== undefined && missing.length === 0
        ? undefined
        : `can't find expected node with IPs ${quoted(missing)}`;
    },
  },
  {
    name: 'all k8s nodes to report ready',
    test: () => {
      const waiting = clusterNodes(context.world, context.clock.now())
        .filter((node) => !node.ready)
        .map((node) => node.config.hostname);
      return waiting.length === 0 ? undefined : `some nodes are not ready: ${quoted(waiting)}`;
    },
  },
];

/** `talosctl health`: waits for each check in turn until `--wait-timeout`; progress is on stderr. */
export const health = async (
  context: ToolContext,
  node: string,
  controlPlanes: readonly string[],
  workers: readonly string[],
): Promise<ToolResult> => {
  const nodes = [...controlPlanes, ...workers];
  const reached = connect(context, node);
  if (typeof reached === 'string') return failed(reached);
  let progress = `discovered nodes: ${quoted(nodes)}\n`;
  const deadline = context.clock.now() + goDuration(textFlag(context.call, 'wait-timeout') ?? '20m');
  for (const check of checks(context, node, nodes)) {
    progress += `waiting for ${check.name}: ...\n`;
    let problem = check.test();
    while (problem !== undefined) {
      if (context.clock.now() > deadline)
        return failed(
          `${progress}waiting for ${check.name}: ${problem}\nhealthcheck error: rpc error: code = DeadlineExceeded desc = context deadline exceeded`,
        );
      await context.sleep(2 * SECOND);
      problem = check.test();
    }
    progress += `waiting for ${check.name}: OK\n`;
  }
  return said('', progress);
};
