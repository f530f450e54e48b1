import * as z from 'zod';
import { clusterConfigSchema } from './cluster-config.ts';

/** What each key means, for whoever hovers over it; `[]` stands for any item of a list. */
const MEANING: Readonly<Record<string, string>> = {
  name: 'The name of the cluster, in Talos and in its kubeconfig.',
  features: 'What is switched off is neither applied nor waited for; what is there already is never removed.',
  'features.longhorn': 'Longhorn, replicated block storage.',
  'features.nfs': 'Volumes on an NFS share.',
  'features.tunnel': 'The Cloudflare tunnel before the gateway.',
  'features.metrics': 'Prometheus, Alertmanager and Grafana.',
  'features.logs': 'Loki, and Alloy that feeds it.',
  'features.otel': 'The OpenTelemetry collector.',
  'proxmox.endpoint': 'URL of the Proxmox API, https://HOST:8006.',
  'proxmox.node': 'The Proxmox host of every VM that names none of its own.',
  'proxmox.token_env': 'Name of the environment variable that holds the token, USER@REALM!ID=UUID.',
  'proxmox.ca_file':
    "PEM of the Proxmox cluster's own CA (/etc/pve/pve-root-ca.pem), relative to the workspace.",
  'proxmox.insecure': 'true: the certificate of Proxmox is not checked. Pin ca_file instead where you can.',
  'proxmox.disk_storage': 'The storage of the VM disks, unless a VM names another.',
  'proxmox.iso_storage': 'The storage of the Talos image, on every host.',
  'proxmox.bridge': 'The bridge of the VM network cards.',
  network: 'Static addresses: without it the router must reserve the addresses by MAC.',
  'network.prefix': 'Length of the network prefix, 24 for 255.255.255.0.',
  'network.gateway': 'Address of the router.',
  'network.nameservers': 'Addresses of the name servers.',
  'talos.version':
    'The Talos release. Another one than runs is reported with its upgrade command, never applied.',
  'talos.kubernetes': 'The Kubernetes release, without v. Another one than runs is reported, never applied.',
  'talos.extensions': 'System extensions of the image; Longhorn needs iscsi-tools and util-linux-tools.',
  'talos.platform': 'metal, or nocloud (Proxmox users report it to work better with the guest agent).',
  'talos.factory': 'The image factory.',
  'talos.installer': 'The installer image, without its schematic and version.',
  'talos.install_disk': 'The disk that Talos is installed on; it is wiped.',
  'talos.vip': 'An address that the control planes share.',
  'talos.endpoint':
    'URL of the Kubernetes API; default: port 6443 of the VIP, else of the first control plane.',
  vms: 'The virtual machines; an odd number of control planes.',
  'vms.[].id': 'The VM id in Proxmox.',
  'vms.[].name': 'The name of the VM and of its node.',
  'vms.[].role': 'controlplane or worker.',
  'vms.[].node': 'The Proxmox host it lives on; default: proxmox.node.',
  'vms.[].storage': 'The storage of its disks; default: proxmox.disk_storage.',
  'vms.[].cores': 'CPU cores.',
  'vms.[].memory': 'Memory in MiB.',
  'vms.[].disk': 'Disk in GiB; only used when the VM is made.',
  'vms.[].mac': 'The MAC address of its network card, in capitals.',
  'vms.[].address': 'Its IPv4 address.',
  delivery: 'How manifests reach the cluster.',
  'flux.version': 'The Flux release.',
  'flux.sha256':
    'Checksum of what `flux install --export` prints; without it the first one seen is remembered.',
  'flux.components': 'The controllers that are installed.',
  'infra.storage_classes': 'StorageClasses that must exist.',
  'infra.default_storage_class': 'The one default StorageClass.',
  'ingress.gateway_class': 'The GatewayClass of the gateway.',
  'ingress.domains': 'Every host name of the routes lies in one of them; empty: not checked.',
  timing: 'How long the stages wait and how often they look; durations such as 500ms, 5s, 10m.',
};

type Json = Record<string, unknown>;

const described = (schema: unknown, path: string): unknown => {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  const { properties, items, ...rest } = schema as Json;
  const meaning = MEANING[path];
  const below = (key: string) => (path === '' ? key : `${path}.${key}`);
  return {
    ...(meaning === undefined ? {} : { description: meaning }),
    ...rest,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties as Json).map(([key, value]) => [key, described(value, below(key))]),
          ),
        }),
    ...(items === undefined ? {} : { items: described(items, below('[]')) }),
  };
};

/**
 * The cluster config as a JSON schema, by which editors complete and check it while it is typed. What one value
 * cannot show (a clash of addresses, a pair of versions) is told by the stages and `orch doctor` alone.
 */
const clusterJsonSchema = (): Json => {
  const made = z.toJSONSchema(clusterConfigSchema, { io: 'input', target: 'draft-07' });
  return { title: 'A cluster of orch (config/clusters/NAME.yaml)', ...(described(made, '') as Json) };
};

/** The text of `config/cluster.schema.json`. */
export const clusterSchemaText = (): string => `${JSON.stringify(clusterJsonSchema(), null, 2)}\n`;
