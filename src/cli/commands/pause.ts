import type { Context } from '../context.ts';
import type { Action } from '../program.ts';
import { oneStage } from '../stage-names.ts';
import { change } from './change.ts';

const toggle =
  (type: 'paused' | 'resumed', said: (stage: string, context: Context) => string): Action =>
  (context, _options, [stage = '']) =>
    change(
      context,
      (known) => [oneStage(stage, known)],
      () => ({ event: { type, stage }, said: said(stage, context) }),
    );

/** `orch pause STAGE`: runs leave it out until `orch resume`. */
export const pause = toggle(
  'paused',
  (stage, { self }) => `${stage} is paused: runs leave it out until \`${self} resume ${stage}\`.`,
);

/** `orch resume STAGE`. */
export const resume = toggle(
  'resumed',
  (stage, { self }) => `${stage} takes part in runs again. Next: ${self} run ${stage}`,
);
