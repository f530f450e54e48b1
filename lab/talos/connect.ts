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

interface Credentials {
  readonly ca?: string;
  readonly crt?: string;
}

/** The current context of a talosconfig. */
const credentialsOf = (talosconfig: string): Credentials => {
  const value = parse(talosconfig) as { context?: string; contexts?: Record<string, Credentials> } | null;
  return value?.contexts?.[value.context ?? ''] ?? {};
};

/** What only an admin may, by the rules of Talos' own API (internal/app/machined, pkg/grpc/middleware/authz). */
const ADMINS = new Set(['apply-config', 'bootstrap', 'kubeconfig', 'config new']);
const SENSITIVE = /^(machineconfigs?|mcs?)(\.|$)/i;

const mayCall = (world: World, call: ToolContext['call'], { crt = '' }: Credentials): boolean => {
  const roles = world.issued[crt];
  if (roles === undefined || roles.includes('os:admin')) return true;
  return !ADMINS.has(call.command) && !(call.command === 'get' && SENSITIVE.test(call.args[0] ?? ''));
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
  const own = call.files.talosconfig === undefined ? {} : credentialsOf(call.files.talosconfig);
  // A machine in maintenance mode shows a self-signed certificate.
  if (stage === 'maintenance' || own.ca === undefined || own.ca !== host.machine?.config?.ca)
    return UNKNOWN_AUTHORITY;
  return mayCall(world, call, own) ? host : 'rpc error: code = PermissionDenied desc = not authorized';
};

/** The nodes that `-n` names; talosctl refuses to guess. */
export const nodesOf = (context: ToolContext): readonly string[] => listFlag(context.call, 'nodes');
