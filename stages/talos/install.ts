import type { Vm } from '../../src/stage-kit/cluster-config.ts';
import { StageFailure } from '../../src/stage-kit/failure.ts';
import { parseJsonStream } from '../../src/stage-kit/json-stream.ts';
import { together } from '../../src/stage-kit/parallel.ts';
import type { Seen, StageContext, Step } from '../../src/stage-kit/types.ts';
import { machines } from './machines.ts';
import { paths } from './paths.ts';

const TIMEOUT_MS = 60_000;

/** A machine that waits for a config, and the address it waits at. */
interface Fresh {
  readonly vm: Vm;
  readonly at: string;
}

interface Disk {
  readonly spec?: { readonly dev_path?: string; readonly readonly?: boolean; readonly cdrom?: boolean };
}

/** The installer wipes its disk: it must be there, and be one. */
const demandDisk = async (ctx: StageContext, { vm, at }: Fresh): Promise<void> => {
  const argv = ['talosctl', 'get', 'disks', '--insecure', '-n', at, '-o', 'json'];
  const { stdout } = await ctx.tool(argv, { timeoutMs: TIMEOUT_MS });
  const disks = (parseJsonStream(stdout) as Disk[]).flatMap((each) =>
    each.spec?.dev_path && !each.spec.readonly && !each.spec.cdrom ? [each.spec.dev_path] : [],
  );
  const wanted = ctx.cluster.talos.install_disk;
  if (!disks.includes(wanted))
    throw new StageFailure(
      `talos.install_disk: ${vm.name} has no disk ${wanted} to install on`,
      `${vm.name}: install disk "${wanted}" not found, writable disks: ${disks.join(', ')}`,
    );
};

const maintenance = async (ctx: StageContext): Promise<Fresh[]> =>
  (await machines(ctx)).flatMap(({ vm, machine }) =>
    machine.kind === 'maintenance' ? [{ vm, at: machine.at }] : [],
  );

const observe = async (ctx: StageContext): Promise<Seen> => {
  const waiting = (await machines(ctx)).flatMap(({ vm, machine }) =>
    machine.kind === 'configured' && ['booting', 'running'].includes(machine.stage) ? [] : [vm.name],
  );
  if (waiting.length === 0) return { state: 'ready', detail: 'Talos is installed on every node' };
  return { state: 'waiting', for: `${waiting.join(', ')} to install and reboot` };
};

/** Nodes in maintenance mode get their config: Talos installs itself and reboots. */
export const install: Step = {
  name: 'install',
  check: async (ctx) => {
    const names = (await maintenance(ctx)).map(({ vm }) => vm.name).join(', ');
    if (names === '') return { state: 'ok', detail: 'no node waits for a config' };
    return { state: 'drift', detail: `in maintenance mode: ${names}`, effect: `installs Talos on ${names}` };
  },
  apply: async (ctx) => {
    const fresh = await maintenance(ctx);
    await together(fresh.map((each) => () => demandDisk(ctx, each)));
    await together(
      fresh.map(({ vm, at }) => () => {
        const argv = ['talosctl', 'apply-config', '--insecure', '-n', at, '-f', paths(ctx).node(vm)];
        return ctx.tool(argv, { timeoutMs: TIMEOUT_MS });
      }),
    );
  },
  verify: (ctx) => ({
    deadlineMs: ctx.cluster.timing.install,
    observe: () => observe(ctx),
    evidence: async () =>
      (await machines(ctx))
        .flatMap(({ machine }) => (machine.kind === 'absent' ? [machine.text] : []))
        .join('\n'),
  }),
};
