import { registerSchematic } from '../../src/stage-kit/factory.ts';
import { waitForTask } from '../../src/stage-kit/proxmox/task.ts';
import { schematicYaml, talosImage } from '../../src/stage-kit/talos-image.ts';
import type { StageContext, Step } from '../../src/stage-kit/types.ts';
import { nodePath, taskClock } from './world.ts';

const storagePath = (ctx: StageContext): string =>
  `${nodePath(ctx)}/storage/${encodeURIComponent(ctx.cluster.proxmox.iso_storage)}`;

/** The Talos boot image with our extensions lies on the ISO storage. */
export const iso: Step = {
  name: 'iso',
  check: async (ctx) => {
    const image = talosImage(ctx.cluster);
    const content = await ctx
      .proxmox()
      .get<{ volid: string }[]>(`${storagePath(ctx)}/content`, { content: 'iso' });
    if (content.some((each) => each.volid === image.volid))
      return { state: 'ok', detail: `${image.volid} is there` };
    return {
      state: 'drift',
      detail: `${image.volid} is not there`,
      effect: `Proxmox downloads it from ${ctx.cluster.talos.factory}`,
    };
  },
  apply: async (ctx) => {
    const image = talosImage(ctx.cluster);
    await registerSchematic(ctx.cluster.talos.factory, schematicYaml(ctx.cluster.talos.extensions), image.id);
    const upid = await ctx.proxmox().write<string>('POST', `${storagePath(ctx)}/download-url`, {
      url: image.url,
      content: 'iso',
      filename: image.file,
      'verify-certificates': 1,
    });
    await waitForTask(ctx.proxmox(), upid, ctx.cluster.timing.task, taskClock(ctx));
  },
};
