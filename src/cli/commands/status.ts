import { setTimeout as sleep } from 'node:timers/promises';
import { readState } from '../../adapters/store/store.ts';
import { EXIT } from '../../core/exit.ts';
import type { State } from '../../core/machine/state.ts';
import type { Context } from '../context.ts';
import type { Action } from '../program.ts';
import { renderStatus, statusJson } from '../render/status.ts';
import { style } from '../render/style.ts';
import { rootOf } from '../root.ts';

const WATCH_MS = 1000;

/** The map's order as the last run recorded it; only a workspace that never ran needs the map itself (and YAML). */
const orderOf = async (state: State, root: string, context: Context): Promise<readonly string[]> => {
  if (state.order) return state.order;
  const { readWorkspaceMap } = await import('../map.ts');
  return (await readWorkspaceMap(root, context)).stages.map((stage) => stage.name);
};

const answer = async (context: Context, root: string): Promise<string> => {
  const state = await readState(root);
  const order = await orderOf(state, root, context);
  return context.json
    ? `${JSON.stringify(statusJson(state, order), null, 2)}\n`
    : renderStatus(state, order, Date.now(), style(context.colour));
};

/** `orch status`: where every stage stands. With --watch, again each second until interrupted (each change in a pipe). */
export const status: Action = async (context, options) => {
  const root = rootOf(context.dir);
  let shown = await answer(context, root);
  context.out(shown);
  while (options.watch) {
    await sleep(WATCH_MS);
    const now = await answer(context, root);
    if (now === shown) continue;
    // On a terminal the new table replaces the old one; in a pipe it follows.
    const lines = shown.split('\n').length - 1;
    context.out(process.stdout.isTTY ? `\u001b[${lines}A\u001b[J${now}` : now);
    shown = now;
  }
  return EXIT.green;
};
