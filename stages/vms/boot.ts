import { readAddresses, writeAddresses } from '../../src/stage-kit/addresses.ts';
import type { Vm } from '../../src/stage-kit/cluster-config.ts';
import { together } from '../../src/stage-kit/parallel.ts';
import { ProxmoxRefusal } from '../../src/stage-kit/proxmox/client.ts';
import type { Finding, Seen, StageContext, Step } from '../../src/stage-kit/types.ts';
import { hasAgent, vmPath } from './world.ts';

interface Interface {
  readonly name: string;
  readonly 'hardware-address'?: string;
  readonly 'ip-addresses'?: readonly { readonly 'ip-address': string; readonly 'ip-address-type': string }[];
}

/** The three ways Proxmox says that the guest has not come up yet (Agent.pm). */
const NOT_YET = /QEMU guest agent is not running|No QEMU guest agent configured|is not running/;

/** Addresses on the VM's own network card; undefined while the agent does not answer. */
const addresses = async (ctx: StageContext, vm: Vm): Promise<readonly string[] | undefined> => {
  try {
    const { result } = await ctx
      .proxmox()
      .get<{ result: readonly Interface[] }>(`${vmPath(vm)}/agent/network-get-interfaces`);
    return result
      .filter((each) => each['hardware-address']?.toUpperCase() === vm.mac)
      .flatMap((each) => each['ip-addresses'] ?? [])
      .filter((each) => each['ip-address-type'] === 'ipv4' && !each['ip-address'].startsWith('169.254.'))
      .map((each) => each['ip-address']);
  } catch (error) {
    if (error instanceof ProxmoxRefusal && error.says(NOT_YET)) return undefined;
    throw error;
  }
};

const one = (ctx: StageContext, vm: Vm, found: readonly string[] | undefined): Seen => {
  if (found === undefined || found.length === 0) return { state: 'waiting', for: `${vm.name} to boot` };
  if (found.includes(vm.address)) return { state: 'ready', detail: `${vm.name} ${vm.address}` };
  // With static addresses DHCP's is only where stage talos finds the fresh machine, known by its MAC.
  if (ctx.cluster.network) return { state: 'ready', detail: `${vm.name} ${found.join(' ')} (by DHCP)` };
  return {
    state: 'failing',
    for: `${vm.name} to have ${vm.address}`,
    text: `${vm.name} (${vm.mac}) has ${found.join(', ')}, the config says ${vm.address}: correct vms address, or the router's reservation`,
  };
};

/** For stage talos, which meets a fresh machine at whatever address DHCP gave it. */
const remember = (
  ctx: StageContext,
  looked: readonly { readonly vm: Vm; readonly found: readonly string[] | undefined }[],
): void => {
  const known = readAddresses(ctx);
  const now = Object.fromEntries(
    looked.flatMap(({ vm, found }) =>
      found === undefined || found.length === 0 ? [] : [[vm.name, { mac: vm.mac, addresses: found }]],
    ),
  );
  const next = { ...known, ...now };
  if (JSON.stringify(next) !== JSON.stringify(known)) writeAddresses(ctx, next);
};

const observe = async (ctx: StageContext): Promise<Seen> => {
  const looked = await together(
    ctx.cluster.vms.map((vm) => async () => ({ vm, found: await addresses(ctx, vm) })),
  );
  remember(ctx, looked);
  const seen = looked.map(({ vm, found }) => one(ctx, vm, found));
  const failing = seen.flatMap((each) => (each.state === 'failing' ? [each] : []));
  if (failing.length > 0)
    return {
      state: 'failing',
      for: failing.map((each) => each.for).join(', '),
      text: failing.map((each) => each.text).join('\n'),
    };
  const waiting = seen.flatMap((each) => (each.state === 'waiting' ? [each.for] : []));
  if (waiting.length > 0) return { state: 'waiting', for: waiting.join(', ') };
  return {
    state: 'ready',
    detail: seen.flatMap((each) => ('detail' in each ? [each.detail] : [])).join(', '),
  };
};

const check = async (ctx: StageContext): Promise<Finding> => {
  // Without the agent Proxmox knows no address; the talos stage asks the nodes themselves.
  if (!hasAgent(ctx))
    return { state: 'ok', detail: 'no guest agent in the image: addresses are seen by stage talos' };
  const seen = await observe(ctx);
  if (seen.state === 'ready') return { state: 'ok', detail: seen.detail };
  return { state: 'drift', detail: `not up: ${seen.for}`, effect: 'waits for it' };
};

/** Every VM has booted and has the address of the config, by the agent's word. */
export const boot: Step = {
  name: 'boot',
  check,
  verify: (ctx) => ({ deadlineMs: ctx.cluster.timing.boot, observe: () => observe(ctx) }),
};
