import { failureMatches } from '../../src/stage-kit/failure.ts';
import { kubectl, kubeJson, kubeRaw } from '../../src/stage-kit/kube/kubectl.ts';
import { condition, type KubeList, type KubeObject } from '../../src/stage-kit/kube/object.ts';
import { asFinding } from '../../src/stage-kit/seen.ts';
import type { Seen, StageContext, Step } from '../../src/stage-kit/types.ts';

const pods = async (ctx: StageContext): Promise<KubeObject[]> => {
  const { namespace, app } = ctx.cluster.ingress.tunnel;
  const { items } = await kubeJson<KubeList<KubeObject>>(ctx, ['get', 'pods', '-n', namespace, '-o', 'json']);
  return items.filter((each) => each.metadata.labels?.['app.kubernetes.io/name'] === app);
};

/** cloudflared's own readiness: 200 with the number of connections to the edge, 503 with none (metrics/readiness.go). */
const connections = async (ctx: StageContext, pod: string): Promise<number> => {
  const { namespace, metrics_port } = ctx.cluster.ingress.tunnel;
  const text = await kubeRaw(ctx, `/api/v1/namespaces/${namespace}/pods/${pod}:${metrics_port}/proxy/ready`);
  return (JSON.parse(text) as { readyConnections?: number }).readyConnections ?? 0;
};

const observe = async (ctx: StageContext): Promise<Seen> => {
  const all = await pods(ctx);
  const ready = all.filter((each) => condition(each, 'Ready')?.status === 'True');
  const waiting: Seen = { state: 'waiting', for: 'the tunnel to connect to the Cloudflare edge' };
  if (ready.length === 0) return waiting;
  let total = 0;
  for (const pod of ready) {
    try {
      total += await connections(ctx, pod.metadata.name);
    } catch (error) {
      if (!failureMatches(error, /ServiceUnavailable|503|unable to handle the request/)) throw error;
    }
  }
  return total > 0 ? { state: 'ready', detail: `the tunnel has ${total} connections to the edge` } : waiting;
};

/** What cloudflared says of itself: a wrong token, an edge that cannot be reached. */
const evidence = async (ctx: StageContext): Promise<string> => {
  const [pod] = await pods(ctx);
  if (!pod) return '';
  const { namespace } = ctx.cluster.ingress.tunnel;
  const { stdout } = await kubectl(ctx, ['logs', pod.metadata.name, '-n', namespace, '--tail=20'], {
    ok: [0, 1],
  });
  return stdout.trim();
};

/** The Cloudflare tunnel has at least one connection. */
export const tunnel: Step = {
  name: 'tunnel',
  check: async (ctx) => asFinding(await observe(ctx)),
  verify: (ctx) => ({
    deadlineMs: ctx.cluster.timing.data,
    observe: () => observe(ctx),
    evidence: () => evidence(ctx),
  }),
};
