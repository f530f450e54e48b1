import { parse } from 'yaml';
import { listFlag } from '../toolkit/flags.ts';
import { inForce } from '../world/conditions.ts';
import type { ToolContext } from '../world/tool-context.ts';
import type { World } from '../world/types.ts';
import { type Host, hostAt, stageOf } from './machine.ts';

const unavailable = (inner: string): string =>
  `rpc error: code = Unavailable desc = connection error: desc = "${inner}"`;

export const UNKNOWN_AUTHORITY = unavailable(
  'transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority',
);

const NEEDS_CERTIFICATE = unavailable(
  'error reading server preface: remote error: tls: certificate required',
);

/** The last machine that DHCP knows: the one that turns out to belong to another cluster. */
const foreignNode = (world: World): string | undefined => Object.values(world.leases).at(-1);

/** The CA of the current context of a talosconfig. */
const caOf = (talosconfig: string): string | undefined => {
  const value = parse(talosconfig) as { context?: string; contexts?: Record<string, { ca?: string }> } | null;
  return value?.contexts?.[value.context ?? '']?.ca;
};

/** Reaches the API of one node as talosctl would; returns the host, or gRPC's error. */
export const connect = ({ world, clock, call }: ToolContext, node: string): Host | string => {
  const now = clock.now();
  const host = hostAt(world, node, now);
  if (!host)
    return unavailable(`transport: Error while dialing: dial tcp ${node}:50000: connect: no route to host`);
  const stage = stageOf(world, host, now);
  if (stage === 'installing')
    return unavailable(`transport: Error while dialing: dial tcp ${node}:50000: connect: connection refused`);
  if (host.address === foreignNode(world) && inForce(world, 'talos-foreign-node', now))
    return call.flags.insecure === true ? NEEDS_CERTIFICATE : UNKNOWN_AUTHORITY;
  if (call.flags.insecure === true) return stage === 'maintenance' ? host : NEEDS_CERTIFICATE;
  const ca = call.files.talosconfig === undefined ? undefined : caOf(call.files.talosconfig);
  // A machine in maintenance mode shows a self-signed certificate.
  return stage === 'maintenance' || ca === undefined || ca !== host.machine?.config?.ca
    ? UNKNOWN_AUTHORITY
    : host;
};

/** The nodes that `-n` names; talosctl refuses to guess. */
export const nodesOf = (context: ToolContext): readonly string[] => listFlag(context.call, 'nodes');
