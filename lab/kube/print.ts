import { stringify } from 'yaml';
import { table } from '../toolkit/table.ts';
import { age } from '../world/clock.ts';
import type { KubeObject } from '../world/types.ts';
import { type Kind, shownType } from './kinds.ts';
import { at, list, text } from './view.ts';

type Row = (object: KubeObject) => readonly string[];

const ready = (object: KubeObject, key: string): string => `${Number(at(object, 'status', key) ?? 0)}`;
const condition = (object: KubeObject, type: string) =>
  list(at(object, 'status', 'conditions')).find((each) => at(each, 'type') === type);

const podRow: Row = (pod) => {
  const statuses = list(at(pod, 'status', 'containerStatuses'));
  const waiting = text(at(statuses[0], 'state', 'waiting', 'reason'));
  return [
    `${statuses.filter((each) => at(each, 'ready') === true).length}/${Math.max(1, statuses.length)}`,
    waiting ?? text(at(pod, 'status', 'phase')) ?? '',
    String(at(statuses[0], 'restartCount') ?? 0),
  ];
};

const conditionRow: Row = (object) => {
  const found =
    condition(object, 'Ready') ??
    condition(object, 'Accepted') ??
    at(object, 'status', 'parents', 0, 'conditions', 0);
  return [text(at(found, 'status')) ?? '', text(at(found, 'message')) ?? ''];
};

/** The columns between NAME and AGE that kubectl shows for a kind. */
const COLUMNS: Readonly<Record<string, { readonly head: readonly string[]; readonly row: Row }>> = {
  Pod: { head: ['READY', 'STATUS', 'RESTARTS'], row: podRow },
  Node: {
    head: ['STATUS', 'ROLES', 'VERSION'],
    row: (node) => [
      at(condition(node, 'Ready'), 'status') === 'True' ? 'Ready' : 'NotReady',
      node.metadata.labels?.['node-role.kubernetes.io/control-plane'] === undefined
        ? '<none>'
        : 'control-plane',
      text(at(node, 'status', 'nodeInfo', 'kubeletVersion')) ?? '',
    ],
  },
  Deployment: {
    head: ['READY', 'UP-TO-DATE', 'AVAILABLE'],
    row: (each) => [
      `${ready(each, 'readyReplicas')}/${String(at(each, 'spec', 'replicas') ?? 1)}`,
      ready(each, 'updatedReplicas'),
      ready(each, 'availableReplicas'),
    ],
  },
  StatefulSet: {
    head: ['READY'],
    row: (each) => [`${ready(each, 'readyReplicas')}/${String(at(each, 'spec', 'replicas') ?? 1)}`],
  },
  DaemonSet: {
    head: ['DESIRED', 'CURRENT', 'READY', 'UP-TO-DATE', 'AVAILABLE'],
    row: (each) =>
      [
        'desiredNumberScheduled',
        'currentNumberScheduled',
        'numberReady',
        'updatedNumberScheduled',
        'numberAvailable',
      ].map((key) => ready(each, key)),
  },
  Service: {
    head: ['TYPE', 'PORT(S)'],
    row: (each) => [
      text(at(each, 'spec', 'type')) ?? 'ClusterIP',
      list(at(each, 'spec', 'ports'))
        .map((port) => `${String(at(port, 'port'))}/TCP`)
        .join(','),
    ],
  },
  PersistentVolumeClaim: {
    head: ['STATUS', 'STORAGECLASS'],
    row: (each) => [
      text(at(each, 'status', 'phase')) ?? '',
      text(at(each, 'spec', 'storageClassName')) ?? '<unset>',
    ],
  },
  StorageClass: {
    head: ['PROVISIONER', 'RECLAIMPOLICY', 'DEFAULT'],
    row: (each) => [
      text(at(each, 'provisioner')) ?? '',
      text(at(each, 'reclaimPolicy')) ?? 'Delete',
      each.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] ?? 'false',
    ],
  },
  Namespace: { head: ['STATUS'], row: () => ['Active'] },
  Event: {
    head: ['TYPE', 'REASON', 'OBJECT', 'MESSAGE'],
    row: (each) => [
      text(each.type) ?? '',
      text(each.reason) ?? '',
      `${String(at(each, 'involvedObject', 'kind')).toLowerCase()}/${String(at(each, 'involvedObject', 'name'))}`,
      text(each.message) ?? '',
    ],
  },
  HelmRelease: { head: ['READY', 'STATUS'], row: conditionRow },
  HelmRepository: { head: ['READY', 'STATUS'], row: conditionRow },
  OCIRepository: { head: ['READY', 'STATUS'], row: conditionRow },
  Gateway: {
    head: ['PROGRAMMED', 'MESSAGE'],
    row: (each) => [
      text(at(condition(each, 'Programmed'), 'status')) ?? '',
      text(at(condition(each, 'Accepted'), 'message')) ?? '',
    ],
  },
  GatewayClass: { head: ['ACCEPTED', 'MESSAGE'], row: conditionRow },
  HTTPRoute: { head: ['ACCEPTED', 'MESSAGE'], row: conditionRow },
};

/** kubectl's table of objects of one kind. */
export const printTable = (
  kind: Kind,
  objects: readonly KubeObject[],
  now: number,
  allNamespaces: boolean,
  heads: boolean,
): string => {
  const columns = COLUMNS[kind.kind] ?? { head: [], row: () => [] };
  const scoped = allNamespaces && kind.namespaced;
  const rows = objects.map((object) => {
    const created = Date.parse(text(object.metadata.creationTimestamp) ?? '') || now;
    const name = kind.kind === 'Event' ? [] : [object.metadata.name];
    const values = [...name, ...columns.row(object)];
    const aged = kind.kind === 'Event' ? [age(created, now), ...values] : [...values, age(created, now)];
    return scoped ? [object.metadata.namespace ?? '', ...aged] : aged;
  });
  const plain = kind.kind === 'Event' ? ['LAST SEEN', ...columns.head] : ['NAME', ...columns.head, 'AGE'];
  const printed = table(scoped ? ['NAMESPACE', ...plain] : plain, rows);
  return heads ? printed : printed.slice(printed.indexOf('\n') + 1);
};

export const nameLine = (kind: Kind, object: KubeObject): string =>
  `${shownType(kind)}/${object.metadata.name}\n`;

const SECRET_FIELDS = ['data', 'stringData'];

/** An object in key order; a Secret's values stay out of YAML and JSON only where kubectl itself hides them: nowhere. */
export const asYaml = (value: unknown): string => stringify(value, { lineWidth: 0 });

/** `kubectl describe`, shortened: metadata, spec, status and what happened to it. */
export const describe = (object: KubeObject, events: readonly KubeObject[]): string => {
  const hidden = object.kind === 'Secret' ? SECRET_FIELDS : [];
  const { apiVersion, kind, metadata, ...rest } = object;
  const shown = Object.fromEntries(Object.entries(rest).filter(([key]) => !hidden.includes(key)));
  const head = `Name:         ${metadata.name}\nNamespace:    ${metadata.namespace ?? ''}\nLabels:       ${
    Object.entries(metadata.labels ?? {})
      .map(([key, value]) => `${key}=${value}`)
      .join('\n              ') || '<none>'
  }\nAPI Version:  ${apiVersion}\nKind:         ${kind}\n`;
  const lines = events.map(
    (event) =>
      `  ${text(event.type)}  ${text(event.reason)}  ${text(at(event, 'source', 'component'))}  ${text(event.message)}`,
  );
  return `${head}${Object.keys(shown).length > 0 ? asYaml(shown) : ''}Events:${lines.length > 0 ? `\n  Type     Reason  From  Message\n${lines.join('\n')}` : '  <none>'}\n`;
};
