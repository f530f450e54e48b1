import { failed, said, type ToolResult } from '../toolkit/world-client.ts';
import type { ToolContext } from '../world/tool-context.ts';
import type { MachineConfig } from '../world/types.ts';
import { type Documents, decode, kindOf, multiError, problemsOf, TalosConfigError } from './documents.ts';
import type { Host, Stage } from './machine.ts';
import { findDefinition } from './resources.ts';

const PREFIX = 'error applying new configuration: ';

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
    value,
  );

/** The first address of the first card, without its prefix. */
const staticAddress = (main: unknown): { address?: string } => {
  const [address] = list(at(list(at(main, 'machine', 'network', 'interfaces'))[0], 'addresses'));
  return typeof address === 'string' ? { address: address.replace(/\/\d+$/, '') } : {};
};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What the machine takes from its configuration. */
const read = (documents: Documents, text: string, host: Host): MachineConfig => {
  const main = documents.find((document) => kindOf(document) === 'v1alpha1');
  const named = documents.find((document) => kindOf(document) === 'HostnameConfig')?.hostname;
  const string = (...path: readonly string[]) => String(at(main, ...path) ?? '');
  return {
    type: string('machine', 'type') === 'controlplane' ? 'controlplane' : 'worker',
    hostname:
      typeof named === 'string' ? named : `talos-${host.mac.slice(-5).replace(':', '').toLowerCase()}`,
    ca: string('machine', 'ca', 'crt'),
    clusterName: string('cluster', 'clusterName'),
    endpoint: string('cluster', 'controlPlane', 'endpoint'),
    kubernetes: /:v(.+)$/.exec(string('machine', 'kubelet', 'image'))?.[1] ?? '',
    token: string('cluster', 'token'),
    image: string('machine', 'install', 'image'),
    clusterCa: string('cluster', 'ca', 'crt'),
    text,
    ...staticAddress(main),
  };
};

const diffOf = (before: string, after: string): string => {
  const old = new Set(before.split('\n'));
  const fresh = new Set(after.split('\n'));
  const gone = before.split('\n').filter((line) => !fresh.has(line));
  const come = after.split('\n').filter((line) => !old.has(line));
  return ['--- a', '+++ b', ...gone.map((line) => `-${line}`), ...come.map((line) => `+${line}`)].join('\n');
};

/** `talosctl apply-config` on one node that was reached. Its words are on stderr, as the real one's. */
export const applyConfig = (context: ToolContext, host: Host, stage: Stage): ToolResult => {
  const text = context.call.files.config ?? '';
  const now = context.clock.now();
  let documents: Documents;
  try {
    documents = decode(text);
  } catch (error) {
    if (!(error instanceof TalosConfigError)) throw error;
    return failed(`${PREFIX}rpc error: code = InvalidArgument desc = ${error.message}`);
  }
  const problems = [...problemsOf(documents)];
  const main = documents.find((document) => kindOf(document) === 'v1alpha1');
  const disk = at(main, 'machine', 'install', 'disk');
  const known = findDefinition('disks')?.list(context.world, host, now) ?? [];
  if (
    stage === 'maintenance' &&
    typeof disk === 'string' &&
    !known.some((each) => `/dev/${each.id}` === disk)
  )
    problems.push(`specified install disk does not exist: "${disk}"`);
  if (problems.length > 0)
    return failed(
      `${PREFIX}rpc error: code = InvalidArgument desc = configuration validation failed: ${multiError(problems)}`,
    );
  const config = read(documents, text, host);
  const before = host.machine?.config?.text;
  if (context.call.flags['dry-run'] === true)
    return said(
      '',
      `Dry run summary:\nApplied configuration without a reboot (skipped in dry-run).\n${before === text ? 'No changes.' : `Config diff:\n\n${diffOf(before ?? '', text)}`}\n`,
    );
  const machine = context.world.machines[host.mac] ?? { mac: host.mac };
  machine.config = config;
  machine.appliedAt ??= now;
  context.world.machines[host.mac] = machine;
  return said(
    '',
    stage === 'maintenance'
      ? 'Applied configuration with a reboot\n'
      : 'Applied configuration without a reboot\n',
  );
};
