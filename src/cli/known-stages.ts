import { readState } from '../adapters/store/store.ts';
import { OrchError } from '../core/exit.ts';
import type { ContextMap } from '../core/workspace.ts';
import type { Context } from './context.ts';
import { readWorkspaceMap } from './map.ts';

export interface KnownStages {
  readonly names: readonly string[];
  /** Absent when the map cannot be read: then the names are those of the last run. */
  readonly map?: ContextMap;
}

/**
 * The stages that a command line may name. A map that is broken just now (or wants a variable that this terminal does
 * not have) must not keep anybody from reading a log or resetting a counter: the last run's stages are taken then.
 * Throws OrchError `config` when there was no run, either.
 */
export const knownStages = async (root: string, context: Context): Promise<KnownStages> => {
  try {
    const map = await readWorkspaceMap(root, context);
    return { names: map.stages.map((stage) => stage.name), map };
  } catch (error) {
    if (!(error instanceof OrchError) || error.exit !== 'config') throw error;
    const { order } = await readState(root);
    if (!order) throw error;
    context.err(`orch: ${error.message}; the stages of the last run are taken\n  next: ${error.next}\n`);
    return { names: order };
  }
};
