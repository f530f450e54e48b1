import { EXIT } from '../../core/exit.ts';
import type { State } from '../../core/machine/state.ts';
import type { Context } from '../context.ts';
import type { Action } from '../program.ts';
import { linesOnScreen } from '../render/table.ts';
import { rootOf } from '../root.ts';
import { seenState } from '../seen-state.ts';
import { statusAnswer } from '../status-answer.ts';
import { untilStopped } from '../until-stopped.ts';

const WATCH_MS = 1000;

/** The map's order as the last run recorded it; a workspace that never ran is asked for its map. */
const orderOf = async (state: State, root: string, context: Context): Promise<readonly string[]> => {
  if (state.order) return state.order;
  const { readWorkspaceMap } = await import('../map.ts');
  return (await readWorkspaceMap(root, context)).stages.map((stage) => stage.name);
};

const answer = async (context: Context, root: string): Promise<string> => {
  const state = await seenState(root);
  return statusAnswer(state, await orderOf(state, root, context), context);
};

/** Shows the state again whenever it changed: in place on a terminal, below in a pipe. */
const watch = (context: Context, root: string, first: string): Promise<number> => {
  let shown = first;
  return untilStopped(context, WATCH_MS, async () => {
    const now = await answer(context, root);
    if (now === shown) return;
    if (context.columns !== undefined)
      context.raw('stdout', `\u001b[${linesOnScreen(shown, context.columns)}A\u001b[J`);
    context.out(now);
    shown = now;
  });
};

/** `orch status`: where every stage stands. With --watch, again with each change until interrupted. */
export const status: Action = async (context, options) => {
  const root = rootOf(context.dir);
  const text = await answer(context, root);
  context.out(text);
  return options.watch ? watch(context, root, text) : EXIT.green;
};
