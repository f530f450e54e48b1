import { OrchError } from '../../core/exit.ts';
import { askGit } from '../ask-git.ts';
import type { Action } from '../program.ts';
import type { RunFlags } from '../run-night.ts';

/** `orch run STAGE…|all`: git is asked where we are while what a run needs is loaded. */
export const run: Action = async (context, options, given) => {
  const flags = options as RunFlags & { readonly only?: string };
  if (flags.only !== undefined && (given.length > 0 || flags.from !== undefined))
    throw new OrchError(
      'usage',
      '--only names all that is run',
      'give it alone: orch run --only STAGE or STAGE/PART',
    );
  const asked = askGit(context);
  const [only, ...part] = flags.only?.split('/') ?? [];
  if (only !== undefined && part.length > 0) {
    // It becomes part of a log's name.
    if (part.length > 1 || !/^\w[\w.-]*$/.test(part[0] ?? ''))
      throw new OrchError(
        'usage',
        `--only takes STAGE or STAGE/PART, not ${flags.only}`,
        'for example: orch run --only apps/whoami',
      );
    const { runPart } = await import('../run-part.ts');
    return runPart(asked, context, only, part[0] ?? '', flags.here === true);
  }
  const { runNight } = await import('../run-night.ts');
  return runNight(asked, context, flags, only === undefined ? given : [only]);
};
