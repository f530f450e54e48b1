import type { Action } from '../program.ts';
import { chosenStages } from '../stage-names.ts';
import { change } from './change.ts';

/** `orch reset STAGE…|all`: error counters and budgets of these stages start anew. The cluster is not touched. */
export const reset: Action = (context, _options, given) =>
  change(
    context,
    (known) => chosenStages(given, known),
    (names) => ({
      event: { type: 'reset', stages: names },
      said: `${names.join(', ')}: counters and budgets start anew; the cluster and the side branch were not touched. Next: ${context.self} run ${names.length === 1 ? names[0] : 'all'}`,
    }),
  );
