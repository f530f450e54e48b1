import { OrchError } from '../../core/exit.ts';
import type { Event, Recorded } from '../../core/machine/events.ts';
import { evolve } from '../../core/machine/evolve.ts';
import { IllegalTransition } from '../../core/machine/illegal.ts';
import { initialState, type State } from '../../core/machine/state.ts';
import type { Actor } from '../../core/types.ts';
import type { Clock, Store } from '../../ports.ts';
import { ownFolder, replaceFile } from './files.ts';
import { appendEvent, type LogTail, readLog, setTornAside } from './log.ts';
import { type Paths, storePaths } from './paths.ts';
import { errorsFile, readSnapshot, statusFile } from './snapshot.ts';

interface Loaded {
  readonly state: State;
  /** The serial of errors.json that is on disk; −1 when it must be written anew. */
  readonly errorsSerial: number;
  readonly tail: LogTail | undefined;
}

const foldAll = (from: State, events: readonly Recorded[], path: string): State => {
  try {
    return events.reduce(evolve, from);
  } catch (error) {
    if (!(error instanceof IllegalTransition)) throw error;
    throw new OrchError(
      'state',
      `${path} cannot be folded: ${error.message}`,
      `the log does not fit the state files: move state/*.json aside, and orch rebuilds them from ${path}`,
      { cause: error },
    );
  }
};

/** Good state files and what the log knows beyond them. */
const behindSnapshot = async (paths: Paths, saved: State, errorsSerial: number): Promise<Loaded> => {
  const tail = await readLog(paths.events, saved.serial);
  const first = tail?.events[0];
  const rebuild = `move state/errors.json and state/stage_status.json aside: orch rebuilds them from ${paths.events}`;
  if (first !== undefined && first.seq !== saved.serial + 1)
    throw new OrchError(
      'state',
      `${paths.events} goes on at event ${first.seq}, the state files end at ${saved.serial}`,
      rebuild,
    );
  if (tail !== undefined && tail.last !== 0 && tail.last < saved.serial)
    throw new OrchError(
      'state',
      `${paths.events} ends at event ${tail.last}, the state files stand at ${saved.serial}`,
      rebuild,
    );
  return { state: foldAll(saved, tail?.events ?? [], paths.events), errorsSerial, tail };
};

/** The state files, with what the log knows beyond them; from the log alone when they do not belong together. */
const loadFrom = async (paths: Paths): Promise<Loaded> => {
  const snapshot = await readSnapshot(paths);
  if (snapshot.is === 'whole') return behindSnapshot(paths, snapshot.state, snapshot.errorsSerial);
  const tail = await readLog(paths.events, 0);
  const events = tail?.events ?? [];
  if (snapshot.is === 'torn' && events[0]?.seq !== 1)
    throw new OrchError(
      'state',
      `${snapshot.why}, and ${paths.events} does not reach back to the first event`,
      `restore the file from a backup, or move state/ and ${paths.events} aside to begin empty`,
    );
  return { state: foldAll(initialState, events, paths.events), errorsSerial: -1, tail };
};

/**
 * The saved state, read-only and without the lock: for `status` and the like. A torn last line of the log is left
 * alone. Throws OrchError `state` for a corrupt file.
 * @param root the workspace.
 */
export const readState = async (root: string): Promise<State> => (await loadFrom(storePaths(root))).state;

/**
 * The one writer of the saved state; the caller holds the lock. `load` comes first.
 * @param options.warn told about a torn last line that was moved aside.
 */
export const openStore = (options: {
  readonly root: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly warn: (text: string) => void;
}): Store => {
  const paths = storePaths(options.root);
  let state: State | undefined;
  let errorsSerial = -1;
  let broken: unknown;
  const current = (): State => {
    if (state === undefined) throw new OrchError('internal', 'the store was used before load()', 'report it');
    return state;
  };
  const save = (before: State, next: State): void => {
    if (errorsSerial === -1 || next.errors !== before.errors) {
      replaceFile(paths.errors, errorsFile(next));
      errorsSerial = next.serial;
    }
    replaceFile(paths.status, statusFile(next, errorsSerial));
  };
  return {
    get state() {
      return current();
    },
    async load() {
      await ownFolder(paths.state);
      await ownFolder(paths.logs);
      const loaded = await loadFrom(paths);
      if (loaded.tail?.torn !== undefined) {
        const aside = await setTornAside(paths.events, loaded.tail);
        options.warn(
          `the last line of ${paths.events} was cut short by a kill; it was never acted on and is now in ${aside}`,
        );
      }
      broken = undefined;
      errorsSerial = loaded.errorsSerial;
      state = loaded.state;
      return state;
    },
    async record(event: Event, actor: Actor, run?: string) {
      // After a failed append the log may end in half a line: nothing may follow it before the next load.
      if (broken !== undefined) throw broken;
      const before = current();
      const recorded: Recorded = {
        seq: before.serial + 1,
        at: options.clock.now(),
        actor,
        ...(run === undefined ? {} : { run }),
        event,
      };
      // Folded first: an event that cannot follow is never written.
      const next = evolve(before, recorded);
      try {
        appendEvent(paths.events, recorded);
      } catch (error) {
        broken = error;
        throw error;
      }
      state = next;
      save(before, next);
      return recorded;
    },
  };
};
