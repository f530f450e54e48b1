import { parse } from 'yaml';
import { apiSince, hosts } from '../talos/machine.ts';
import { strikes } from '../world/conditions.ts';
import type { ToolContext } from '../world/tool-context.ts';

interface KubeconfigCluster {
  readonly cluster?: { readonly server?: string; readonly 'certificate-authority-data'?: string };
}

/** While the ingress stage works: the condition strikes once its release is there. */
const ENVOY = 'helm.toolkit.fluxcd.io/HelmRelease/envoy-gateway-system/envoy-gateway';

/** Why kubectl cannot reach the API server with this kubeconfig; undefined when it can. */
export const unreachable = ({ world, clock, call }: ToolContext): string | undefined => {
  const now = clock.now();
  const config = parse(call.files.kubeconfig ?? '') as { clusters?: KubeconfigCluster[] } | null;
  const cluster = config?.clusters?.[0]?.cluster;
  const server = cluster?.server ?? 'https://localhost:8080';
  const { host } = new URL(server);
  const control = hosts(world, now).find(({ machine }) => machine?.bootstrappedAt !== undefined);
  if (apiSince(world, now) === undefined || control?.machine?.config?.endpoint !== server)
    return `The connection to the server ${host} was refused - did you specify the right host or port?`;
  if (world.kube.objects[ENVOY] !== undefined && strikes(world, 'kube-tls-timeout', now))
    return 'Unable to connect to the server: net/http: TLS handshake timeout';
  if (control.machine.config.clusterCa !== cluster?.['certificate-authority-data'])
    return `Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")`;
  return undefined;
};
