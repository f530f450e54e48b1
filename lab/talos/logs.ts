import { textFlag } from '../toolkit/flags.ts';
import { failed, said, type ToolResult } from '../toolkit/world-client.ts';
import type { ToolContext } from '../world/tool-context.ts';
import type { WorldTime } from '../world/types.ts';
import { type Host, stageOf } from './machine.ts';
import { servicesOf } from './resources.ts';

const stamp = (at: WorldTime): string => `[${new Date(at).toISOString().replace('Z', '')}000000Z]`;

/** The kernel log's `[talos]` lines, with the prefix that talosctl prints. */
export const dmesg = (context: ToolContext, host: Host, node: string): string => {
  const stage = stageOf(context.world, host, context.clock.now());
  const lines = [
    '[talos] initialize sequence: 6 phase(s)',
    '[talos] phase etc (3/6): done, 25.302641ms',
    `[talos] created dns upstream {"component": "controller-runtime", "controller": "network.DNSUpstreamController", "addr": "192.168.1.1:53"}`,
  ];
  lines.push(
    stage === 'maintenance'
      ? '[talos] entering maintenance service {"component": "controller-runtime"}'
      : `[talos] machine is ${stage === 'running' ? 'running and ready' : 'booting'} {"component": "controller-runtime", "controller": "runtime.MachineStatusController"}`,
  );
  return lines
    .map((line, index) => `${node}: user: warning: ${stamp(host.bootedAt + index * 700)}: ${line}\n`)
    .join('');
};

/** `talosctl logs SERVICE` */
export const logs = (context: ToolContext, host: Host, node: string): ToolResult => {
  const [id = ''] = context.call.args;
  const service = servicesOf(context.world, host, context.clock.now()).find((row) => row.id === id);
  if (!service)
    return failed(`error getting logs: rpc error: code = Unknown desc = log "${id}" was not registered`);
  const tail = Number(textFlag(context.call, 'tail') ?? '-1');
  const lines = [
    `${node}: ${stamp(host.bootedAt)} service started`,
    `${node}: ${stamp(host.bootedAt + 1000)} ${service.message}`,
  ];
  return said(`${(tail >= 0 ? lines.slice(-tail) : lines).join('\n')}\n`);
};
