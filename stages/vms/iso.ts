import { registerSchematic } from '../../src/stage-kit/factory.ts';
import { together } from '../../src/stage-kit/parallel.ts';
import { waitForTask } from '../../src/stage-kit/proxmox/task.ts';
import { schematicYaml, talosImage } from '../../src/stage-kit/talos-image.ts';
import type { StageContext, Step } from '../../src/stage-kit/types.ts';
import { hosts, nodePath, taskClock } from './world.ts';

const storagePath = (ctx: StageContext, host: string): string =>
  `${nodePath(host)}/storage/${encodeURIComponent(ctx.cluster.proxmox.iso_storage)}`;

/** The hosts whose ISO storage does not hold the image; a shared storage shows it on every host. */
const without = async (ctx: StageContext): Promise<readonly string[]> => {
  const { volid } = talosImage(ctx.cluster);
  const found = await together(
    hosts(ctx).map((host) => async () => {
      const content = await ctx
        .proxmox()
        .get<{ volid: string }[]>(`${storagePath(ctx, host)}/content`, { content: 'iso' });
      return content.some((each) => each.volid === volid) ? [] : [host];
    }),
  );
  return found.flat();
};

/** The Talos boot image with our extensions lies on the ISO storage of every host that has a VM of ours. */
export const iso: Step = {
  name: 'iso',
  check: async (ctx) => {
    const image = talosImage(ctx.cluster);
    const missing = (await without(ctx)).join(', ');
    if (missing === '') return { state: 'ok', detail: `${image.volid} is there` };
    return {
      state: 'drift',
      detail: `${image.volid} is not there (${missing})`,
      effect: `Proxmox downloads it from ${ctx.cluster.talos.factory}`,
    };
  },
  apply: async (ctx) => {
    const image = talosImage(ctx.cluster);
    await registerSchematic(ctx.cluster.talos.factory, schematicYaml(ctx.cluster.talos.extensions), image.id);
    for (const host of hosts(ctx)) {
      // Looked at again each time: on a shared storage the first host's download serves the others.
      if (!(await without(ctx)).includes(host)) continue;
      const upid = await ctx.proxmox().write<string>('POST', `${storagePath(ctx, host)}/download-url`, {
        url: image.url,
        content: 'iso',
        filename: image.file,
        'verify-certificates': 1,
      });
      await waitForTask(ctx.proxmox(), upid, ctx.cluster.timing.task, taskClock(ctx));
    }
  },
};
