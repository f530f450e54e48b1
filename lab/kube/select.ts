import { rfc3339 } from '../world/clock.ts';
import { uuidFrom } from '../world/random.ts';
import type { KubeObject } from '../world/types.ts';
import { apiVersionOf, type Kind } from './kinds.ts';
import { at, type KubeEvent, type View } from './view.ts';

/** An event as the API shows it. */
const eventObject = (view: View, event: KubeEvent, index: number): KubeObject => {
  const last = rfc3339(view.now);
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${event.name}.${uuidFrom(view.world.seed, event.name, event.reason, index).replaceAll('-', '').slice(0, 16)}`,
      namespace: event.namespace,
      creationTimestamp: rfc3339(event.first),
    },
    involvedObject: { kind: event.kind, name: event.name, namespace: event.namespace },
    reason: event.reason,
    message: event.message,
    type: event.type,
    source: { component: event.source },
    count: event.count,
    firstTimestamp: rfc3339(event.first),
    lastTimestamp: last,
  };
};

/** Objects of a kind, in one namespace or in all. */
export const objectsOf = (view: View, kind: Kind, namespace: string | undefined): readonly KubeObject[] => {
  const version = apiVersionOf(kind);
  const all =
    kind.kind === 'Event'
      ? view.events.map((event, index) => eventObject(view, event, index))
      : view.items.map(({ object }) => object);
  return all.filter(
    (object) =>
      object.kind === kind.kind &&
      object.apiVersion === version &&
      (namespace === undefined || !kind.namespaced || object.metadata.namespace === namespace),
  );
};

/** `a=b,c!=d,e` on labels. */
export const matchesLabels = (object: KubeObject, selector: string): boolean =>
  selector.split(',').every((term) => {
    const labels = object.metadata.labels ?? {};
    const [, key = '', operator = '', value = ''] = /^([^!=]+)(!=|==|=)?(.*)$/.exec(term) ?? [];
    if (operator === '') return key in labels;
    return operator === '!=' ? labels[key] !== value : labels[key] === value;
  });

/** `type=Warning,involvedObject.name=x` on fields. */
export const matchesFields = (object: KubeObject, selector: string): boolean =>
  selector.split(',').every((term) => {
    const [, key = '', operator = '', value = ''] = /^([^!=]+)(!=|==|=)(.*)$/.exec(term) ?? [];
    const found = String(at(object, ...key.split('.')) ?? '');
    return operator === '!=' ? found !== value : found === value;
  });
