import type { Event } from '../../core/machine/events.ts';
import type { Action } from '../program.ts';
import { change } from './change.ts';

const toggle =
  (type: 'paused' | 'resumed', said: (stage: string) => string): Action =>
  (context, _options, [stage = '']) =>
    change(context, [stage], (names): { event: Event; said: string } => ({
      event: { type, stage: names[0] ?? stage },
      said: said(stage),
    }));

/** `orch pause STAGE`: runs leave it out until `orch resume`. */
export const pause = toggle(
  'paused',
  (stage) => `${stage} is paused: runs leave it out until \`orch resume ${stage}\`.`,
);

/** `orch resume STAGE`. */
export const resume = toggle('resumed', (stage) => `${stage} takes part in runs again.`);
