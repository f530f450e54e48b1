import type { Stage } from '../src/stage-kit/types.ts';

/** One row of the table: the order of the rows is the order of the stages. */
export interface StageRow {
  readonly name: string;
  readonly description: string;
  /** Stages that must be green before; what a map says under `needs` wins over it. */
  readonly needs: readonly string[];
  readonly load: () => Promise<Stage>;
}

/** The six built-in stages. Each loads its code only when it runs. */
export const stages: readonly StageRow[] = [
  {
    name: 'vms',
    description: 'Talos image and virtual machines on Proxmox',
    needs: [],
    load: async () => (await import('./vms/index.ts')).vms,
  },
  {
    name: 'talos',
    description: 'Talos configured, etcd bootstrapped, every node Ready',
    needs: ['vms'],
    load: async () => (await import('./talos/index.ts')).talos,
  },
  {
    name: 'infra',
    description: 'Flux and storage: Longhorn and NFS, one default class',
    needs: ['talos'],
    load: async () => (await import('./infra/index.ts')).infra,
  },
  {
    name: 'apps',
    description: 'The applications of cluster/apps, healthy',
    needs: ['infra'],
    load: async () => (await import('./apps/index.ts')).apps,
  },
  {
    name: 'ingress',
    description: 'Gateway API by Envoy Gateway behind a Cloudflare tunnel',
    needs: ['infra'],
    load: async () => (await import('./ingress/index.ts')).ingress,
  },
  {
    name: 'obs',
    description: 'Prometheus, Alertmanager, Grafana, Loki and OpenTelemetry with data in them',
    needs: ['infra'],
    load: async () => (await import('./obs/index.ts')).obs,
  },
];
