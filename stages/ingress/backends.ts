import { StageFailure } from '../../src/stage-kit/failure.ts';
import { kubeRaw } from '../../src/stage-kit/kube/kubectl.ts';
import { buildManifests } from '../../src/stage-kit/kube/manifests.ts';
import { type KubeObject, titleOf } from '../../src/stage-kit/kube/object.ts';
import { together } from '../../src/stage-kit/parallel.ts';
import { allSeen, asFinding } from '../../src/stage-kit/seen.ts';
import type { Finding, Seen, StageContext, Step } from '../../src/stage-kit/types.ts';

interface BackendRef {
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
}

interface Route extends KubeObject {
  readonly spec?: { readonly rules?: readonly { readonly backendRefs?: readonly BackendRef[] }[] };
}

/** A Service and port that a route of ours sends traffic to. */
interface Backend {
  readonly route: string;
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

const backendsOf = (route: Route): readonly Backend[] =>
  (route.spec?.rules ?? [])
    .flatMap(({ backendRefs = [] }) => backendRefs)
    .flatMap(({ kind = 'Service', name, namespace = route.metadata.namespace ?? 'default', port }) =>
      kind === 'Service' && port !== undefined ? [{ route: titleOf(route), namespace, name, port }] : [],
    );

/**
 * What the API server's proxy and a program's own 5xx come to in kubectl's words (k8s.io/apimachinery, api/errors). Any
 * other refusal, 401 or 404 say, is an answer: somebody is there.
 */
const NOBODY =
  /no endpoints available|services "[^"]+" not found|ServiceUnavailable|currently unable to handle|InternalError|an error on the server|error trying to reach service|Timeout|timed out|bad gateway/i;

/** Why nobody answers; undefined when somebody does. */
const silence = async (
  ctx: StageContext,
  { namespace, name, port }: Backend,
): Promise<string | undefined> => {
  try {
    await kubeRaw(ctx, `/api/v1/namespaces/${namespace}/services/${name}:${port}/proxy/`);
    return undefined;
  } catch (error) {
    if (!(error instanceof StageFailure) || error.exit !== 1) throw error;
    return NOBODY.test(error.evidence) ? (error.evidence.split('\n')[0] ?? error.message) : undefined;
  }
};

interface Heard {
  readonly seen: Seen;
  readonly notices: readonly string[];
}

const listen = async (ctx: StageContext, dir: string): Promise<Heard> => {
  const routes = (await buildManifests(ctx, dir)) as readonly Route[];
  const all = routes.filter(({ kind }) => kind === 'HTTPRoute').flatMap(backendsOf);
  const heard = await together(all.map((each) => async () => ({ ...each, why: await silence(ctx, each) })));
  const silent = heard.flatMap(({ why, ...each }) => (why === undefined ? [] : [{ ...each, why }]));
  // What another stage makes is that stage's to wait for and to mend: here it is only told.
  const isOurs = ({ namespace }: Backend) => ctx.cluster.ingress.namespaces.includes(namespace);
  const ready: Seen = {
    state: 'ready',
    detail: `${all.length - silent.length} of ${all.length} backends answer`,
  };
  return {
    seen: allSeen([
      ready,
      ...silent.filter(isOurs).map(
        ({ route, namespace, name, port, why }): Seen => ({
          state: 'failing',
          for: `the backend of ${route}`,
          text: `${route}: backend ${namespace}/${name}:${port} does not answer: ${why}`,
        }),
      ),
    ]),
    // Nor told on a night that builds: the stages that make them may come after this one.
    notices: silent
      .filter((each) => ctx.changed !== true && !isOurs(each))
      .map(
        ({ route, namespace, name, port, why }) =>
          `${route} leads to ${namespace}/${name}:${port}, where nobody answers (${why}); the stage that makes it says why`,
      ),
  };
};

/** Behind every route somebody answers, asked by the API server's proxy: by the way that a visitor's request ends. */
export const backends = (dir: string): Step => ({
  name: 'backends',
  check: async (ctx): Promise<Finding> => {
    const { seen, notices } = await listen(ctx, dir);
    return { ...asFinding(seen), ...(notices.length === 0 ? {} : { notices }) };
  },
  verify: (ctx) => ({
    deadlineMs: ctx.cluster.timing.data,
    observe: async () => (await listen(ctx, dir)).seen,
  }),
});
