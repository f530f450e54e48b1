/** The simulated homelab as data: one JSON value that the world server holds and snapshots. */

/** Milliseconds of world time since 1970; world time runs faster than the wall clock. */
export type WorldTime = number;

export interface Vm {
  readonly vmid: number;
  /** The Proxmox host it lives on. */
  readonly node: string;
  /** The Proxmox configuration as it was posted, plus what Proxmox adds (`size=` of a disk, digest aside). */
  config: Record<string, string>;
  /** When it was started; absent while stopped. */
  startedAt?: WorldTime;
  lock?: string;
}

export interface Task {
  readonly upid: string;
  readonly type: string;
  readonly vmid: string;
  readonly startedAt: WorldTime;
  readonly endsAt: WorldTime;
  /** `OK` or the error. */
  readonly exit: string;
  readonly log: readonly string[];
  /** What happens in the world when the task ends well. */
  readonly effect?: TaskEffect;
  done: boolean;
}

export type TaskEffect =
  | { readonly kind: 'create'; readonly vmid: number; readonly config: Record<string, string> }
  | { readonly kind: 'start'; readonly vmid: number }
  | { readonly kind: 'iso'; readonly node: string; readonly volid: string };

export interface Storage {
  readonly id: string;
  readonly type: string;
  readonly content: readonly string[];
  active: boolean;
  readonly totalGiB: number;
}

export interface Proxmox {
  /** The hosts of the cluster, each with storages of its own under the same names. */
  readonly nodes: readonly string[];
  /** `USER@REALM!TOKENID=UUID` as the Authorization header has to carry it. */
  readonly token: string;
  /** Of each host. */
  readonly memoryMiB: number;
  readonly cores: number;
  readonly bridges: readonly string[];
  storages: Storage[];
  /** `storage:iso/file`, and the host whose storage holds it. */
  isos: { readonly node: string; readonly volid: string }[];
  vms: Vm[];
  tasks: Task[];
}

/** What a Talos machine was told, read from its machine configuration. */
export interface MachineConfig {
  readonly type: 'controlplane' | 'worker';
  readonly hostname: string;
  /** The Talos API's CA (base64 of the PEM): who may talk to it. */
  readonly ca: string;
  readonly clusterName: string;
  readonly endpoint: string;
  readonly kubernetes: string;
  readonly token: string;
  readonly image: string;
  readonly clusterCa: string;
  /** The configuration's text, for `apply-config --dry-run`. */
  readonly text: string;
  /** The static address of its card; by DHCP when absent. */
  readonly address?: string;
}

/** The operating system on a VM's disk, keyed by the MAC that its network card has. */
export interface Machine {
  readonly mac: string;
  config?: MachineConfig;
  appliedAt?: WorldTime;
  bootstrappedAt?: WorldTime;
}

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    generation?: number;
    uid?: string;
    resourceVersion?: string;
    creationTimestamp?: string;
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

/** An object in the API server with the times from which its status follows. */
export interface Stored {
  object: KubeObject;
  createdAt: WorldTime;
  /** When its spec last changed. */
  changedAt: WorldTime;
  /** Annotations of other managers, which an apply leaves alone. */
  annotated?: Record<string, string>;
  /** When a reconciliation was last asked for. */
  touchedAt?: WorldTime;
  /** For a HelmRelease: what Helm installed last; it goes on running while an upgrade fails. */
  deployed?: {
    readonly chart: string;
    readonly version: string;
    readonly values: unknown;
    readonly at: WorldTime;
  };
  /** For a GitRepository: how the last fetch ended. */
  fetched?: Fetched;
  /** For a Kustomization: how the last reconciliation ended. */
  synced?: Synced;
}

/** What a controller of Flux notes of each reconciliation. */
interface Reconciled {
  readonly at: WorldTime;
  readonly generation: number;
  /** The request (`requestedAt`) that it answers. */
  readonly handled?: string;
}

export interface Fetched extends Reconciled {
  /** `branch@sha1:COMMIT`; stays when a later fetch fails. */
  readonly revision?: string;
  readonly problem?: string;
}

export interface Synced extends Reconciled {
  readonly attempted?: string;
  readonly applied?: string;
  readonly ready: boolean;
  readonly reason: string;
  readonly message: string;
  /** `namespace_name_group_kind` of everything that it applied. */
  readonly inventory: readonly string[];
}

export interface Kube {
  objects: Record<string, Stored>;
  /** Installed by Flux's own manifest. */
  flux?: { readonly version: string; readonly components: readonly string[]; readonly at: WorldTime };
}

/** A fault that lives in the world instead of in a file. */
export interface Condition {
  readonly id: string;
  /** How often it still strikes. */
  left: number;
  /** It clears up by itself this much world time after it was first met. */
  readonly lastsMs?: number;
  until?: WorldTime;
}

export interface World {
  readonly version: 1;
  readonly seed: number;
  /** World milliseconds per real millisecond. */
  readonly scale: number;
  /** World time when `realStart` was read. */
  readonly epoch: WorldTime;
  proxmox: Proxmox;
  /** MAC (upper case) → the address that DHCP gives it. */
  readonly leases: Record<string, string>;
  machines: Record<string, Machine>;
  /** Client certificates that a machine issued → their roles; that of `gen config` is an admin's. */
  readonly issued: Record<string, readonly string[]>;
  /** Schematics that the image factory has seen: id → YAML. */
  schematics: Record<string, string>;
  /** The share of the house's NFS server. */
  readonly nfs: { readonly server: string; readonly path: string };
  kube: Kube;
  /** The git server of the house: what a cluster gets at this URL is the bare repository at that path. */
  git?: { readonly url: string; readonly path: string };
  conditions: Condition[];
  /** Counts everything that needs a fresh number: pids, uids, resource versions. */
  serial: number;
}
