import { askGit } from '../ask-git.ts';
import type { Action } from '../program.ts';
import type { RunFlags } from '../run-night.ts';

/** `orch run STAGE…|all`: git is asked where we are while what a run needs is loaded. */
export const run: Action = async (context, options, given) => {
  if (typeof options.only === 'string') {
    const { runPart } = await import('../run-part.ts');
    return runPart(context, options.only, given);
  }
  const asked = askGit(context);
  const { runNight } = await import('../run-night.ts');
  return runNight(asked, context, options as RunFlags, given);
};
