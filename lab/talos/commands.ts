import { randomBytes } from 'node:crypto';
import { stringify } from 'yaml';
import { listFlag, textFlag } from '../toolkit/flags.ts';
import { table } from '../toolkit/table.ts';
import { failed, said, type ToolResult } from '../toolkit/world-client.ts';
import { strikes } from '../world/conditions.ts';
import type { ToolAnswer, ToolContext } from '../world/tool-context.ts';
import type { Machine } from '../world/types.ts';
import { applyConfig } from './apply-config.ts';
import { connect, nodesOf } from './connect.ts';
import { health } from './health.ts';
import { dmesg, logs } from './logs.ts';
import { etcdUp, type Host, stageOf } from './machine.ts';
import { TALOSCTL } from './releases.ts';
import { findDefinition, resourceJson, servicesOf } from './resources.ts';
import { keyPair } from './secrets.ts';

const NO_NODES =
  'nodes are not set for the command: please use `--nodes` flag or configuration file to set the nodes to run the command against';

/** Runs a command on each node and joins what they say; the first error ends it. */
const onNodes =
  (run: (context: ToolContext, host: Host, node: string) => ToolResult) =>
  (context: ToolContext): ToolResult => {
    const nodes = nodesOf(context);
    if (nodes.length === 0) return failed(NO_NODES);
    let stdout = '';
    let stderr = '';
    for (const node of nodes) {
      const host = connect(context, node);
      const result = typeof host === 'string' ? failed(host) : run(context, host, node);
      stdout += result.stdout;
      stderr += result.stderr;
      if (result.code !== 0) return { stdout, stderr, code: result.code };
    }
    return { stdout, stderr, code: 0 };
  };

const get = onNodes((context, host, node) => {
  const [name = '', id] = context.call.args;
  const definition = findDefinition(name);
  const now = context.clock.now();
  if (!definition) return failed(`rpc error: code = NotFound desc = resource "${name}" is not registered`);
  const items = definition
    .list(context.world, host, now)
    .filter((item) => id === undefined || item.id === id);
  if (id !== undefined && items.length === 0)
    return failed(
      `rpc error: code = NotFound desc = resource ${definition.type}(${definition.namespace}/${id}@undefined) doesn't exist`,
    );
  const shown = context.call.flags.insecure === true ? undefined : node;
  const output = textFlag(context.call, 'output') ?? 'table';
  const objects = items.map((item) => resourceJson(definition, item, host, shown, now));
  if (output === 'json')
    return said(objects.map((object) => `${JSON.stringify(object, null, 4)}\n`).join(''));
  if (output === 'yaml') return said(objects.map((object) => stringify(object)).join('---\n'));
  const rows = objects.map((object) => [
    node,
    definition.namespace,
    definition.type.split('.')[0]?.replace(/(es|s)$/, '') ?? '',
    object.metadata.id,
    '2',
  ]);
  return said(table(['NODE', 'NAMESPACE', 'TYPE', 'ID', 'VERSION'], rows));
});

const version = onNodes((_context, _host, node) =>
  said(
    `Server:\n\tNODE:        ${node}\n\tTag:         ${TALOSCTL}\n\tOS/Arch:     linux/amd64\n\tEnabled:     RBAC\n`,
  ),
);

const members = onNodes((context, host, node) => {
  if (!etcdUp(host, context.clock.now()))
    return failed(
      `error getting members: 1 error occurred:\n\t* ${node}: rpc error: code = Unavailable desc = etcd is not running: service "etcd" is in state Preparing\n\n`,
    );
  const name = host.machine?.config?.hostname ?? '';
  return said(
    table(
      ['NODE', 'ID', 'HOSTNAME', 'PEER URLS', 'CLIENT URLS', 'LEARNER'],
      [[node, '5b0e4d1cc4b3a902', name, `https://${node}:2380`, `https://${node}:2379`, 'false']],
    ),
  );
});

const etcdStatus = onNodes((context, host, node) =>
  etcdUp(host, context.clock.now())
    ? said(
        table(
          ['NODE', 'MEMBER', 'DB SIZE', 'IN USE', 'LEADER', 'RAFT INDEX', 'RAFT TERM', 'LEARNER', 'ERRORS'],
          [
            [
              node,
              '5b0e4d1cc4b3a902',
              '9.1 MB',
              '3.2 MB (35.16%)',
              '5b0e4d1cc4b3a902',
              '20481',
              '2',
              'false',
              '',
            ],
          ],
        ),
      )
    : failed(
        `error getting status: rpc error: code = Unavailable desc = etcd is not running: service "etcd" is in state Preparing`,
      ),
);

const roleOf = (machine: Machine): string | undefined => machine.config?.type;

const bootstrap = onNodes((context, host) => {
  const now = context.clock.now();
  const machine = host.machine;
  const error = (text: string) => failed(`error executing bootstrap: rpc error: code = ${text}`);
  if (machine === undefined || roleOf(machine) !== 'controlplane')
    return error('Unimplemented desc = bootstrap is only available on control plane nodes');
  if (machine.bootstrappedAt !== undefined)
    return error('AlreadyExists desc = etcd data directory is not empty');
  // CRI comes up a little after apid.
  if (machine.appliedAt !== undefined && now < machine.appliedAt + 50_000)
    return error('FailedPrecondition desc = bootstrap is not available yet');
  machine.bootstrappedAt = now;
  return said('');
});

const kubeconfig = onNodes((_context, host) => {
  const config = host.machine?.config;
  if (config?.type !== 'controlplane')
    return failed(
      'error copying: rpc error: code = Unimplemented desc = kubeconfig is only available on control plane nodes',
    );
  const token = randomBytes(24).toString('base64url');
  const name = config.clusterName;
  return said(
    stringify(
      {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          { name, cluster: { server: config.endpoint, 'certificate-authority-data': config.clusterCa } },
        ],
        users: [
          {
            name: `admin@${name}`,
            user: { token },
          },
        ],
        contexts: [
          { name: `admin@${name}`, context: { cluster: name, namespace: 'default', user: `admin@${name}` } },
        ],
        'current-context': `admin@${name}`,
      },
      { lineWidth: 0 },
    ),
  );
});

/** A client certificate of the node's own CA, with the roles that were asked for. */
const configNew = onNodes((context, host, node) => {
  const config = host.machine?.config;
  if (config === undefined) return failed('rpc error: code = PermissionDenied desc = not authorized');
  const roles = listFlag(context.call, 'roles');
  const unknown = roles.filter((role) => !/^os:(admin|operator|reader|etcd:backup)$/.test(role));
  if (unknown.length > 0) return failed(`unknown roles: ${unknown.join(', ')}`);
  const endpoints = listFlag(context.call, 'endpoints');
  const pair = keyPair();
  context.world.issued[pair.crt] = roles.length > 0 ? roles : ['os:admin'];
  const own = { endpoints: endpoints.length > 0 ? endpoints : [node], ca: config.ca, ...pair };
  return said(
    stringify({ context: config.clusterName, contexts: { [config.clusterName]: own } }, { lineWidth: 0 }),
  );
});

const service = onNodes((context, host, node) => {
  const now = context.clock.now();
  const [id, action = 'status'] = context.call.args;
  const rows = servicesOf(context.world, host, now).filter((row) => id === undefined || row.id === id);
  if (action !== 'status') return failed(`rpc error: code = PermissionDenied desc = not authorized`);
  if (id === undefined)
    return said(
      table(
        ['NODE', 'SERVICE', 'STATE', 'HEALTH', 'LAST CHANGE', 'LAST EVENT'],
        rows.map((row) => [node, row.id, row.state, row.health, '1m0s ago', row.message]),
      ),
    );
  const row = rows[0];
  return row
    ? said(
        `NODE     ${node}\nID       ${row.id}\nSTATE    ${row.state}\nHEALTH   ${row.health}\nEVENTS   [${row.state}]: ${row.message} (1m0s ago)\n`,
      )
    : failed(`service "${id}" is not registered`);
});

const stage = onNodes((context, host) => {
  if (strikes(context.world, 'talos-apply-unavailable', context.clock.now()))
    return failed(
      `error applying new configuration: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp ${host.address}:50000: i/o timeout"`,
    );
  return applyConfig(context, host, stageOf(context.world, host, context.clock.now()));
});

/** The commands that need a node, by name. */
export const TALOS: Readonly<Record<string, ToolAnswer>> = {
  get,
  version,
  'etcd members': members,
  'etcd status': etcdStatus,
  bootstrap,
  kubeconfig,
  'config new': configNew,
  service,
  'apply-config': stage,
  health: (context) =>
    health(
      context,
      nodesOf(context)[0] ?? '',
      listFlag(context.call, 'control-plane-nodes'),
      listFlag(context.call, 'worker-nodes'),
    ),
  dmesg: onNodes((context, host, node) => said(dmesg(context, host, node))),
  logs: onNodes((context, host, node) => logs(context, host, node)),
};
