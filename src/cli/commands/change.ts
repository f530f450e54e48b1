import { systemClock } from '../../adapters/clock.ts';
import { ensureFolders } from '../../adapters/git/folders.ts';
import { fileLock } from '../../adapters/lock.ts';
import { openStore } from '../../adapters/store/store.ts';
import { EXIT } from '../../core/exit.ts';
import type { Event } from '../../core/machine/events.ts';
import { actorOf } from '../actor.ts';
import type { Context } from '../context.ts';
import { knownStages } from '../known-stages.ts';
import { jsonText } from '../render/guard.ts';
import { rootOf } from '../root.ts';

/** A human's change of the saved state: under the lock, as one event, said in one line. */
export const change = async (
  context: Context,
  choose: (known: readonly string[]) => readonly string[],
  make: (stages: readonly string[]) => { readonly event: Event; readonly said: string },
): Promise<number> => {
  const root = rootOf(context.dir);
  const names = choose((await knownStages(root, context)).names);
  const { event, said } = make(names);
  await ensureFolders(root);
  const held = await fileLock({ root, clock: systemClock }).acquire(
    `orch ${COMMAND[event.type] ?? event.type} ${names.join(' ')}`,
  );
  try {
    const store = openStore({ root, clock: systemClock, warn: (text) => context.err(`orch: ${text}\n`) });
    await store.load();
    await store.record(event, actorOf(context));
  } finally {
    await held.release();
  }
  context.out(context.json ? jsonText({ version: 1, event: event.type, stages: names }) : `${said}\n`);
  return EXIT.green;
};

/** As the human typed it, for whoever finds the lock held. */
const COMMAND: Partial<Record<Event['type'], string>> = { paused: 'pause', resumed: 'resume' };
