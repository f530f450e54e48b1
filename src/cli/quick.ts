import { readState } from '../adapters/store/store.ts';
import { makeContext } from './make-context.ts';
import { rootOf } from './root.ts';
import { statusAnswer } from './status-answer.ts';
import { tellTrouble } from './trouble.ts';

/**
 * `orch status` and `orch status --json` without the command line parser, as one CommonJS file, which Node starts
 * faster than modules. Sets the exit code. Resolves false when more is needed (a workspace that never ran: its map
 * must be read); main.ts answers then.
 */
export const quick = async (json: boolean): Promise<boolean> => {
  try {
    const context = makeContext({ json });
    const state = await readState(rootOf(context.dir));
    if (!state.order) return false;
    context.out(statusAnswer(state, state.order, context));
  } catch (error) {
    process.exitCode = tellTrouble(error);
  }
  return true;
};
