import type { Condition, World, WorldTime } from './types.ts';

/** The storage for VM disks goes offline; unlike the others this is a state of the host, not of a moment. */
const STORAGE_OFFLINE = 'storage-offline';

const found = (world: World, id: string): Condition | undefined =>
  world.conditions.find((condition) => condition.id === id);

/**
 * True while the condition is in force, without using it up. One that lasts begins when it is first met.
 * @param id as in the faults' table.
 */
export const inForce = (world: World, id: string, now: WorldTime): boolean => {
  const condition = found(world, id);
  if (!condition) return false;
  if (condition.lastsMs === undefined) return condition.left > 0;
  condition.until ??= now + condition.lastsMs;
  return now < condition.until;
};

/** True when the condition strikes now; uses one strike up. */
export const strikes = (world: World, id: string, now: WorldTime): boolean => {
  if (!inForce(world, id, now)) return false;
  const condition = found(world, id);
  if (condition?.lastsMs === undefined && condition) condition.left -= 1;
  return true;
};

/** Puts a condition in force: for so many strikes, for so many real milliseconds, or for good when neither is given. */
export const setCondition = (
  world: World,
  id: string,
  bounds: { readonly times?: number; readonly lastsMs?: number } = {},
): void => {
  if (id === STORAGE_OFFLINE)
    for (const storage of world.proxmox.storages)
      if (storage.content.includes('images')) storage.active = false;
  world.conditions = world.conditions.filter((condition) => condition.id !== id);
  world.conditions.push({
    id,
    left: bounds.times ?? Number.MAX_SAFE_INTEGER,
    ...(bounds.lastsMs === undefined ? {} : { lastsMs: bounds.lastsMs * world.scale }),
  });
};
