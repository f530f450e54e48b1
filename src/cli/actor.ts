import type { Actor } from '../core/types.ts';
import type { Context } from './context.ts';

/** Who started this: someone at a terminal, or cron (and whatever else runs without one). */
export const actorOf = (context: Context): Actor => (context.isTty ? 'human' : 'cron');
