/** What wants room: how much in all, and its weight while room is short. */
export interface Want {
  readonly need: number;
  readonly weight: number;
}

/**
 * Shares `room` by weight; what one does not need goes to the others, again by weight, until all is given or all
 * are satisfied. Whole numbers; the sum never exceeds `room`, nobody gets more than it needs.
 */
export const shareRoom = (room: number, wants: readonly Want[]): readonly number[] => {
  const given = wants.map(() => 0);
  let left = Math.max(0, Math.floor(room));
  let open = wants.map((_, i) => i).filter((i) => wants[i]!.need > 0 && wants[i]!.weight > 0);
  while (open.length > 0) {
    const weights = open.reduce((sum, i) => sum + wants[i]!.weight, 0);
    const fair = (i: number) => Math.floor((left * wants[i]!.weight) / weights);
    const content = open.filter((i) => wants[i]!.need <= fair(i));
    if (content.length === 0) {
      for (const i of open) given[i] = fair(i);
      break;
    }
    for (const i of content) given[i] = wants[i]!.need;
    left -= content.reduce((sum, i) => sum + wants[i]!.need, 0);
    open = open.filter((i) => !content.includes(i));
  }
  return given;
};
