import type { ClusterNode } from '../talos/machine.ts';
import type { KubeObject, World, WorldTime } from '../world/types.ts';

/** An object with the times from which its status follows. */
export interface Item {
  readonly object: KubeObject;
  readonly createdAt: WorldTime;
  readonly changedAt: WorldTime;
  /** The release that rendered it; absent: applied by hand or made by the cluster. */
  readonly release?: string;
}

/** What became of a pod. */
export type Outcome =
  | { readonly kind: 'ready'; readonly at: WorldTime }
  /** A container waits: image, configuration, crash. `log` is what the last run printed. */
  | {
      readonly kind: 'waiting';
      readonly reason: string;
      readonly message: string;
      readonly since: WorldTime;
      readonly log?: readonly string[];
      readonly exitCode?: number;
      readonly container: string;
    }
  /** Runs but does not pass its probe. */
  | {
      readonly kind: 'unready';
      readonly message: string;
      readonly since: WorldTime;
      readonly container: string;
      readonly log?: readonly string[];
    }
  /** Not scheduled, or its volumes cannot be set up. */
  | {
      readonly kind: 'pending';
      readonly reason: 'Unschedulable' | 'FailedMount';
      readonly message: string;
      readonly since: WorldTime;
    }
  /** Refused by admission: no pod exists. */
  | { readonly kind: 'forbidden'; readonly message: string; readonly since: WorldTime };

/** Everything the API server shows at one moment. */
export interface View {
  readonly world: World;
  readonly now: WorldTime;
  /** The nodes that have registered by now. */
  readonly nodes: readonly ClusterNode[];
  readonly items: Item[];
  /** Key of a workload → what became of its pods. */
  readonly outcomes: Map<string, Outcome>;
  readonly events: KubeEvent[];
}

export interface KubeEvent {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly source: string;
  readonly first: WorldTime;
  readonly count: number;
}

export const keyOf = (object: KubeObject): string =>
  `${object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : ''}/${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;

/** Reads a path in unknown data. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Finds an item by kind, namespace and name. */
export const find = (
  view: Pick<View, 'items'>,
  kind: string,
  namespace: string | undefined,
  name: string,
): Item | undefined =>
  view.items.find(
    ({ object }) =>
      object.kind === kind &&
      object.metadata.name === name &&
      (object.metadata.namespace ?? '') === (namespace ?? ''),
  );

export const ofKind = (view: Pick<View, 'items'>, kind: string): readonly Item[] =>
  view.items.filter(({ object }) => object.kind === kind);
