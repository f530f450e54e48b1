import { systemClock } from '../../adapters/clock.ts';
import { fileLock } from '../../adapters/lock.ts';
import { openStore } from '../../adapters/store/store.ts';
import { EXIT } from '../../core/exit.ts';
import type { Event } from '../../core/machine/events.ts';
import { actorOf } from '../actor.ts';
import type { Context } from '../context.ts';
import { readWorkspaceMap } from '../map.ts';
import { rootOf } from '../root.ts';
import { chosenStages } from '../stage-names.ts';

/** A human's change of the saved state: under the lock, as one event, said in one line. */
export const change = async (
  context: Context,
  given: readonly string[],
  make: (stages: readonly string[]) => { readonly event: Event; readonly said: string },
): Promise<number> => {
  const root = rootOf(context.dir);
  const map = await readWorkspaceMap(root, context);
  const names = chosenStages(
    given,
    map.stages.map((stage) => stage.name),
  );
  const { event, said } = make(names);
  const held = await fileLock({ root, clock: systemClock }).acquire(`orch ${event.type} ${names.join(' ')}`);
  try {
    const store = openStore({ root, clock: systemClock, warn: (text) => context.err(`orch: ${text}\n`) });
    await store.load();
    await store.record(event, actorOf(context));
  } finally {
    await held.release();
  }
  if (context.json) context.out(`${JSON.stringify({ version: 1, event: event.type, stages: names })}\n`);
  else context.out(`${said}\n`);
  return EXIT.green;
};
