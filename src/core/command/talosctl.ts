/** The grammar of talosctl: reading node state, on the homelab's own nodes, never configuration or keys. */

import { duration, type FlagRule, matching, oneOf, upTo } from './flags.ts';
import { fromTable } from './from-table.ts';
import { closed, type Flags, type Judged, type Subcommand, type Table } from './rule.ts';
import type { CommandContext } from './types.ts';

const ID = /^[A-Za-z0-9][A-Za-z0-9_./:-]{0,127}$/;

const FLAGS: readonly FlagRule[] = [
  { name: '--nodes', also: ['-n'], value: matching(/^[A-Za-z0-9.,:-]{1,256}$/, 'a node list'), repeat: true },
  {
    name: '--endpoints',
    also: ['-e'],
    value: matching(/^[A-Za-z0-9.,:-]{1,256}$/, 'a node list'),
    repeat: true,
  },
  { name: '--insecure', also: ['-i'] },
  { name: '--output', also: ['-o'], value: oneOf('json', 'yaml', 'table') },
  { name: '--tail', value: upTo(300) },
  { name: '--kubernetes', also: ['-k'] },
  { name: '--wait-timeout', value: duration(60) },
  { name: '--preset', value: oneOf('cpu', 'cpuset', 'io', 'memory', 'process', 'psi', 'swap') },
  { name: '--short' },
  { name: '--all', also: ['-a'] },
  { name: '--listening', also: ['-l'] },
  { name: '--tcp', also: ['-t'] },
  { name: '--udp', also: ['-u'] },
  { name: '--programs', also: ['-p'] },
  { name: '--verbose', also: ['-v'] },
];

/**
 * Resource types of Talos 1.11 that hold neither configuration nor keys, with the aliases of `talosctl get rd`.
 * An alias of a sensitive one (`mc`, `MachineConfigs.config.talos.dev`) is not here, whatever its spelling.
 */
const TYPES: ReadonlySet<string> = new Set(
  (
    'member members machinestatus machinestatuses ms service services svc nodeaddress nodeaddresses route routes ' +
    'routestatus routestatuses link links linkstatus linkstatuses resolver resolvers resolverstatus ' +
    'resolverstatuses timeserver timeservers timeserverstatus timestatus timestatuses hostname hostnames ' +
    'hostnamestatus hostnamestatuses address addresses addressstatus addressstatuses disk disks systemdisk ' +
    'systemdisks discoveredvolume discoveredvolumes dv volumestatus volumestatuses mountstatus mountstatuses ' +
    'extension extensions extensionstatus extensionstatuses staticpodstatus staticpodstatuses podstatus ' +
    'manifeststatus manifeststatuses nodename nodenames nodestatus nodestatuses etcdmember etcdmembers ' +
    'diagnostic diagnostics info infos affiliate affiliates resourcedefinition resourcedefinitions rd rds'
  ).split(' '),
);

const get = (words: readonly string[]): Judged => {
  const [type, id, ...more] = words;
  if (type === undefined) return 'a resource type is missing, for example members';
  if (!TYPES.has(type))
    return `the type ${JSON.stringify(type)} is not on the list: machine configuration, secrets and keys are never read`;
  if (more.length > 0 || (id !== undefined && !ID.test(id))) return 'get takes one type and one id';
  return { words };
};

const service = (words: readonly string[]): Judged => {
  const [id, verb, ...more] = words;
  if (verb !== undefined && ['start', 'stop', 'restart'].includes(verb))
    return { changes: `service ${verb}` };
  if (id !== undefined && !ID.test(id)) return `${JSON.stringify(id)} is not a service`;
  if ((verb !== undefined && verb !== 'status') || more.length > 0) return 'service takes an id and status';
  return { words };
};

const logs = (words: readonly string[], flags: Flags, context: CommandContext): Judged => {
  const [id, ...more] = words;
  if (id === undefined || more.length > 0 || !ID.test(id)) return 'logs takes one service or container id';
  // With -k the id is NAMESPACE/POD:CONTAINER.
  const namespace = id.includes('/') ? id.slice(0, id.indexOf('/')) : undefined;
  return closed(namespace, context) ?? { words, add: flags.has('--tail') ? [] : ['--tail=300'] };
};

const ETCD_READS = new Set(['members', 'status', 'alarm list']);

const etcd = (words: readonly string[]): Judged => {
  const what = words.join(' ');
  if (ETCD_READS.has(what)) return { words };
  return words.length === 0 ? 'only etcd members, status and alarm list' : { changes: `etcd ${words[0]}` };
};

const config = (words: readonly string[]): Judged =>
  words.join(' ') === 'info' ? { words } : 'only config info: the rest shows or changes credentials';

const alone = (words: readonly string[]): Judged =>
  words.length === 0 ? { words } : `${JSON.stringify(words[0])} is not allowed here`;

const health = (words: readonly string[], flags: Flags): Judged =>
  words.length > 0
    ? 'health takes only flags'
    : { words, add: flags.has('--wait-timeout') ? [] : ['--wait-timeout=15s'] };

const events = (words: readonly string[], flags: Flags): Judged =>
  words.length > 0 ? 'events takes only flags' : { words, add: flags.has('--tail') ? [] : ['--tail=100'] };

/** Without a preset it asks for a file with the columns. */
const cgroups = (words: readonly string[], flags: Flags): Judged =>
  words.length > 0
    ? 'cgroups takes only flags'
    : { words, add: flags.has('--preset') ? [] : ['--preset=memory'] };

const NODES = ['--nodes', '--endpoints'];
const plain = (...flags: readonly string[]): Subcommand => ({ flags: [...NODES, ...flags], judge: alone });

const TABLE: Table = {
  binary: 'talosctl',
  flags: FLAGS,
  subcommands: {
    version: plain('--insecure', '--short'),
    get: { flags: [...NODES, '--insecure', '--output'], judge: get },
    service: { flags: NODES, judge: service },
    services: { flags: NODES, judge: service },
    dmesg: plain(),
    logs: { flags: [...NODES, '--tail', '--kubernetes'], judge: logs },
    etcd: { flags: NODES, judge: etcd },
    health: { flags: [...NODES, '--wait-timeout'], judge: health },
    time: plain(),
    memory: plain('--verbose'),
    processes: plain(),
    containers: plain('--kubernetes'),
    mounts: plain(),
    stats: plain('--kubernetes'),
    netstat: plain('--all', '--listening', '--tcp', '--udp', '--programs', '--verbose'),
    cgroups: { flags: [...NODES, '--preset'], judge: cgroups },
    events: { flags: [...NODES, '--tail'], judge: events },
    config: { flags: [], judge: config },
  },
  acts: new Set(
    (
      'apply-config apply bootstrap reset reboot shutdown restart rollback upgrade upgrade-k8s wipe meta ' +
      'rotate-ca edit patch image cluster conformance'
    ).split(' '),
  ),
  refused: {
    read: 'it shows files of the node, keys among them',
    copy: 'it copies files of the node, keys among them',
    cp: 'it copies files of the node, keys among them',
    list: 'use get, services or mounts',
    ls: 'use get, services or mounts',
    kubeconfig: 'it writes credentials',
    support: 'its bundle holds the machine configuration',
    pcap: 'it records traffic',
    debug: 'it runs a container',
    dashboard: 'it needs a terminal',
    gen: 'it makes keys',
    machineconfig: 'machine configuration holds keys',
    mc: 'machine configuration holds keys',
    inject: 'it writes credentials',
    inspect: 'it is of no use here',
  },
  inject: (context, subcommand, flags) => {
    const named = [...(flags.get('--nodes') ?? []), ...(flags.get('--endpoints') ?? [])].flatMap((value) =>
      value.split(','),
    );
    const foreign = named.find((node) => !context.nodes.includes(node));
    if (foreign !== undefined) return foreignNode(foreign, context);
    if (context.talosconfig !== undefined) return [`--talosconfig=${context.talosconfig}`];
    if (flags.has('--insecure') && flags.has('--nodes')) return [];
    return `${subcommand} needs a talosconfig that may only read, and there is none yet (stage talos makes it in its step reader); in maintenance mode use --insecure with -n`;
  },
};

const foreignNode = (node: string, { nodes }: CommandContext): string =>
  nodes.length === 0
    ? `the node ${node} is not among settings.nodeAddresses, which is empty`
    : `the node ${node} is not one of ${nodes.join(', ')}`;

/** Judges a talosctl argv (Talos 1.11). */
export const talosctl = fromTable(TABLE);
