import { kubeJson } from '../../src/stage-kit/kube/kubectl.ts';
import { declared } from '../../src/stage-kit/kube/manifests.ts';
import {
  type Condition,
  condition,
  type KubeList,
  type KubeObject,
  nameOf,
  titleOf,
} from '../../src/stage-kit/kube/object.ts';
import { together } from '../../src/stage-kit/parallel.ts';
import { allSeen, asFinding } from '../../src/stage-kit/seen.ts';
import type { Seen, StageContext, Step } from '../../src/stage-kit/types.ts';

const GROUP = 'gateway.networking.k8s.io';
const ROUTES = 'cluster/ingress/routes';

const failing = (object: KubeObject, found: Condition): Seen => ({
  state: 'failing',
  for: `${titleOf(object)} ${found.type} (${found.reason})`,
  text: `${titleOf(object)}: ${found.type}=${found.status} ${found.reason}: ${found.message ?? ''}`,
});

/** A controller that has not looked yet writes Unknown (reason Pending). */
const judgeOne = (object: KubeObject, found: Condition | undefined, type: string): Seen => {
  if (found?.status === 'True') return { state: 'ready', detail: `${titleOf(object)} ${type}` };
  if (found === undefined || found.status === 'Unknown' || found.reason === 'Pending')
    return { state: 'waiting', for: `${titleOf(object)} to be ${type}` };
  return failing(object, found);
};

/** All of the Gateway API that the cluster has, by kind. */
interface Live {
  readonly GatewayClass: readonly GatewayObject[];
  readonly Gateway: readonly GatewayObject[];
  readonly HTTPRoute: readonly GatewayObject[];
}

const TYPES = ['gatewayclasses', 'gateways', 'httproutes'].map((each) => `${each}.${GROUP}`).join(',');

const lookUp = async (ctx: StageContext): Promise<Live> => {
  const { items } = await kubeJson<KubeList<GatewayObject>>(ctx, ['get', TYPES, '-A', '-o', 'json']);
  const of = (kind: keyof Live) => items.filter((each) => each.kind === kind);
  return { GatewayClass: of('GatewayClass'), Gateway: of('Gateway'), HTTPRoute: of('HTTPRoute') };
};

const gatewayClass = (ctx: StageContext, live: Live): Seen => {
  const name = ctx.cluster.ingress.gateway_class;
  const found = live.GatewayClass.find((each) => each.metadata.name === name);
  if (!found) return { state: 'waiting', for: `GatewayClass ${name}` };
  return judgeOne(found, condition(found, 'Accepted'), 'Accepted');
};

/** Nobody answers for a class that does not exist: the Gateway would wait for ever, without a word. */
const noClass = (object: KubeObject, wanted: string, classes: readonly string[]): Seen => ({
  state: 'failing',
  for: `${titleOf(object)} to have a GatewayClass`,
  text: `${titleOf(object)}: gatewayClassName "${wanted}" not found, GatewayClasses: ${classes.join(', ') || 'none'}`,
});

const gateways = (live: Live, names: readonly string[]): Seen => {
  const classes = live.GatewayClass.map((each) => each.metadata.name);
  return allSeen(
    names.map((name): Seen => {
      const found = live.Gateway.find((each) => nameOf(each) === name);
      if (!found) return { state: 'waiting', for: `Gateway ${name}` };
      const wanted = found.spec?.gatewayClassName ?? '';
      if (!classes.includes(wanted)) return noClass(found, wanted, classes);
      return allSeen(['Accepted', 'Programmed'].map((type) => judgeOne(found, condition(found, type), type)));
    }),
  );
};

interface GatewayObject extends KubeObject {
  readonly spec?: { readonly gatewayClassName?: string };
  readonly status?: KubeObject['status'] & {
    readonly parents?: readonly { readonly conditions?: readonly Condition[] }[];
  };
}

/** A backend of another stage that is not there yet is that stage's failure, not this one's. */
const othersBackend = (ctx: StageContext, route: GatewayObject, found: Condition | undefined): boolean =>
  found?.reason === 'BackendNotFound' &&
  !ctx.cluster.ingress.namespaces.includes(route.metadata.namespace ?? '');

const routeSeen = (ctx: StageContext, route: GatewayObject): Seen => {
  const parents = route.status?.parents ?? [];
  if (parents.length === 0) return { state: 'waiting', for: `${titleOf(route)} to have a parent` };
  return allSeen(
    parents.flatMap((parent) =>
      ['Accepted', 'ResolvedRefs'].map((type): Seen => {
        const found = parent.conditions?.find((each) => each.type === type);
        if (othersBackend(ctx, route, found))
          return {
            state: 'ready',
            detail: `${titleOf(route)} waits for its backend, which another stage makes`,
          };
        const stale = (found?.observedGeneration ?? 0) < (route.metadata.generation ?? 0);
        return judgeOne(route, stale ? undefined : found, type);
      }),
    ),
  );
};

const routes = (ctx: StageContext, live: Live, names: readonly string[]): Seen =>
  allSeen(
    names.map((name): Seen => {
      const found = live.HTTPRoute.find((each) => nameOf(each) === name);
      return found ? routeSeen(ctx, found) : { state: 'waiting', for: `HTTPRoute ${name}` };
    }),
  );

/** What the controller says of everything that is not yet as wanted. */
const evidence = async (ctx: StageContext): Promise<string> => {
  const { GatewayClass, Gateway } = await lookUp(ctx);
  return [...GatewayClass, ...Gateway]
    .flatMap((object) =>
      (object.status?.conditions ?? [])
        .filter((each) => each.status !== 'True')
        .map(
          (each) => `${titleOf(object)}: ${each.type}=${each.status} ${each.reason}: ${each.message ?? ''}`,
        ),
    )
    .join('\n');
};

const observe = async (ctx: StageContext): Promise<Seen> => {
  const wanted = (kind: string) => declared(ctx, [ROUTES], kind);
  const [live, gatewayNames, routeNames] = await together([
    () => lookUp(ctx),
    () => wanted('Gateway'),
    () => wanted('HTTPRoute'),
  ]);
  const seen = allSeen([
    gatewayClass(ctx, live),
    gateways(live, gatewayNames),
    routes(ctx, live, routeNames),
  ]);
  return seen.state === 'ready'
    ? { state: 'ready', detail: 'class, gateways and routes are accepted' }
    : seen;
};

/** The class is accepted, every gateway programmed, every route accepted with its backends resolved. */
export const gateway: Step = {
  name: 'gateway',
  check: async (ctx) => asFinding(await observe(ctx), 'waits for the gateway controller'),
  verify: (ctx) => ({
    deadlineMs: ctx.cluster.timing.rollout,
    observe: () => observe(ctx),
    evidence: () => evidence(ctx),
  }),
};
