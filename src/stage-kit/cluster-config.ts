import * as z from 'zod';
import { parseDuration } from './duration.ts';

const dnsName = (what: string) =>
  z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, `${what}: lower-case letters, digits and -, at most 63`);
const ipv4 = z.ipv4('an IPv4 address such as 192.168.1.151');
const port = z.int('a port number').min(1, 'a port from 1 to 65535').max(65_535, 'a port from 1 to 65535');
const storageId = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]*$/, 'a Proxmox storage id such as local-lvm');
const envName = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable, not its value');

const duration = (fallback: string) =>
  z
    .string('a duration with a unit, such as "500ms", "5s" or "10m"')
    .default(fallback)
    .transform((text, check) => {
      const ms = parseDuration(text);
      if (ms !== undefined) return ms;
      check.addIssue({ code: 'custom', message: 'a duration with a unit, such as "500ms", "5s" or "10m"' });
      return z.NEVER;
    });

const LOOPBACK = /^http:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?(\/|$)/;

const proxmox = z.strictObject({
  endpoint: z
    .string()
    .regex(/^https?:\/\/[^\s/]+(:\d+)?\/?$/, 'a URL such as https://192.168.1.10:8006')
    // The token travels in a header: never in clear text over a network.
    .refine(
      (url) => url.startsWith('https://') || LOOPBACK.test(url),
      'https:// (http:// only on this machine)',
    )
    .transform((url) => url.replace(/\/$/, '')),
  /** The node of every VM that names none of its own. */
  node: dnsName('a Proxmox node name'),
  token_env: envName.default('PROXMOX_API_TOKEN'),
  /** PEM of the cluster CA (/etc/pve/pve-root-ca.pem), relative to the workspace. */
  ca_file: z.string().optional(),
  insecure: z.boolean('true or false').default(false),
  disk_storage: storageId,
  iso_storage: storageId,
  bridge: z.string().regex(/^[a-zA-Z][a-zA-Z0-9_.-]{0,14}$/, 'a bridge such as vmbr0'),
});

const talos = z.strictObject({
  version: z.string().regex(/^v\d+\.\d+\.\d+$/, 'a Talos version such as v1.13.9'),
  kubernetes: z.string().regex(/^\d+\.\d+\.\d+$/, 'a Kubernetes version such as 1.36.3 (no v)'),
  extensions: z.array(
    z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'an extension such as siderolabs/iscsi-tools'),
  ),
  platform: z.enum(['metal', 'nocloud'], 'metal or nocloud').default('metal'),
  factory: z.url('a URL such as https://factory.talos.dev').default('https://factory.talos.dev'),
  installer: z.string().default('factory.talos.dev/metal-installer'),
  install_disk: z.string().regex(/^\/dev\/[a-z0-9/-]+$/, 'a device such as /dev/sda'),
  /** An address that the control planes share (layer 2); they hand it on when one of them is away. */
  vip: ipv4.optional(),
  /** Default: port 6443 of the VIP, else of the first control plane. */
  endpoint: z
    .string()
    .regex(/^https:\/\/[^\s/]+:\d+$/, 'https://HOST:6443')
    .optional(),
});

/** With it the nodes get their addresses from their own config; without it the router must reserve them by MAC. */
const network = z.strictObject({
  prefix: z.int('a prefix length such as 24').min(8, 'from 8 to 30').max(30, 'from 8 to 30'),
  gateway: ipv4,
  nameservers: z.array(ipv4).min(1, 'at least one nameserver'),
});

const on = z.boolean('true or false').default(true);
/** What is switched off is neither applied nor waited for; what is there already is never removed. */
const features = z
  .strictObject({ longhorn: on, nfs: on, tunnel: on, metrics: on, logs: on, otel: on })
  .prefault({});

/** A user name of an https URL is often a token. */
const holdsNoSecret = (url: string): boolean => !/^https?:\/\/[^/]*@|^[a-z]+:\/\/[^/@]*:[^/@]*@/.test(url);

/** How manifests reach the cluster: orch applies them itself, or Flux does from a branch that orch pushes. */
const delivery = z
  .discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('apply') }),
    z.strictObject({
      mode: z.literal('flux'),
      /** Where Flux fetches from, as the cluster sees it. Its credentials are in a Secret, never in the URL. */
      url: z
        .string()
        .regex(/^(https?|ssh):\/\/\S+$/, 'https:// or ssh:// and a repository')
        .refine(holdsNoSecret, 'a URL without a password: Flux reads it from delivery.secret'),
      /** Where orch pushes to: a git remote of the workspace, or a URL. */
      remote: z
        .string()
        .regex(
          /^((https?|ssh|file):\/\/\S+|[A-Za-z0-9][A-Za-z0-9._/-]*|[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:\S+|\/\S+)$/,
          'a git remote such as origin, or a URL',
        )
        .refine(holdsNoSecret, 'a remote without a password: git asks its credential helper or ssh agent')
        .default('origin'),
      /** Owned by orch: it is overwritten by each run and watched by Flux. */
      branch: z
        .string()
        .regex(
          /^orch(\/[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*)+$/,
          'a branch under orch/, since orch overwrites it',
        )
        .default('orch/candidate'),
      /** A Secret in flux-system by which Flux may fetch. */
      secret: dnsName('a Secret name').optional(),
    }),
  ])
  .default({ mode: 'apply' });

const vm = z.strictObject({
  id: z.int('a VM id, a number from 100').min(100, 'a VM id, a number from 100').max(999_999_999, 'a VM id'),
  name: dnsName('a VM name'),
  role: z.enum(['controlplane', 'worker'], 'controlplane or worker'),
  /** The Proxmox host it lives on; default proxmox.node. */
  node: dnsName('a Proxmox node name').optional(),
  /** The storage of its disks; default proxmox.disk_storage. */
  storage: storageId.optional(),
  cores: z.int('a number of cores').min(1, 'at least 1 core').max(512, 'at most 512 cores'),
  memory: z.int('a number of MiB, such as 4096').min(2_048, 'at least 2048 MiB (Talos needs it)'),
  disk: z.int('a number of GiB, such as 32').min(10, 'at least 10 GiB (Talos needs it)'),
  mac: z
    .string()
    .regex(/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/, 'a MAC address in capitals such as BC:24:11:00:01:51'),
  address: ipv4,
});

const secret = z.strictObject({
  namespace: dnsName('a namespace'),
  name: dnsName('a Secret name'),
  data: z.record(
    z.string(),
    z.union([
      z.strictObject({ env: envName }),
      z.strictObject({ value: z.string() }),
      z.strictObject({ random: z.int().min(16).max(128) }),
    ]),
  ),
});

const service = z.strictObject({
  namespace: dnsName('a namespace'),
  service: dnsName('a Service name'),
  port,
});
const namespaces = z.array(dnsName('a namespace')).min(1, 'at least one namespace');

/** `config/clusters/NAME.yaml` as it is written. */
const written = z.strictObject({
  name: dnsName('a cluster name'),
  features,
  proxmox,
  network: network.optional(),
  talos,
  vms: z.array(vm).min(1, 'at least one VM'),
  delivery,
  flux: z.strictObject({
    version: z.string().regex(/^v\d+\.\d+\.\d+$/, 'a Flux version such as v2.9.4'),
    /** Of what `flux install --export` prints; without it the first one seen is remembered. */
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, '64 hex digits')
      .optional(),
    components: z
      .array(dnsName('a Flux controller'))
      .default(['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller']),
  }),
  infra: z.strictObject({
    namespaces,
    default_storage_class: dnsName('a StorageClass'),
    storage_classes: z.array(dnsName('a StorageClass')).min(1, 'at least one StorageClass'),
  }),
  apps: z.strictObject({ namespaces }),
  ingress: z.strictObject({
    namespaces,
    gateway_class: dnsName('a GatewayClass'),
    /** Every host name of our routes lies in one of them; without any, none is checked. */
    domains: z
      .array(z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'a domain such as home.example.com'))
      .default([]),
    tunnel: z.strictObject({
      namespace: dnsName('a namespace'),
      app: dnsName('an app label'),
      metrics_port: port,
    }),
    secrets: z.array(secret).default([]),
  }),
  obs: z.strictObject({
    namespaces,
    prometheus: service.extend({ jobs: z.array(z.string()).default([]) }),
    alertmanager: service,
    grafana: service,
    loki: service,
    otel: service,
    secrets: z.array(secret).default([]),
  }),
  timing: z
    .strictObject({
      poll: duration('5s'),
      task: duration('15m'),
      boot: duration('5m'),
      install: duration('10m'),
      bootstrap: duration('3m'),
      nodes: duration('15m'),
      rollout: duration('15m'),
      data: duration('15m'),
      settle: duration('1m'),
    })
    .prefault({}),
});

/** What is left out gets its default from the rest of the file: node and storage of each VM, the API endpoint. */
const filled = (config: z.output<typeof written>) => {
  const first = config.vms.find((each) => each.role === 'controlplane') ?? config.vms[0];
  const endpoint = config.talos.endpoint ?? `https://${config.talos.vip ?? first?.address}:6443`;
  return {
    ...config,
    talos: { ...config.talos, endpoint },
    vms: config.vms.map((each) => ({
      ...each,
      node: each.node ?? config.proxmox.node,
      storage: each.storage ?? config.proxmox.disk_storage,
    })),
  };
};

/** `config/clusters/NAME.yaml`: all that the six stages are told about one cluster. */
export const clusterConfigSchema = written.transform(filled);

/** The validated cluster config; durations in milliseconds. */
export type ClusterConfig = z.output<typeof clusterConfigSchema>;
export type Vm = ClusterConfig['vms'][number];
export type SecretSpec = ClusterConfig['obs']['secrets'][number];
export type ServiceRef = ClusterConfig['obs']['grafana'];
