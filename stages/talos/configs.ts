import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Finding, StageContext, Step } from '../../src/stage-kit/types.ts';
import { paths } from './paths.ts';
import { readBundle } from './pki.ts';
import { type Rendered, render } from './render.ts';
import { inputsOf, isRendered, noteRendered } from './rendered.ts';
import { contextOf, withEndpoints } from './talosconfig.ts';
import { renderedFor } from './versions.ts';

/** The client certificate is another one with each rendering: only a missing file or another CA counts. */
const talosconfigFits = (ctx: StageContext): boolean => {
  const file = paths(ctx).talosconfig;
  if (!existsSync(file)) return false;
  const text = readFileSync(file, 'utf8');
  const ca = contextOf(ctx.cluster, text).ca;
  const wanted = readBundle(ctx).certs?.os?.crt;
  return (
    text === withEndpoints(ctx.cluster, text) && (ca === undefined || wanted === undefined || ca === wanted)
  );
};

const changed = (ctx: StageContext, rendered: Rendered): string[] => {
  const nodes = ctx.cluster.vms.filter((vm) => {
    const file = paths(ctx).node(vm);
    return !existsSync(file) || readFileSync(file, 'utf8') !== rendered.nodes.get(vm.name);
  });
  return [...nodes.map((vm) => vm.name), ...(talosconfigFits(ctx) ? [] : ['talosconfig'])];
};

/** The nodes' configs as the repo wants them, rendered and validated; sending them is the next steps' work. */
export const configs: Step = {
  name: 'configs',
  check: async (ctx) => {
    if (!existsSync(paths(ctx).secrets))
      return {
        state: 'drift',
        detail: 'no secrets, no configs yet',
        effect: 'renders the config of every node',
      };
    const { kubernetes } = await renderedFor(ctx);
    const inputs = await inputsOf(ctx, kubernetes);
    const same: Finding = { state: 'ok', detail: 'the rendered configs are up to date' };
    if (talosconfigFits(ctx) && isRendered(ctx, inputs)) return same;
    const names = changed(ctx, await render(ctx, kubernetes)).join(', ');
    if (names === '') {
      noteRendered(ctx, inputs);
      return same;
    }
    return { state: 'drift', detail: `other than rendered before: ${names}`, effect: `writes ${names}` };
  },
  apply: async (ctx) => {
    const { kubernetes } = await renderedFor(ctx);
    const inputs = await inputsOf(ctx, kubernetes);
    const rendered = await render(ctx, kubernetes);
    const { nodes, node, talosconfig } = paths(ctx);
    mkdirSync(nodes, { recursive: true, mode: 0o700 });
    for (const vm of ctx.cluster.vms)
      writeFileSync(node(vm), rendered.nodes.get(vm.name) ?? '', { mode: 0o600 });
    if (!talosconfigFits(ctx))
      writeFileSync(talosconfig, withEndpoints(ctx.cluster, rendered.talosconfig), { mode: 0o600 });
    noteRendered(ctx, inputs);
  },
};
