import { existsSync } from 'node:fs';
import { readAddresses } from '../../src/stage-kit/addresses.ts';
import type { Vm } from '../../src/stage-kit/cluster-config.ts';
import { failureMatches } from '../../src/stage-kit/failure.ts';
import { parseJsonStream } from '../../src/stage-kit/json-stream.ts';
import type { StageContext } from '../../src/stage-kit/types.ts';
import { getFromAll } from './get-from-all.ts';
import { paths, target } from './paths.ts';

/** What a node is, by its own answer. */
export type Machine =
  /** Does not answer: off, booting, or rebooting. */
  | { readonly kind: 'absent'; readonly text: string }
  /** Booted from the image, waits for a config. */
  | { readonly kind: 'maintenance'; readonly at: string }
  | {
      readonly kind: 'configured';
      readonly stage: string;
      readonly ready: boolean;
      readonly unmet: readonly string[];
    }
  /** Configured with a PKI that is not ours (or ours is lost): nothing may be done to it. */
  | { readonly kind: 'foreign'; readonly text: string };

interface MachineStatus {
  /** The address that was asked; talosctl adds it to every object. */
  readonly node?: string;
  readonly spec?: {
    readonly stage?: string;
    readonly status?: {
      readonly ready?: boolean;
      readonly unmetConditions?: readonly { readonly name: string; readonly reason: string }[];
    };
  };
}

/** A node that is down makes talosctl wait for its dial timeout; a look is not worth more than this. */
const PROBE_MS = 10_000;
const TLS = /x509|certificate required|unknown authority|tls:/;

type Answer = { readonly status: MachineStatus } | { readonly text: string };

const ask = async (ctx: StageContext, args: readonly string[]): Promise<Answer> => {
  const argv = ['talosctl', 'get', 'machinestatus', ...args, '-o', 'json'];
  try {
    const { code, stdout, stderr } = await ctx.tool(argv, { timeoutMs: PROBE_MS, ok: [0, 1] });
    if (code !== 0) return { text: stderr.trim() };
    const status = parseJsonStream(stdout)[0] as MachineStatus | undefined;
    return status === undefined ? { text: 'no machinestatus in the answer' } : { status };
  } catch (error) {
    if (failureMatches(error, /timed out after/)) return { text: error.evidence };
    throw error;
  }
};

/** Without a certificate: at its address, else (static addresses) where DHCP has put the machine with its MAC. */
const knock = async (
  ctx: StageContext,
  vm: Vm,
): Promise<{ readonly anyone: Answer; readonly at: string }> => {
  const first = { anyone: await ask(ctx, ['--insecure', '-n', vm.address]), at: vm.address };
  const seen = readAddresses(ctx)[vm.name];
  if ('status' in first.anyone || !ctx.cluster.network || seen?.mac !== vm.mac) return first;
  for (const at of seen.addresses.filter((each) => each !== vm.address)) {
    const anyone = await ask(ctx, ['--insecure', '-n', at]);
    // Only a machine that waits for a config: by now the address may be somebody else's.
    if ('status' in anyone && anyone.status.spec?.stage === 'maintenance') return { anyone, at };
  }
  return first;
};

const configured = ({ spec }: MachineStatus): Machine => {
  const unmet = (spec?.status?.unmetConditions ?? []).map((each) => `${each.name}: ${each.reason}`);
  return {
    kind: 'configured',
    stage: spec?.stage ?? 'unknown',
    ready: spec?.status?.ready === true,
    unmet,
  };
};

/**
 * Asks all nodes what they are with one call.
 * @returns by address the nodes that answered as ours; none when any node failed (then each is to be asked by itself,
 * which tells why).
 */
export const askAll = async (ctx: StageContext): Promise<ReadonlyMap<string, Machine>> => {
  if (ctx.cluster.vms.length < 2) return new Map();
  const { whole, answers } = await getFromAll(ctx, ['machinestatus'], PROBE_MS);
  if (!whole) return new Map();
  return new Map(
    (answers as MachineStatus[]).flatMap((each) =>
      each.node === undefined ? [] : [[each.node, configured(each)] as const],
    ),
  );
};

/**
 * Asks a node what it is: first as ours (mTLS), then without a certificate as maintenance mode allows.
 * @param ctx tools and paths; @param vm the node.
 */
export const machineOf = async (ctx: StageContext, vm: Vm): Promise<Machine> => {
  const known = existsSync(paths(ctx).talosconfig);
  const ours: Answer = known ? await ask(ctx, target(ctx, vm)) : { text: 'no talosconfig yet: x509 unknown' };
  if ('status' in ours) return configured(ours.status);
  const { anyone, at } = await knock(ctx, vm);
  if ('status' in anyone) {
    if (anyone.status.spec?.stage === 'maintenance') return { kind: 'maintenance', at };
    return { kind: 'absent', text: `${vm.name} is ${anyone.status.spec?.stage ?? 'in no known stage'}` };
  }
  // Both ways refused by TLS: it has a config, but not one of ours.
  if (TLS.test(ours.text) && TLS.test(anyone.text))
    return { kind: 'foreign', text: known ? ours.text : anyone.text };
  return { kind: 'absent', text: anyone.text || ours.text };
};
