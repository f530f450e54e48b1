/**
 * Lets so many pieces of work go on at the same time; the others wait, and begin in the order of asking.
 * @param slots how many at once, at least 1. @returns a function that runs one piece of work in its turn.
 */
export const inTurn = (slots: number): (<T>(work: () => Promise<T>) => Promise<T>) => {
  const waiting: (() => void)[] = [];
  let free = slots;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
};
