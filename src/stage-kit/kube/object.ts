/** A condition as every Kubernetes controller writes it. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}

/** What all Kubernetes objects have in common, as far as the stages read it. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly generateName?: string;
    readonly generation?: number;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly status?: { readonly observedGeneration?: number; readonly conditions?: readonly Condition[] };
}

export interface KubeList<T> {
  readonly items: readonly T[];
}

/** The object's condition of that type, when it has one. */
export const condition = (object: KubeObject, type: string): Condition | undefined =>
  object.status?.conditions?.find((each) => each.type === type);

/** Whether the controller has seen the present spec: a condition of an older generation says nothing. */
export const isObserved = (object: KubeObject): boolean =>
  (object.status?.observedGeneration ?? 0) >= (object.metadata.generation ?? 0);

/** `namespace/name`, or the name alone. */
export const nameOf = ({ metadata }: KubeObject): string =>
  metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;

/** `kind namespace/name` as kubectl spells kinds. */
export const titleOf = (object: KubeObject): string =>
  `${(object.kind ?? 'object').toLowerCase()} ${nameOf(object)}`;
