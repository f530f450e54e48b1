import { at, find, list, ofKind, text, type View } from './view.ts';

export interface DeliveryProblem {
  readonly url: string;
  readonly host: string;
  readonly error: string;
}

const PUSH = '/loki/api/v1/push';

/** Why the logs that Alloy collects do not reach Loki; undefined when its configuration names the Loki that is there. */
export const deliveryProblem = (view: View): DeliveryProblem | undefined => {
  const alloy = ofKind(view, 'HelmRelease').find(
    ({ object }) => at(object, 'spec', 'chart', 'spec', 'chart') === 'alloy',
  );
  const content = text(at(alloy?.object, 'spec', 'values', 'alloy', 'configMap', 'content')) ?? '';
  const url = /url\s*=\s*"([^"]*)"/.exec(content)?.[1] ?? '';
  const [, host = '', port = '80', path = ''] = /^http:\/\/([^:/]+)(?::(\d+))?(.*)$/.exec(url) ?? [];
  const [name = '', namespace = 'logging'] = host.split('.');
  const problem = (error: string): DeliveryProblem => ({ url, host: `${host}:${port}`, error });
  const service = find(view, 'Service', namespace, name);
  if (!service) return problem(`dial tcp: lookup ${host} on 10.96.0.10:53: no such host`);
  const ports = list(at(service.object, 'spec', 'ports')).map((each) => at(each, 'port'));
  if (!ports.includes(Number(port))) return problem(`dial tcp 10.104.17.8:${port}: i/o timeout`);
  return path === PUSH
    ? undefined
    : problem(`server returned HTTP status 404 Not Found (404): 404 page not found`);
};
