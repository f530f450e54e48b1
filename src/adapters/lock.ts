import { randomUUID } from 'node:crypto';
import { link, readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OrchError } from '../core/exit.ts';
import type { Clock, Lock } from '../ports.ts';
import { type Holder, provablyDead, thisHolder } from './lock-holder.ts';
import { hasCode, ownFolder, readIfThere, stateError } from './store/files.ts';

/** Makes `to` a second name of `from`; false when `to` exists. The one atomic step that all else rests on. */
const linked = async (from: string, to: string): Promise<boolean> => {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw stateError(to, 'make', error);
  }
};

const gone = async (path: string): Promise<void> => {
  try {
    await unlink(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw stateError(path, 'remove', error);
  }
};

const readHolder = async (path: string): Promise<Holder | undefined> => {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  let value: Partial<Holder> | null;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(path, error);
  }
  if (typeof value?.pid !== 'number' || typeof value.id !== 'string') throw unreadable(path);
  return value as Holder;
};

const unreadable = (path: string, cause?: unknown): OrchError =>
  new OrchError('state', `${path} cannot be read as a lock`, `if no orch is at work here: rm ${path}`, {
    cause,
  });

const held = (path: string, holder: Holder): OrchError =>
  new OrchError(
    'locked',
    `another orch is at work here: ${holder.purpose}, process ${holder.pid} on ${holder.host}, since ${holder.since}`,
    `wait for it, or stop it (kill ${holder.pid}); if that process is surely gone: rm ${path}`,
  );

/** Whether an orch that is not surely gone holds the lock of this workspace. */
export const atWork = async (root: string): Promise<boolean> => {
  const holder = await readHolder(join(root, 'state', 'lock'));
  return holder !== undefined && !(await provablyDead(holder, await thisHolder('', '', '')));
};

/** What one look at the lock found. */
type Look =
  | { readonly is: 'free' }
  | { readonly is: 'held'; readonly by: Holder }
  /** The dead holder, and the names whose owners died while they took over from it, oldest first. */
  | { readonly is: 'dead'; readonly holder: Holder; readonly heirs: readonly Holder[] };

/**
 * The lock of a workspace: `state/lock`, one JSON object, made whole or not at all by `link`.
 *
 * Taking over from the dead has one winner: the right to replace the lock with id N is the file `lock.after-N`, also
 * made by `link`. Who has it looks again that N still stands (nobody else may replace it now), then renames its own
 * file over the lock. A winner that dies in between is followed by `lock.after-<its id>`, and so on.
 */
export const fileLock = (options: { readonly root: string; readonly clock: Pick<Clock, 'now'> }): Lock => {
  const dir = join(options.root, 'state');
  const lock = join(dir, 'lock');
  const after = (holder: Holder): string => join(dir, `lock.after-${holder.id}`);

  const look = async (me: Holder): Promise<Look> => {
    const holder = await readHolder(lock);
    if (holder === undefined) return { is: 'free' };
    const heirs: Holder[] = [];
    for (let at = holder; ; ) {
      if (!(await provablyDead(at, me))) return { is: 'held', by: at };
      const heir = await readHolder(after(at));
      if (heir === undefined) return { is: 'dead', holder, heirs };
      heirs.push(heir);
      at = heir;
    }
  };

  const takeOver = async (mine: string, found: Look & { is: 'dead' }): Promise<boolean> => {
    const right = after(found.heirs.at(-1) ?? found.holder);
    if (!(await linked(mine, right))) return false;
    // Between the look and the right, another may have taken over, finished, and cleaned up.
    const still = await readHolder(lock);
    if (still?.id !== found.holder.id) {
      await gone(right);
      return false;
    }
    await rename(mine, lock);
    await sweep();
    return true;
  };

  /** A right to an older lock is worth nothing to anybody once a new one stands. */
  const sweep = async (): Promise<void> => {
    for (const name of await readdir(dir)) if (name.startsWith('lock.after-')) await gone(join(dir, name));
  };

  const release = async (me: Holder): Promise<void> => {
    if ((await readHolder(lock))?.id === me.id) await gone(lock);
  };

  return {
    async acquire(purpose) {
      await ownFolder(dir);
      const id = randomUUID();
      const me = await thisHolder(purpose, options.clock.now(), id);
      const mine = join(dir, `lock.new-${id}`);
      try {
        await writeFile(mine, `${JSON.stringify(me)}\n`, { flag: 'wx' });
      } catch (error) {
        throw stateError(mine, 'write', error);
      }
      try {
        for (;;) {
          if (await linked(mine, lock)) break;
          const found = await look(me);
          if (found.is === 'held') throw held(lock, found.by);
          if (found.is === 'dead' && (await takeOver(mine, found))) break;
        }
      } finally {
        await gone(mine);
      }
      return { release: () => release(me) };
    },
  };
};
