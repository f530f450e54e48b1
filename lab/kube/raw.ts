import { failed, said, type ToolResult } from '../toolkit/world-client.ts';
import { MINUTE } from '../world/clock.ts';
import { inForce } from '../world/conditions.ts';
import { deliveryProblem } from './delivery.ts';
import { at, find, type Item, list, ofKind, type View } from './view.ts';

const unavailable =
  'Error from server (ServiceUnavailable): the server is currently unable to handle the request';
const serviceDown = (name: string) =>
  `Error from server (ServiceUnavailable): no endpoints available for service "${name}"`;
const notFound = 'Error from server (NotFound): the server could not find the requested resource';

const podsOf = (view: View, service: Item): readonly Item[] => {
  const selector = at(service.object, 'spec', 'selector') as Record<string, string> | undefined;
  if (!selector) return [];
  return ofKind(view, 'Pod').filter(
    ({ object }) =>
      object.metadata.namespace === service.object.metadata.namespace &&
      Object.entries(selector).every(([key, value]) => object.metadata.labels?.[key] === value),
  );
};

const isReady = (pod: Item): boolean =>
  list(at(pod.object, 'status', 'conditions')).some(
    (each) => at(each, 'type') === 'Ready' && at(each, 'status') === 'True',
  );

const running = (view: View, component: string): boolean =>
  ofKind(view, 'Pod').some(
    (pod) => pod.object.metadata.labels?.['app.kubernetes.io/name'] === component && isReady(pod),
  );

const up = (view: View): string => {
  const jobs = [
    'apiserver',
    'kubelet',
    'coredns',
    'kube-prometheus-stack-operator',
    ...(running(view, 'kube-state-metrics') ? ['kube-state-metrics'] : []),
    ...(running(view, 'prometheus-node-exporter') ? ['node-exporter'] : []),
  ];
  const result = jobs.map((job, index) => ({
    metric: { __name__: 'up', job, instance: `10.244.0.${index + 3}:9100` },
    value: [Math.floor(view.now / 1000), '1'],
  }));
  return JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
};

/** What each program behind a service answers, by path. */
const ANSWERS: Readonly<
  Record<string, (view: View, path: string, service: Item) => string | { readonly error: string }>
> = {
  prometheus: (view, path) =>
    path === '/-/ready'
      ? 'Prometheus Server is Ready.\n'
      : path.startsWith('/api/v1/query')
        ? up(view)
        : { error: notFound },
  alertmanager: (_view, path) => (path === '/-/ready' ? 'OK' : { error: notFound }),
  grafana: (_view, path) =>
    path === '/api/health'
      ? '{\n  "database": "ok",\n  "version": "13.1.0",\n  "commit": "4b2d3a1"\n}'
      : { error: notFound },
  loki: (view, path) => {
    if (inForce(view.world, 'loki-not-ready', view.now))
      return {
        error:
          'Error from server (ServiceUnavailable): the server is currently unable to handle the request: Ingester not ready: waiting for 15s after being ready',
      };
    if (path === '/ready') return 'ready\n';
    if (path === '/loki/api/v1/labels')
      return JSON.stringify({
        status: 'success',
        ...(running(view, 'alloy') && deliveryProblem(view) === undefined
          ? { data: ['container', 'namespace', 'pod'] }
          : {}),
      });
    return { error: notFound };
  },
  'opentelemetry-collector': (view, path, service) =>
    path === '/'
      ? JSON.stringify({
          status: 'Server available',
          upSince: new Date(service.createdAt).toISOString(),
          uptime: `${Math.floor((view.now - service.createdAt) / MINUTE)}m`,
        })
      : { error: notFound },
};

const throughService = (
  view: View,
  namespace: string,
  name: string,
  port: number,
  path: string,
): ToolResult => {
  const service = find(view, 'Service', namespace, name);
  if (!service) return failed(`Error from server (NotFound): services "${name}" not found`);
  const ports = list(at(service.object, 'spec', 'ports')).map((each) => at(each, 'port'));
  const pods = podsOf(view, service);
  if (!ports.includes(port) || !pods.some(isReady)) return failed(serviceDown(name));
  const component = pods[0]?.object.metadata.labels?.['app.kubernetes.io/name'] ?? '';
  const answer = ANSWERS[component]?.(view, path, service) ?? { error: notFound };
  return typeof answer === 'string' ? said(answer) : failed(answer.error);
};

const throughPod = (view: View, namespace: string, name: string, path: string): ToolResult => {
  const pod = find(view, 'Pod', namespace, name);
  if (!pod) return failed(`Error from server (NotFound): pods "${name}" not found`);
  if (!isReady(pod)) return failed(unavailable);
  return path === '/ready'
    ? said('{"status":200,"readyConnections":4,"connectorId":"0f4b6a2e-3f57-4a0e-9d38-1d6a2d2c6b11"}')
    : failed(notFound);
};

/** `kubectl get --raw`: the API server's proxy to services and pods, and its health. */
export const raw = (view: View, path: string): ToolResult => {
  if (path === '/healthz' || path === '/readyz' || path === '/livez') return said('ok');
  const service =
    /^\/api\/v1\/namespaces\/([^/]+)\/services\/(?:https?:)?([^/:]+):(\d+)\/proxy(\/[^?]*)/.exec(path);
  if (service)
    return throughService(view, service[1] ?? '', service[2] ?? '', Number(service[3]), service[4] ?? '/');
  const pod = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/:]+):(\d+)\/proxy(\/[^?]*)/.exec(path);
  if (pod) return throughPod(view, pod[1] ?? '', pod[2] ?? '', pod[4] ?? '/');
  return failed(notFound);
};
