import type { Action } from '../program.ts';
import { change } from './change.ts';

/** `orch reset STAGE…|all`: error counters and budgets of these stages start anew. The cluster is not touched. */
export const reset: Action = (context, _options, stages) =>
  change(context, stages, (names) => ({
    event: { type: 'reset', stages: names },
    said: `${names.join(', ')}: counters and budgets start anew; the cluster and the side branch were not touched. Next: orch run ${names.length === 1 ? names[0] : 'all'}`,
  }));
