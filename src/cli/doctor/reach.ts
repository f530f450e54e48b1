import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from '../../adapters/process/capture.ts';
import type { ClusterConfig } from '../../stage-kit/cluster-config.ts';
import { parseJsonStream } from '../../stage-kit/json-stream.ts';
import { type Context, childEnv } from '../context.ts';
import { type Check, fail, ok, warn } from './check.ts';

const REACH_MS = 15_000;
const MAX_BYTES = 4 * 1024 * 1024;

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

/**
 * Whether every node answers by Talos' own API; nothing to say before stage talos has made a talosconfig.
 * @param root the workspace: its kept secrets hold the talosconfig.
 */
export const nodesCheck = async (
  { vms }: ClusterConfig,
  root: string,
  context: Context,
): Promise<readonly Check[]> => {
  const talosconfig = join(root, '.orch', 'secrets', 'talosconfig');
  const by = vms.find(({ role }) => role === 'controlplane')?.address;
  if (!existsSync(talosconfig) || by === undefined) return [];
  const nodes = vms.map(({ address }) => address).join(',');
  const argv = ['talosctl', 'get', 'machinestatus', '-n', nodes, '-e', by, '--talosconfig', talosconfig];
  const ran = await capture([...argv, '-o', 'json'], {
    cwd: context.dir,
    env: childEnv(context.env),
    timeoutMs: REACH_MS,
    maxBytes: MAX_BYTES,
  });
  if (ran.outcome === 'not_found') return [];
  const answers = parseJsonStream(`${ran.stdout}`) as { readonly node?: string }[];
  const silent = vms.filter(({ address }) => !answers.some(({ node }) => node === address));
  if (silent.length === 0) return [ok('nodes', `${vms.length} of ${vms.length} nodes answer`)];
  const names = silent.map(({ name, address }) => `${name} (${address})`).join(', ');
  const why =
    ran.outcome === 'timed_out' ? `no answer within ${REACH_MS / 1000} s` : lastLine(`${ran.stderr}`);
  return [
    warn(
      'nodes',
      `no answer from ${names}: ${why}`,
      'are they on, and is talosctl allowed to reach port 50000?',
    ),
  ];
};

/** With `delivery: flux`: whether this user may read the remote that orch pushes to. Nobody is asked for a password. */
export const remoteCheck = async (
  { delivery }: ClusterConfig,
  root: string,
  context: Context,
): Promise<readonly Check[]> => {
  if (delivery.mode !== 'flux') return [];
  const { remote, branch } = delivery;
  const ran = await capture(['git', 'ls-remote', '--heads', remote, branch], {
    cwd: root,
    env: {
      ...childEnv(context.env),
      GIT_TERMINAL_PROMPT: '0',
      GIT_ALLOW_PROTOCOL: 'file:http:https:ssh',
      LC_ALL: 'C',
    },
    timeoutMs: REACH_MS,
    maxBytes: MAX_BYTES,
  });
  if (ran.code === 0) {
    const there = `${ran.stdout}`.trim() === '' ? 'not there yet, the first run makes it' : 'there';
    return [ok('delivery', `${remote} can be read; branch ${branch} is ${there}`)];
  }
  const why =
    ran.outcome === 'timed_out' ? `no answer within ${REACH_MS / 1000} s` : lastLine(`${ran.stderr}`);
  const fix = `try by hand, as the user that cron runs orch as: git ls-remote ${remote}`;
  return [fail('delivery', `delivery.remote ${remote} cannot be read: ${why}`, fix)];
};
