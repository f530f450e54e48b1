import { rfc3339, SECOND } from '../world/clock.ts';
import { suffixFrom } from '../world/random.ts';
import type { KubeObject, WorldTime } from '../world/types.ts';
import { at, find, type Item, list, ofKind, text, type View } from './view.ts';

const CONTROLLER = 'gateway.envoyproxy.io/gatewayclass-controller';
/** From a change until the controller has written its status. */
const RECONCILE = 3 * SECOND;

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

const condition = (type: string, yes: boolean, reason: string, message: string): Condition => ({
  type,
  status: yes ? 'True' : 'False',
  reason,
  message,
});

const stamped = (item: Item, conditions: readonly Condition[]) =>
  conditions.map((each) => ({
    ...each,
    observedGeneration: item.object.metadata.generation,
    lastTransitionTime: rfc3339(item.changedAt + RECONCILE),
  }));

/** When the controller's deployment could act; undefined while there is none. */
const controllerSince = (view: View): WorldTime | undefined =>
  find(view, 'Deployment', 'envoy-gateway-system', 'envoy-gateway')?.createdAt;

const acceptedClass = (view: View, name: string): Item | undefined => {
  const item = find(view, 'GatewayClass', undefined, name);
  return item && at(item.object, 'spec', 'controllerName') === CONTROLLER ? item : undefined;
};

const parametersProblem = (view: View, item: Item): string | undefined => {
  const ref = at(item.object, 'spec', 'parametersRef');
  if (ref === undefined) return undefined;
  const name = text(at(ref, 'name')) ?? '';
  const namespace = text(at(ref, 'namespace')) ?? '';
  return find(view, 'EnvoyProxy', namespace, name)
    ? undefined
    : `invalid parametersRef for gatewayclass ${item.object.metadata.name}: failed to find envoyproxy ${namespace}/${name}: EnvoyProxy.gateway.envoyproxy.io "${name}" not found`;
};

const classStatus = (view: View, item: Item): void => {
  if (at(item.object, 'spec', 'controllerName') !== CONTROLLER) {
    item.object.status = {
      conditions: [
        {
          type: 'Accepted',
          status: 'Unknown',
          reason: 'Pending',
          message: 'Waiting for controller',
          observedGeneration: item.object.metadata.generation,
        },
      ],
    };
    return;
  }
  const problem = parametersProblem(view, item);
  item.object.status = {
    conditions: stamped(item, [
      problem === undefined
        ? condition('Accepted', true, 'Accepted', 'Valid GatewayClass')
        : condition('Accepted', false, 'InvalidParameters', problem),
    ]),
  };
};

const pending = (item: Item): void => {
  item.object.status = {
    conditions: ['Accepted', 'Programmed'].map((type) => ({
      type,
      status: 'Unknown',
      reason: 'Pending',
      message: 'Waiting for controller',
      observedGeneration: item.object.metadata.generation,
    })),
  };
};

/** The Service and Deployment of envoy itself, made by the controller for each gateway. */
const infrastructure = (view: View, item: Item): void => {
  const { name, namespace = '' } = item.object.metadata;
  const className = text(at(item.object, 'spec', 'gatewayClassName')) ?? '';
  const parameters = text(at(acceptedClass(view, className)?.object, 'spec', 'parametersRef', 'name')) ?? '';
  const proxy = ofKind(view, 'EnvoyProxy').find(({ object }) => object.metadata.name === parameters)?.object;
  const generated = `envoy-${namespace}-${name}-${suffixFrom(8, view.world.seed, name)}`;
  const labels = { 'app.kubernetes.io/name': 'envoy', 'gateway.envoyproxy.io/owning-gateway-name': name };
  const since = item.changedAt + RECONCILE;
  const make = (object: KubeObject) =>
    view.items.push({ object, createdAt: since, changedAt: since, release: 'envoy-gateway' });
  make({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: generated, namespace, labels, generation: 1 },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'envoy', image: 'docker.io/envoyproxy/envoy:distroless-v1.38.0' }] },
      },
    },
  });
  make({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: text(at(proxy, 'spec', 'provider', 'kubernetes', 'envoyService', 'name')) ?? generated,
      namespace,
      labels,
    },
    spec: {
      type: text(at(proxy, 'spec', 'provider', 'kubernetes', 'envoyService', 'type')) ?? 'LoadBalancer',
      selector: labels,
      ports: list(at(item.object, 'spec', 'listeners')).map((each) => ({
        name: text(at(each, 'name')),
        port: at(each, 'port'),
      })),
    },
  });
};

const isLoadBalancer = (view: View, item: Item): boolean =>
  view.items.some(
    ({ object }) =>
      object.kind === 'Service' &&
      object.metadata.labels?.['gateway.envoyproxy.io/owning-gateway-name'] === item.object.metadata.name &&
      at(object, 'spec', 'type') === 'LoadBalancer',
  );

const gatewayStatus = (view: View, item: Item): void => {
  infrastructure(view, item);
  // Talos brings no load balancer: such a service never gets an address.
  const stuck = isLoadBalancer(view, item);
  item.object.status = {
    ...(stuck ? {} : { addresses: [{ type: 'IPAddress', value: '10.103.44.12' }] }),
    conditions: stamped(item, [
      condition('Accepted', true, 'Accepted', 'The Gateway has been scheduled by Envoy Gateway'),
      stuck
        ? condition(
            'Programmed',
            false,
            'AddressNotAssigned',
            'No addresses have been assigned to the Gateway',
          )
        : condition(
            'Programmed',
            true,
            'Programmed',
            'Address assigned to the Gateway, 1/1 envoy replicas available',
          ),
    ]),
    listeners: list(at(item.object, 'spec', 'listeners')).map((each) => ({
      name: at(each, 'name'),
      attachedRoutes: ofKind(view, 'HTTPRoute').length,
    })),
  };
};

/** What a route's backends lack: the first one that is not there. */
const backendProblem = (view: View, item: Item): Condition | undefined => {
  const namespace = item.object.metadata.namespace ?? '';
  for (const rule of list(at(item.object, 'spec', 'rules')))
    for (const ref of list(at(rule, 'backendRefs'))) {
      const name = text(at(ref, 'name')) ?? '';
      const home = text(at(ref, 'namespace')) ?? namespace;
      const port = at(ref, 'port');
      const service = find(view, 'Service', home, name);
      if (home !== namespace)
        return condition(
          'ResolvedRefs',
          false,
          'RefNotPermitted',
          `Failed to process route rule 0 backendRef 0: backend ref to Service ${home}/${name} not permitted by any ReferenceGrant.`,
        );
      if (!service)
        return condition(
          'ResolvedRefs',
          false,
          'BackendNotFound',
          `Failed to process route rule 0 backendRef 0: service ${home}/${name} not found.`,
        );
      if (!list(at(service.object, 'spec', 'ports')).some((each) => at(each, 'port') === port))
        return condition(
          'ResolvedRefs',
          false,
          'PortNotFound',
          `Failed to process route rule 0 backendRef 0: TCP Port ${String(port)} not found on Service ${home}/${name}.`,
        );
    }
  return undefined;
};

const routeStatus = (view: View, item: Item): void => {
  const parents = list(at(item.object, 'spec', 'parentRefs')).flatMap((ref) => {
    const gateway = find(
      view,
      'Gateway',
      text(at(ref, 'namespace')) ?? item.object.metadata.namespace,
      text(at(ref, 'name')) ?? '',
    );
    if (!gateway || !acceptedClass(view, text(at(gateway.object, 'spec', 'gatewayClassName')) ?? ''))
      return [];
    const section = text(at(ref, 'sectionName'));
    const listener =
      section === undefined ||
      list(at(gateway.object, 'spec', 'listeners')).some((each) => at(each, 'name') === section);
    const accepted = listener
      ? condition('Accepted', true, 'Accepted', 'Route is accepted')
      : condition('Accepted', false, 'NoMatchingParent', 'There are no listener matching this parent ref');
    const refs =
      backendProblem(view, item) ??
      condition('ResolvedRefs', true, 'ResolvedRefs', 'Resolved all the Object references for the Route');
    return [{ parentRef: ref, controllerName: CONTROLLER, conditions: stamped(item, [accepted, refs]) }];
  });
  item.object.status = { parents };
};

/** Gateway API statuses as Envoy Gateway writes them. */
export const addGateways = (view: View): void => {
  const since = controllerSince(view);
  const seen = (item: Item) => since !== undefined && Math.max(item.changedAt, since) + RECONCILE <= view.now;
  for (const item of ofKind(view, 'GatewayClass')) if (seen(item)) classStatus(view, item);
  for (const item of ofKind(view, 'Gateway'))
    if (seen(item) && acceptedClass(view, text(at(item.object, 'spec', 'gatewayClassName')) ?? ''))
      gatewayStatus(view, item);
    else pending(item);
  for (const item of ofKind(view, 'HTTPRoute')) if (seen(item)) routeStatus(view, item);
};
