import { at, find, list, text, type View } from './view.ts';

/** A reference that cannot be met: `mount` keeps the pod from starting, `env` its container from being created. */
export interface Missing {
  readonly how: 'mount' | 'env';
  readonly message: string;
  readonly container?: string;
}

const holds = (
  view: View,
  kind: 'ConfigMap' | 'Secret',
  namespace: string,
  name: string,
  key?: string,
): string | undefined => {
  const item = find(view, kind, namespace, name);
  if (!item) return `${kind.toLowerCase()} "${name}" not found`;
  const keys = { ...(at(item.object, 'data') as object), ...(at(item.object, 'stringData') as object) };
  return key === undefined || key in keys
    ? undefined
    : `couldn't find key ${key} in ${kind} ${namespace}/${name}`;
};

const volumes = (view: View, namespace: string, spec: unknown): readonly Missing[] =>
  list(at(spec, 'volumes')).flatMap((volume): Missing[] => {
    const config = text(at(volume, 'configMap', 'name'));
    const secret = text(at(volume, 'secret', 'secretName'));
    const problem =
      config !== undefined && at(volume, 'configMap', 'optional') !== true
        ? holds(view, 'ConfigMap', namespace, config)
        : secret !== undefined && at(volume, 'secret', 'optional') !== true
          ? holds(view, 'Secret', namespace, secret)
          : undefined;
    return problem === undefined
      ? []
      : [
          {
            how: 'mount',
            message: `MountVolume.SetUp failed for volume "${text(at(volume, 'name'))}" : ${problem}`,
          },
        ];
  });

const environment = (view: View, namespace: string, container: unknown): readonly Missing[] => {
  const name = text(at(container, 'name')) ?? '';
  const from = list(at(container, 'envFrom')).map(
    (each) => [at(each, 'configMapRef', 'name'), at(each, 'secretRef', 'name'), undefined] as const,
  );
  const single = list(at(container, 'env')).map((each) => {
    const config = at(each, 'valueFrom', 'configMapKeyRef');
    const secret = at(each, 'valueFrom', 'secretKeyRef');
    return [at(config, 'name'), at(secret, 'name'), text(at(config ?? secret, 'key'))] as const;
  });
  return [...from, ...single].flatMap(([config, secret, key]): Missing[] => {
    const problem =
      typeof config === 'string'
        ? holds(view, 'ConfigMap', namespace, config, key)
        : typeof secret === 'string'
          ? holds(view, 'Secret', namespace, secret, key)
          : undefined;
    return problem === undefined ? [] : [{ how: 'env', message: problem, container: name }];
  });
};

/** References of a pod that cannot be met. */
export const missing = (view: View, namespace: string, spec: unknown): readonly Missing[] => [
  ...volumes(view, namespace, spec),
  ...list(at(spec, 'containers')).flatMap((container) => environment(view, namespace, container)),
];

/** The objects that a pod takes configuration from: when one changes, the pod is looked at anew. */
export const referenced = (view: View, namespace: string, spec: unknown): readonly number[] => {
  const names = new Set<string>();
  JSON.stringify(spec, (key, value) => {
    if (
      ['configMap', 'configMapRef', 'configMapKeyRef', 'secretRef', 'secretKeyRef'].includes(key) &&
      typeof value?.name === 'string'
    )
      names.add(value.name);
    if (key === 'secretName' && typeof value === 'string') names.add(value);
    return value;
  });
  return view.items
    .filter(
      ({ object }) =>
        ['ConfigMap', 'Secret'].includes(object.kind) &&
        object.metadata.namespace === namespace &&
        names.has(object.metadata.name),
    )
    .map((item) => item.changedAt);
};

/** The value of an environment variable as the container sees it. */
export const envValue = (
  view: View,
  namespace: string,
  container: unknown,
  name: string,
): string | undefined => {
  const entry = list(at(container, 'env')).find((each) => at(each, 'name') === name);
  if (entry === undefined) {
    for (const from of list(at(container, 'envFrom'))) {
      const config = text(at(from, 'configMapRef', 'name'));
      const value =
        config === undefined
          ? undefined
          : at(find(view, 'ConfigMap', namespace, config)?.object, 'data', name);
      if (typeof value === 'string') return value;
    }
    return undefined;
  }
  const direct = at(entry, 'value');
  if (direct !== undefined) return String(direct);
  const config = at(entry, 'valueFrom', 'configMapKeyRef');
  if (config !== undefined)
    return text(
      at(
        find(view, 'ConfigMap', namespace, text(at(config, 'name')) ?? '')?.object,
        'data',
        text(at(config, 'key')) ?? '',
      ),
    );
  const secret = at(entry, 'valueFrom', 'secretKeyRef');
  const object = find(view, 'Secret', namespace, text(at(secret, 'name')) ?? '')?.object;
  const key = text(at(secret, 'key')) ?? '';
  const plain = text(at(object, 'stringData', key));
  const encoded = text(at(object, 'data', key));
  return plain ?? (encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8'));
};
