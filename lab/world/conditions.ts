import type { World } from './types.ts';

/** True while the condition is in force, without using it up. */
export const inForce = (world: World, id: string): boolean =>
  world.conditions.some((condition) => condition.id === id && condition.left > 0);

/** True when the condition strikes now; uses one strike up. */
export const strikes = (world: World, id: string): boolean => {
  const found = world.conditions.find((condition) => condition.id === id && condition.left > 0);
  if (!found) return false;
  found.left -= 1;
  return true;
};

/** Puts a condition in force for `times` strikes; Infinity is stored as a number JSON can carry. */
export const setCondition = (world: World, id: string, times: number): void => {
  world.conditions = world.conditions.filter((condition) => condition.id !== id);
  if (times > 0) world.conditions.push({ id, left: Math.min(times, Number.MAX_SAFE_INTEGER) });
};
